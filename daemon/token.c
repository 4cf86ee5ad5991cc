/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "token.h"

#include "base/parse.h"
#include "base/when.h"

bool
token_can_renew(const struct renewal *renewal, const struct secret *secret)
{
    if (renewal == NULL)
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(renewal->needs) && renewal->needs[i] != NULL; i++) {
        if (str_is_none(secret_part(secret, renewal->needs[i])))
            return false;
    }
    return true;
}

static int64_t
known_time(const struct secret *secret, const char *part)
{
    int64_t at_s;

    if (!parse_int(secret_part(secret, part), &at_s) || at_s <= 0 || at_s >= WHEN_MAX / WHEN_SECOND)
        return WHEN_NONE;
    return at_s * WHEN_SECOND;
}

struct renewal_news
token_known(const struct secret *secret)
{
    return (struct renewal_news){ .expires_at_us = known_time(secret, "expires_at"),
                                  .refresh_expires_at_us = known_time(secret, "refresh_expires_at"),
                                  .data_access_expires_at_us = WHEN_NONE,
                                  .is_valid = TRI_UNKNOWN };
}

int64_t
token_end_us(const struct renewal_news *news, bool renews)
{
    const int64_t ends[] = { renews ? WHEN_NONE : news->expires_at_us, news->refresh_expires_at_us,
                             news->data_access_expires_at_us };
    int64_t nearest_us = WHEN_NONE;

    for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
        if (ends[i] != WHEN_NONE && (nearest_us == WHEN_NONE || ends[i] < nearest_us))
            nearest_us = ends[i];
    }
    return nearest_us;
}

const char *
token_advice(const struct renewal_news *news, int64_t end_us)
{
    if (end_us == news->data_access_expires_at_us)
        return "The person who granted access must log in to the app once more.";
    return "Authorize anew, put the new token into the credential and restart pantaud.";
}
