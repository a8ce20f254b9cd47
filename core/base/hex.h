/* Hexadecimal digits; those that are written are small letters. */
#ifndef GALLEY_BASE_HEX_H
#define GALLEY_BASE_HEX_H

#include <stddef.h>
#include <stdint.h>

enum { HEX_WORD = 8, HEX_NUMBER = 16 };

/* The value of a digit, small or capital; 16 of what is none. */
static inline unsigned hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 16;
}

/* All digits of n, zeros in front, without a NUL. */
void hex_put_word(char out[HEX_WORD], uint32_t n);
void hex_put(char out[HEX_NUMBER], uint64_t n);

/* Two digits for each of n bytes, a multiple of four; without a NUL. */
void hex_put_bytes(char *out, const uint8_t *bytes, size_t n);

#endif
