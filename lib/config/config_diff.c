/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What a reload would change. Everything with a name of its own becomes an entity: a name for
 * people, the tables that read its values, and the rest of it as text; two lists of entities are
 * compared by name.
 */

#include "config/config.h"

#include <stdarg.h>
#include <stdio.h>

#include "config/config_load.h"
#include "config/config_out.h"
#include "config/config_tables.h"

/* A city that replaces its whole file should still find the other differences in the log. */
#define ENTITY_LINES_MAX 100
#define REST_MAX         ((size_t)4 << 20)

struct entity {
    struct str name;
    const struct setting *tables[2]; /* the second may be NULL */
    const void *values[2];
    struct str rest; /* what stands in no table, or absent */
};

struct entities {
    struct arena *arena;
    struct entity *items;
    size_t count;
    struct nameset names; /* → index */
};

struct diff {
    struct buf *out;
    bool fits;
    size_t lines, left_out, needs_restart;
};

/* Takes the text that was gathered for an entity. */
static struct str
rest_take(struct entities *entities, struct buf *rest)
{
    return rest->used > 0 ? config_load_copy(entities->arena, buf_str(rest)) : STR_NONE;
}

static struct entity *
entity_add(struct entities *entities, struct str name, const struct setting *table,
           const void *values)
{
    uint64_t first;
    struct str unique = name;
    for (unsigned n = 2; !nameset_add(&entities->names, unique, entities->count, &first); n++)
        must(arena_printf(entities->arena, &unique, "%.*s (%u)", STR_ARGS(name), n));
    entities->items = config_load_grow(entities->arena, entities->items, entities->count,
                                       sizeof(*entities->items));
    struct entity *entity = &entities->items[entities->count++];
    entity->name = unique;
    entity->tables[0] = table;
    entity->values[0] = values;
    return entity;
}

static struct str name_make(struct entities *entities, const char *format, ...) PRINTF_LIKE(2, 3);

static struct str
name_make(struct entities *entities, const char *format, ...)
{
    char text[1200]; /* the longest: a leader's position (1000) */
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    return config_load_copy(entities->arena, str_from(text));
}

static struct str
schedule_text(struct entities *entities, const struct config_schedule *schedule)
{
    CLEANUP(buf_done) struct buf text = BUF_INIT(REST_MAX);
    struct config_out out = { .buf = &text, .fits = true, .margin = "" };
    if (schedule != NULL)
        config_out_schedule(&out, schedule);
    return rest_take(entities, &text);
}

static void
accounts_add(struct entities *entities, struct str owner, const struct setting *settings,
             const struct config_account *accounts, size_t count)
{
    const char *what = settings == config_delegate_settings ? "delegate" : "account";

    for (size_t i = 0; i < count; i++) {
        const struct config_account *account = &accounts[i];
        bool dated = !str_is_none(account->valid_from);
        struct str name = name_make(entities, "%s %s/%s of %s%s%s", what, account->platform_name.p,
                                    account->external_id.p, owner.p, dated ? " from " : "",
                                    dated ? account->valid_from.p : "");
        CLEANUP(buf_done) struct buf handles = BUF_INIT(REST_MAX);
        struct config_out out = { .buf = &handles, .fits = true };
        for (size_t j = 0; j < account->former_handle_count; j++) {
            config_out_format(&out, "%sformerly %s", j > 0 ? ", " : "",
                              account->former_handles[j].p);
        }
        struct entity *entity = entity_add(entities, name, settings, account);
        entity->rest = rest_take(entities, &handles);
    }
}

static void
names_add(struct entities *entities, const struct config *config)
{
    for (size_t i = 0; i < config->platform_count; i++) {
        const struct config_platform *platform = &config->platforms[i];
        struct entity *entity =
            entity_add(entities, name_make(entities, "platforms.%s", platform->source->name),
                       config_platform_settings, platform);
        entity->tables[1] = platform->source->settings;
        entity->values[1] = platform->settings;
    }
    for (size_t i = 0; i < config->quota_count; i++) {
        const struct config_quota *quota = &config->quotas[i];
        entity_add(entities, name_make(entities, "quotas.%s", quota->name.p), config_quota_settings,
                   quota);
    }
    for (size_t i = 0; i < config->schedule_count; i++) {
        const struct config_schedule *schedule = &config->schedules[i];
        struct entity *entity = entity_add(
            entities, name_make(entities, "schedules.%s", schedule->name.p), NULL, schedule);
        entity->rest = schedule_text(entities, schedule);
    }
    for (size_t i = 0; i < config->government_count; i++) {
        const struct config_government *government = &config->governments[i];
        entity_add(entities, name_make(entities, "government %s", government->code.p),
                   config_government_settings, government);
    }
}

static void
owners_add(struct entities *entities, const struct config *config)
{
    for (size_t i = 0; i < config->unit_count; i++) {
        const struct config_unit *unit = &config->units[i];
        struct str name = name_make(entities, "unit %s/%s", unit->government_code.p, unit->code.p);
        entity_add(entities, name, config_unit_settings, unit);
        accounts_add(entities, name, config_leader_account_settings, unit->accounts,
                     unit->account_count);
        accounts_add(entities, name, config_delegate_settings, unit->delegates,
                     unit->delegate_count);
    }
    for (size_t i = 0; i < config->leader_count; i++) {
        const struct config_leader *leader = &config->leaders[i];
        struct str name =
            name_make(entities, "leader %s/%s", leader->government_code.p, leader->position.p);
        struct entity *entity = entity_add(entities, name, config_leader_settings, leader);
        accounts_add(entities, entity->name, config_leader_account_settings, leader->accounts,
                     leader->account_count);
    }
}

static void
feeds_add(struct entities *entities, const struct config *config)
{
    for (size_t i = 0; i < config->feed_count; i++) {
        const struct config_feed *feed = &config->feeds[i];
        struct str name = name_make(entities, "feed %s/%s", feed->government_code.p, feed->name.p);
        struct entity *entity = entity_add(entities, name, config_feed_settings, feed);
        entity->tables[1] = feed->kind->settings;
        entity->values[1] = feed->settings;
        CLEANUP(buf_done) struct buf rest = BUF_INIT(REST_MAX);
        struct config_out out = { .buf = &rest, .fits = true };
        if (str_is_none(feed->schedule_name))
            out.fits = buf_append_str(&rest, schedule_text(entities, feed->schedule));
        for (size_t j = 0; j < feed->unit_count; j++) {
            config_out_format(&out, "%s%s is %s", rest.used > 0 ? ", " : "", feed->units[j].ref.p,
                              feed->units[j].unit_code.p);
        }
        entity->rest = rest_take(entities, &rest);
    }
}

static void
entities_of(struct entities *entities, struct arena *arena, const struct config *config)
{
    *entities = (struct entities){ .arena = arena };
    nameset_init(&entities->names, arena);
    names_add(entities, config);
    owners_add(entities, config);
    feeds_add(entities, config);
}

/* Counts a line; false when it is one too many. */
static bool
line_begin(struct diff *diff, struct str name)
{
    if (name.n > 0 && diff->lines == ENTITY_LINES_MAX) {
        diff->left_out++;
        return false;
    }
    diff->lines += name.n > 0 ? 1 : 0;
    diff->fits = diff->fits && buf_append_str(diff->out, name);
    return true;
}

static void
line_put(struct diff *diff, const char *text)
{
    diff->fits = diff->fits && buf_append_str(diff->out, str_from(text));
}

static void
value_put(struct diff *diff, const struct setting *setting, const void *values)
{
    size_t before = diff->out->used;
    diff->fits = diff->fits && setting_show(setting, values, diff->out);
    if (diff->out->used == before)
        line_put(diff, "nothing");
}

/* "http.timeout changed: 30s → 10s" */
static void
setting_put(struct diff *diff, struct str name, const struct setting *setting, const void *before,
            const void *after)
{
    bool reloads = (setting->flags & SETTING_RELOAD) != 0;
    diff->needs_restart += reloads ? 0 : 1;
    if (!line_begin(diff, name))
        return;
    line_put(diff, name.n == 0 ? "" : str_starts(name, STR("platforms.")) ? "." : ": ");
    line_put(diff, setting->path);
    if (!reloads) {
        line_put(diff, " changed: needs a restart\n");
        return;
    }
    line_put(diff, " changed: ");
    value_put(diff, setting, before);
    line_put(diff, " → ");
    value_put(diff, setting, after);
    line_put(diff, "\n");
}

static void
table_put(struct diff *diff, struct str name, const struct setting *table, const void *before,
          const void *after)
{
    for (const struct setting *setting = table; setting != NULL && setting->path != NULL; setting++)
        if (!setting_equal(setting, before, after))
            setting_put(diff, name, setting, before, after);
}

static void
entity_put(struct diff *diff, const struct entity *before, const struct entity *after)
{
    table_put(diff, after->name, after->tables[0], before->values[0], after->values[0]);
    if (before->tables[1] == after->tables[1])
        table_put(diff, after->name, after->tables[1], before->values[1], after->values[1]);
    if (!str_equal(before->rest, after->rest) && line_begin(diff, after->name)) {
        line_put(diff, " changed: ");
        line_put(diff, str_is_none(before->rest) ? "nothing" : before->rest.p);
        line_put(diff, " → ");
        line_put(diff, str_is_none(after->rest) ? "nothing" : after->rest.p);
        line_put(diff, "\n");
    }
}

bool
config_diff(const struct config *old_config, const struct config *new_config, struct buf *out,
            size_t *ret_needs_restart)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(SIZE_MAX);
    struct diff diff = { .out = out, .fits = true };
    struct entities before;
    struct entities after;
    entities_of(&before, arena, old_config);
    entities_of(&after, arena, new_config);
    table_put(&diff, STR(""), config_root_settings, old_config, new_config);
    uint64_t at;
    for (size_t i = 0; i < after.count; i++)
        if (nameset_find(&before.names, after.items[i].name, &at))
            entity_put(&diff, &before.items[at], &after.items[i]);
        else if (line_begin(&diff, after.items[i].name))
            line_put(&diff, " added\n");
    for (size_t i = 0; i < before.count; i++)
        if (!nameset_find(&after.names, before.items[i].name, &at) &&
            line_begin(&diff, before.items[i].name))
            line_put(&diff, " removed\n");
    if (diff.left_out > 0)
        diff.fits = diff.fits && buf_printf(out, "and %zu more\n", diff.left_out);
    *ret_needs_restart = diff.needs_restart;
    return diff.fits;
}
