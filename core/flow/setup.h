/* What a worker is told when it starts, and what it answers. */
#ifndef GALLEY_FLOW_SETUP_H
#define GALLEY_FLOW_SETUP_H

#include "base/arena.h"
#include "conf/pipeline.h"

enum job_mode {
    JOB_CHECK,  /* load and check the pipeline, answer with facts */
    JOB_RUN,    /* the same, then do batches */
    JOB_DRY,    /* the same, but write nothing */
    JOB_TRY,    /* show one document stage by stage */
    JOB_DETECT, /* run the stages that mark personal data over outputs: args are of search.h */
    JOB_TEST,   /* run stage tests: args are files NAME.test.lua */
    JOB_STAGES, /* describe stages: args are names; none: list all */
};

/* Scores are told as whole numbers of so many parts of 1. */
enum { SCORE_UNIT = 10000 };

/* Lists of borrowed strings. */
struct str_list {
    struct str *v;
    size_t n;
};

/* Borrows everything. Directories are absolute. */
struct setup {
    enum job_mode mode;
    struct str file, text;    /* the pipeline: its path as given, and its bytes */
    struct str_list set;      /* NAME=VALUE */
    struct str plugins;       /* directory of shipped plugins */
    struct str base;          /* directory of the pipeline */
    struct str_list roots;    /* INPUT directories and files; "-" is descriptor WORKER_STDIN */
    struct str_list prefixes; /* what stands before the paths of each root in names, "" or "x/" */
    struct str_list args;
    struct str key;
    bool to_stdout; /* all outputs come back as stream bytes */
    bool colour;    /* in what is answered */
    bool json;      /* JOB_STAGES: as JSON, an object a line */
    bool mapping;   /* what stands for secrets is to come back with results */
    bool review;    /* what is doubtful is to come back with results, */
    uint64_t below; /* and scores below so many parts of 1 are */
    bool trial;     /* what only authors want to know is looked for */
};

/* What a worker of a run is told when its pipeline is known to be good and the run has a place to
 * write to: the worker enters its cage then. Borrows everything. */
struct start {
    struct str staging; /* directory for outputs, or "" */
    struct str salt;    /* of digests in the index, where there is no key */
};

/* Descriptors that every worker has. */
enum { WORKER_SOCKET = 3, WORKER_WATCH = 4, WORKER_STDIN = 5 };

void setup_put(const struct setup *s, struct buf *out);
void setup_get(struct str body, struct arena *arena, struct setup *s);
void start_put(const struct start *s, struct buf *out);
void start_get(struct str body, struct arena *arena, struct start *s);

/* What the desk must know of an output. */
struct output_facts {
    struct str extension, head, between, tail;
};

/* What the desk must know of a stage of the pipeline. */
struct stage_facts {
    struct str name, digest;
};

/* Something that a stage looks for: see flow/finds.h. */
struct looked {
    struct str stage, what;
    uint64_t of; /* how many there are of it; 0: that is not known */
};

/* What a worker found out about the pipeline. Borrows everything. */
struct facts {
    bool good;           /* no errors */
    struct str findings; /* errors and warnings, as lines for people */
    bool redacts;
    bool conditions; /* some stage has a `when` */
    struct output_facts *outputs;
    size_t output_n;
    struct stage_facts *stages; /* common ones first, then those of each output */
    size_t stage_n;
    struct looked *looked;
    size_t looked_n;
    struct stage_facts *files; /* files that options named: path and digest */
    size_t file_n;
};

void facts_put(const struct facts *f, struct buf *out);
void facts_get(struct str body, struct arena *arena, struct facts *f);

#endif
