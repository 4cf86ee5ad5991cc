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

#include "record/address.h"

#define LINK_KEY_SIZE 129u

enum link_kind {
    LINK_DIGITS,
    LINK_WORD,   /* letters, digits, "_" and "-" */
    LINK_DOTTED, /* "." too */
    LINK_NONE,   /* no key: what such an address names is not known */
};

/* An adapter's tables: how what stands on its platform is pointed to. */
struct link_form {
    const char *form; /* of the path, where the key is (source/form.h) */
    enum link_kind kind;
};
struct link_site {
    struct address_site address;
    const struct link_form *forms; /* the first that fits counts; ended by form NULL */
    /* Parameters that name a comment, the most telling first; the key is then the value, or
     * POST_VALUE. */
    const char *comments[2];
    enum link_kind comment_kind;
    bool joined;
};
/* Before a number: it must be said that it is one, and of what. */
struct link_word {
    const char *word; /* in small letters */
    bool is_subject, is_marker;
};
struct link_table {
    const struct link_site *sites; /* ended by one without hosts */
    /* What announces the number of a complaint; ended by word NULL. NULL: it is not written so. */
    const struct link_word *words;
    size_t digits_min, digits_max; /* of such a number */
};

struct link {
    const char *channel; /* the platform's name: "facebook" */
    /*
     * The id in the address. Of a post: the last part of its id, or of its address where that has a
     * name of its own (Instagram, Threads). Of a comment: its id, on Facebook POST_COMMENT.
     */
    char key[LINK_KEY_SIZE];
};

/* What the hosts of all platforms tell of their addresses: for mask_text(). */
const struct address_site *link_site(struct str host);
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
