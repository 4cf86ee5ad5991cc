/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Removes what identifies a person from a text before it is kept: national id numbers (16 digits),
 * telephone numbers, e-mail addresses, images written as text (base64). Each becomes a word in
 * brackets, so that a reader still sees that something stood there. Names are not recognised.
 */

#ifndef RECORD_MASK_H
#define RECORD_MASK_H

#include "base/arena.h"
#include "record/address.h"

/* The same text when nothing had to go, else a copy in the arena; STR_NONE stays. sites tells in
 * which addresses ids stand. False at the arena's ceiling. */
bool mask_text(struct arena *arena, address_site_fn sites, struct str text,
               struct str *ret_text) MUST_CHECK;

/* How long the id number or telephone number is that begins at that digit; 0: it is none. */
size_t mask_number(struct str text, size_t from);

#endif
