return {
  {
    name = "the speaker behind the quotation",
    input = [[
“The pier is safe,” Ada Marlow said.
“Is it?” he asked.
"We checked every plank", said Ivo Brandt, head of the works.
"It held," Lena Osei, who leads the council of the old harbour, told reporters on Monday.
“Nobody fell in,” according to the harbour office.
“It creaks” when the tide turns, Mr. Brandt said.
]],
    marks = {
      { "quote", "“The pier is safe,”", speaker = "Ada Marlow", rule = "said" },
      { "speaker", "Ada Marlow" },
      { "quote", "“Is it?”", speaker = "he", rule = "said" },
      { "speaker", "he" },
      { "quote", '"We checked every plank"', speaker = "Ivo Brandt", rule = "said-by" },
      { "speaker", "Ivo Brandt" },
      { "quote", '"It held,"', speaker = "Lena Osei", rule = "said" },
      { "speaker", "Lena Osei" },
      { "quote", "“Nobody fell in,”", speaker = "the harbour office", rule = "according" },
      { "speaker", "the harbour office" },
      { "quote", "“It creaks”", speaker = "Mr. Brandt", rule = "around" },
      { "speaker", "Mr. Brandt" },
    },
  },
  {
    name = "the speaker in front of the quotation",
    input = [[
Ms. Osei said, “We will rebuild it.”
After the storm, Ivo Brandt, an engineer from Malmo, called the pier “a ruin.”
The harbour office said the boats could leave “within days.”
In a letter, the minister of works wrote that she had “no doubt.”
Mr. Brandt shook his head, adding: “It was a bad night.”
Ada Marlow: “And a long one.”
]],
    marks = {
      { "speaker", "Ms. Osei" },
      { "quote", "“We will rebuild it.”", speaker = "Ms. Osei", rule = "introduced" },
      { "speaker", "Ivo Brandt" },
      { "quote", "“a ruin.”", speaker = "Ivo Brandt", rule = "front" },
      { "speaker", "The harbour office" },
      { "quote", "“within days.”", speaker = "The harbour office", rule = "front" },
      { "speaker", "the minister of works" },
      { "quote", "“no doubt.”", speaker = "the minister of works", rule = "front" },
      { "speaker", "Mr. Brandt" },
      { "quote", "“It was a bad night.”", speaker = "Mr. Brandt", rule = "participle" },
      { "speaker", "Ada Marlow" },
      { "quote", "“And a long one.”", speaker = "Ada Marlow", rule = "named" },
    },
  },
  {
    name = "several quotations of one speaker",
    input = "“The pier is safe,” Ms. Osei said on X. “We checked it. It held.”\n"
      .. "The two, she told the council, “saw each other” and had “much to say.” It rained.\n",
    marks = {
      { "quote", "“The pier is safe,”", speaker = "Ms. Osei" },
      { "speaker", "Ms. Osei" },
      { "quote", "“We checked it. It held.”", speaker = "Ms. Osei", rule = "continued" },
      { "speaker", "she" },
      { "quote", "“saw each other”", speaker = "she" },
      { "quote", "“much to say.”", speaker = "she" },
    },
  },
  {
    name = "speech of several paragraphs, and speech after a colon",
    input = "“The pier is old,” Mr. Brandt said. “It has to go.\n\n“So has the crane.”\n\n"
      .. "The council replied:\n\n“Not before spring.”\n\n“A stray line.”\n",
    marks = {
      { "quote", "“The pier is old,”", speaker = "Mr. Brandt" },
      { "speaker", "Mr. Brandt" },
      { "quote", "“It has to go.", speaker = "Mr. Brandt", rule = "continued" },
      { "quote", "“So has the crane.”", speaker = "Mr. Brandt", rule = "carried" },
      { "speaker", "The council" },
      { "quote", "“Not before spring.”", speaker = "The council", rule = "carried" },
      { "quote", "“A stray line.”" },
    },
  },
  {
    name = "no speaker where nobody is sure to speak",
    input = [[
The play “Low Water” opens in May.
A boat called “Gull” came in. It was new.
The bridge was “closed for repairs” at noon.
“Ships first.” The sign is old.
]],
    marks = {
      { "quote", "“Low Water”" },
      { "quote", "“Gull”" },
      { "quote", "“closed for repairs”" },
      { "quote", "“Ships first.”" },
    },
  },
  {
    name = "straight and angled marks; inches and attributes are no quotations",
    input = '<p class="lead">A 12" plank, «la mer monte», « le vent tombe ».</p>\nIt is 5\'10" tall.\n',
    marks = {
      { "quote", "«la mer monte»" },
      { "quote", "« le vent tombe »" },
    },
  },
  {
    name = "only paragraphs when extract.article has run",
    before = { "extract.article" },
    input = "“Gull” comes home\n\n“She is back,” Ada Marlow said, and the whole of the harbour town "
      .. "came out to see her.\n",
    marks = {
      { "quote", "“She is back,”", speaker = "Ada Marlow" },
      { "speaker", "Ada Marlow" },
    },
  },
  {
    name = "an empty document",
    input = "",
    marks = {},
  },
}
