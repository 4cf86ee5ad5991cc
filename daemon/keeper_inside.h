/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* What the files of the keeper share. Nobody else includes it. */

#ifndef DAEMON_KEEPER_INSIDE_H
#define DAEMON_KEEPER_INSIDE_H

#include "keeper.h"
#include "source/source.h"

struct kept {                        /* one credential */
    struct str credential, base_url; /* of the generation */
    const struct source *source;     /* NULL: of no platform that tells or renews */
    const struct renewal *renewal;   /* NULL: it renews nothing */
    struct renewal_news news;        /* texts of it are not kept but scopes, which the arena has */
    int64_t renewed_at_us;           /* wall; WHEN_NONE: not by us, since the start */
    int64_t renewed_now_us;          /* the same moment, monotonic */
    int64_t life_us;                 /* of the token, when it was renewed last; 0: not known */
    int64_t inspect_at_us, renew_at_us; /* monotonic: not before */
    unsigned failures;                  /* in a row, of renewals */
    unsigned warned;                    /* how many of warning_days were told */
    bool is_expired;                    /* the platform said so */
    bool is_unsaved;                    /* what it renewed is in memory alone */
    char error[sizeof(((struct error *)0)->text)];
};

struct keeper {
    struct keeper_parts parts;
    struct loop_timer *timer;
    struct arena *arena;
    struct secret_store *secrets; /* of the generation */
    char renewed_path[PATH_MAX];
    const char *renewed;        /* the path, or NULL */
    struct str state_directory; /* of the generation */
    struct kept *items;         /* sorted by credential */
    size_t count, next;
    struct fetch_handle *fetch; /* NULL: nothing is under way */
    struct str asked;           /* the credential that it is about; owned by asked_name */
    char asked_name[256];
    bool renewing, stopped;
};

/* keeper_tell.c: does its credential hold what a renewal needs? */
bool keeper_can_renew(const struct keeper *keeper, const struct kept *kept);
/* The row in ops.token. */
void keeper_tell(struct keeper *keeper, const struct kept *kept);
/* Before an end that nobody puts off: once for each of the days named there. */
void keeper_warn(struct keeper *keeper, struct kept *kept);
/*
 * Whether renewed tokens can be kept, told while there is time: one that rotates is void once it
 * was renewed. Once, and when it is over; not anew: only where it was told.
 */
void keeper_look_at_state(const struct keeper *keeper, bool anew);

#endif
