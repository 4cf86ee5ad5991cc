/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Repairs JSON text in place before and between attempts to parse it. Bytes only: it knows strings,
 * escapes and brackets, builds nothing and knows no parser. For jdoc.c, its tests and its fuzz
 * target.
 */

#ifndef JSON_JREPAIR_H
#define JSON_JREPAIR_H

#include "base/base.h"

#define JREPAIR_DEPTH_MAX 64u /* deeper texts are not cut; whoever calls has refused them before */

struct jrepair_report {
    size_t values;   /* what a parser would have to allocate: containers, their elements, members */
    size_t depth;    /* of the deepest container */
    size_t replaced; /* characters */
};

/*
 * One pass. Inside strings \u0000 and unpaired surrogate halves become \ufffd, bytes that are no
 * UTF-8 and control characters become "?"; a comma between a value and a closing bracket becomes a
 * blank; nothing changes its length. What is no JSON otherwise stays. The counts are
 * exact for JSON and an upper bound for whatever a parser reads of other text before it stops.
 */
void jrepair_scan(char *bytes, size_t n, struct jrepair_report *ret_report);
#define JREPAIR_ROOM 2u /* bytes that one cut may lengthen a text by: "{}" to "null" */
/*
 * Overwrites the innermost object that is an element of an array and holds the last of the first
 * `position` bytes (where a parser stopped) by null and blanks. False, with nothing changed, where
 * there is none with an end of its own. bytes has room for JREPAIR_ROOM more.
 */
bool jrepair_cut(char *bytes, size_t *n, size_t position) MUST_CHECK;
/* The same for a number that ends there: one that no type of ours can hold. */
bool jrepair_drop_number(char *bytes, size_t n, size_t position) MUST_CHECK;

#endif
