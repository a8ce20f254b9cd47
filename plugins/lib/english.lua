-- Sets of English words that tell how a sentence is built, for the stages that look at sentences.
local function set(list)
  local t = {}
  for word in list:gmatch("%S+") do
    t[word] = true
  end
  return t
end

return {
  -- Verbs that take speech as their object, in the forms that follow a subject.
  say = set [[said says say told tells tell asked asks ask added adds wrote writes write tweeted
    tweets explained explains noted replied replies responded responds stated declared declares
    argued argues insisted insists continued continues concluded concludes recalled recalls
    remarked remarks observed observes announced announces acknowledged acknowledges admitted
    admits claimed warned warns joked jokes quipped quips testified shouted suggested suggests
    predicted predicts asserted asserts answered complained complains boasted lamented exclaimed
    mused posted conceded concedes countered reiterated commented proclaimed vowed pledged
    promised elaborated repeated urged assured agreed cautioned cautions cried yelled whispered
    interjected confessed contended maintained volunteered recounted charged pointed]],

  -- Verbs that take a judgment, often quoted.
  judge = set [[called calls described describes denounced denounces dismissed characterized
    characterised criticized criticised praised accused accuses blamed blasted slammed labeled
    labelled demanded emphasized stressed expressed voiced thanked]],

  -- What joins speech to a main clause, as in "smiled, saying".
  participle = set [[saying adding calling telling asking noting arguing writing declaring
    insisting describing explaining tweeting stating warning claiming suggesting accusing]],

  -- What may stand between subject and verb, besides adverbs in -ly.
  auxiliary = set [[has have had also later then further once again often however]],

  -- What no noun phrase holds.
  outside = set [[that which who whom whose when while because but as if than is are was were be
    been will would could should can may might must do does did not to it you said says told
    called saying adding calling telling]],

  -- What no noun phrase begins with, in small letters.
  opening = set [[in on at after before during for with from by of about against into over under
    until since through and or so yet then there here this these those what where why how
    although though despite according asked speaking meanwhile however still also earlier later
    instead today yesterday last monday tuesday wednesday thursday friday saturday sunday when
    while because but as if to]],

  -- What ends the noun phrase that follows "said".
  closing = set [[in on at after before during with from by about against into over under until
    since through so yet then there here this what where why how although though despite today
    yesterday last earlier later when while because as to who which adding via Monday Tuesday
    Wednesday Thursday Friday Saturday Sunday]],

  determiner = set [[the a an his her their its one two some many several both other officials
    The A An His Her Their Its One Two Some Many Several Both Other Another]],

  pronoun = set [[he she they I we He She They We]],

  -- Shortened words that do not end a sentence.
  title = set [[Mr. Mrs. Ms. Dr. St. Sen. Sens. Rep. Reps. Gov. Gen. Col. Lt. Sgt. Jr. Sr. Prof.
    Rev. Hon. Capt. Adm. Maj.]],

  -- Small words within a name.
  particle = set [[de van von der bin al el la le du of]],
}
