/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the parts of the Graph API share: who looks, which list is meant, and what differs between
 * the platforms that speak it.
 */

#ifndef SIMULATOR_GRAPH_VIEW_H
#define SIMULATOR_GRAPH_VIEW_H

#include "answer.h"
#include "field.h"
#include "world.h"

struct view;

struct edge {
    enum node kind;               /* of the items */
    const struct list *items;     /* everything that will ever be in it, oldest first */
    const struct message *parent; /* only direct replies of this one; NULL: of all */
    bool top_only;                /* no replies */
    bool (*only)(const struct view *view, const void *item); /* those that belong; NULL: all */
    bool newest_first;
    int64_t limit, since, until; /* since, until: 0 = none */
    const char *after, *before;  /* NULL: none */
    const struct list *fields;
    bool summary;
    bool cursor_ends;  /* the last page has no cursors.after */
    int64_t ghosts;    /* announced beyond what is listed */
    const char *path;  /* under the version, for the URL of the next page; NULL: no such URL */
    const char *order; /* as the summary names it */
};

/* What a getter sees; a getter answers NULL when the node has no such value now. */
struct get {
    struct view *view;
    const struct account *account;
    const struct post *post;
    const struct message *message;
    const struct field *field;
};

struct getter {
    const char *name;
    json_t *(*get)(const struct get *get); /* NULL: known to the platform, never given here */
};

struct graph_error {
    int code, subcode; /* subcode 0: none */
    const char *message;
};

/* The fields of a kind of node. */
struct graph_kind {
    const struct getter *getters; /* ends with the name NULL */
    const char *defaults;         /* given when none are asked for */
};

/* What differs between the platforms. */
struct graph_api {
    const char *version;
    const char
        *usage; /* type in the header of the business limits; NULL: there is no such header */
    int64_t limit_max;
    const char
        *messenger; /* platform of its conversations; NULL: it has none, and no kinds of them */
    const struct graph_kind *conversation, *direct;
    struct graph_kind account, post, message;
    /* The list of this name below the node; limit, after, since and until are there already. */
    bool (*edge_of)(struct view *view, enum node kind, const void *node, const char *name,
                    struct edge *edge);
    /* A whole answer of this name below the node; NULL: there is none. May be NULL. */
    json_t *(*other)(struct view *view, enum node kind, const void *node, const char *name);
    bool strangers_are_gone; /* what may not be seen is said not to be there */
};

/* Who looks at what, and when. */
struct view {
    const struct graph_api *api;
    const struct platform *platform;
    const struct world *world;
    const struct request *request;
    const struct account *reader; /* whose token it is */
    struct answer *answer;
    int64_t at;
    const char *unknown;               /* set: a field that does not exist was asked for */
    const char *wrong;                 /* set: another complaint about a parameter */
    const struct graph_error *refusal; /* set: another error, with status 400 */
};

#endif
