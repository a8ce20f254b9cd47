#include <string.h>

#include "cmd/subcommands.h"

const struct option_def option_table[] = {
    {"output", 'o', "DIR", "write outputs below DIR, which mirrors the inputs"},
    {"jobs", 'j', "N", "worker processes (default: the processor's cores)"},
    {"limit", 0, "N", "only the first N documents, in input order"},
    {"sample", 0, "N", "only N documents, the same ones each time"},
    {"shard", 0, "K/N",
     "only part K of N of the documents, by a hash of their names; auto: as Slurm, Kubernetes or "
     "GNU parallel says (auto/N where they do not say how many)"},
    {"dry-run", 'n', NULL, "process everything, write nothing"},
    {"force", 0, NULL, "replace files in DIR that galley did not write, or that were edited"},
    {"fresh", 0, NULL, "do all again, as if DIR had not been run over before"},
    {"retry", 0, NULL, "also do again the documents that failed by their content"},
    {"no-sync", 0, NULL, "do not wait for the disk: a power cut may cost the run"},
    {"watch", 0, NULL, "go on: do what is new or changed, each time something is"},
    {"settle", 0, "N",
     "with --watch: seconds for which a file must not have been written to (2)"},
    {"why", 0, NULL, "say for each document why it is done (again)"},
    {"prune", 0, NULL, "remove outputs of inputs that are gone"},
    {"state", 0, "DIR",
     "keep ledger and journal in DIR (default: .galley in the output directory)"},
    {"review", 0, "FILE",
     "write to FILE what a person should look at: low scores, what a condition kept, doubts of "
     "the "
     "leak guard; FILE holds secrets and must be new, outside of DIR and INPUT"},
    {"review-below", 0, "SCORE",
     "with --review: the score from which on there is no doubt (0.5)"},
    {"set", 0, "NAME=VALUE", "what ${NAME} in the pipeline stands for; may be repeated"},
    {"key-file", 0, "FILE",
     "the key for keyed hashes: the bytes of FILE (or $GALLEY_KEY), 16 at least"},
    {"mapping", 0, "FILE",
     "write what stands for what in FILE, outside of DIR, to put originals back; needs a key"},
    {"log-format", 0, "text|json", "how messages are written (default: text)"},
    {"quiet", 'q', NULL, "no progress, and no summary when all went well"},
    {"json", 0, NULL, "print as JSON, an object a line"},
    {"pipeline", 0, "PIPELINE", "the pipeline of the run (default: the shipped one of its name)"},
    {"compiled", 'o', "FILE", "write the compiled list to FILE, which it replaces"},
    {"fold", 0, NULL, "ignore case"},
    {"whole", 0, NULL, "take whole words only: no letter, digit or mark on either side"},
    {"flags", 0, NULL, "LIST is a lexicon: behind each entry stand a tab and its flags"},
    {"colour", 0, "auto|always|never", "colours in the output (default: auto)"},
    {"help", 'h', NULL, "print help and exit"},
    {0},
};

static const char *const run_options[] = {
    "output",       "jobs",    "limit", "sample",   "shard",      "dry-run", "force", "prune",
    "fresh",        "retry",   "why",   "watch",    "settle",     "no-sync", "state", "review",
    "review-below", "mapping", "set",   "key-file", "log-format", "quiet",   "help",  NULL};
static const char *const merge_options[] = {"output",     "state", "force", "prune", "no-sync",
                                            "log-format", "quiet", "help",  NULL};
static const char *const check_options[] = {"set", "help", NULL};
static const char *const try_options[] = {"set", "key-file", "colour", "help", NULL};
static const char *const test_options[] = {"colour", "help", NULL};
static const char *const words_options[] = {"compiled", "fold", "whole", "flags", "help", NULL};
static const char *const verify_options[] = {"pipeline", "set",  "key-file",
                                             "state",    "help", NULL};
static const char *const explain_options[] = {"state", "json", "help", NULL};
static const char *const reidentify_options[] = {"help", NULL};
static const char *const stages_options[] = {"json", "help", NULL};

const struct command command_table[] = {
    {"run", "PIPELINE [INPUT...]", "run documents through a pipeline",
     "PIPELINE is a YAML file, or the name of a shipped pipeline. INPUT is a directory, a file "
     "(taken whatever the globs of the pipeline say) or - for standard input. Without -o a file "
     "or - goes to standard output.\n"
     "Each document ends exactly once as done, skipped or failed; the ledger in the state "
     "directory says how. A failed document leaves nothing in the output directory.",
     run_options, run_command},
    {"merge", "SHARD-OUT...", "join the shards of a run (--shard) into one OUT",
     "Proves that the shards are all there, each complete, of one configuration and over the "
     "same "
     "inputs, and that their outputs are as they left them. Only then writes into the directory "
     "of -o what one machine would have written: outputs, streams and ledger. Files are linked "
     "where that can be, else copied; the shards stay as they are.\n"
     "Exit 1 says that something of that does not hold, and that nothing was written, or that "
     "documents failed; after exit 3 the same command goes on.",
     merge_options, merge_command},
    {"check", "PIPELINE...", "say everything that is wrong with a pipeline",
     "Each finding is a line FILE:LINE:COL: error: what is wrong. No document is read.",
     check_options, check_command},
    {"try", "PIPELINE FILE", "show one document stage by stage",
     "Shows what each stage marked, edited and set, and what came out. FILE may be - for "
     "standard input. Nothing is written.",
     try_options, try_command},
    {"test", "[PATH...]", "run stage tests",
     "Runs the cases in NAME.test.lua beside each stage, in the real sandbox, and prints TAP. "
     "PATH is a test file, a stage file or a directory (default: the working directory).",
     test_options, test_command},
    {"verify", "OUT [INPUT...]", "read back all that a run left, and say what is proved",
     "Without INPUT: each document is in the ledger once and the counts add up; each output and "
     "each record of a stream is as the run wrote it; nothing else is in OUT; the stages that "
     "mark personal data find nothing in the outputs but what was put there or kept.\n"
     "With INPUT, which must be what the run was given: what the ledger says was redacted is "
     "read "
     "there, and stands in no output of its document, plain or escaped; with the key of the run, "
     "that it is the very value. Values are never printed.\n"
     "Exit 1 says that something is wrong, or that the run has not come to its end.",
     verify_options, verify_command},
    {"explain", "OUT FILE", "say why each stretch of a document was redacted, or kept",
     "FILE is the document's path as the ledger has it. Each line is a decision: the span in the "
     "original and in the output, the label, the rule, its score, the context word, the line of "
     "the policy and the operator.",
     explain_options, explain_command},
    {"stages", "[NAME...]", "list the stages there are, or describe some",
     "The description is made from the stage's own declaration.", stages_options, stages_command},
    {"reidentify", "MAPPING FILE", "put originals back into a text",
     "MAPPING is the file that galley run --mapping wrote. FILE, or - for standard input, is a "
     "text "
     "in UTF-8; it goes to standard output with what stood there in place of each pseudonym and "
     "surrogate: of a person the fullest name. Exit 1 says that some stand for several values, "
     "and "
     "were left.",
     reidentify_options, reidentify_command},
    {"words", "LIST...", "compile word lists into one that needs no loading",
     "The entries are the lines of the lists, in UTF-8. A stage reads the compiled list by a "
     "`file` option as it reads a list, with opt.NAME:words(): it is mapped, and all workers "
     "share the memory. With --flags it is a lexicon, for opt.NAME:lexicon().",
     words_options, words_command},
    {0},
};

const struct command *command_find(const char *name)
{
    for (const struct command *c = command_table; c->name; c++)
        if (strcmp(c->name, name) == 0)
            return c;
    return NULL;
}
