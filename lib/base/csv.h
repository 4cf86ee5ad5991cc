/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Reader of comma-separated values (RFC 4180) that lie in memory: quoted fields with doubled quotes
 * and line ends inside, CR LF or LF, a byte order mark, any one-byte separator (spreadsheets write
 * semicolons where the comma is the decimal sign). It knows no columns.
 */

#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/arena.h"
#include "base/str.h"

struct csv {
    struct str rest;
    char separator;
    unsigned line;        /* of the next byte, from 1 */
    unsigned record_line; /* on which the record given last begins */
};

enum csv_outcome {
    CSV_RECORD,
    CSV_BROKEN, /* this record cannot be read (a quote in the wrong place); the next one may be */
    CSV_END,
    CSV_LIMIT, /* the arena's ceiling */
};

/* bytes must outlive the reader. */
void csv_init(struct csv *csv, struct str bytes, char separator);
/*
 * The next record. fields has room for max; *ret_count may be larger, what exceeds max is not kept.
 * Fields are views into bytes, or copies in the arena where a quote was doubled. An empty line is a
 * record of one empty field.
 */
enum csv_outcome csv_next(struct csv *csv, struct arena *arena, struct str *fields, size_t max,
                          size_t *ret_count) MUST_CHECK;

#endif
