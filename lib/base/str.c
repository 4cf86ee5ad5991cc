/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * String views.
 */

#include "base/str.h"

#include <string.h>

#include "base/ascii.h"

struct str
str_from(const char *text)
{
    return text != NULL ? (struct str){ text, strlen(text) } : STR_NONE;
}

/* memcmp() may not be given NULL, not even for no bytes. */
static int
compare_bytes(const char *a, const char *b, size_t n)
{
    return n != 0 ? memcmp(a, b, n) : 0;
}

bool
str_equal(struct str a, struct str b)
{
    if (str_is_none(a) || str_is_none(b))
        return str_is_none(a) && str_is_none(b);
    return a.n == b.n && compare_bytes(a.p, b.p, a.n) == 0;
}

bool
str_equal_c(struct str a, const char *b)
{
    return str_equal(a, str_from(b));
}

bool
str_equal_nocase(struct str a, struct str b)
{
    if (str_is_none(a) || str_is_none(b))
        return str_is_none(a) && str_is_none(b);
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (ascii_lower(a.p[i]) != ascii_lower(b.p[i]))
            return false;
    return true;
}

int
str_compare(struct str a, struct str b)
{
    if (str_is_none(a) || str_is_none(b))
        return (int)!str_is_none(a) - (int)!str_is_none(b);
    int order = compare_bytes(a.p, b.p, a.n < b.n ? a.n : b.n);
    return order != 0 ? order : (int)(a.n > b.n) - (int)(a.n < b.n);
}

bool
str_starts(struct str s, struct str prefix)
{
    return s.n >= prefix.n && compare_bytes(s.p, prefix.p, prefix.n) == 0;
}

bool
str_ends(struct str s, struct str suffix)
{
    return suffix.n == 0 ||
           (s.n >= suffix.n && memcmp(s.p + (s.n - suffix.n), suffix.p, suffix.n) == 0);
}

size_t
str_find(struct str s, struct str needle, size_t from)
{
    if (from > s.n)
        return SIZE_MAX;
    if (needle.n == 0)
        return from;
    if (needle.n > s.n - from)
        return SIZE_MAX;
    const char *found = memmem(s.p + from, s.n - from, needle.p, needle.n);
    return found != NULL ? (size_t)(found - s.p) : SIZE_MAX;
}

struct str
str_sub(struct str s, size_t from, size_t n)
{
    if (str_is_none(s))
        return s;
    size_t start = from < s.n ? from : s.n;
    size_t left = s.n - start;
    return (struct str){ s.p + start, n < left ? n : left };
}

struct str
str_trim(struct str s)
{
    while (s.n > 0 && ascii_is_space(s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n > 0 && ascii_is_space(s.p[s.n - 1]))
        s.n--;
    return s;
}

bool
str_split(struct str *rest, char separator, struct str *ret_part)
{
    if (str_is_none(*rest))
        return false;
    size_t at = str_find(*rest, (struct str){ &separator, 1 }, 0);
    if (at == SIZE_MAX) {
        *ret_part = *rest;
        *rest = STR_NONE;
    } else {
        *ret_part = str_sub(*rest, 0, at);
        *rest = str_sub(*rest, at + 1, SIZE_MAX);
    }
    return true;
}
