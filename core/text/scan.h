/* One scan of a text for the anchors of many patterns.
 *
 * Each pattern has up to SPOTS_MOST rows of one to four byte classes, one of which stands in each
 * of its matches (text/spot.h). All of them are looked for at once: text/pairs.h tells where two
 * neighbours stand that may be the rarest two of a row; there, one word for each class says which
 * rows may stand, and the words of all classes together which do. What is found are places, for
 * each pattern from left to right, to search by in place of a search for them (regex_find).
 * They are kept for as long as the text stays, and follow its edits: only what is near to an edit
 * is looked at again. */
#ifndef GALLEY_TEXT_SCAN_H
#define GALLEY_TEXT_SCAN_H

#include "text/anchor.h"
#include "text/map.h"

/* What to look for. Owns its tables; never changes. */
struct scan_set;

/* Takes the spots of n patterns, which are copied; pattern k is number k from then on. `plain`:
 * without the instructions that not all processors have; what is found is the same. */
struct scan_set *scan_set_new(const struct spots *const *patterns, size_t n, bool plain);
void scan_set_free(struct scan_set *s);

/* Whether a scan is thought to cost less than the searches it makes shorter, which save `gain`
 * nanoseconds a byte of text (regex_spots) together. */
bool scan_pays(double gain);

/* Places for more patterns than that are not looked for. */
enum { SCAN_PATTERNS_MOST = 256 };

/* Texts that are longer than this are not scanned: their places would take too much memory. */
enum { SCAN_TEXT_MOST = 1 << 20 };

/* What is known of one text. Owns its lists, which are used again for the next text. */
struct scan;

/* A new one that knows nothing; the set must outlive it. */
struct scan *scan_new(const struct scan_set *set);
void scan_free(struct scan *s);

/* Forgets the text: before its memory is given back. */
void scan_forget(struct scan *s);

/* Whether the text that begins at p has been scanned. */
bool scan_knows(const struct scan *s, const char *p);

/* Makes the text known, as far as it is not: bytes may have come at its end. False when it is too
 * long. It must stay as it is, in its place, until it is edited, moved or forgotten. */
bool scan_text(struct scan *s, struct str text);

/* The text `old` became `text` by these pieces, sorted and apart; `old` is still there. Nothing is
 * done when it is not the one that is known. */
void scan_edit(struct scan *s, struct str old, struct str text, const struct piece *pieces,
               size_t n);

/* The text `old`, as it is, stands at `p` from now on. */
void scan_move(struct scan *s, struct str old, const char *p);

/* The places of pattern k in the known text, valid until the next call. False when there are so
 * many that a search of its own is the faster way. */
bool scan_places(struct scan *s, size_t k, struct anchor_places *places);

#endif
