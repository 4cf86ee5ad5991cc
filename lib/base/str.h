/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * String view: a pointer and a length. It never owns and need not end in NUL. {NULL, 0} means
 * "absent", which is not the same as an empty text ({"", 0}).
 */

#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/base.h"

struct str {
    const char *p;
    size_t n;
};
#define STR(literal) ((struct str){ (literal), sizeof(literal) - 1 })
#define STR_NONE     ((struct str){ NULL, 0 })
/* For printf("%.*s", STR_ARGS(s)): "%s" takes no NULL, of whatever length. */
#define STR_ARGS(s) (int)(s).n, str_or_empty(s)
static inline const char *
str_or_empty(struct str s)
{
    return s.p != NULL ? s.p : "";
}

/* View of a C string; NULL gives STR_NONE. */
struct str str_from(const char *text);
static inline bool
str_is_none(struct str s)
{
    return s.p == NULL;
}
/* Byte for byte. Absent equals only absent. */
bool str_equal(struct str a, struct str b);
bool str_equal_c(struct str a, const char *b);
/* ASCII letters compare without case; all other bytes as they are. */
bool str_equal_nocase(struct str a, struct str b);
/* <0, 0, >0 bytewise, a shorter prefix first. Absent sorts before all. */
int str_compare(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
/* Index of the first occurrence at or after from, or SIZE_MAX. An empty needle is found at from. */
size_t str_find(struct str s, struct str needle, size_t from);
/* Part of s; from and n are clipped to it. */
struct str str_sub(struct str s, size_t from, size_t n);
/* Without ASCII white space at both ends. */
struct str str_trim(struct str s);
/*
 * Takes the part before the separator off *rest and returns true; false when *rest is used up (then
 * *rest is STR_NONE). "a,,b" gives "a", "", "b".
 */
bool str_split(struct str *rest, char separator, struct str *ret_part);

#endif
