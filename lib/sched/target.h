/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The targets of one stream: posts whose comments are asked for, and when each is worth asking
 * again. State is kept only while a target is worth polling, so that a million old posts cost
 * nothing. It plans no request and knows no job. Two clocks: due times are monotonic, ages are wall
 * time.
 */

#ifndef SCHED_TARGET_H
#define SCHED_TARGET_H

#include "base/str.h"

#define TARGET_NONE SIZE_MAX
/*
 * Retired ones of a set that are remembered: what a list of posts still shows is not taken for
 * new.
 */
#define TARGET_RETIRED_MAX 64u

struct target {
    char *external_id;           /* owned */
    int64_t published_at_us;     /* wall */
    int64_t due_us;              /* monotonic; INT64_MAX while it is being visited */
    int64_t last_complete_at_us; /* wall; WHEN_NONE before the first complete visit */
    int64_t changed_at_us;       /* wall: last visit but the first that brought something new */
    /*
     * Wall: start of the last visit after which it is settled, for every message held, that it was
     * shown or is being looked up; WHEN_NONE: not known.
     */
    int64_t listed_at_us;
    int64_t announced;   /* comments the platform last announced; -1 unknown */
    int64_t backoff_us;  /* 0 while it answers */
    unsigned failures;   /* in a row */
    bool retired;        /* too old to be visited again, unless its announced count moves */
    bool waiting;        /* an inquiry waits below it, or a figure has yet to ripen */
    bool in_trouble;     /* the owner's: its last visit failed, and with it the whole stream's */
    bool changed_lately; /* the last visit brought something new */
    bool swept;          /* an old one that nothing speaks for: asked when there is room for it */
    void *memory;        /* the owner's: what its pages said last time; see free_memory */
};

struct target_set {
    struct target *items;
    size_t count, size;
    void (*free_memory)(void *memory); /* may be NULL */
};

struct target_known { /* what the database says of a target */
    struct str external_id;
    int64_t published_at_us, last_complete_at_us, announced; /* as in struct target */
    int64_t due_us; /* monotonic: where it is not due yet */
    bool waiting, swept;
};

struct target_clock {
    int64_t now_us, wall_us, interval_us; /* interval: the schedule's, for fresh targets */
};

void target_set_done(struct target_set *set);
/* Index, or TARGET_NONE. */
size_t target_find(const struct target_set *set, struct str external_id);
/* A target known from the database or from outside; an existing one is updated. Returns its index.
 */
size_t target_add(struct target_set *set, struct str external_id, int64_t published_at_us,
                  int64_t last_complete_at_us, int64_t announced, bool waiting);
/*
 * The same, later: one that is not known, or is retired, is due at known's time; of another only
 * whether somebody waits is taken over. swept: nothing but its age speaks for the visit, and of
 * another nothing is taken over.
 */
void target_review(struct target_set *set, const struct target_known *known);
/*
 * The posts stream saw this post. New ones are due at once, whatever their age: every post that is
 * seen is visited at least once. Known ones are due when their announced count moved.
 */
void target_announce(struct target_set *set, struct str external_id, int64_t published_at_us,
                     int64_t announced, const struct target_clock *clock);
/* Index of the earliest due one, or TARGET_NONE when there is none that is not being visited. */
size_t target_next(const struct target_set *set);
/* Its due time, or INT64_MAX. */
int64_t target_next_due(const struct target_set *set);
/*
 * A complete visit ended: sets its next due time by its age; one that is worth no more visits is
 * retired, and beyond TARGET_RETIRED_MAX dropped.
 */
void target_visited(struct target_set *set, size_t index, bool changed,
                    const struct target_clock *clock);
/* A visit failed (backoff_us > 0), or was cut short (0): tried again at that time. */
void target_failed(struct target_set *set, size_t index, int64_t due_us, int64_t backoff_us);
/* The platform says it is gone: asked no more. */
void target_drop(struct target_set *set, size_t index);

#endif
