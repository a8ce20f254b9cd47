/* Names by rules, and beside them a tagger of a model that is made here. */
#include "text/names.h"

#include <stdlib.h>

#include "base/buf.h"
#include "model.h"
#include "names.h"
#include "tap.h"

static struct names *finder(const struct lexicon *lex, struct tagger *tagger)
{
    struct err err = {0};
    struct names *n = names_new(lex, tagger, &err);
    if (!n) {
        printf("Bail out! %s\n", err.text);
        exit(2);
    }
    return n;
}

/* What is found in the parts of text that '|' separates: label, rule, reason, entity, words. */
static void finds(struct names *n, const char *text, int recall, const char *want)
{
    struct span parts[4];
    struct buf got = {0};
    struct str s = str_of(text);
    size_t part_n = 0, found;
    for (size_t at = 0; at < s.n && part_n < 4; part_n++) {
        parts[part_n] = (struct span){at, str_byte(s, '|', at)};
        at = parts[part_n].end + 1;
    }
    const struct name *v = names_find(n, s, parts, part_n, recall, &found);
    buf_addz(&got, "");
    for (size_t i = 0; i < found; i++) {
        const char *why = name_why_name(v[i].why);
        buf_addf(&got, "%s%s %s %s %.2f ", i ? "; " : "", name_label_name(v[i].label),
                 name_rule_name(v[i].rule), why ? why : "-", v[i].score);
        if (v[i].entity)
            buf_addf(&got, "#%u ", v[i].entity);
        buf_add(&got, str_cut(s, v[i].span.start, v[i].span.end));
    }
    IS(buf_str(&got), want, "%s, recall %d", text, recall);
    buf_free(&got);
}

static void test_people(struct names *n)
{
    finds(n, "", 0, "");
    finds(n, "he said", 0, "");
    finds(n, "He met Ann Lee.", 0, "person first_last first 0.90 #1 Ann Lee");
    finds(n, "He met Ann Musk.", 0, "person first_last first 0.90 #1 Ann Musk");
    finds(n, "He met Mr. Basic.", 0, "");
    finds(n, "He met Mr. Bo Quell Jr. there.", 0, "person title title 0.95 #1 Bo Quell Jr.");
    finds(n, "He met Mr. van Quell.", 0, "person title title 0.95 #1 van Quell");
    finds(n, "He met J. Quell.", 0, "person initial initial 0.80 #1 J. Quell");
    finds(n, "He met Quell, Zorb said.", 0, "person context speech 0.70 #1 Zorb");
    finds(n, "The sister Quell, who died.", 0, "person context kin 0.70 #1 Quell");
    finds(n, "He met Quell Zorb.", 0, "person unknown_words - 0.50 #1 Quell Zorb");
    finds(n, "He met Quell Lee.", 0, "person first_last last 0.75 #1 Quell Lee");
    finds(n, "He met Ann.", 0, "person first_alone first 0.40 #1 Ann");
    finds(n, "He met Lee.", 0, "person last_alone last 0.40 #1 Lee");
    finds(n, "He saw it in May. He met Swiss.", 0, "");
}

static void test_things(struct names *n)
{
    finds(n, "He went to Rome, in Chad.", 0,
          "place city list 0.80 Rome; place known list 0.90 Chad");
    finds(n, "He saw Quell Bridge.", 0, "place place_end end 0.60 Quell Bridge");
    finds(n, "He saw Mount Quell.", 0, "place place_head head 0.60 Mount Quell");
    finds(n, "He saw NATO.", 0, "organisation known list 0.90 NATO");
    finds(n, "He reads the New York Times.", 0, "organisation known list 0.90 New York Times");
    finds(n, "He saw Quell University.", 0,
          "organisation organisation_end end 0.70 Quell University");
    finds(n, "He saw the University of Quell.", 0,
          "organisation organisation_head head 0.70 University of Quell");
}

static void test_who(struct names *n)
{
    finds(n, "He met Ann Lee. Lee said so, and Ann. He met Bo Lee. Lee said so.", 0,
          "person first_last first 0.90 #1 Ann Lee; person context speech 0.70 #1 Lee; "
          "person first_alone first 0.40 #1 Ann; person first_last first 0.90 #2 Bo Lee; "
          "person context speech 0.70 #2 Lee");
    finds(n, "He met Mr. Basil. He saw Basil.", 0,
          "person title title 0.95 #1 Basil; person same_name document 0.80 #1 Basil");
    finds(n, "He met Ann Zorb. He saw Zorb. He met Bo Zorb. He saw Zorb.", 0,
          "person first_last first 0.90 #1 Ann Zorb; person same_name document 0.80 #1 Zorb; "
          "person first_last first 0.90 #2 Bo Zorb; person same_name document 0.80 #2 Zorb");
    finds(n, "Then he met Zorb.|He met Bo Zorb.", 0,
          "person same_name document 0.80 #1 Zorb; person first_last first 0.90 #1 Bo Zorb");
    finds(n, "He met Mr. Basil. Hurricane Basil went.", 0, "person title title 0.95 #1 Basil");
    finds(n, "He met Mr. Leeds. He went, in Leeds.", 0,
          "person title title 0.95 #1 Leeds; place city list 0.80 Leeds");
}

static void test_edges(struct names *n)
{
    finds(n, "He met Minister Ann Lee.", 0, "person first_last role 0.90 #1 Ann Lee");
    finds(n, "He met Vice-President Quell Lee.", 0, "person first_last last 0.75 #1 Quell Lee");
    finds(n, "He met Ann Lee Bridge.", 0, "place place_end end 0.60 Ann Lee Bridge");
    finds(n, "He saw the USS Ann Lee. He saw Lee.", 0, "person last_alone last 0.40 #1 Lee");
    finds(n, "He met Mr. President.", 0, "");
    finds(n, "He met Mr. Zorb as Mr. Quell.", 0,
          "person title title 0.95 #1 Zorb; person title title 0.95 #2 Quell");
    finds(n, "He said ZORB 078-05 to Ann Lee.", 0, "person first_last first 0.90 #1 Ann Lee");
}

static void test_lines(struct names *n)
{
    finds(n, "He said that it was Ann\nZorb who came. He met Zorb.", 0,
          "person first_last first 0.90 #1 Ann\nZorb; person same_name document 0.80 #1 Zorb");
    finds(n, "Ann\nZorb\n", 0, "person first_alone first 0.40 #1 Ann");
}

/* The tagger knows Ann and Lee as people and Rome as a place. What only a rule sees
 * must be the surer. */
static void test_tagger(struct names *n)
{
    finds(n, "He met Ann Lee of Rome.", 0,
          "person first_last first 0.90 #1 Ann Lee; place city list 0.80 Rome");
    finds(n, "He met Ann, and Bo.", 0, "person first_alone first 0.40 #1 Ann");
    finds(n, "He met Bo Zorb.", 0, "person first_last first 0.90 #1 Bo Zorb");
    finds(n, "He met Quell Zorb.", 0, "");
}

static void test_flags(void)
{
    struct err err = {0};
    struct lexicon *lex = lexicon_new(str_of("ann\tfirst\n"), "lines", NULL);
    struct names *n = names_new(lex, NULL, &err);
    OK(!n && strstr(err.text, "the lexicon has no flag `first_common`"), "%s", err.text);
    names_free(n);
    lexicon_free(lex);
}

int main(void)
{
    struct model m = {0};
    model_make(&m);
    struct lexicon *lex = lexicon_new(str_of(names_lines), "lines", NULL);
    struct names *rules = finder(lex, NULL);
    test_people(rules);
    test_things(rules);
    test_who(rules);
    test_edges(rules);
    test_lines(rules);
    struct tagger *tagger = tagger_open(buf_str(&m.block), lex, NULL);
    struct names *both = finder(lex, tagger);
    test_tagger(both);
    test_flags();
    names_free(both);
    tagger_free(tagger);
    names_free(rules);
    lexicon_free(lex);
    model_free(&m);
    return tap_done();
}
