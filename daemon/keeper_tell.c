/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* What the database and the operator are told of tokens. */

#include "keeper_inside.h"

#include "store/rowset.h"

#define ARENA_BYTES (1u << 16)
#define WARNINGS    ARRAY_SIZE(warning_days)

/* Days before an end at which the operator is told. */
static const int64_t warning_days[] = { 14, 7, 1, 0 };

/* The parts of the credential are there. */
bool
keeper_can_renew(const struct keeper *keeper, const struct kept *kept)
{
    const struct secret *secret = secret_find(keeper->secrets, kept->credential);
    const struct renewal *renewal = kept->renewal;

    if (renewal == NULL)
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(renewal->needs) && renewal->needs[i] != NULL; i++) {
        if (str_is_none(secret_part(secret, renewal->needs[i])))
            return false;
    }
    return true;
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

/* The nearest end that passes without us; WHEN_NONE: there is none. */
static int64_t
end_of(const struct keeper *keeper, const struct kept *kept)
{
    bool renews = keeper_can_renew(keeper, kept) && kept->failures == 0;
    const int64_t ends[] = { renews ? WHEN_NONE : kept->news.expires_at_us,
                             kept->news.refresh_expires_at_us,
                             kept->news.data_access_expires_at_us };
    int64_t nearest_us = WHEN_NONE;

    for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
        if (ends[i] != WHEN_NONE && (nearest_us == WHEN_NONE || ends[i] < nearest_us))
            nearest_us = ends[i];
    }
    return nearest_us;
}

static const char *
advice_of(const struct kept *kept, int64_t end_us)
{
    if (end_us == kept->news.data_access_expires_at_us)
        return "The person who granted access must log in to the app once more.";
    return "Authorize anew, put the new token into the credential and restart pantaud.";
}

void
keeper_warn(struct keeper *keeper, struct kept *kept)
{
    int64_t end_us = end_of(keeper, kept);
    int64_t left_us = end_us == WHEN_NONE ? INT64_MAX : end_us - loop_wall_us();
    char end[WHEN_FORMAT_MAX];
    struct error hint = ERROR_INIT;
    unsigned told = 0;

    while (told < WARNINGS && left_us <= warning_days[told] * WHEN_DAY)
        told++;
    if (told > kept->warned) {
        when_format(end_us, end);
        (void)error_set(&hint, ERROR_DENIED, "%s", end);
        (void)error_hint(&hint, "%s", advice_of(kept, end_us));
        log_error(keeper->parts.log, told == WARNINGS ? LOG_LEVEL_ERROR : LOG_LEVEL_WARNING,
                  LOG_FIELDS({ "credential", kept->credential }), &hint,
                  told == WARNINGS ? "the token has ended, nothing is asked with it"
                                   : "the token ends soon, and then nothing is asked with it");
    }
    kept->warned = told;
}
