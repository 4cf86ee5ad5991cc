/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "roster_inside.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "source/source.h"

#define NUMBER_MAX 15u /* of an adapter's stream: four bits */

_Static_assert(sizeof(struct stream) <= 48, "what waits is small");

int
roster_compare(const void *a, const void *b)
{
    const struct account *left = a;
    const struct account *right = b;
    int order = str_compare(left->channel->name, right->channel->name);

    order = order != 0 ? order : str_compare(left->external_id, right->external_id);
    if (order != 0 || left->government == NULL || right->government == NULL)
        return order;
    return str_compare(left->government->code, right->government->code);
}

static struct allowance *
find_allowance(const struct roster *roster, struct str name, size_t from, size_t end)
{
    for (size_t i = from; i < end; i++) {
        if (str_equal(roster->allowances[i].name, name))
            return &roster->allowances[i];
    }
    return NULL;
}

struct quota *
roster_quota(struct account *account)
{
    if (account->quota == NULL) {
        account->quota = xcalloc(1, sizeof(*account->quota));
        quota_init(account->quota);
    }
    return account->quota;
}

static void
free_account(struct account *account)
{
    target_set_done(&account->posts);
    for (uint32_t i = 0; i < account->lookup_count; i++) {
        free(account->lookups[i].external_id);
        free(account->lookups[i].post_external_id);
    }
    free(account->lookups);
    for (uint32_t i = 0; i < account->passed_count; i++)
        free(account->passed[i].external_id);
    free(account->passed);
    free(account->quota);
}

void
roster_free(struct roster *roster)
{
    if (roster == NULL)
        return;
    for (uint32_t i = 0; i < roster->stream_count; i++) {
        free(roster->streams[i].cursor);
        memo_free(roster->streams[i].memo);
    }
    free(roster->streams);
    for (uint32_t i = 0; i < roster->account_count; i++)
        free_account(&roster->accounts[i]);
    arena_free(roster->arena);
    free(roster);
}

struct account *
roster_find(const struct roster *roster, struct str government, struct str channel,
            struct str external_id)
{
    const struct config_government asked = { .code = government };
    const struct channel in = { .name = channel };
    struct account wanted = { .government = str_is_none(government) ? NULL : &asked,
                              .channel = &in,
                              .external_id = external_id };

    if (roster->account_count == 0)
        return NULL;
    return bsearch(&wanted, roster->accounts, roster->account_count, sizeof(wanted),
                   roster_compare);
}

struct account *
roster_find_same(const struct roster *roster, const struct account *account)
{
    return roster_find(roster, account->government->code, account->channel->name,
                       account->external_id);
}

const struct account *
roster_polled(const struct roster *roster, const struct config_account *listing,
              struct str government)
{
    const struct account *account =
        roster_find(roster, government, str_from(listing->platform->name), listing->external_id);
    bool same = account != NULL && account->external_id.p == listing->external_id.p;

    return same ? account : NULL;
}

static int
compare_ids(int32_t government_id, int32_t account_id, const struct account *account)
{
    if (government_id != account->government_id)
        return government_id < account->government_id ? -1 : 1;
    return (account_id > account->account_id) - (account_id < account->account_id);
}

static int
compare_by_id(const void *a, const void *b, void *accounts)
{
    const struct account *left = (struct account *)accounts + *(const uint32_t *)a;

    return compare_ids(left->government_id, left->account_id,
                       (struct account *)accounts + *(const uint32_t *)b);
}

void
roster_index_ids(struct roster *roster)
{
    roster->by_id = arena_array(roster->arena, roster->account_count, sizeof(*roster->by_id));
    roster->by_id_count = 0;
    for (uint32_t i = 0; i < roster->account_count; i++) {
        if (roster->accounts[i].account_id != 0)
            roster->by_id[roster->by_id_count++] = i;
    }
    if (roster->by_id_count > 1)
        qsort_r(roster->by_id, roster->by_id_count, sizeof(*roster->by_id), compare_by_id,
                roster->accounts);
}

struct account *
roster_find_id(const struct roster *roster, int32_t government_id, int32_t account_id)
{
    uint32_t low = 0;
    uint32_t high = roster->by_id_count;

    while (low < high) {
        uint32_t middle = (low + high) / 2;
        struct account *account = &roster->accounts[roster->by_id[middle]];
        int order = compare_ids(government_id, account_id, account);
        if (order == 0)
            return account;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

bool
roster_is_public(const struct config_account *listing)
{
    return listing != NULL && str_equal_c(listing->access, "public");
}

int64_t
roster_interval_s(const struct config_account *listing, const struct config_schedule *schedule,
                  const void *settings, const struct source_stream *stream)
{
    if (stream->is_there != NULL && !stream->is_there(settings))
        return 0;
    if ((stream->flags & SOURCE_OWNED_ONLY) && roster_is_public(listing))
        return 0;
    for (size_t i = 0; schedule != NULL && i < schedule->entry_count; i++) {
        if (str_equal_c(schedule->entries[i].stream, stream->name))
            return schedule->entries[i].interval_us / WHEN_SECOND;
    }
    return stream->interval_s;
}

size_t
roster_wanted(const struct roster *roster)
{
    size_t wanted = 0;

    for (uint32_t i = 0; i < roster->account_count; i++) {
        const struct account *account = &roster->accounts[i];
        for (size_t k = 0; k < account->channel->source->stream_count; k++) {
            const struct source_stream *stream = &account->channel->source->streams[k];
            wanted += (stream->flags & SOURCE_INTERNAL) == 0 &&
                      roster_interval_s(account->listing, account->schedule,
                                        account->channel->settings, stream) > 0;
        }
    }
    return wanted;
}

uint32_t
roster_add_stream(struct roster *roster, struct account *account, struct str name)
{
    const struct source_stream *stream = source_stream_find(account->channel->source, name);
    int64_t interval_s = stream == NULL ? 0
                                        : roster_interval_s(account->listing, account->schedule,
                                                            account->channel->settings, stream);
    uint32_t slot = roster->stream_count;
    unsigned number;

    if (interval_s == 0 || slot == roster->stream_size ||
        (account->slot_count > 0 && slot != account->first_slot + account->slot_count))
        return ROSTER_NONE;
    number = (unsigned)(stream - account->channel->source->streams);
    assert(number <= NUMBER_MAX);
    roster->streams[slot] = (struct stream){
        .account = (uint32_t)(account - roster->accounts),
        .interval_s = (uint32_t)interval_s,
        .number = number & NUMBER_MAX,
        .state = JOB_IDLE,
        .last_complete_us = WHEN_NONE,
    };
    if (account->slot_count++ == 0)
        account->first_slot = slot;
    roster->stream_count++;
    return slot;
}

uint32_t
roster_find_stream(const struct roster *roster, const struct account *account, struct str name)
{
    for (uint32_t slot = account->first_slot; slot < account->first_slot + account->slot_count;
         slot++) {
        if (str_equal_c(name, roster_source_stream(roster, &roster->streams[slot])->name))
            return slot;
    }
    return ROSTER_NONE;
}

struct account *
roster_account(const struct roster *roster, const struct stream *stream)
{
    return &roster->accounts[stream->account];
}

const struct stream *
roster_fenced(const struct stream *stream)
{
    return stream - stream->fence_back;
}

const struct source_stream *
roster_source_stream(const struct roster *roster, const struct stream *stream)
{
    return &roster_account(roster, stream)->channel->source->streams[stream->number];
}

void
roster_enter(struct roster *roster, struct log *log, uint32_t slot, enum job_state to)
{
    struct stream *stream = &roster->streams[slot];
    const struct job_edge *edge = job_edge_find((enum job_state)stream->state, to);
    const struct account *account = roster_account(roster, stream);

    assert(edge != NULL);
    if (log_wants(log, LOG_LEVEL_DEBUG))
        log_write(log, LOG_LEVEL_DEBUG,
                  LOG_FIELDS({ "channel", account->channel->name },
                             { "account", account->external_id },
                             { "stream", str_from(roster_source_stream(roster, stream)->name) }),
                  "%s → %s: %s", job_state_name(edge->from), job_state_name(to), edge->why);
    stream->state = (unsigned)to & 31u;
}

static void
adopt_account(struct account *account, struct account *before)
{
    if (before == NULL)
        return;
    target_set_done(&account->posts); /* what the database listed; memory knows more */
    account->posts = before->posts;
    before->posts = (struct target_set){ 0 };
    account->lookups = TAKE(before->lookups);
    account->lookup_count = before->lookup_count;
    account->lookup_size = before->lookup_size;
    before->lookup_count = 0;
    account->swept_count = before->swept_count;
    account->lookup_alone = before->lookup_alone;
    account->sweep_at_us = before->sweep_at_us;
    account->reach_us = before->reach_us;
    /* One that another daemon has is not told of the end of its notes. */
    if (account->account_id == before->account_id)
        account->gone_notes = before->gone_notes;
    if (before->quota != NULL) {
        free(account->quota); /* what the database listed; memory knows more */
        account->quota = TAKE(before->quota);
        account->noted = before->noted;
    }
}

/* Another daemon may have stored what the pages' memos know nothing of. */
static void
forget_pages(struct stream *stream, struct account *account)
{
    memo_free(TAKE(stream->memo));
    for (size_t i = 0; i < account->posts.count; i++)
        memo_free(TAKE(account->posts.items[i].memory));
}

static void
adopt_allowance(struct roster *roster, size_t index, const struct roster *before)
{
    bool is_platform = index < roster->platform_count;
    const struct allowance *old = find_allowance(
        before, roster->allowances[index].name, is_platform ? 0 : before->platform_count,
        is_platform ? before->platform_count : before->allowance_count);

    struct allowance *allowance = &roster->allowances[index];

    if (old == NULL)
        return;
    allowance->quota = old->quota;
    allowance->noted = old->noted;
    /*
     * In trouble still, as far as is known: one visit tries, and not all at once. What was not yet
     * taken for trouble of the platform is counted anew: slots mean other streams now.
     */
    allowance->backoff_us = old->backoff_us;
    allowance->failed_at_us = old->failed_at_us;
    allowance->failed_now_us = old->failed_now_us;
    allowance->trouble_since_us = old->trouble_since_us;
    allowance->trouble = old->trouble;
    allowance->failures = old->failures;
    if (allowance->budget != NULL && old->budget != NULL)
        budget_adopt(allowance->budget, old->budget);
}

/* A stream that another daemon polled meanwhile has another fence: what was remembered is old. */
static void
adopt_stream(struct roster *roster, struct stream *stream, struct roster *before)
{
    struct account *account = roster_account(roster, stream);
    const struct account *was = roster_find_same(before, account);
    const char *name = roster_source_stream(roster, stream)->name;
    uint32_t slot = was == NULL ? ROSTER_NONE : roster_find_stream(before, was, str_from(name));
    struct stream *old;

    if (slot == ROSTER_NONE)
        return;
    old = &before->streams[slot];
    stream->memo = TAKE(old->memo);
    if (stream->fence != old->fence)
        forget_pages(stream, account);
    stream->backoff_s = old->backoff_s;
    stream->failures = old->failures;
    stream->visited = old->visited;
}

void
roster_adopt(struct roster *roster, struct roster *before)
{
    for (size_t i = 0; i < roster->allowance_count; i++)
        adopt_allowance(roster, i, before);
    for (uint32_t i = 0; i < roster->account_count; i++) {
        struct account *account = &roster->accounts[i];
        adopt_account(account, roster_find_same(before, account));
    }
    for (uint32_t slot = 0; slot < roster->stream_count; slot++)
        adopt_stream(roster, &roster->streams[slot], before);
}

struct source_account
roster_view(const struct account *account)
{
    const struct config_account *listing = account->listing;

    if (listing == NULL)
        return (struct source_account){ .external_id = account->external_id };
    return (struct source_account){ .external_id = account->external_id,
                                    .handle = listing->handle,
                                    .former_handles = listing->former_handles,
                                    .former_handle_count = listing->former_handle_count,
                                    .is_leader = listing->is_leader,
                                    .is_public = roster_is_public(listing),
                                    .via_id = listing->via };
}
