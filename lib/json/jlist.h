/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Where the elements of a page's list stand in its bytes, without a tree: most elements of most
 * pages are the same as last time, and what is known needs no parsing. It judges nothing: text that
 * is no JSON may pass here, and the parser says so.
 */

#ifndef JSON_JLIST_H
#define JSON_JLIST_H

#include "base/arena.h"
#include "base/str.h"

#define JLIST_ELEMENTS_MAX 4096u

struct jlist {
    struct str text;      /* the document */
    size_t from, to;      /* what stands between the list's brackets */
    struct str *elements; /* views into text, without the space around them */
    size_t count;
};

/*
 * The elements of that member of the document. False when it is not an object with exactly one such
 * member, which is a list of at most JLIST_ELEMENTS_MAX elements, or when a member's name is
 * written with escapes; and at the arena's ceiling. text must outlive the list.
 */
bool jlist_find(struct str text, struct str member, struct arena *arena,
                struct jlist *ret_list) MUST_CHECK;
/*
 * The same document with the elements whose kept[] is true and no others. False at the arena's
 * ceiling.
 */
bool jlist_keep(const struct jlist *list, const bool *kept, struct arena *arena,
                struct str *ret_text) MUST_CHECK;

#endif
