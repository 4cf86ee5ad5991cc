/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* What the parts of the Graph API share: who looks, and which list is meant. */

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
    bool newest_first;
    int64_t limit, since, until; /* since, until: 0 = none */
    const char *after, *before;  /* NULL: none */
    const struct list *fields;
    bool summary;
    int64_t ghosts;    /* announced beyond what is listed */
    const char *path;  /* under the version, for the URL of the next page; NULL: no such URL */
    const char *order; /* as the summary names it */
};

/* Who looks at what, and when. */
struct view {
    const struct world *world;
    const struct request *request;
    const struct account *reader; /* whose token it is */
    struct answer *answer;
    int64_t at;
    /* Lists inside of items: graph_edge(), given here so that items need not know of lists. */
    json_t *(*list)(struct view *view, const struct edge *edge);
    const char *unknown; /* set: a field that does not exist was asked for */
    const char *wrong;   /* set: another complaint about a parameter */
};

#endif
