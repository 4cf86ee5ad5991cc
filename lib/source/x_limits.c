/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What X's headers say about limits. Each path has a limit of its own for fifteen minutes, and some
 * answers tell of one for a day beside it. Limits of different paths are told apart by their size:
 * the headers do not name them.
 */

#include "source/x.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/parse.h"

static const struct limit {
    const char *limit, *remaining, *reset;
    const char *name; /* of the note; the limit follows */
    enum verdict_scope scope;
} limits[] = {
    { "x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset", "requests",
      SCOPE_CREDENTIAL },
    { "x-app-limit-24hour-limit", "x-app-limit-24hour-remaining", "x-app-limit-24hour-reset",
      "app_day", SCOPE_APP },
    { "x-user-limit-24hour-limit", "x-user-limit-24hour-remaining", "x-user-limit-24hour-reset",
      "user_day", SCOPE_CREDENTIAL },
};

static bool
read_number(const struct http_response *response, const char *name, int64_t *ret_value)
{
    struct str text = http_header_find(response, name);

    return !str_is_none(text) && parse_int(text, ret_value) && *ret_value >= 0;
}

/* A day and a bit at most: a number that is wrong must not stop anything for ever. */
static int64_t
reset_time(const struct http_response *response, const struct limit *limit, int64_t now_us)
{
    int64_t reset_s;

    if (!read_number(response, limit->reset, &reset_s) || reset_s > WHEN_MAX / WHEN_SECOND)
        return WHEN_NONE;
    if (reset_s * WHEN_SECOND < now_us)
        return WHEN_NONE;
    return reset_s * WHEN_SECOND < now_us + 25 * WHEN_HOUR ? reset_s * WHEN_SECOND
                                                           : now_us + 25 * WHEN_HOUR;
}

size_t
x_notes(const struct http_response *response, int64_t now_us,
        struct source_quota_note ret_notes[SOURCE_NOTES_MAX])
{
    size_t count = 0;
    int64_t total;
    int64_t left;

    for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
        struct source_quota_note *note = &ret_notes[count];
        if (!read_number(response, limits[i].limit, &total) || total == 0 ||
            !read_number(response, limits[i].remaining, &left) || left > total)
            continue;
        *note =
            (struct source_quota_note){ .scope = limits[i].scope,
                                        .used_share = (double)(total - left) / (double)total,
                                        .regain_at_us = reset_time(response, &limits[i], now_us) };
        snprintf(note->name, sizeof(note->name), "%s_%" PRId64, limits[i].name,
                 total < 1000000000 ? total : 1000000000);
        count++;
    }
    return count;
}

int64_t
x_regain_time(const struct http_response *response, int64_t now_us)
{
    int64_t at_us = http_retry_after(response, now_us);
    int64_t left;

    for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
        int64_t reset_us = reset_time(response, &limits[i], now_us);
        if (read_number(response, limits[i].remaining, &left) && left == 0 && reset_us > at_us)
            at_us = reset_us;
    }
    return at_us;
}
