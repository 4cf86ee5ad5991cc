/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * UTF-8 after table 3-7 of the Unicode Standard ("Well-Formed UTF-8 Byte Sequences"): the first
 * byte fixes the length and the range of the second; all others are 80 to BF.
 */

#include "base/utf8.h"

#include <string.h>

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

struct lead {
    unsigned char first, last; /* range of first bytes */
    unsigned char length;      /* of the whole character */
    unsigned char low, high;   /* range of the second byte */
};
static const struct lead leads[] = {
    { 0x00, 0x7f, 1, 0x80, 0xbf },                                /* ASCII */
    { 0xc2, 0xdf, 2, 0x80, 0xbf }, { 0xe0, 0xe0, 3, 0xa0, 0xbf }, /* not overlong */
    { 0xe1, 0xec, 3, 0x80, 0xbf }, { 0xed, 0xed, 3, 0x80, 0x9f }, /* no surrogates */
    { 0xee, 0xef, 3, 0x80, 0xbf }, { 0xf0, 0xf0, 4, 0x90, 0xbf }, /* not overlong */
    { 0xf1, 0xf3, 4, 0x80, 0xbf }, { 0xf4, 0xf4, 4, 0x80, 0x8f }, /* at most U+10FFFF */
};

static const struct lead *
find_lead(unsigned char byte)
{
    for (size_t i = 0; i < ARRAY_SIZE(leads); i++)
        if (byte >= leads[i].first && byte <= leads[i].last)
            return &leads[i];
    return NULL;
}

size_t
utf8_step(struct str s, bool *ret_valid)
{
    const unsigned char *bytes = (const unsigned char *)s.p;
    *ret_valid = false;
    const struct lead *lead = find_lead(bytes[0]);
    if (lead == NULL)
        return 1;
    unsigned char low = lead->low;
    unsigned char high = lead->high;
    for (size_t i = 1; i < lead->length; i++) {
        if (i == s.n || bytes[i] < low || bytes[i] > high)
            return i;
        low = 0x80;
        high = 0xbf;
    }
    *ret_valid = true;
    return lead->length;
}

/* Bytes from the start that are ASCII and not NUL: nearly all text, so eight at a time. */
static size_t
plain_run(struct str s)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const uint64_t tops = UINT64_C(0x8080808080808080);
    size_t i = 0;
    for (uint64_t word; s.n - i >= sizeof(word); i += sizeof(word)) {
        memcpy(&word, s.p + i, sizeof(word));
        if (((word | (word - ones)) & tops) != 0)
            break;
    }
    while (i < s.n && s.p[i] != '\0' && (s.p[i] & 0x80) == 0)
        i++;
    return i;
}

/* Bytes from the start that PostgreSQL takes as they are. */
static size_t
valid_run(struct str s)
{
    size_t i = 0;
    while (i < s.n) {
        bool valid;
        i += plain_run(str_sub(s, i, SIZE_MAX));
        if (i == s.n || s.p[i] == '\0')
            break;
        size_t step = utf8_step(str_sub(s, i, SIZE_MAX), &valid);
        if (!valid)
            break;
        i += step;
    }
    return i;
}

bool
utf8_is_valid(struct str s)
{
    return valid_run(s) == s.n;
}

/* Length of the repaired text; written to target unless that is NULL. */
static size_t
repair_into(struct str s, char *target)
{
    size_t length = 0;
    while (s.n > 0) {
        size_t run = valid_run(s);
        if (target != NULL)
            memcpy(target + length, s.p, run);
        length += run;
        s = str_sub(s, run, SIZE_MAX);
        if (s.n == 0)
            break;
        bool valid;
        s = str_sub(s, utf8_step(s, &valid), SIZE_MAX);
        if (target != NULL)
            memcpy(target + length, REPLACEMENT, sizeof(REPLACEMENT) - 1);
        length += sizeof(REPLACEMENT) - 1;
    }
    return length;
}

bool
utf8_repair(struct arena *arena, struct str s, struct str *ret_text)
{
    if (utf8_is_valid(s)) {
        *ret_text = s;
        return true;
    }
    size_t length = repair_into(s, NULL);
    char *text = arena_alloc(arena, length + 1);
    if (text == NULL)
        return false;
    repair_into(s, text);
    *ret_text = (struct str){ text, length };
    return true;
}

struct str
utf8_cut(struct str s, size_t max_bytes)
{
    if (s.n <= max_bytes)
        return s;
    size_t end = max_bytes;
    size_t floor = end > 3 ? end - 3 : 0; /* in broken text no further */
    while (end > floor && ((unsigned char)s.p[end] & 0xc0) == 0x80)
        end--;
    return str_sub(s, 0, end);
}
