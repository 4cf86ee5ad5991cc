/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "roster.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "http/url.h"
#include "source/source.h"

#define ARENA_BYTES_MAX    (1u << 30) /* 100,000 accounts need about 30 MB */
#define ORIGIN_BYTES_MAX   512
#define STREAMS_FIRST_SIZE 64

static int
compare_accounts(const void *a, const void *b)
{
    const struct account *left = a;
    const struct account *right = b;
    int order = str_compare(left->channel, right->channel);

    return order != 0 ? order : str_compare(left->external_id, right->external_id);
}

static size_t
count_accounts(const struct config *config)
{
    size_t count = config->feed_count;

    for (size_t i = 0; i < config->unit_count; i++)
        count += config->units[i].account_count;
    for (size_t i = 0; i < config->leader_count; i++)
        count += config->leaders[i].account_count;
    return count;
}

static void
add_allowance(struct roster *roster, struct str name)
{
    struct allowance *allowance = &roster->allowances[roster->allowance_count++];

    must(arena_str(roster->arena, name, &allowance->name));
    quota_init(&allowance->quota);
}

static struct allowance *
find_credential(const struct roster *roster, struct str name)
{
    size_t low = roster->platform_count;
    size_t high = roster->allowance_count;

    while (low < high) { /* used_credentials is sorted by name */
        size_t middle = (low + high) / 2;
        int order = str_compare(name, roster->allowances[middle].name);
        if (order == 0)
            return &roster->allowances[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

static void
add_budget(struct roster *roster, const struct config_quota *limit)
{
    static const struct {
        const char *name;
        int64_t us;
    } periods[] = { { "minute", WHEN_MINUTE }, { "hour", WHEN_HOUR }, { "day", WHEN_DAY } };
    struct allowance *allowance = find_credential(roster, limit->name);
    int64_t period_us = WHEN_DAY;

    if (allowance == NULL)
        return;
    for (size_t i = 0; i < ARRAY_SIZE(periods); i++) {
        if (str_equal_c(limit->per, periods[i].name))
            period_us = periods[i].us;
    }
    allowance->limit = limit;
    allowance->budget = arena_array(roster->arena, 1, sizeof(*allowance->budget));
    must(allowance->budget);
    budget_init(allowance->budget, limit->units, period_us, str_is_none(limit->resets));
}

/* Feeds are platforms of their own: each has a base URL and a server that may be down. */
static void
add_allowances(struct roster *roster, const struct config *config)
{
    size_t size = config->platform_count + config->feed_count + config->used_credential_count;

    roster->allowances = arena_array(roster->arena, size, sizeof(*roster->allowances));
    must(size == 0 || roster->allowances != NULL);
    for (size_t i = 0; i < config->platform_count; i++)
        add_allowance(roster, str_from(config->platforms[i].source->name));
    for (size_t i = 0; i < config->feed_count; i++)
        add_allowance(roster, config->feeds[i].name);
    roster->platform_count = roster->allowance_count;
    for (size_t i = 0; i < config->used_credential_count; i++)
        add_allowance(roster, config->used_credentials[i].name);
    for (size_t i = 0; i < config->quota_count; i++)
        add_budget(roster, &config->quotas[i]);
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

static void
set_origin(struct roster *roster, struct account *account)
{
    CLEANUP(buf_done) struct buf origin = BUF_INIT(ORIGIN_BYTES_MAX);

    if (url_origin(account->base_url, &origin))
        must(arena_str(roster->arena, buf_str(&origin), &account->origin));
}

static struct account *
add_account(struct roster *roster, struct str channel, struct str external_id,
            struct str credential, const struct secret_store *secrets)
{
    struct account *account = &roster->accounts[roster->account_count++];

    account->channel = channel;
    account->external_id = external_id;
    account->posts.free_memory = memo_free;
    account->first_slot = ROSTER_NONE;
    account->platform = find_allowance(roster, channel, 0, roster->platform_count);
    account->credential = find_credential(roster, credential);
    account->secret = secret_find(secrets, credential);
    return account;
}

static const struct config_platform *
find_platform(const struct config *config, const struct source_info *info)
{
    for (size_t i = 0; i < config->platform_count; i++) {
        if (config->platforms[i].source == info)
            return &config->platforms[i];
    }
    return NULL;
}

static void
add_accounts(struct roster *roster, const struct config *config, const struct secret_store *secrets,
             struct str government_code, const struct config_account *accounts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct config_account *from = &accounts[i];
        const struct config_platform *platform = find_platform(config, from->platform);
        struct account *account;
        if (!from->enabled)
            continue;
        account = add_account(roster, str_from(from->platform->name), from->external_id,
                              from->credential, secrets);
        account->government_code = government_code;
        account->handle = from->handle;
        account->schedule = from->schedule;
        account->source = source_find(account->channel);
        account->settings = platform->settings;
        account->base_url = platform->base_url;
        set_origin(roster, account);
    }
}

static void
add_feed(struct roster *roster, const struct config_feed *feed, const struct secret_store *secrets)
{
    struct account *account;

    if (!feed->enabled)
        return;
    account = add_account(roster, feed->name, feed->name, feed->credential, secrets);
    account->government_code = feed->government->code;
    account->schedule = feed->schedule;
    account->source = source_find(str_from(feed->kind->name));
    account->settings = feed->settings;
    account->base_url = feed->base_url;
    set_origin(roster, account);
}

struct roster *
roster_new(const struct config *config, const struct secret_store *secrets)
{
    struct roster *roster = xcalloc(1, sizeof(*roster));
    size_t size = count_accounts(config);

    roster->arena = arena_new(ARENA_BYTES_MAX);
    add_allowances(roster, config);
    roster->accounts = arena_array(roster->arena, size, sizeof(*roster->accounts));
    must(size == 0 || roster->accounts != NULL);
    for (size_t i = 0; i < config->unit_count; i++)
        add_accounts(roster, config, secrets, config->units[i].government->code,
                     config->units[i].accounts, config->units[i].account_count);
    for (size_t i = 0; i < config->leader_count; i++)
        add_accounts(roster, config, secrets, config->leaders[i].government->code,
                     config->leaders[i].accounts, config->leaders[i].account_count);
    for (size_t i = 0; i < config->feed_count; i++)
        add_feed(roster, &config->feeds[i], secrets);
    if (roster->account_count > 1)
        qsort(roster->accounts, roster->account_count, sizeof(*roster->accounts), compare_accounts);
    return roster;
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
roster_find(const struct roster *roster, struct str channel, struct str external_id)
{
    struct account wanted = { .channel = channel, .external_id = external_id };

    if (roster->account_count == 0)
        return NULL;
    return bsearch(&wanted, roster->accounts, roster->account_count, sizeof(wanted),
                   compare_accounts);
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

int64_t
roster_interval_s(const struct config_schedule *schedule, const struct source_stream *stream)
{
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
        for (size_t k = 0; k < account->source->stream_count; k++) {
            const struct source_stream *stream = &account->source->streams[k];
            wanted += (stream->flags & SOURCE_INTERNAL) == 0 &&
                      roster_interval_s(account->schedule, stream) > 0;
        }
    }
    return wanted;
}

uint32_t
roster_add_stream(struct roster *roster, struct account *account, struct str name)
{
    const struct source_stream *stream = source_stream_find(account->source, name);
    int64_t interval_s = stream == NULL ? 0 : roster_interval_s(account->schedule, stream);
    uint32_t slot = roster->stream_count;

    if (interval_s == 0)
        return ROSTER_NONE;
    if (slot == roster->stream_size) {
        roster->stream_size = slot == 0 ? STREAMS_FIRST_SIZE : slot * 2;
        roster->streams = xrealloc(roster->streams, roster->stream_size * sizeof(*roster->streams));
    }
    roster->streams[slot] = (struct stream){
        .account = (uint32_t)(account - roster->accounts),
        .interval_s = (uint32_t)interval_s,
        .number = (uint8_t)(stream - account->source->streams),
        .state = JOB_IDLE,
        .fence_slot = slot,
        .last_complete_us = WHEN_NONE,
        .next_slot = account->first_slot,
    };
    account->first_slot = slot;
    roster->stream_count++;
    return slot;
}

uint32_t
roster_find_stream(const struct roster *roster, const struct account *account, struct str name)
{
    for (uint32_t slot = account->first_slot; slot != ROSTER_NONE;
         slot = roster->streams[slot].next_slot) {
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

const struct source_stream *
roster_source_stream(const struct roster *roster, const struct stream *stream)
{
    return &roster_account(roster, stream)->source->streams[stream->number];
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
                  LOG_FIELDS({ "channel", account->channel }, { "account", account->external_id },
                             { "stream", str_from(roster_source_stream(roster, stream)->name) }),
                  "%s → %s: %s", job_state_name(edge->from), job_state_name(to), edge->why);
    stream->state = (uint8_t)to;
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
    /* In trouble still, as far as is known: one visit tries, and not all at once. */
    allowance->backoff_us = old->backoff_us;
    allowance->failed_at_us = old->failed_at_us;
    allowance->failed_now_us = old->failed_now_us;
    allowance->failures = old->failures;
    if (allowance->budget != NULL && old->budget != NULL)
        budget_adopt(allowance->budget, old->budget);
}

/* A stream that another daemon polled meanwhile has another fence: what was remembered is old. */
static void
adopt_stream(struct roster *roster, struct stream *stream, struct roster *before)
{
    struct account *account = roster_account(roster, stream);
    const struct account *was = roster_find(before, account->channel, account->external_id);
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
        adopt_account(account, roster_find(before, account->channel, account->external_id));
    }
    for (uint32_t slot = 0; slot < roster->stream_count; slot++)
        adopt_stream(roster, &roster->streams[slot], before);
}
