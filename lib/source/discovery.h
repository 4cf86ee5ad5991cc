/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Which accounts a token sees, as data: a platform brings a table, the functions here make the
 * request and read the answer, a tool sends it (daemon/ctl_discover.c). The answer has no token in
 * it: where each account has one of its own, that is asked for by itself, as a renewal is.
 */

#ifndef SOURCE_DISCOVERY_H
#define SOURCE_DISCOVERY_H

#include "source/renewal.h"

#define DISCOVERY_LACKS_MAX 4u

/* Where an item of the answer has an account; places as in source/fields.h, NULL: it has not. */
struct discovery_account {
    const char *platform; /* as the configuration calls it */
    const char *at;       /* within the item; "": the item itself */
    const char *id, *handle, *name, *followers;
    const char *verified; /* true, or a word that is not for "not at all" */
    bool own_token;       /* it is polled with a token of its own */
};

/* What whoever has the token must be allowed to do; any of the names will do. */
struct discovery_task {
    const char *names[4]; /* may end with NULL */
    const char *streams;  /* what does not come without it, for people */
};

struct discovery {
    const char *begins;            /* how its tokens begin; NULL: in no way of their own */
    struct renewal_call call;      /* what the token's owner sees; path NULL: nothing */
    struct renewal_call by_handle; /* path ends where the handle belongs; NULL: no such */
    const char *list;              /* place of one item or a list of them; "": the root */
    const struct discovery_account *accounts; /* ended by platform NULL */
    const char *tasks;                        /* place of names in an item; NULL: none */
    const struct discovery_task *needs;       /* ended by streams NULL */
    const char *next, *after; /* places: goes on, and where from; NULL: it is one answer */
    const char *id_part;      /* the account's id stands in this part of the credential; or NULL */
    const struct renewal *own_token; /* its call's path follows base/id; NULL: there are none */
};

struct discovered {
    const struct discovery_account *account;
    size_t group;                          /* of one item: accounts of one owner */
    struct str id, handle, name, verified; /* STR_NONE: not told */
    int64_t followers;                     /* -1: not told */
    const struct discovery_task *lacks[DISCOVERY_LACKS_MAX];
    size_t lack_count;
};

/* What was found so far; the arena is the caller's, and so is what stands in it. */
struct discovery_result {
    struct arena *arena;
    struct discovered *items;
    size_t count, size, groups;
    struct str handle; /* whose account is looked for; STR_NONE: those of the token's owner */
    struct str after;  /* where the next answer begins; STR_NONE: at the beginning, or nowhere */
};

bool discovery_request(const struct discovery *discovery, struct str base_url,
                       const struct discovery_result *result, struct arena *arena,
                       struct http_request *ret_request, struct error *err) MUST_CHECK;
/*
 * False as renewal_read(), and what came before stays. What is no account is left out: an id is the
 * least that one has.
 */
bool discovery_read(const struct discovery *discovery, const struct http_response *answer,
                    struct discovery_result *result, struct error *err) MUST_CHECK;

#endif
