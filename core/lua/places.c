#include "lua/places.h"

#include "lua/pattern.h"
#include "text/scan.h"

/* A search of a small part of the text is no reason to scan all of it. */
enum { PART = 4 };

/* Of patterns that are too many for the scan, too, the anchors are made here: no document's time
 * is spent on them. */
void places_ready(struct host *h)
{
    const struct spots *spots[SCAN_PATTERNS_MOST];
    double gain = 0;
    size_t n = 0;
    if (h->scan_tried)
        return;
    h->scan_tried = true;
    for (struct pattern *p = h->patterns; p; p = p->next) {
        double here;
        const struct spots *s = p->re ? regex_spots(p->re, &here) : NULL;
        if (!s || n == SCAN_PATTERNS_MOST)
            continue;
        p->number = n;
        spots[n++] = s;
        gain += here;
    }
    if (!scan_pays(gain))
        return;
    h->scan_set = scan_set_new(spots, n, false);
    h->scan = scan_new(h->scan_set);
}

void places_begin(struct host *h, struct doc *d)
{
    places_ready(h);
    places_end(h);
    d->scan = h->scan;
}

void places_end(struct host *h)
{
    if (h->scan)
        scan_forget(h->scan);
}

bool places_find(const struct pattern *p, struct doc *d, struct span in,
                 struct anchor_places *places)
{
    if (!d->scan || p->number == PATTERN_ALONE)
        return false;
    if (!scan_knows(d->scan, d->text.p) && span_len(in) < d->text.n / PART)
        return false;
    return scan_text(d->scan, d->text) && scan_places(d->scan, p->number, places);
}

void places_close(struct host *h)
{
    scan_free(h->scan);
    scan_set_free(h->scan_set);
}
