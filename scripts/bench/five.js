// usage: node five.js FROM TO
// The five redactions of five.lua as anyone would write them in JavaScript: each file of FROM into
// its like below TO, or, where TO ends in .jsonl, all into that file. \s would be Unicode's here.
"use strict";
const fs = require("fs");
const path = require("path");

const rules = [
  [/\bhttps?:\/\/[^ \t\n\v\f\r<>"']+/g, "[URL]"],
  [/\b[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+\b/g, "[EMAIL]"],
  [/\b\d{3}-\d{2}-\d{4}\b/g, "[SSN]"],
  [/\b(?:\d{1,3}\.){3}\d{1,3}\b/g, "[IP]"],
  [/(?:\+\d{1,2}[ .-]?)?(?:\(\d{3}\) ?|\b\d{3}[.-])\d{3}[.-]\d{4}\b/g, "[PHONE]"],
];

function redacted(file) {
  let text = fs.readFileSync(file, "utf8");
  for (const [pattern, word] of rules) text = text.replace(pattern, word);
  return text;
}

function* files(top, below = "") {
  for (const entry of fs.readdirSync(path.join(top, below), { withFileTypes: true })) {
    const name = path.join(below, entry.name);
    if (entry.isDirectory()) yield* files(top, name);
    else yield name;
  }
}

const [from, to] = process.argv.slice(2);
if (to.endsWith(".jsonl")) {
  const out = fs.openSync(to, "w");
  let waiting = "";
  for (const name of files(from)) {
    waiting += JSON.stringify({ path: name, text: redacted(path.join(from, name)) }) + "\n";
    if (waiting.length > 1 << 20) {
      fs.writeSync(out, waiting);
      waiting = "";
    }
  }
  fs.writeSync(out, waiting);
  fs.closeSync(out);
} else {
  const made = new Set();
  for (const name of files(from)) {
    const target = path.join(to, name);
    const folder = path.dirname(target);
    if (!made.has(folder)) {
      fs.mkdirSync(folder, { recursive: true });
      made.add(folder);
    }
    fs.writeFileSync(target, redacted(path.join(from, name)));
  }
}
