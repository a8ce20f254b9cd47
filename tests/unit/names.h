/* A small lexicon with all flags that the rules for names ask for. */
#ifndef GALLEY_TESTS_NAMES_H
#define GALLEY_TESTS_NAMES_H

static const char names_lines[] = "ann\tfirst first_common\n"
                                  "bo\tfirst first_common\n"
                                  "lee\tlast last_common\n"
                                  "musk\tlast common\n"
                                  "rome\tplace city\n"
                                  "leeds\tplace city last\n"
                                  "chad\tplace country\n"
                                  "utah\tplace region\n"
                                  "swiss\tdemonym\n"
                                  "mr\ttitle abbreviation\n"
                                  "president\ttitle role common\n"
                                  "minister\trole common\n"
                                  "sister\tkin common\n"
                                  "said\tsay common\n"
                                  "died\tlife common\n"
                                  "van\tparticle\n"
                                  "of\tjoint common function\n"
                                  "the\tarticle joint common function\n"
                                  "he\tcommon function\n"
                                  "jr\tsuffix abbreviation\n"
                                  "may\tmonth common\n"
                                  "monday\tday\n"
                                  "hurricane\tstorm common\n"
                                  "nato\torg\n"
                                  "new york times\torg\n"
                                  "new york\tplace city\n"
                                  "university\torg_end org_head common\n"
                                  "bridge\tplace_end common\n"
                                  "mount\tplace_head common\n"
                                  "festival\tevent common\n"
                                  "basic\tbasic common\n"
                                  "in\tlocative common function\n";

#endif
