#include "flow/item.h"

#include "flow/wire.h"

/* The name comes first and ends in NUL, which no name holds, so that records sort by name. */
void item_put(const struct item *item, struct buf *out)
{
    buf_add(out, item->name);
    buf_addc(out, '\0');
    wire_put(out, item->root);
    wire_put(out, item->kind);
    wire_put(out, item->stamp.size);
    wire_put(out, item->stamp.inode);
    wire_put(out, (uint64_t)item->stamp.modified);
    wire_put(out, (uint64_t)item->stamp.changed);
}

void item_get(struct str record, struct item *item)
{
    item->name = str_cut(record, 0, str_byte(record, '\0', 0));
    struct str rest = str_cut(record, item->name.n + 1, record.n);
    item->root = (uint32_t)wire_get(&rest);
    item->kind = (enum item_kind)wire_get(&rest);
    item->stamp.size = wire_get(&rest);
    item->stamp.inode = wire_get(&rest);
    item->stamp.modified = (int64_t)wire_get(&rest);
    item->stamp.changed = (int64_t)wire_get(&rest);
}
