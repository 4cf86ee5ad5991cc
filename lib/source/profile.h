/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What people write into a list where an account is meant: under a heading that tells the platform
 * an address with all that a browser adds to it, "@name", a name. Adapters have tables of how that
 * looks on theirs.
 */

#ifndef SOURCE_PROFILE_H
#define SOURCE_PROFILE_H

#include "source/source.h"

enum profile_kind {
    PROFILE_HANDLE,
    PROFILE_ID,
    PROFILE_ID_FORM,      /* an id that is told by its form (source.ids); else the form fits not */
    PROFILE_FIRST_DIGITS, /* an id, and what was added to it: "100064000000001?mode=a" */
    PROFILE_LAST_DIGITS,  /* an id behind a name: "Dinas-Kesehatan-100064000000001" */
    PROFILE_NONE,         /* no account's page: a post's, or what an app shares */
};

struct profile_form {
    const char *form; /* of the path, where the word is (source/form.h) */
    enum profile_kind kind;
};

struct profile_table {
    const char *const *headings;      /* words, in small letters; ended by NULL */
    const char *const *hosts;         /* these, and what is below them; ended by NULL */
    const struct profile_form *forms; /* the first that fits counts; ended by form NULL */
    /* Of source.has_sites, for which the two above are none: what the address of a list has in it,
     * one of these at least; ended by NULL. */
    const char *const *list_marks;
};

struct profile {
    const struct source *source;
    struct str handle, id; /* STR_NONE: not told. Parts of the text */
};

/* Is one of the words, in small letters between single blanks, the platform's in a heading? */
bool profile_is_headed(const struct source *source, struct str words);
/*
 * One account. source is that of the heading; the address says when it is another's. False and *err
 * when no account can be told from it.
 */
bool profile_read(struct str text, const struct source *source, struct profile *ret_profile,
                  struct error *err) MUST_CHECK;
/* Is that all an account needs? An id; of a site the address of its list, as far as can be seen. */
bool profile_is_whole(const struct profile *profile);

#endif
