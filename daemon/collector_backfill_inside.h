/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the files that read parts of the history share. Nobody else includes it.
 */

#ifndef DAEMON_COLLECTOR_BACKFILL_INSIDE_H
#define DAEMON_COLLECTOR_BACKFILL_INSIDE_H

#include "collector_inside.h"

#define BACKFILL_POSTS_MAX 20u /* whose comments are read before the next ones are asked for */

struct backfill { /* a row of ops.backfill that is being read */
    int32_t government_id, account_id;
    char stream[64];
    int64_t from_us, until_us, requested_us; /* wall time */
    int64_t next_us;                         /* monotonic: not before */
    int64_t backoff_us;
    unsigned failures;  /* in a row */
    bool listed, asked; /* it is still in the database's list; a question of it is open */
    bool is_running;    /* a page of it is asked for */
    int64_t due_us;     /* of its slot, before that */
    struct cursor at;
    int64_t pages;
    uint64_t *places; /* owned: digests of those that were asked for */
    size_t place_count, place_size;
    /* Of comments: the posts under way, and the last one of those before them. */
    char *posts[BACKFILL_POSTS_MAX]; /* owned */
    size_t post_count;
    int64_t before_us, last_us;
    char before_id[RECORD_ID_MAX + 1], last_id[RECORD_ID_MAX + 1];
    int64_t posts_left, posts_total, given_up;
};

/* What is told of it: an item of the list's JSON. */
struct backfill_step {
    const char *state;
    int64_t requests, items, changed, oldest_us;
    enum cause cause;
    const struct error *error; /* NULL: none */
};

/* collector_backfill_save.c: writes it down, with its place. */
void collector_backfill_save(struct collector *collector, const struct backfill *backfill,
                             const struct backfill_step *step);
/* The answer to a question which parts there are, or which posts of one, came, or did not. */
void collector_backfill_say_asked(struct collector *collector, const struct error *err);
/* collector_backfill_posts.c: its turn, where it is one of comments. True: all were read. */
bool collector_backfill_posts(struct collector *collector, struct backfill *backfill);
/* By its key; NULL: it was cancelled meanwhile. */
struct backfill *collector_backfill_find(struct collector *collector, int32_t government_id,
                                         int32_t account_id, const char *stream, int64_t from_us,
                                         int64_t until_us);
/* Less than half of its quotas and of all requests is in use, and nothing holds it. */
bool collector_backfill_has_room(const struct collector *collector, uint32_t slot);

#endif
