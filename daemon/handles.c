/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "handles.h"

#include <stdlib.h>

#include "base/ascii.h"

struct handle_entry {
    struct str channel, handle, external_id;
};

static int
compare_nocase(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;

    for (size_t i = 0; i < n; i++) {
        char left = ascii_lower(a.p[i]);
        char right = ascii_lower(b.p[i]);
        if (left != right)
            return left < right ? -1 : 1;
    }
    return (a.n > b.n) - (a.n < b.n);
}

static int
compare_entries(const void *a, const void *b)
{
    const struct handle_entry *left = a;
    const struct handle_entry *right = b;
    int order = str_compare(left->channel, right->channel);

    return order != 0 ? order : compare_nocase(left->handle, right->handle);
}

static void
add(struct handles *handles, const struct config_account *account, struct str handle)
{
    if (handle.n > 0)
        handles->entries[handles->count++] =
            (struct handle_entry){ str_from(account->platform->name), handle,
                                   account->external_id };
}

static size_t
count_of(const struct config_account *accounts, size_t account_count)
{
    size_t count = 0;

    for (size_t i = 0; i < account_count; i++)
        count += accounts[i].platform->names_authors ? 1 + accounts[i].former_handle_count : 0;
    return count;
}

static void
add_all(struct handles *handles, const struct config_account *accounts, size_t account_count)
{
    for (size_t i = 0; i < account_count; i++) {
        const struct config_account *account = &accounts[i];
        if (!account->platform->names_authors)
            continue;
        add(handles, account, account->handle);
        for (size_t k = 0; k < account->former_handle_count; k++)
            add(handles, account, account->former_handles[k]);
    }
}

void
handles_make(struct handles *handles, const struct config *config, struct arena *arena)
{
    size_t size = 0;

    for (size_t i = 0; i < config->unit_count; i++)
        size += count_of(config->units[i].accounts, config->units[i].account_count) +
                count_of(config->units[i].delegates, config->units[i].delegate_count);
    for (size_t i = 0; i < config->leader_count; i++)
        size += count_of(config->leaders[i].accounts, config->leaders[i].account_count);
    *handles = (struct handles){ .entries = arena_array(arena, size, sizeof(*handles->entries)) };
    must(size == 0 || handles->entries != NULL);
    for (size_t i = 0; i < config->unit_count; i++) {
        add_all(handles, config->units[i].accounts, config->units[i].account_count);
        add_all(handles, config->units[i].delegates, config->units[i].delegate_count);
    }
    for (size_t i = 0; i < config->leader_count; i++)
        add_all(handles, config->leaders[i].accounts, config->leaders[i].account_count);
    if (handles->count > 1)
        qsort(handles->entries, handles->count, sizeof(*handles->entries), compare_entries);
}

/* Index of the first entry that is not before the one looked for. */
static size_t
lower_bound(const struct handles *handles, const struct handle_entry *wanted)
{
    size_t low = 0;
    size_t high = handles->count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (compare_entries(&handles->entries[middle], wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct str
handles_find(const struct handles *handles, struct str channel, struct str handle)
{
    const struct handle_entry wanted = { channel, handle, STR_NONE };
    size_t i = lower_bound(handles, &wanted);
    struct str found = STR_NONE;

    for (; i < handles->count && compare_entries(&handles->entries[i], &wanted) == 0; i++) {
        if (!str_is_none(found) && !str_equal(found, handles->entries[i].external_id))
            return STR_NONE;
        found = handles->entries[i].external_id;
    }
    return found;
}
