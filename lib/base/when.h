/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The one time type of the program: int64 microseconds since 1970-01-01 UTC, and the text forms of
 * it that platforms write. Reads no clock, knows no time zone but fixed offsets: zones with names
 * belong to the database.
 */

#ifndef BASE_WHEN_H
#define BASE_WHEN_H

#include "base/base.h"
#include "base/str.h"

#define WHEN_NONE   INT64_MIN /* absent; null in the database */
#define WHEN_SECOND INT64_C(1000000)
#define WHEN_MINUTE (60 * WHEN_SECOND)
#define WHEN_HOUR   (60 * WHEN_MINUTE)
#define WHEN_DAY    (24 * WHEN_HOUR)
/*
 * Years 1900 to 2199: what lies outside is refused by every parser, so that no sum of two times can
 * overflow. A page may date a post back to the year its agency was founded.
 */
#define WHEN_MIN INT64_C(-2208988800000000)
#define WHEN_MAX INT64_C(7258118400000000)

/*
 * Days since 1970-01-01 of a Gregorian date; false when there is no such day. month and day start
 * at 1.
 */
bool when_days(int year, int month, int day, int64_t *ret_days) MUST_CHECK;
/*
 * "2021-08-10T18:45:03+0000", "+00:00", "+00", "Z", a fraction of 0 to 9 digits (cut to
 * microseconds), a blank for the T and one before the offset. An offset is required.
 */
bool when_parse_rfc3339(struct str text, int64_t *ret_us) MUST_CHECK;
/* "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, the preferred form only). */
bool when_parse_http(struct str text, int64_t *ret_us) MUST_CHECK;
/* Unix seconds or milliseconds as decimal text; 11 digits or fewer are seconds. */
bool when_parse_epoch(struct str text, int64_t *ret_us) MUST_CHECK;
/*
 * "Sabtu, 11 Februari 2023, 10:44", "February 11, 2023 10:44 PM": with or without weekday, with or
 * without seconds, "." or ":" in the clock; "pukul" (pkl., pk., jam) before it and AM or PM and a
 * zone behind it allowed (WIB, WITA, WIT, UTC, GMT, and offsets east of Greenwich: "+0700",
 * "GMT+7"); blanks, commas, hyphens, bars or brackets in between; names of months in Indonesian or
 * English, in any case, short forms too.
 * offset_s is what the source's configuration says (+25200 for WIB) unless the text names a zone.
 * ret_precision_s: 60 without seconds, 1 with, 86400 for a date alone.
 */
bool when_parse_indonesian(struct str text, int offset_s, int64_t *ret_us,
                           int *ret_precision_s) MUST_CHECK;
/* Start of the second, minute … that holds us; WHEN_NONE stays. */
int64_t when_floor(int64_t us, int64_t unit_us);

#define WHEN_FORMAT_MAX 40
/*
 * "2026-11-22T01:22:57Z", with ".123456" only where not zero. WHEN_NONE gives "-". buf holds
 * WHEN_FORMAT_MAX bytes; returns buf.
 */
char *when_format(int64_t us, char *buf);

#endif
