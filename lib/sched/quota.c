/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "sched/quota.h"

#include <stdio.h>
#include <string.h>

#include "base/when.h"

void
quota_init(struct quota *quota)
{
    *quota = (struct quota){ .blocked_until_us = WHEN_NONE };
}

/* The window of that name, or the one that has been silent longest. */
static struct quota_window *
window_for(struct quota *quota, const char *name)
{
    struct quota_window *oldest = &quota->windows[0];

    for (unsigned i = 0; i < quota->count; i++) {
        struct quota_window *window = &quota->windows[i];
        if (strcmp(window->name, name) == 0)
            return window;
        if (window->noted_at_us < oldest->noted_at_us)
            oldest = window;
    }
    return quota->count < QUOTA_NAMES_MAX ? &quota->windows[quota->count++] : oldest;
}

void
quota_note(struct quota *quota, const char *name, double used_share, int64_t regain_at_us,
           int64_t now_us)
{
    struct quota_window *window = window_for(quota, name);

    snprintf(window->name, sizeof(window->name), "%s", name);
    window->used_share = used_share;
    window->regain_at_us = regain_at_us;
    window->noted_at_us = now_us;
}

void
quota_block(struct quota *quota, int64_t until_us)
{
    if (quota->blocked_until_us == WHEN_NONE || until_us > quota->blocked_until_us)
        quota->blocked_until_us = until_us;
}

/* Until when a note counts. WHEN_NONE is before every time. */
static int64_t
end_of(const struct quota_window *window)
{
    return window->regain_at_us > window->noted_at_us ? window->regain_at_us
                                                      : window->noted_at_us + QUOTA_FORGET_US;
}

int64_t
quota_ready_at(const struct quota *quota, int64_t now_us)
{
    int64_t at_us = now_us;

    if (quota->blocked_until_us != WHEN_NONE && quota->blocked_until_us > at_us)
        at_us = quota->blocked_until_us;
    for (unsigned i = 0; i < quota->count; i++) {
        const struct quota_window *window = &quota->windows[i];
        if (window->used_share >= QUOTA_STOP_SHARE && end_of(window) > at_us)
            at_us = end_of(window);
    }
    return at_us;
}

double
quota_used(const struct quota *quota, int64_t now_us)
{
    double used = 0;

    for (unsigned i = 0; i < quota->count; i++) {
        const struct quota_window *window = &quota->windows[i];
        if (end_of(window) > now_us && window->used_share > used)
            used = window->used_share;
    }
    return used;
}
