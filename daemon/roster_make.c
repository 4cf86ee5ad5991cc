/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A configuration becomes a roster: platforms, feeds and credentials first, then the accounts that
 * point to them, then room for their streams. Which of them are polled here the database says.
 */

#include "roster_inside.h"

#include <stdlib.h>
#include <string.h>

#include "grant.h"
#include "http/url.h"
#include "source/source.h"

#define ARENA_BYTES_MAX  (1u << 30) /* 100,000 accounts need about 16 MB */
#define ORIGIN_BYTES_MAX 512

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
    for (size_t i = 0; i < ARRAY_SIZE(allowance->unanswered_slots); i++)
        allowance->unanswered_slots[i] = ROSTER_NONE;
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

static void
set_origin(struct roster *roster, struct channel *channel)
{
    CLEANUP(buf_done) struct buf origin = BUF_INIT(ORIGIN_BYTES_MAX);

    if (url_origin(channel->base_url, &origin))
        must(arena_str(roster->arena, buf_str(&origin), &channel->origin));
}

static void
add_channel(struct roster *roster, const struct channel *channel, struct str allowance)
{
    struct channel *added = &roster->channels[roster->platform_count++];

    add_allowance(roster, allowance);
    *added = *channel;
    added->allowance = &roster->allowances[roster->allowance_count - 1];
    set_origin(roster, added);
}

struct listing { /* an account as the configuration lists it */
    const struct config_account *account;
    const struct config_government *government;
    size_t order; /* of reading */
};

struct listings {
    const struct listing *items; /* sorted by account */
    size_t count;
};

/* The last of an account's listings is the one that begins last. */
static int
compare_listings(const void *a, const void *b)
{
    const struct listing *left = a;
    const struct listing *right = b;
    const char *platform = left->account->platform->name;
    int order = strcmp(platform, right->account->platform->name);

    order =
        order != 0 ? order : str_compare(left->account->external_id, right->account->external_id);
    order = order != 0 ? order : str_compare(left->account->valid_from, right->account->valid_from);
    return order != 0 ? order : (left->order > right->order) - (left->order < right->order);
}

static bool
is_same_account(const struct config_account *a, const struct config_account *b)
{
    return a->platform == b->platform && str_equal(a->external_id, b->external_id);
}

static size_t
list_accounts(struct listing *listings, size_t count, const struct config_government *government,
              const struct config_account *accounts, size_t more)
{
    for (size_t i = 0; i < more; i++, count++)
        listings[count] = (struct listing){ &accounts[i], government, count };
    return count;
}

/* Of the caller's arena. */
static struct listings
list_all(const struct config *config, struct arena *arena)
{
    struct listing *listings = arena_array(arena, count_accounts(config) + 1, sizeof(*listings));
    size_t count = 0;

    must(listings);
    for (size_t i = 0; i < config->unit_count; i++)
        count = list_accounts(listings, count, config->units[i].government,
                              config->units[i].accounts, config->units[i].account_count);
    for (size_t i = 0; i < config->leader_count; i++)
        count = list_accounts(listings, count, config->leaders[i].government,
                              config->leaders[i].accounts, config->leaders[i].account_count);
    if (count > 1)
        qsort(listings, count, sizeof(*listings), compare_listings);
    return (struct listings){ listings, count };
}

/* Of several owners of one account it is the last one's. */
static bool
is_polled(const struct listings *listings, size_t at)
{
    const struct config_account *account = listings->items[at].account;

    return account->enabled && (at + 1 == listings->count ||
                                !is_same_account(account, listings->items[at + 1].account));
}

static const struct channel *
find_channel(const struct roster *roster, const struct config *config,
             const struct source_info *info)
{
    size_t i = 0;

    while (config->platforms[i].source != info)
        i++;
    return &roster->channels[i];
}

/*
 * Feeds and websites are platforms of their own: each has a base URL and a server that may be down.
 * Those of websites come last, in the order of their listings.
 */
static void
add_channels(struct roster *roster, const struct config *config, const struct listings *listings)
{
    for (size_t i = 0; i < config->platform_count; i++) {
        const struct config_platform *platform = &config->platforms[i];
        struct str name = str_from(platform->source->name);
        add_channel(roster,
                    &(struct channel){ .name = name,
                                       .base_url = platform->base_url,
                                       .source = source_find(name),
                                       .settings = platform->settings },
                    name);
    }
    for (size_t i = 0; i < config->feed_count; i++) {
        const struct config_feed *feed = &config->feeds[i];
        add_channel(roster,
                    &(struct channel){ .name = feed->name,
                                       .base_url = feed->base_url,
                                       .source = source_find(str_from(feed->kind->name)),
                                       .settings = feed->settings },
                    feed->name);
    }
    for (size_t i = 0; i < listings->count; i++) {
        const struct config_account *account = listings->items[i].account;
        struct channel site;
        if (!account->platform->has_sites || !is_polled(listings, i))
            continue;
        site = *find_channel(roster, config, account->platform);
        site.base_url = account->external_id;
        add_channel(roster, &site, account->external_id);
    }
}

/* What its credential is asked with: its platform's channel, or the one of another grant, which
 * shares its allowance and is made for the first that needs it. */
static const struct channel *
granted_channel(struct roster *roster, const struct config *config,
                const struct config_account *account)
{
    const struct channel *usual = find_channel(roster, config, account->platform);
    size_t at = (size_t)(usual - roster->channels);
    struct channel *other = &roster->channels[roster->platform_count + at];
    const struct config_platform *platform;

    if (usual->source->grant == NULL ||
        !usual->source->grant->differs(usual->settings, account->credential))
        return usual;
    if (other->source == NULL) {
        platform = grant_platform(&config->platforms[at], account->credential, roster->arena);
        *other = *usual;
        other->base_url = platform->base_url;
        other->settings = platform->settings;
        set_origin(roster, other);
    }
    return other;
}

static size_t
count_sites(const struct listings *listings)
{
    size_t count = 0;

    for (size_t i = 0; i < listings->count; i++)
        count += listings->items[i].account->platform->has_sites && is_polled(listings, i);
    return count;
}

static void
add_allowances(struct roster *roster, const struct config *config, const struct listings *listings)
{
    size_t platforms = config->platform_count + config->feed_count + count_sites(listings);
    size_t size = platforms + config->used_credential_count;

    roster->allowances = arena_array(roster->arena, size, sizeof(*roster->allowances));
    roster->channel_count = platforms + config->platform_count;
    roster->channels = arena_array(roster->arena, roster->channel_count, sizeof(*roster->channels));
    must(size == 0 || (roster->allowances != NULL && roster->channels != NULL));
    add_channels(roster, config, listings);
    for (size_t i = 0; i < config->used_credential_count; i++)
        add_allowance(roster, config->used_credentials[i].name);
    for (size_t i = 0; i < config->quota_count; i++)
        add_budget(roster, &config->quotas[i]);
}

static struct account *
add_account(struct roster *roster, const struct channel *channel, struct str external_id,
            struct str credential, const struct secret_store *secrets)
{
    struct account *account = &roster->accounts[roster->account_count++];

    account->channel = channel;
    account->external_id = external_id;
    account->posts.free_memory = memo_free;
    account->platform = channel->allowance;
    account->credential = find_credential(roster, credential);
    account->secret = secret_find(secrets, credential);
    return account;
}

static void
add_accounts(struct roster *roster, const struct config *config, const struct listings *listings,
             const struct secret_store *secrets)
{
    const struct channel *site = &roster->channels[config->platform_count + config->feed_count];

    for (size_t i = 0; i < listings->count; i++) {
        const struct config_account *from = listings->items[i].account;
        struct account *account;
        if (!is_polled(listings, i))
            continue;
        account = add_account(
            roster, from->platform->has_sites ? site++ : granted_channel(roster, config, from),
            from->external_id, from->credential, secrets);
        account->government = listings->items[i].government;
        account->listing = from;
        account->schedule = from->schedule;
    }
}

static void
add_feeds(struct roster *roster, const struct config *config, const struct secret_store *secrets)
{
    for (size_t i = 0; i < config->feed_count; i++) {
        const struct config_feed *feed = &config->feeds[i];
        const struct channel *channel = &roster->channels[config->platform_count + i];
        struct account *account;
        if (!feed->enabled)
            continue;
        account = add_account(roster, channel, feed->name, feed->credential, secrets);
        account->government = feed->government;
        account->schedule = feed->schedule;
    }
}

/* Room for all streams that the configuration asks for, with those that only look up. */
static void
make_streams(struct roster *roster)
{
    for (uint32_t i = 0; i < roster->account_count; i++) {
        const struct account *account = &roster->accounts[i];
        const struct source *source = account->channel->source;
        for (size_t k = 0; k < source->stream_count; k++)
            roster->stream_size +=
                roster_interval_s(account->listing, account->schedule, account->channel->settings,
                                  &source->streams[k]) > 0;
    }
    roster->streams = xcalloc(roster->stream_size + 1, sizeof(*roster->streams));
}

struct roster *
roster_new(const struct config *config, const struct secret_store *secrets)
{
    struct roster *roster = xcalloc(1, sizeof(*roster));
    size_t size = count_accounts(config);
    CLEANUP(arena_freep) struct arena *scratch = arena_new(ARENA_BYTES_MAX);
    const struct listings listings = list_all(config, scratch);

    roster->arena = arena_new(ARENA_BYTES_MAX);
    add_allowances(roster, config, &listings);
    roster->accounts = arena_array(roster->arena, size, sizeof(*roster->accounts));
    must(size == 0 || roster->accounts != NULL);
    add_accounts(roster, config, &listings, secrets);
    add_feeds(roster, config, secrets);
    handles_make(&roster->handles, config, roster->arena);
    if (roster->account_count > 1)
        qsort(roster->accounts, roster->account_count, sizeof(*roster->accounts), roster_compare);
    make_streams(roster);
    return roster;
}
