/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Text that people and protocols write, to values and back. Whole text or nothing: leading or
 * trailing bytes are an error. Outputs are untouched on failure. No locale is consulted.
 */

#ifndef BASE_PARSE_H
#define BASE_PARSE_H

#include "base/base.h"
#include "base/str.h"

/* How many digits it begins with. */
size_t parse_count_digits(struct str text) MUST_CHECK;
/*
 * Decimal with an optional sign, within int64. Numbers have at most 127 characters, so that what is
 * an integer is a double, too.
 */
bool parse_int(struct str text, int64_t *ret_value) MUST_CHECK;
/* Plain decimal with optional fraction and exponent ("12", "-6.25", "1e3"); finite only. */
bool parse_double(struct str text, double *ret_value) MUST_CHECK;
/* true/false, yes/no, on/off in any case. */
bool parse_bool(struct str text, bool *ret_value) MUST_CHECK;
/*
 * "500ms", "15s", "15m", "24h", "7d", "2w" (also "us", so that what is written can be read). "90"
 * is refused: a duration has a unit ("0" is allowed). Result in microseconds.
 */
bool parse_duration(struct str text, int64_t *ret_us) MUST_CHECK;
/* "512B", "64KiB", "8MiB", "1GiB"; a bare number is bytes. */
bool parse_size(struct str text, int64_t *ret_bytes) MUST_CHECK;

#define PARSE_FORMAT_MAX 32
/*
 * Exact, in the largest unit that divides: 900 s gives "15m"; nothing gives "0". What these write
 * of values ≥ 0 the parsers above read back. buf holds PARSE_FORMAT_MAX bytes; returns buf.
 */
char *parse_format_duration(int64_t us, char *buf);
/* For people: rounded down to whole ones of the largest unit there are two of, "22h" or "90m". */
char *parse_format_rounded(int64_t us, char *buf);
char *parse_format_size(int64_t bytes, char *buf);

#endif
