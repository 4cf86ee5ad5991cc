/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* What the database and the operator are told of tokens. */

#include "keeper_inside.h"

#include <errno.h>
#include <string.h>

#include <unistd.h>

#include "base/parse.h"
#include "store/rowset.h"
#include "token.h"

#define ARENA_BYTES (1u << 16)
#define STATE_KEY   "state directory" /* of troubles */
#define WARNINGS    ARRAY_SIZE(warning_days)

/* Days before an end at which the operator is told. */
static const int64_t warning_days[] = { 14, 7, 1, 0 };

bool
keeper_can_renew(const struct keeper *keeper, const struct kept *kept)
{
    return token_can_renew(kept->renewal, secret_find(keeper->secrets, kept->credential));
}

void
keeper_tell(struct keeper *keeper, const struct kept *kept)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(ARENA_BYTES);
    const struct renewal_news *news = &kept->news;
    struct rowset rowset;

    rowset_start(&rowset, STATEMENT_TOKEN_SAVE);
    must(rowset_text(&rowset, arena, kept->credential));
    must(rowset_text(&rowset, arena, str_from(kept->source->name)));
    if (news->is_valid == TRI_UNKNOWN)
        must(rowset_null(&rowset));
    else
        must(rowset_bool(&rowset, arena, news->is_valid == TRI_YES));
    must(rowset_time(&rowset, arena, news->expires_at_us));
    must(rowset_time(&rowset, arena, news->refresh_expires_at_us));
    must(rowset_time(&rowset, arena, news->data_access_expires_at_us));
    must(rowset_bool(&rowset, arena, news->never_expires));
    must(rowset_bool(&rowset, arena, keeper_can_renew(keeper, kept)));
    must(rowset_text(&rowset, arena, news->scopes));
    must(rowset_time(&rowset, arena, kept->renewed_at_us));
    must(rowset_text(&rowset, arena, kept->error[0] == '\0' ? STR_NONE : str_from(kept->error)));
    must(rowset_time(&rowset, arena, loop_wall_us()));
    writer_note(keeper->parts.writer, &rowset);
}

/* ---- warnings ---- */

void
keeper_warn(struct keeper *keeper, struct kept *kept)
{
    bool renews = keeper_can_renew(keeper, kept) && kept->failures == 0;
    int64_t end_us = token_end_us(&kept->news, renews);
    int64_t left_us = end_us == WHEN_NONE ? INT64_MAX : end_us - loop_wall_us();
    char end[WHEN_FORMAT_MAX];
    char left[PARSE_FORMAT_MAX];
    struct error hint = ERROR_INIT;
    unsigned told = 0;

    while (told < WARNINGS && left_us <= warning_days[told] * WHEN_DAY)
        told++;
    if (told > kept->warned) {
        when_format(end_us, end);
        (void)error_set(&hint, ERROR_DENIED, "%s", end);
        (void)error_hint(&hint, "%s", token_advice(&kept->news, end_us));
        if (told == WARNINGS)
            log_error(keeper->parts.log, LOG_LEVEL_ERROR,
                      LOG_FIELDS({ "credential", kept->credential }), &hint,
                      "the token has ended, nothing is asked with it");
        else
            log_error(keeper->parts.log, LOG_LEVEL_WARNING,
                      LOG_FIELDS({ "credential", kept->credential }), &hint,
                      "the token ends in %s, and then nothing is asked with it",
                      parse_format_rounded(left_us, left));
    }
    kept->warned = told;
}

/* ---- where renewed tokens are kept ---- */

static bool
renews_any(const struct keeper *keeper)
{
    for (size_t i = 0; i < keeper->count; i++) {
        if (keeper->items[i].source != NULL && keeper_can_renew(keeper, &keeper->items[i]))
            return true;
    }
    return false;
}

void
keeper_look_at_state(const struct keeper *keeper, bool anew)
{
    const char *directory = keeper->state_directory.p;
    int status;

    if (!anew && !log_is_trouble(keeper->parts.log, STATE_KEY))
        return;
    if (!renews_any(keeper) || keeper->renewed == NULL) {
        log_troubles_forget(keeper->parts.log, STATE_KEY);
        return;
    }
    status = access(keeper->renewed, W_OK | X_OK);
    if (status != 0 && errno == ENOENT)
        status = access(directory, W_OK | X_OK); /* it will be made there */
    if (status == 0)
        log_trouble_over(keeper->parts.log, STATE_KEY, NULL,
                         "state_directory \"%s\" can be written again", directory);
    else
        log_trouble(keeper->parts.log, LOG_LEVEL_WARNING, STATE_KEY,
                    LOG_FIELDS({ "hint", STR("Make it a folder of the user that runs pantaud.") }),
                    "state_directory \"%s\" cannot be written: %s: tokens that are renewed are "
                    "lost by a restart",
                    directory, strerror(errno));
}
