/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "refresh_tell.h"

#include <inttypes.h>
#include <stdio.h>

#define VIEW_KEY_MAX 256u
#define TOO_LONG     STR("it took longer than ") /* of metrics.refresh_error() */

static struct str
hint_of(struct str reason)
{
    if (!str_starts(reason, TOO_LONG))
        return STR_NONE;
    return STR("Look what else keeps the server busy, or give it more time in ops.refresh_policy.");
}

void
refresh_tell_lost(struct log *log, const struct error *err)
{
    if (err == NULL)
        log_trouble_over(log, "refresher", NULL, "figures are refreshed again");
    else
        log_trouble_because(
            log, &(struct log_trouble){ LOG_LEVEL_WARNING, "refresher", err->text }, NULL,
            "the connection for refreshing figures is lost, the last figures stay: %s", err->text);
}

void
refresh_tell_gave_up(struct log *log)
{
    log_write(log, LOG_LEVEL_ERROR, NULL,
              "gave up: the figures were not refreshed, there was no connection for a minute");
}

void
refresh_tell_busy(struct log *log)
{
    log_write(log, LOG_LEVEL_WARNING, NULL,
              "figures were not refreshed: another daemon is at them");
}

void
refresh_tell_round(struct log *log, struct str reason)
{
    char text[sizeof(((struct error *)0)->text)];

    if (str_is_none(reason)) {
        log_trouble_over(log, "refresh", NULL, "figures are refreshed again");
        return;
    }
    snprintf(text, sizeof(text), "%.*s", STR_ARGS(reason));
    log_trouble_because(log, &(struct log_trouble){ LOG_LEVEL_ERROR, "refresh", text },
                        LOG_FIELDS({ "hint", hint_of(reason) }),
                        "figures could not be refreshed, the last ones stay: %s", text);
}

void
refresh_tell_view(struct log *log, struct str view, struct str reason)
{
    char text[sizeof(((struct error *)0)->text)];
    char key[VIEW_KEY_MAX];

    snprintf(key, sizeof(key), "view %.*s", STR_ARGS(view));
    if (str_is_none(reason)) {
        log_trouble_over(log, key, NULL, "%s: refreshed again", key);
        return;
    }
    snprintf(text, sizeof(text), "%.*s", STR_ARGS(reason));
    log_trouble_because(log, &(struct log_trouble){ LOG_LEVEL_ERROR, key, text },
                        LOG_FIELDS({ "hint", hint_of(reason) }),
                        "%s: could not be refreshed, its last state stays: %s", key, text);
}

void
refresh_tell_stale(struct log *log, const struct error *err)
{
    log_trouble_because(log, &(struct log_trouble){ LOG_LEVEL_ERROR, "stale", err->text }, NULL,
                        "threads with a mark could not be derived again, their waits stay as they "
                        "are: %s",
                        err->text);
}

bool
refresh_tell_derived(struct log *log, struct str failure)
{
    char text[sizeof(((struct error *)0)->text)];

    log_trouble_over(log, "stale", NULL, "threads with a mark are derived again");
    if (str_is_none(failure)) {
        log_trouble_over(log, "stale thread", NULL, "each thread with a mark can be derived again");
        return true;
    }
    snprintf(text, sizeof(text), "%.*s", STR_ARGS(failure));
    log_trouble_because(log, &(struct log_trouble){ LOG_LEVEL_ERROR, "stale thread", text }, NULL,
                        "a thread cannot be derived, its waits stay as they are, next try in a "
                        "minute: %s",
                        text);
    return false;
}

void
refresh_tell_left(struct log *log, int64_t marks)
{
    log_trouble(log, LOG_LEVEL_WARNING, "left", NULL,
                "%" PRId64 " marks of threads to be derived again are left: other sessions hold "
                "their accounts, or have not ended since",
                marks);
}
