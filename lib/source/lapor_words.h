/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The vocabularies of SP4N-LAPOR!: for the adapter, and for pantauctl import, which reads the same
 * words in the export of the admin site.
 */

#ifndef SOURCE_LAPOR_WORDS_H
#define SOURCE_LAPOR_WORDS_H

#include "base/arena.h"
#include "base/str.h"

/* Status phrase → vocabulary. */
struct lapor_status {
    const char *phrase; /* lower case */
    const char *status;
    const char *closed_by; /* "reporter", "admin", "timer" or NULL */
    const char *event;     /* kind of event that this status is the end of, or NULL */
};
/* Never NULL: the last entry is "unknown". */
const struct lapor_status *lapor_status_find(struct str phrase);
/* What forms and databases write where they have nothing: "", blanks, "-", "--". */
bool lapor_is_nothing(struct str phrase);
/* Class of a report; absent where the feed does not say. */
struct str lapor_class(struct str phrase);
/* Visibility from "Anonim", "Rahasia", both joined, or blank; absent for an absent phrase. */
struct str lapor_visibility(struct str phrase);
/*
 * Lower case of ASCII letters, runs of white space become one blank, none at the ends. Absent stays
 * absent. False at the ceiling.
 */
bool lapor_fold(struct arena *arena, struct str text, struct str *ret_folded) MUST_CHECK;
/* Index of a whole word (or words) at or after from, or SIZE_MAX; all in lower case. */
size_t lapor_find_word(struct str text, struct str word, size_t from);

#endif
