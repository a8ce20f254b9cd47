local function person(text, rule, entity)
  return { "person", text, rule = rule, entity = entity and tostring(entity) }
end

return {
  {
    name = "a first name and a surname, then a title, then the surname alone: one entity",
    options = { mode = "rules" },
    input = "Teresa Quillfeather spoke first. Mr. Quillfeather left. Then Quillfeather's office closed.",
    marks = {
      person("Teresa Quillfeather", "first_last", 1), person("Quillfeather", "title", 1),
      person("Quillfeather", "same_name", 1),
    },
  },
  {
    name = "two people are two entities, and a shared surname means the last one named",
    options = { mode = "rules" },
    input = "Anna Zubrowka met Peter Zubrowka. Zubrowka agreed. Anna Zubrowka left, and Zubrowka slept.",
    marks = {
      person("Anna Zubrowka", "first_last", 1), person("Peter Zubrowka", "first_last", 2),
      person("Zubrowka", "same_name", 2), person("Anna Zubrowka", "first_last", 1),
      person("Zubrowka", "same_name", 1),
    },
  },
  {
    name = "titles of several words, before a name that no list has",
    input = "Foreign Minister Vorkh Tzemel met Prime Minister Ulda Qurin and Gen. Obrik.",
    options = { types = { "person" } },
    marks = {
      person("Vorkh Tzemel", "title", 1), person("Ulda Qurin", "title", 2),
      person("Obrik", "title", 3),
    },
  },
  {
    name = "particles, initials, hyphens, apostrophes, suffixes",
    input = "They were Mohammed bin Quzair, Maria van der Quell, J. R. Quell, Jean-Luc Quorvin, "
      .. "Sean O’Quell and Robert Quell Jr.",
    marks = {
      person("Mohammed bin Quzair"), person("Maria van der Quell"), person("J. R. Quell"),
      person("Jean-Luc Quorvin"), person("Sean O’Quell"), person("Robert Quell Jr."),
    },
  },
  {
    name = "an initial begins a name in a table of results, which is written like a headline; an "
      .. "article does not",
    options = { mode = "rules", types = { "person" } },
    input = "Cricket: Rovers 214-6 (J. Quorvin 78, M. Tzemel 54)\n\nReview: A Beautiful Zeppel\n",
    marks = { person("J. Quorvin", "initial"), person("M. Tzemel", "initial") },
  },
  {
    name = "a surname with its particle, after the name in full",
    input = "Teresa van Quell spoke. The others followed van Quell home.",
    marks = { person("Teresa van Quell", nil, 1), person("van Quell", "same_name", 1) },
  },
  {
    name = "lines of capitals",
    input = "STATEMENT OF TERESA QUILLFEATHER\n\nThe rest is in small letters.\n",
    marks = { person("TERESA QUILLFEATHER") },
  },
  {
    name = "speech, roles and kin tell a name of one word",
    input = "Zubrowka said no. The spokesman Vorkh agreed. Her husband Tzemel slept.",
    marks = {
      person("Zubrowka", "context"), person("Vorkh", "context"), person("Tzemel", "context"),
    },
  },
  {
    name = "words that are names only sometimes",
    input = "May is warm. Will they come? Brown bread is sold. Mark the date: Sunday, 3 June.",
    marks = {},
  },
  {
    name = "a word of the dictionary behind a first name or a title is a surname",
    input = "They heard Theresa Musk and Mr. Brown. Brown laughed.",
    marks = {
      person("Theresa Musk", nil, 1), person("Brown", "title", 2),
      person("Brown", "same_name", 2),
    },
  },
  {
    name = "storms have first names",
    input = "Hurricane Dorothy reached the coast. The rain of Dorothy lasted.",
    options = { types = { "person" } },
    marks = {},
  },
  {
    name = "places: countries, cities, entries of several words, words for places",
    input = "Trains run from Berlin to New York City and the United States, and over Quell Bridge.",
    marks = {
      { "place", "Berlin", rule = "city" }, { "place", "New York City", rule = "known" },
      { "place", "United States", rule = "known" }, { "place", "Quell Bridge", rule = "place_end" },
    },
  },
  {
    name = "organisations: by their end, their head, and known ones",
    input = "The Ministry of Quiet Affairs paid Quorvin Holdings Ltd, and NATO was told.",
    marks = {
      { "organisation", "Ministry of Quiet Affairs", rule = "organisation_head" },
      { "organisation", "Quorvin Holdings Ltd", rule = "organisation_end" },
      { "organisation", "NATO", rule = "known" },
    },
  },
  {
    name = "only the types that are wanted",
    options = { types = { "place" } },
    input = "Teresa Quillfeather lives in Berlin.",
    marks = { { "place", "Berlin" } },
  },
  {
    name = "string fields have names too",
    given = { byline = "By Teresa Quillfeather" },
    input = "Quillfeather writes.",
    marks = { person("Quillfeather", nil, 1), person("Teresa Quillfeather", "first_last", 1) },
  },
  {
    name = "deny by default: a word with a capital that nothing is known of",
    options = { mode = "deny_by_default", types = { "person" } },
    input = "Yesterday the Quillfeather arrived in Berlin with Vorkh Tzemelin on a Monday.",
    marks = {
      person("Quillfeather", "unknown_capital"), person("Vorkh Tzemelin"),
    },
  },
  {
    name = "the allow list is of whole names, the deny list of whole words in any case",
    options = { allow = "names.allow.txt", deny = "names.deny.txt", types = { "person" } },
    input = "Teresa Quillfeather and TERESA ZUBROWKA met the quorvins and a quorvin.",
    marks = { person("TERESA ZUBROWKA"), person("quorvin", "deny") },
  },
  {
    name = "the tagger finds names that no rule tells, and they are joined with those that one does",
    input = "Reporters asked Vorkhan about the vote. Vorkhan, a former guard, and Mr. Vorkhan's son "
      .. "Tzemelin had nothing to say.",
    options = { types = { "person" } },
    marks = {
      person("Vorkhan", nil, 1), person("Vorkhan", nil, 1), person("Vorkhan", "title", 1),
      person("Tzemelin", nil, 2),
    },
  },
  {
    name = "a title is no part of a name, whatever the tagger says",
    input = "They met Gen. Obrik and Captain Quorvin.",
    marks = { person("Obrik", "title"), person("Quorvin", "title") },
  },
  {
    name = "what stands before a name and behind it is no part of it",
    input = "They heard Assemblywoman Edward Quell, the Mayor of London Sadiq Khan, the Philippine "
      .. "President Rodrigo Quorvin and Billy Joe Parker as host. Then Vice-President Quell left.",
    options = { types = { "person" } },
    marks = {
      person("Edward Quell"), person("Sadiq Khan"), person("Rodrigo Quorvin"),
      person("Billy Joe Parker"), person("Quell"),
    },
  },
  {
    name = "what is called after a person is no person",
    input = "NASA built the James Webb Space Telescope. The USS Ronald Reagan sailed. They prayed in "
      .. "the Sultan Qaboos Grand Mosque. Senators wrote the John Lewis Voting Act.",
    options = { types = { "person" } },
    marks = {},
  },
  {
    name = "two words of which only a rule thinks that they are a name",
    input = "The Houston Rockets and the Dallas Mavericks won. Hong Kongers turned out.",
    options = { types = { "person" } },
    marks = {},
  },
  {
    name = "titles alone and abbreviations before a word are no people",
    input = "Mr. President, Mr. Chief Justice, this is the D.C. Circuit at 6 P.M. EDT.",
    options = { types = { "person" } },
    marks = {},
  },
  {
    name = "a role that is no title is no part of the name behind it",
    input = "Podcaster Edward Quell spoke.",
    options = { types = { "person" } },
    marks = { person("Edward Quell") },
  },
  {
    name = "a name that goes on in the next line, however short the lines are",
    input = "They met Jane\nWalker in town.\nThen they heard that John F.\nQuorvin spoke to Dr.\nTzemel.",
    options = { types = { "person" } },
    marks = { person("Jane\nWalker"), person("John F.\nQuorvin"), person("Tzemel", "title") },
  },
  {
    name = "the labels of a form are no part of the names between them",
    input = "Name: Jonathan Medvin Name: Michael Morrety Title: CEO",
    options = { types = { "person" } },
    marks = { person("Jonathan Medvin"), person("Michael Morrety") },
  },
  {
    name = "a guess of two words does not make a name of the second, which is a word, elsewhere",
    options = { mode = "rules", types = { "person" } },
    input = "They wore Emma Lipstick. The red Lipstick is new. On Sunday I I'm here, and I'm glad.",
    marks = { person("Emma Lipstick") },
  },
  {
    name = "names one below the other are not one",
    input = "Guests: Pam Butler\nRenee Walker\nLarry Lewis\n\nLittle is said of Jane\nLondon is far.",
    options = { types = { "person" } },
    marks = {
      person("Pam Butler"), person("Renee Walker"), person("Larry Lewis"), person("Jane"),
    },
  },
  {
    name = "capitals before a number are the name of the number",
    input = "Her SSN 078-05-1120, the NHS: 943 476 5919, the VAT no. GB999. The BBC 4 is no number.",
    options = { types = { "person", "organisation" } },
    marks = { { "organisation", "BBC" } },
  },
  {
    name = "a surname that is a small word, where a sentence begins, by what is behind it",
    input = "Mr. Young came. Young said no.. Young's office closed.",
    options = { types = { "person" } },
    marks = { person("Young", "title"), person("Young", "same_name"), person("Young", "same_name") },
  },
  {
    name = "deny by default: not what is called by a known word",
    options = { mode = "deny_by_default", types = { "person" } },
    input = "I think they can't, he said. Typhoon Qhanfone came. I'm told that Christianity and Qhanfone stay.",
    marks = {},
  },
  {
    name = "the dial: what only one of the two is a little sure of",
    options = { recall = 10, types = { "person" } },
    input = "On the table lay Quorvin's hat.",
    marks = { person("Quorvin") },
  },
  {
    name = "what is no lexicon of names is refused",
    options = { names = "names.deny.txt" },
    input = "",
    fails = "names.deny.txt:1: a line is a word, a tab, and flags",
  },
  {
    name = "a lexicon without a flag that the rules ask for is refused",
    options = { names = "names.small.tsv", mode = "rules" },
    input = "",
    fails = "the lexicon has no flag `first`",
  },
  {
    name = "what is no model is refused",
    options = { model = "names.deny.txt" },
    input = "",
    fails = "names.deny.txt: it is no model",
  },
}
