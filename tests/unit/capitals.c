/* Words with a capital: what they are, how they are written, and how they are linked. */
#include "text/capitals.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "tap.h"

static const char lines[] = "van\tparticle\n"
                            "der\tparticle\n"
                            "al\tparticle\n"
                            "of\tjoint\n"
                            "the\tjoint\n"
                            "dr\tabbreviation\n"
                            "based\tcommon\n"
                            "era\tcommon\n"
                            "said\tsay common\n"
                            "new york city\tplace\n"
                            "new york\tplace\n"
                            "ann\tfirst\n";

static const struct lexicon *lexicon;

/* Adds what is told of a word: a letter for each bit of its shape, and its link. */
static void tell(struct buf *b, struct str text, const struct capital *w)
{
    static const char letters[] = "SUIPHDMTCLBG";
    static const char links[] = ".-+~&,";
    buf_addc(b, links[w->link]);
    buf_add(b, str_cut(text, w->from, w->span.end));
    buf_addc(b, ':');
    for (size_t i = 0; letters[i]; i++)
        if (w->shape >> i & 1)
            buf_addc(b, letters[i]);
    if (span_len(w->entry)) {
        buf_addc(b, '=');
        buf_add(b, str_cut(text, w->entry.start, w->entry.end));
    }
    buf_addc(b, ' ');
}

static void all(const char *text, const char *want)
{
    struct buf b = {0};
    struct capital w;
    struct str s = str_of(text);
    struct capitals c = capitals_begin(lexicon, s, (struct span){0, s.n});
    while (capitals_next(&c, &w))
        tell(&b, s, &w);
    IS(str_trim(buf_str(&b)), want, "the capitals of a text of %zu bytes", s.n);
    buf_free(&b);
}

static void test_words(void)
{
    all("", "");
    all("no capital 42", "");
    all("one Word", ".Word:");
    all("McCoy iPhone USA U2", ".McCoy:SMB -iPhone:M -USA:U -U2:D");
    all("see O'Hara, D\xE2\x80\x99"
        "Arcy and Don't",
        ".O'Hara:C ,D\xE2\x80\x99"
        "Arcy: .Don't:");
    all("at Ann's, the Jones' and Ann\xE2\x80\x99s", ".Ann:PC .Jones:P .Ann:P");
    all("\xC3\x89ric est ici; \xC3\x89MILE et \xD0\x98\xD0\xB2\xD0\xB0\xD0\xBD aussi"
        " sont dehors",
        ".\xC3\x89ric:SB .\xC3\x89MILE:U .\xD0\x98\xD0\xB2\xD0\xB0\xD0\xBD:");
    all("a_Word http://x/Ann b@Ann", ".Word:G .Ann:G .Ann:G");
}

static void test_hyphens(void)
{
    all("in Jean-Luc, Man-kei, Chan-o-cha", ".Jean-Luc:HC ,Man-kei:HC ,Chan-o-cha:H");
    all("a London-based, Trump-era thing", ".London: .Trump:");
    all("some pro-Trump, al-Assad, Abd-al-Rahman and more people",
        ".Trump:C ,al-Assad:HC ,Abd-al-Rahman:H");
    all("the U.S.-led x", ".U.S.:UIT");
}

static void test_initials(void)
{
    all("by J. K. Ann and J.R.R. Ann", ".J:IT -K:IT -Ann: .J.R.R.:UIT -Ann:");
    all("of C.Smith", ".C:IT -Smith:");
    all("by Dr. Ann", ".Dr:T -Ann:");
}

static void test_links(void)
{
    all("Ann van der Berg", ".Ann:SB +van der Berg:");
    all("said van Berg", ".van Berg:");
    all("Bank of the West & Co, Ann", ".Bank:SB ~West: &Co:C ,Ann:");
    all("Ann is a Berg; Ann (Berg)", ".Ann:SB .Berg: .Ann: .Berg:");
    all("Ann of van der of the Berg", ".Ann:SB .Berg:");
    all("Ann's Berg", ".Ann:SPB .Berg:");
    all("Ann  van\nBerg", ".Ann:SB .Berg:SB");
}

static void test_starts(void)
{
    all("He left. She stayed! Did He? \"We\" said \"Ann\"",
        ".He:SB .She:S .Did:S -He: .We:S .Ann:S");
    all("he met Dr. Ann, J. Ann and Ann. Berg said", ".Dr:T -Ann:C ,J:IT -Ann: .Ann:T .Berg:S");
    all("\xE2\x80\x9CWe\xE2\x80\x9D; note: They", ".We:SB .They:S");
    all("One\n\nTwo", ".One:SB .Two:SB");
    all("a line of more than fifty bytes that goes on in the next\nLine of text", ".Line:");
    all("a line of more than fifty bytes that does end here now.\nLine of text", ".Line:SB");
}

static void test_headlines(void)
{
    all("Three Words Here are\n", ".Three:SLB -Words:L -Here:L");
    all("Three Words Here end.\n", ".Three:SB -Words: -Here:");
    all("ALL IN THREE CAPITALS\n", ".ALL:SULB -IN:UL -THREE:UL -CAPITALS:UL");
}

static void test_entries(void)
{
    all("in New York City, New  York, New Jersey and some other parts",
        ".New:=New York City -York: -City:C ,New:=New  York -York:C ,New: -Jersey:");
    all("New\n\n\n\n\n\n\n\n\n\nYork", ".New:SB .York:SB");
}

/* What the neighbours are is told when no more than a blank or a comma is between. */
static void test_neighbours(void)
{
    static const char *const texts[] = {"said Ann",   "said, Ann", "said. Ann",
                                        "said (Ann)", "Ann said",  "Ann; said"};
    uint32_t say = lexicon_flag(lexicon, str_of("say"));
    for (size_t i = 0; i < 6; i++) {
        struct capital w;
        struct str s = str_of(texts[i]);
        struct capitals c = capitals_begin(lexicon, s, (struct span){0, s.n});
        OK(capitals_next(&c, &w) && w.flags == lexicon_flag(lexicon, str_of("first")), "%s",
           texts[i]);
        OK(!(w.before & say) == (i > 1) && !(w.after & say) == (i != 4), "beside it");
    }
}

/* Only the stretch is looked at, and places are those of the text. */
static void test_stretch(void)
{
    struct capital w;
    struct str s = str_of("Ann and Berg Co");
    struct capitals c = capitals_begin(lexicon, s, (struct span){4, 12});
    OK(capitals_next(&c, &w) && w.span.start == 8 && w.span.end == 12, "the word inside");
    OK(!capitals_next(&c, &w) && !capitals_next(&c, &w), "and no other");
}

int main(void)
{
    struct lexicon *lex = lexicon_new(str_of(lines), "words", NULL);
    lexicon = lex;
    test_words();
    test_hyphens();
    test_initials();
    test_links();
    test_starts();
    test_headlines();
    test_entries();
    test_neighbours();
    test_stretch();
    lexicon_free(lex);
    return tap_done();
}
