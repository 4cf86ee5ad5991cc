/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Makes any bytes a text that PostgreSQL takes: valid UTF-8, no NUL, no surrogate halves.
 */

#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/arena.h"
#include "base/str.h"

/*
 * True when s is valid UTF-8 (no overlong forms, no surrogates, at most U+10FFFF) and holds no NUL.
 */
bool utf8_is_valid(struct str s);
/*
 * Same bytes where valid; else a copy in the arena in which each broken sequence and each NUL
 * became U+FFFD. A broken sequence is a maximal subpart, as the Unicode Standard recommends. False
 * at the arena's ceiling.
 */
bool utf8_repair(struct arena *arena, struct str s, struct str *ret_text) MUST_CHECK;
/* Cut to at most max_bytes without cutting a character. */
struct str utf8_cut(struct str s, size_t max_bytes);
/*
 * Length of the character at the start of s (s.n > 0), or, with *ret_valid false, of the broken
 * sequence there. NUL is a character here.
 */
size_t utf8_step(struct str s, bool *ret_valid);

#endif
