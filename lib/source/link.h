/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The cases a text points to: addresses of posts and comments on the platforms, addresses and
 * numbers of SP4N-LAPOR!. Of an address only the id is kept, never the name of whose it is. Nothing
 * is followed: what a short address (t.co, bit.ly, vm.tiktok.com, facebook.com/share) stands for is
 * not known.
 */

#ifndef SOURCE_LINK_H
#define SOURCE_LINK_H

#include "base/str.h"

#define LINK_KEY_SIZE 129u

struct link {
    const char *channel; /* "facebook" …; "lapor": the number of a complaint, in whichever feed */
    /*
     * The id in the address. Of a post: the last part of its id, or of its address where that has a
     * name of its own (Instagram, Threads). Of a comment: its id, on Facebook POST_COMMENT.
     */
    char key[LINK_KEY_SIZE];
};

/*
 * The first address of a form that is known at or after *at, which moves behind it. False where
 * there is none. One that names a comment in a form that is not known is none, lest it be taken for
 * the post.
 */
bool link_next(struct str text, size_t *at, struct link *ret_link) MUST_CHECK;
/*
 * What an address names that a platform gives for a post or a message of it. False where that is
 * not known, and where it is more, or less, than one address.
 */
bool link_name(struct str address, struct link *ret_link) MUST_CHECK;
/*
 * As link_next(), for the number of a complaint that words say to be one: "LAPOR! #1234567",
 * "tracking id 1234567".
 */
bool link_next_number(struct str text, size_t *at, struct link *ret_link) MUST_CHECK;

#endif
