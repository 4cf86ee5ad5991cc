/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What many accounts share: their platform or feed, and the allowances of platforms, feeds and
 * credentials. The roster owns them; accounts point here.
 */

#ifndef DAEMON_CHANNEL_H
#define DAEMON_CHANNEL_H

#include "config/config.h"
#include "sched/budget.h"
#include "sched/quota.h"
#include "source/source.h"

/* Something whose limits and troubles many accounts share. */
struct allowance {
    struct str name; /* "facebook", or the credential's */
    struct quota quota;
    const struct config_quota *limit; /* what the operator allows of it, or NULL */
    struct budget *budget;            /* what was spent of that; in the roster's arena */
    bool noted;                       /* quota holds what the database does not know */
    /* Platforms in trouble as a whole, see collector_platform.c. */
    int64_t backoff_us;            /* 0: none */
    int64_t hold_until_us;         /* monotonic */
    int64_t failed_at_us;          /* wall time */
    int64_t failed_now_us;         /* the same moment, monotonic */
    int64_t trouble_since_us;      /* wall time */
    enum cause trouble;            /* the last one */
    unsigned failures, unanswered; /* in a row */
    uint32_t unanswered_slots[2];  /* the last two streams of those; ROSTER_NONE: none */
    bool suspended;         /* refused: stays so until a reload, or the second look a day later */
    int64_t second_look_us; /* monotonic */
    enum cause refusal;     /* why */
    int64_t renewed_us;     /* monotonic: its token since then; 0: since the roster was made */
};

struct channel { /* a platform or a feed: what its accounts share */
    struct str name, base_url, origin;
    const struct source *source;
    const void *settings;
    struct allowance *allowance;
};

#endif
