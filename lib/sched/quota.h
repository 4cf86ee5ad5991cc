/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What is left of an allowance: fed by the platforms' own notes. One entry per (scope key, name);
 * the fullest decides. Above the stop share nothing is asked until regain time or, where none is
 * told, until the note is an hour old.
 */

#ifndef SCHED_QUOTA_H
#define SCHED_QUOTA_H

#include "base/base.h"

#define QUOTA_NAMES_MAX 4
/* Platforms throttle at 1.0 and lengthen the penalty when called while throttled. */
#define QUOTA_STOP_SHARE 0.85
#define QUOTA_FORGET_US  INT64_C(3600000000)

struct quota_window {
    char name[32];
    double used_share;
    int64_t regain_at_us, noted_at_us;
};
struct quota {
    struct quota_window windows[QUOTA_NAMES_MAX];
    unsigned count;
    int64_t blocked_until_us; /* told to stop (429 and the like), or WHEN_NONE */
};

void quota_init(struct quota *quota);
/*
 * What an answer said of the allowance of that name: share used (0 to 1, or above), usable again at
 * that time or WHEN_NONE. Replaces what was said before; of more names than there is room for, the
 * one that has been silent longest goes.
 */
void quota_note(struct quota *quota, const char *name, double used_share, int64_t regain_at_us,
                int64_t now_us);
/* Told to stop until then; the latest of all such times counts. */
void quota_block(struct quota *quota, int64_t until_us);
/* The earliest moment at which a request may start: now_us when at once. */
int64_t quota_ready_at(const struct quota *quota, int64_t now_us);
/* Largest used share that still counts, 0 when nothing is known. */
double quota_used(const struct quota *quota, int64_t now_us);

#endif
