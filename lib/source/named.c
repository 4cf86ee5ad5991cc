/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "source/named.h"

#include "base/ascii.h"
#include "base/when.h"

/* Longest of any platform: Instagram, Threads and YouTube 30, TikTok 24, X 15. */
#define HANDLE_MAX 30u

bool
named_is_own(const struct source_account *account, struct str handle)
{
    if (str_starts(handle, STR("@")))
        handle = str_sub(handle, 1, handle.n);
    if (handle.n == 0)
        return false;
    if (str_equal_nocase(handle, account->handle))
        return true;
    for (size_t i = 0; i < account->former_handle_count; i++) {
        if (str_equal_nocase(handle, account->former_handles[i]))
            return true;
    }
    return false;
}

static bool
is_of_handle(char c)
{
    return ascii_is_alphanumeric(c) || c == '_' || c == '.';
}

/* What follows the "@" at that place, without the end of a sentence; empty where no name stands. */
static struct str
handle_at(struct str text, size_t at)
{
    size_t end = at + 1;

    while (end < text.n && is_of_handle(text.p[end]))
        end++;
    while (end > at + 1 && text.p[end - 1] == '.')
        end--;
    return str_sub(text, at + 1, end - at - 1);
}

static bool
is_name(const struct source_account *account, struct str text, size_t at, struct str handle)
{
    if (handle.n < 2 || handle.n > HANDLE_MAX || (at > 0 && is_of_handle(text.p[at - 1])))
        return false;
    return !named_is_own(account, handle);
}

static bool
is_known(const struct batch *batch, size_t first, struct str handle)
{
    for (size_t i = first; i < batch->count; i++) {
        if (str_equal_nocase(batch->records[i].of.mention.mentioned_handle, handle))
            return true;
    }
    return false;
}

void
named_add_mentions(struct batch *batch, const struct source_account *account, struct str text,
                   struct str message_external_id, int64_t sent_at_us)
{
    size_t first = batch->count;

    for (size_t at = str_find(text, STR("@"), 0);
         at != SIZE_MAX && batch->count < first + NAMED_MAX;
         at = str_find(text, STR("@"), at + 1)) {
        struct str handle = handle_at(text, at);
        struct record *record;
        if (!is_name(account, text, at, handle) || is_known(batch, first, handle))
            continue;
        record = batch_add(batch, RECORD_MENTION);
        if (record == NULL)
            return;
        record->of.mention = (struct mention){ .message_external_id = message_external_id,
                                               .sent_at_us = sent_at_us,
                                               .mentioned_handle = handle };
    }
}

bool
named_is_asking(const struct source_account *account, int64_t published_at_us)
{
    return account->is_leader && !account->is_public && published_at_us != WHEN_NONE;
}

void
named_add_in_post(struct batch *batch, const struct source_account *account, struct str text,
                  struct str post_external_id, int64_t published_at_us)
{
    size_t first = batch->count;

    if (!named_is_asking(account, published_at_us))
        return;
    named_add_mentions(batch, account, text, post_external_id,
                       when_floor(published_at_us, WHEN_SECOND));
    for (size_t i = first; i < batch->count; i++)
        batch->records[i].of.mention.post_external_id = post_external_id;
}
