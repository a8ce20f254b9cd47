return {
  {
    name = "hidden characters",
    input = "jane\u{200B}.roe@exam\u{AD}ple.org, 4\u{2060}1\u{FEFF}1, a\u{200D}b, 1\u{202E}2",
    text = "jane.roe@example.org, 411, ab, 12",
  },
  {
    name = "joiners and marks of direction stay where they have a meaning",
    input = "می\u{200C}خواهم 👩\u{200D}🔬 \u{200F}a",
    text = "می\u{200C}خواهم 👩\u{200D}🔬 \u{200F}a",
  },
  {
    name = "double width",
    input = "Ｊａｎｅ＠example．org ＋１（２０２）５５５－０１００、",
    text = "Jane@example.org +1（202）555-0100、",
  },
  {
    name = "entities",
    input = "jane&#64;example&#x2e;org &#106;&#x61;ne&commat;example&period;org&nbsp;4&#32;1&#160;1 &#40;1&#41; &#x28;1&#x29;",
    text = "jane@example.org jane@example.org 4 1 1 (1) (1)",
  },
  {
    name = "entities that HTML needs, and what is none",
    input = "a &lt; b &#60;b&#62; &#38;amp; &#x26; &#34; &eacute; &#233; &#6; &# 64; AT&T; &#127;",
    text = "a &lt; b &#60;b&#62; &#38;amp; &#x26; &#34; &eacute; &#233; &#6; &# 64; AT&T; &#127;",
  },
  {
    name = "each can be left alone",
    options = { hidden = false, wide = false, entities = false },
    input = "a\u{AD}b １ &#64;",
    text = "a\u{AD}b １ &#64;",
  },
}
