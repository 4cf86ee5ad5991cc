/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What happened to complaints: inside them, or in a list of events of its own. An event is known by
 * its id where the feed gives one, else by a hash of what it shows and of how often the same stood
 * before it, so that each visit gives the same keys.
 */

#include "source/mapped.h"

#include <stdio.h>

#include "source/attached.h"
#include "source/fields.h"
#include "source/id_set.h"

#define AT_MAX     160
#define NUMBER_MAX 24

/* Words of an event, in the order of the fields from MAPPED_EVENT_CASE on. */
struct entry {
    struct str of_case, id, time, kind_raw, unit, from_unit, actor_raw, text;
    struct lapor_instant instant;
    enum tri attached;
};

#define ENTRY(member) offsetof(struct entry, member)

static const struct word_row {
    enum mapped_field field;
    size_t offset;
} word_rows[] = {
    { MAPPED_EVENT_CASE, ENTRY(of_case) },    { MAPPED_EVENT_ID, ENTRY(id) },
    { MAPPED_EVENT_TIME, ENTRY(time) },       { MAPPED_EVENT_KIND, ENTRY(kind_raw) },
    { MAPPED_EVENT_UNIT, ENTRY(unit) },       { MAPPED_EVENT_FROM_UNIT, ENTRY(from_unit) },
    { MAPPED_EVENT_ACTOR, ENTRY(actor_raw) },
};

static bool
read_entry(struct mapped_page *page, struct entry *entry, struct jdoc_node item, const char *path,
           struct error *err)
{
    struct str text = page->map->fields[MAPPED_EVENT_TEXT];
    struct field field = { text.p, FIELD_TEXT, ENTRY(text), false };
    struct field_table table = { &field, 1, false };
    struct jdoc_node time = mapped_value_node(page->map, MAPPED_EVENT_TIME, item);

    for (size_t i = 0; i < ARRAY_SIZE(word_rows); i++) {
        struct str *word = (struct str *)(void *)((char *)entry + word_rows[i].offset);
        if (!mapped_value_word(page->view->arena,
                               mapped_value_node(page->map, word_rows[i].field, item), word))
            return error_set(err, ERROR_LIMIT, "no memory for an event");
    }
    if (text.n > 0 && !fields_read(table, item, entry, page->batch, path, err))
        return false;
    entry->attached = attached_read(mapped_value_node(page->map, MAPPED_EVENT_FILES, item));
    if (jdoc_is_absent(time))
        return error_set(err, ERROR_PEER, "%.*s: nothing at \"%s\"",
                         STR_ARGS(page->map->fields[MAPPED_EVENT_TIME]),
                         mapped_settings_path(MAPPED_EVENT_TIME));
    if (!mapped_value_time(page->map, time, &entry->instant) || entry->instant.us == WHEN_NONE)
        return error_set(err, ERROR_PEER, "%.*s: expected a time",
                         STR_ARGS(page->map->fields[MAPPED_EVENT_TIME]));
    return true;
}

static bool
make_key(struct mapped_page *page, struct id_set *seen, const struct entry *entry,
         struct str *ret_key)
{
    struct arena *arena = page->view->arena;
    uint64_t hash = answer_hash(answer_hash(ANSWER_HASH_START, entry->of_case), entry->id);
    char number[NUMBER_MAX];
    struct str base;

    if (entry->id.n > 0)
        return answer_hash_text(hash, arena, ret_key);
    hash = answer_hash(answer_hash(hash, entry->time), entry->kind_raw);
    hash = answer_hash(answer_hash(hash, entry->actor_raw), entry->text);
    if (!answer_hash_text(hash, arena, &base))
        return false;
    snprintf(number, sizeof(number), "%zu", id_set_count(seen, base));
    return answer_hash_text(answer_hash(hash, str_from(number)), arena, ret_key);
}

/* The kind by the map; what is not in it is what the map says of others. */
static struct str
kind_of(struct mapped_page *page, const struct entry *entry, const char *path)
{
    struct str kind =
        mapped_value_map(page, page->map->events.kinds, entry->kind_raw, "map.events.kinds", path);

    return str_is_none(kind) ? str_from(mapped_event_kinds[page->map->events.kind]) : kind;
}

static bool
add_entry(struct mapped_page *page, struct lapor_page *events, struct lapor_case *report,
          const struct entry *entry, int64_t ordinal, const char *path)
{
    struct str kind = kind_of(page, entry, path);
    struct str actor = mapped_value_person(page, page->map->events.actors, entry->actor_raw,
                                           "map.events.actors", path);
    struct lapor_event event = { .kind = kind.p,
                                 .unit = entry->unit,
                                 .from_unit = entry->from_unit,
                                 .actor = actor,
                                 .text = entry->text,
                                 .at_earliest_us = entry->instant.us,
                                 .at_latest_us = entry->instant.us,
                                 .precision_s = entry->instant.precision_s,
                                 .ordinal = ordinal,
                                 .confidence = 1,
                                 .attached = entry->attached };
    struct error err = ERROR_INIT;
    size_t first = page->batch->count;
    bool ok = make_key(page, page->seen_events, entry, &event.key);

    if (!ok)
        error_set(&err, ERROR_LIMIT, "no memory for a key");
    ok = ok && lapor_event_add(events, report, &event, &err);
    if (!answer_keep(page->batch, first, path, ok, &err))
        return false;
    lapor_log_stage(report, kind, entry->unit, &entry->instant);
    return true;
}

/* The first of the list's times is later than the last: then places are counted from the end. */
static bool
is_newest_first(const struct mapped_page *page, struct lapor_list list)
{
    int64_t first_us = WHEN_NONE;
    int64_t last_us = WHEN_NONE;
    struct jdoc_node item;

    while (lapor_list_next(&list, &item)) {
        struct lapor_instant instant;
        if (!mapped_value_time(page->map, mapped_value_node(page->map, MAPPED_EVENT_TIME, item),
                               &instant) ||
            instant.us == WHEN_NONE)
            continue;
        if (first_us == WHEN_NONE)
            first_us = instant.us;
        last_us = instant.us;
    }
    return first_us > last_us;
}

/* One of the events inside; false at a ceiling. */
static bool
read_inside(struct mapped_page *page, struct lapor_page *events, struct lapor_case *report,
            struct jdoc_node item, int64_t ordinal, const char *path)
{
    struct entry entry = { .of_case = STR_NONE, .text = STR_NONE };
    struct error err = ERROR_INIT;

    if (!read_entry(page, &entry, item, path, &err)) {
        answer_keep(page->batch, page->batch->count, path, false, &err);
    } else {
        entry.of_case = report->id;
        add_entry(page, events, report, &entry, ordinal, path);
    }
    return !page->batch->overflowed;
}

bool
mapped_events_read(struct mapped_page *page, struct lapor_page *events, struct lapor_case *report,
                   struct jdoc_node item, const char *path, struct error *err)
{
    struct jdoc_node node = mapped_value_node(page->map, MAPPED_EVENTS, item);
    struct lapor_list list = lapor_list_open(node);
    bool backwards = is_newest_first(page, list);
    struct jdoc_node event;
    char at[AT_MAX];

    if (page->map->events.path.n > 0 || !(jdoc_is_array(node) || list.is_keyed))
        return true;
    page->seen_events = id_set_new(page->view->arena, list.count);
    if (page->seen_events == NULL)
        return error_set(err, ERROR_LIMIT, "no memory for events");
    for (size_t i = 0; lapor_list_next(&list, &event); i++) {
        snprintf(at, sizeof(at), "%s.%.*s[%zu]", path, STR_ARGS(page->map->events.list), i);
        if (!read_inside(page, events, report, event, (int64_t)(backwards ? list.count - 1 - i : i),
                         at))
            return error_set(err, ERROR_LIMIT, "no room for an event");
    }
    return true;
}

void
mapped_events_item(struct mapped_page *page, struct jdoc_node item, const char *path)
{
    struct lapor_page events = { .view = page->view, .batch = page->batch, .twin = SIZE_MAX };
    struct entry entry = { .of_case = STR_NONE, .text = STR_NONE };
    struct lapor_case report = { .id = STR_NONE };
    struct error err = ERROR_INIT;
    bool ok = read_entry(page, &entry, item, path, &err);

    page->hash = answer_hash(answer_hash(page->hash, entry.of_case), entry.time);
    page->hash = answer_hash(answer_hash(page->hash, entry.id), entry.text);
    if (ok && entry.of_case.n == 0)
        ok = error_set(&err, ERROR_PEER, "%.*s: nothing at \"%s\"",
                       STR_ARGS(page->map->fields[MAPPED_EVENT_CASE]),
                       mapped_settings_path(MAPPED_EVENT_CASE));
    if (!ok) {
        answer_keep(page->batch, page->batch->count, path, false, &err);
        return;
    }
    report.id = entry.of_case;
    add_entry(page, &events, &report, &entry, -1, path);
}
