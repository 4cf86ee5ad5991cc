/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Handles: on Instagram and Threads an id tells of nobody but the account itself who he is, his
 * name does.
 */

#include "source/graph.h"

#include "base/ascii.h"

#define HANDLES_MAX     20u /* most that are read of one text */
#define HANDLE_SIZE_MAX 30u /* Instagram's own limit */

bool
graph_is_own_name(const struct source_account *account, struct str name)
{
    if (name.n == 0)
        return false;
    if (str_equal_nocase(name, account->handle))
        return true;
    for (size_t i = 0; i < account->former_handle_count; i++) {
        if (str_equal_nocase(name, account->former_handles[i]))
            return true;
    }
    return false;
}

static bool
is_handle_byte(char c)
{
    return ascii_is_alphanumeric(c) || c == '_' || c == '.';
}

/* The next "@name" of text from *at on, which moves behind it; absent when there is none. */
static struct str
next_handle(struct str text, size_t *at)
{
    while (*at < text.n) {
        size_t start = ++*at;
        size_t end = start;
        if (text.p[start - 1] != '@' || (start > 1 && is_handle_byte(text.p[start - 2])))
            continue; /* an address of mail has a word before it */
        while (end < text.n && is_handle_byte(text.p[end]))
            end++;
        *at = end;
        while (end > start && text.p[end - 1] == '.')
            end--; /* of the sentence */
        if (end > start && end - start <= HANDLE_SIZE_MAX)
            return str_sub(text, start, end - start);
    }
    return STR_NONE;
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
graph_add_handles(struct graph_page *page, struct str text, struct str message_external_id,
                  int64_t sent_at_us)
{
    struct batch *batch = page->batch;
    size_t first = batch->count;
    size_t at = 0;

    while (batch->count - first < HANDLES_MAX) {
        struct str handle = next_handle(text, &at);
        struct record *record;
        if (str_is_none(handle))
            return;
        if (graph_is_own_name(&page->view->account, handle) || is_known(batch, first, handle))
            continue;
        record = batch_add(batch, RECORD_MENTION);
        if (record == NULL)
            return; /* overflowed: answer_keep() looks */
        record->of.mention = (struct mention){ .message_external_id = message_external_id,
                                               .sent_at_us = sent_at_us,
                                               .mentioned_handle = handle };
    }
}
