/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The complaint feeds a city can have. A case goes its way in the same manner everywhere (cases.c);
 * a feed tells what of it is to be seen there, and how a request is answered. One feed is one
 * struct feed and one line in feed.c.
 */

#ifndef SIMULATOR_FEED_H
#define SIMULATOR_FEED_H

#include "answer.h"
#include "world.h"

struct feed {
    const char *name;   /* as the configuration and the database name it */
    const char *prefix; /* of the paths it answers: "/lapor/" */
    bool minutes;       /* shows minutes only, so its cases live in whole minutes */
    bool moves;         /* shows a second disposition and a return */
    bool answers;       /* shows what a unit wrote, so that its answer is known */
    int precision_s;
    unsigned long long first_id; /* numbers of its cases begin here and grow by three */

    /* Whether this step, which has been taken, is to be seen. */
    bool (*shows)(const struct complaint *complaint, const struct step *step, int64_t at);
    /* The status phrase at this moment; static text. */
    const char *(*status)(const struct complaint *complaint, int64_t at);
    /* Always fills the answer. */
    void (*answer)(const struct world *world, const struct request *request,
                   struct answer *ret_answer);
    /* Its entry under feeds:, two spaces in. */
    void (*yaml)(const struct feed *feed, const struct world *world, const char *base,
                 struct blob *yaml);
    /* Name and text of its credential; another feed of the same name and text may share it. */
    const char *credential;
    void (*credential_text)(const struct world *world, struct blob *text);
};

/* One a feed. */
extern const struct feed feed_flat, feed_stages, feed_mapped_app, feed_mapped_like, feed_open311;

/* All of them, ends with NULL. */
extern const struct feed *const feeds[];

/* NULL when there is none. */
const struct feed *feed_find(const char *name);

#endif
