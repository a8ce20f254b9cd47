#include "plan.h"

struct plan plan_make(void)
{
    return (struct plan){
        .rounds = 4,
        .again = 4,
        .folds = 4,
        .heard = 6,
        .rate = 0.05f,
        .decay = 0.003f,
        .copies = 1,
        .capitals = 20,
        .copy_weight = 0.5,
        .families = 63,
        .class_words = 62000,
        .class_buckets = 4000,
        .buckets = 16384,
        .dial = 6,
        .weights = {{"train", 3},
                    {"test", 3},
                    {"gum-news", 3},
                    {"gum-derived", 0.3},
                    {"wnut17-train", 0.5},
                    {"btc-train", 0.5}},
        .flags =
            "first first_common last last_common common basic country city region place "
            "demonym title role org org_end org_head place_head place_end event kin particle",
    };
}
