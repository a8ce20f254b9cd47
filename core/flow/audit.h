/* What a run left behind, read back: the books against the outputs, the outputs against the
 * originals, and the detectors once more over the outputs. Nothing is written. */
#ifndef GALLEY_FLOW_AUDIT_H
#define GALLEY_FLOW_AUDIT_H

#include "flow/job.h"

/* What is to be read. Borrows everything. */
struct audit_rules {
    const char *out, *state; /* state "": OUT/.galley */
    /* The originals, and the key the run had: `roots` and `prefixes` of setup are the INPUTs;
     * none: redacted values are not looked for. */
    const char *program;
    const struct setup *setup; /* its file is "" when there is no pipeline to run detectors of */
};

/* What was seen. `wrong` has a line for each finding, safe to be shown: places, never values. */
struct audit {
    uint64_t documents, status[3]; /* by enum status */
    uint64_t files, records;       /* outputs that were read, and are as the run wrote them */
    uint64_t streams;              /* the same of whole streams */
    uint64_t edits, kept;          /* stretches that the ledger says were redacted, or kept */
    uint64_t originals;            /* inputs that were read again, */
    uint64_t sealed;               /* of them: whose digest the ledger has, and it fits */
    uint64_t values;               /* redacted values that were read there and looked for, */
    uint64_t proved;               /* of them: that fit their keyed hash in the ledger */
    uint64_t rewritten;            /* that were edited before they were redacted, or are fields */
    uint64_t searched;             /* outputs that the detectors ran over */
    uint64_t stages;               /* that did so */
    bool redacts, keyed;           /* the run's pipeline does; the ledger has keyed hashes */
    uint64_t findings;
    struct buf wrong;
};

/* Reads all. false with err when OUT cannot be read as that of a run which came to its end; what
 * is wrong in it is no error, but a finding. The caller frees `wrong`. */
bool audit_run(const struct audit_rules *rules, struct audit *a, struct err *err);

#endif
