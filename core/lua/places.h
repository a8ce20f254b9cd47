/* One scan of a document for the patterns of all stages: text/scan.h as the host uses it.
 *
 * All patterns there are before the first document begins are scanned for, if that is thought to
 * cost less than to search for each alone. What a search finds is the same with it and without
 * it; which of the two it is depends on the pipeline and the document only, never on what was
 * done before, so that a limit that is hit is hit by every worker. */
#ifndef GALLEY_LUA_PLACES_H
#define GALLEY_LUA_PLACES_H

#include "text/anchor.h"
#include "text/doc.h"

struct host;
struct pattern;

/* Makes what is scanned for, of the patterns there are when it is called first. A document that
 * begins calls it too. */
void places_ready(struct host *h);

/* Before the first stage of d runs, and when its memory is given back. */
void places_begin(struct host *h, struct doc *d);
void places_end(struct host *h);

/* The places of p in d's text, when it is to be searched by them: `in` is where it is searched.
 * False: it is to be searched without. Valid until the next call. */
bool places_find(const struct pattern *p, struct doc *d, struct span in,
                 struct anchor_places *places);

void places_close(struct host *h);

#endif
