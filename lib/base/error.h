/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Errors as values: the operation is over and someone must be told. Expected outcomes (not found,
 * retry later) are not errors and have enums of their own. The struct is the caller's memory,
 * nothing is allocated, and the first error wins: a later error_set() on a struct that already
 * holds one changes nothing.
 */

#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "base/base.h"

enum error_kind {
    ERROR_NONE,
    ERROR_CONFIG,   /* what the operator wrote */
    ERROR_PEER,     /* what a platform answered */
    ERROR_IO,       /* files, sockets */
    ERROR_TIMEOUT,  /* a wait of ours ended */
    ERROR_DENIED,   /* refused: credential or permission */
    ERROR_LIMIT,    /* a bound of ours was reached */
    ERROR_DATABASE, /* PostgreSQL said no */
    ERROR_INTERNAL, /* a promise between our own parts was broken */
};
#define ERROR_KIND_COUNT (ERROR_INTERNAL + 1)

struct error {
    enum error_kind kind;
    /* Primary message: short, lower case, no full stop (PostgreSQL's error style guide). */
    char text[384];
    /* A full sentence that says what to do, or empty. */
    char hint[192];
};
#define ERROR_INIT         \
    {                      \
        .kind = ERROR_NONE \
    }

/*
 * Always false, so that a function can "return error_set(…)". err may be NULL: then nothing is
 * stored. Text that does not fit is cut.
 */
bool error_set(struct error *err, enum error_kind kind, const char *format, ...) PRINTF_LIKE(3, 4);
/*
 * Puts text before the message ("account 7: …"). Does nothing where err is NULL or holds no error.
 * Always false.
 */
bool error_wrap(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);
/* Sets the hint of an error that has none yet. Always false. */
bool error_hint(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);
bool error_is_set(const struct error *err);
void error_clear(struct error *err);
/* "config", "peer" …: in golden files. */
const char *error_kind_name(enum error_kind kind);

#endif
