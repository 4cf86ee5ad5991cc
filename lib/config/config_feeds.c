/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Reads what depends on the adapters: platforms, feeds, and schedules with their names of streams.
 * Quotas stand here too, as the other map of names.
 */

#include <assert.h>
#include <string.h>

#include "base/when.h"
#include "config/config_block.h"
#include "config/config_read.h"
#include "config/config_tables.h"

#define INTERVAL_MIN (100 * (WHEN_SECOND / 1000))
#define INTERVAL_MAX (400 * WHEN_DAY)

/* Schedules. */

/* The stream of that name: of one adapter, or of any. What only the core starts has no pace. */
static const struct source_stream_info *
stream_find(const struct source_info *const *infos, struct str name, struct setting_guess *guess)
{
    const struct source_stream_info *found = NULL;
    for (; *infos != NULL; infos++) {
        for (size_t i = 0; i < (*infos)->stream_count; i++) {
            const struct source_stream_info *stream = &(*infos)->streams[i];
            if (stream->internal)
                continue;
            setting_guess(guess, str_from(stream->name));
            bool better = found == NULL || (stream->has_targets && !found->has_targets);
            if (better && str_equal_c(name, stream->name))
                found = stream;
        }
    }
    return found;
}

/* "15m", "adaptive" or "off". */
static bool
pace_parse(const struct config_pending *pending, const struct source_stream_info *stream,
           struct config_schedule_entry *entry, struct error *err)
{
    const struct setting pace = {
        .path = stream->name, .type = &setting_duration, .min = INTERVAL_MIN, .max = INTERVAL_MAX
    };
    entry->interval_us = 0;
    entry->adaptive = str_equal_c(pending->value, "adaptive");
    if (str_equal_c(pending->value, "off"))
        return true;
    struct error refused = ERROR_INIT;
    if (!entry->adaptive &&
        !setting_set(&pace, pending->value, &entry->interval_us, NULL, &refused)) {
        error_set(err, ERROR_CONFIG, "%s", refused.text);
        return error_hint(err, "A pace is a duration such as 15m, or adaptive, or off.");
    }
    if (!entry->adaptive)
        return true;
    entry->interval_us = stream->interval_s * WHEN_SECOND;
    if (!stream->has_targets) {
        error_set(err, ERROR_CONFIG, "%s: \"adaptive\" is for streams whose posts age, as comments",
                  stream->name);
        return error_hint(err, "Give a duration, such as 15m.");
    }
    return true;
}

static void
entry_read(struct config_load *load, struct config_schedule *schedule, struct str stream_name,
           const struct config_pending *pending, const struct source_info *const *infos)
{
    struct setting_guess guess = SETTING_GUESS(stream_name);
    const struct source_stream_info *stream = stream_find(infos, stream_name, &guess);
    if (stream == NULL) {
        char shown[SETTING_SHOWN_MAX];
        struct config_place key = config_load_place(load, pending->key_line, pending->key_column);
        struct error *err = config_load_report(load, &key, "unknown stream \"%s\"",
                                               setting_shown(stream_name, shown));
        config_load_guess(err, &guess);
        error_hint(err, "A schedule names streams, such as posts, comments or complaints.");
        return;
    }
    struct error err = ERROR_INIT;
    struct config_schedule_entry entry;
    if (!pace_parse(pending, stream, &entry, &err)) {
        struct config_place place = config_load_place(load, pending->line, pending->column);
        config_load_report_error(load, &place, &err);
        return;
    }
    entry.stream = str_from(stream->name);
    schedule->entries = config_load_grow(load->config->arena, schedule->entries,
                                         schedule->entry_count, sizeof(*schedule->entries));
    schedule->entries[schedule->entry_count++] = entry;
}

void
config_feeds_schedules(struct config_load *load, void *target, const struct yamlfile_node *node)
{
    static const struct config_block block = { .what = "a schedule", .takes_others = true };
    (void)target;
    (void)node;
    struct config *config = load->config;
    struct yamlfile_node item;
    while (config_load_named(load, block.what, YAMLFILE_MAPPING, &item)) {
        config->schedules = config_load_grow(config->arena, config->schedules,
                                             config->schedule_count, sizeof(*config->schedules));
        struct config_schedule *schedule = &config->schedules[config->schedule_count++];
        schedule->name = config_load_copy(config->arena, item.key);
        schedule->place = config_load_place(load, item.key_line, item.key_column);
        config_block_read(load, &block, schedule, &schedule->place);
        for (size_t i = 0; i < load->pending_count; i++) {
            const struct config_pending *pending = &load->pending[i];
            entry_read(load, schedule, pending->path, pending, load->infos);
        }
    }
}

/* Platforms. */

static void *
settings_new(struct config_load *load, const struct source_info *info)
{
    if (info->settings == NULL)
        return NULL;
    void *settings = config_load_alloc(load->config->arena, info->settings_size);
    config_block_defaults(load, info->settings, settings);
    return settings;
}

void
config_feeds_init_platforms(struct config_load *load)
{
    struct config *config = load->config;
    for (const struct source_info *const *info = load->infos; *info != NULL; info++) {
        if ((*info)->is_feed)
            continue;
        config->platforms = config_load_grow(config->arena, config->platforms,
                                             config->platform_count, sizeof(*config->platforms));
        struct config_platform *platform = &config->platforms[config->platform_count++];
        platform->source = *info;
        platform->base_url = str_from((*info)->default_base_url);
        platform->settings = settings_new(load, *info);
    }
    size_t size = sizeof(*load->platform_given) * config->platform_count;
    load->platform_given = config_load_alloc(load->scratch, size);
}

/* Index of the platform of that name, or platform_count. */
static size_t
platform_find(const struct config *config, struct str name, struct setting_guess *guess)
{
    size_t found = config->platform_count;
    for (size_t i = 0; i < config->platform_count; i++) {
        struct str known = str_from(config->platforms[i].source->name);
        setting_guess(guess, known);
        found = str_equal(name, known) ? i : found;
    }
    return found;
}

static void
platform_read(struct config_load *load, size_t at, const struct yamlfile_node *node)
{
    static const struct config_block block = { .what = "a platform",
                                               .settings = config_platform_settings,
                                               .takes_others = true };
    struct config_platform *platform = &load->config->platforms[at];
    struct config_place place = config_load_place(load, node->key_line, node->key_column);
    if (platform->place.file != NULL) {
        const struct config_place *first = &platform->place;
        struct error *err =
            config_load_report(load, &place, "platform \"%s\" is set up twice, first at %s:%u:%u",
                               platform->source->name, first->file, first->line, first->column);
        error_hint(err, "Put its settings into one place.");
    }
    platform->place = place;
    config_block_read(load, &block, platform, &place);
    load->platform_given[at] =
        config_block_apply(load, &block, platform->source, platform->settings, block.what);
}

void
config_feeds_platforms(struct config_load *load, void *target, const struct yamlfile_node *node)
{
    (void)target;
    (void)node;
    struct yamlfile_node item;
    while (config_load_named(load, "a platform", YAMLFILE_MAPPING, &item)) {
        struct setting_guess guess = SETTING_GUESS(item.key);
        size_t at = platform_find(load->config, item.key, &guess);
        if (at < load->config->platform_count) {
            platform_read(load, at, &item);
            continue;
        }
        struct config_place place = config_load_place(load, item.key_line, item.key_column);
        struct error *err = config_load_report(load, &place, "unknown platform \"%s\"", item.key.p);
        config_load_guess(err, &guess);
        config_load_known(err, load->infos, false);
        config_load_skip(load, &item);
    }
}

/* Quotas. */

void
config_feeds_quotas(struct config_load *load, void *target, const struct yamlfile_node *node)
{
    static const struct config_block block = { .what = "a quota",
                                               .settings = config_quota_settings };
    (void)target;
    (void)node;
    struct config *config = load->config;
    struct yamlfile_node item;
    while (config_load_named(load, block.what, YAMLFILE_MAPPING, &item)) {
        config->quotas = config_load_grow(config->arena, config->quotas, config->quota_count,
                                          sizeof(*config->quotas));
        struct config_quota *quota = &config->quotas[config->quota_count++];
        config_block_defaults(load, block.settings, quota);
        quota->name = config_load_copy(config->arena, item.key);
        quota->place = config_load_place(load, item.key_line, item.key_column);
        config_block_read(load, &block, quota, &quota->place);
    }
}

/* Feeds. */

static void
feed_noted(struct config_load *load, void *target, const struct setting *setting,
           const struct yamlfile_node *node)
{
    static const struct {
        const char *path;
        enum config_reference_kind kind;
    } table[] = {
        { "kind", REFERENCE_FEED_KIND },
        { "government", REFERENCE_GOVERNMENT },
        { "credential", REFERENCE_CREDENTIAL },
        { "schedule", REFERENCE_SCHEDULE },
    };
    (void)target;
    for (size_t i = 0; i < ARRAY_SIZE(table); i++)
        if (strcmp(setting->path, table[i].path) == 0)
            config_load_note(load, table[i].kind, OWNER_FEED, 0, node);
}

/* One "institution: unit" of a feed. */
static void
feed_unit_read(struct config_load *load, struct config_feed *feed, const struct yamlfile_node *node)
{
    static const struct setting unit = { .path = "units", .type = &setting_name };
    static const struct setting ref = {
        .path = "units", .type = &setting_text, .min = 1, .max = 500
    };
    struct arena *arena = load->config->arena;
    struct config_feed_unit entry;
    struct error err = ERROR_INIT;
    struct config_place place = config_load_place(load, node->key_line, node->key_column);
    if (!setting_set(&ref, node->key, &entry.ref, arena, &err)) {
        config_load_report_error(load, &place, &err);
        return;
    }
    place = config_load_place(load, node->line, node->column);
    if (!setting_set(&unit, node->value, &entry.unit_code, arena, &err)) {
        config_load_report_error(load, &place, &err);
        return;
    }
    feed->units = config_load_grow(arena, feed->units, feed->unit_count, sizeof(*feed->units));
    feed->units[feed->unit_count] = entry;
    config_load_note(load, REFERENCE_FEED_UNIT, OWNER_FEED, feed->unit_count, node);
    feed->unit_count++;
}

static void
feed_units_read(struct config_load *load, void *target, const struct yamlfile_node *node)
{
    (void)node;
    struct yamlfile_node item;
    for (;;) {
        config_load_next(load, &item);
        if (item.event == YAMLFILE_CLOSE || item.event == YAMLFILE_EOF)
            return;
        if (item.event == YAMLFILE_SCALAR) {
            feed_unit_read(load, target, &item);
        } else if (item.event != YAMLFILE_PROBLEM) {
            struct config_place place = config_load_place(load, item.line, item.column);
            struct error *err =
                config_load_report(load, &place, "units: a unit's code is expected");
            error_hint(err, "Write \"institution\": code.");
            config_load_skip(load, &item);
        }
    }
}

static const struct config_member feed_members[] = {
    { "units", YAMLFILE_MAPPING, false, feed_units_read },
    { .key = NULL },
};

static const struct config_block feed_block = {
    .what = "a feed",
    .settings = config_feed_settings,
    .members = feed_members,
    .also_mapping = "schedule",
    .takes_others = true,
    .noted = feed_noted,
};

/* The schedule written out in the feed, if there is one. */
static void
feed_schedule_read(struct config_load *load, struct config_feed *feed)
{
    const struct source_info *const infos[] = { feed->kind, NULL };
    struct str prefix = STR("schedule.");
    struct config_schedule *schedule = NULL;
    for (size_t i = 0; i < load->pending_count; i++) {
        struct config_pending *pending = &load->pending[i];
        if (!str_starts(pending->path, prefix))
            continue;
        if (schedule == NULL) {
            schedule = config_load_alloc(load->config->arena, sizeof(*schedule));
            schedule->place = config_load_place(load, pending->key_line, pending->key_column);
            feed->schedule = schedule;
        }
        pending->is_taken = true;
        entry_read(load, schedule, str_sub(pending->path, prefix.n, SIZE_MAX), pending, infos);
    }
}

/* Where a setting of the adapter stands, or the feed where it does not. */
static struct config_place
feed_place(const struct config_load *load, const struct config_feed *feed, const char *path)
{
    for (size_t i = 0; i < load->pending_count; i++) {
        const struct config_pending *pending = &load->pending[i];
        if (str_equal_c(pending->path, path))
            return config_load_place(load, pending->line, pending->column);
    }
    return feed->place;
}

/* What only all settings together tell; where one of them is wrong, that is told alone. */
static void
feed_check(struct config_load *load, const struct config_feed *feed, size_t errors_before)
{
    if (feed->kind->fault == NULL || load->errors->count > errors_before)
        return;
    for (size_t nth = 0;; nth++) {
        struct error err = ERROR_INIT;
        const char *path = feed->kind->fault(feed->settings, nth, &err);
        if (path == NULL)
            return;
        struct config_place place = feed_place(load, feed, path);
        config_load_report_error(load, &place, &err);
    }
}

/* What could not be read before the kind was known. */
static void
feed_complete(struct config_load *load, struct config_feed *feed)
{
    for (const struct source_info *const *info = load->infos; *info != NULL; info++)
        if ((*info)->is_feed && str_equal_c(feed->kind_name, (*info)->name))
            feed->kind = *info;
    if (feed->kind == NULL)
        return;
    feed->settings = settings_new(load, feed->kind);
    size_t errors_before = load->errors->count;
    feed_schedule_read(load, feed);
    uint64_t given =
        config_block_apply(load, &feed_block, feed->kind, feed->settings, feed_block.what);
    config_block_require(load, feed->kind->settings, given, feed_block.what, &feed->place);
    feed_check(load, feed, errors_before);
    if (str_is_none(feed->base_url))
        feed->base_url = str_from(feed->kind->default_base_url);
    if (feed->base_url.n == 0)
        error_hint(config_load_report(load, &feed->place, "a feed needs \"base_url\""),
                   "Where it is asked: https://host/path.");
}

void
config_feeds_feeds(struct config_load *load, void *target, const struct yamlfile_node *node)
{
    (void)target;
    (void)node;
    struct config *config = load->config;
    struct yamlfile_node item;
    while (config_load_item(load, feed_block.what, &item)) {
        config->feeds = config_load_grow(config->arena, config->feeds, config->feed_count,
                                         sizeof(*config->feeds));
        struct config_feed *feed = &config->feeds[config->feed_count++];
        config_block_defaults(load, feed_block.settings, feed);
        feed->place = config_load_place(load, item.line, item.column);
        config_block_read(load, &feed_block, feed, &feed->place);
        feed_complete(load, feed);
    }
}
