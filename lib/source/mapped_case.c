/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A complaint of a mapped feed: its fields by the map, then what happened to it. A field that is
 * wrong is told and left out; a complaint without an id is rejected alone.
 */

#include "source/mapped.h"

#include <math.h>
#include <stdio.h>

#include "base/parse.h"
#include "config/setting.h"
#include "source/fields.h"
#include "source/id_set.h"

#define AT_MAX 160

struct reading {
    struct lapor_case report; /* what stages and states need */
    struct str closed_by, district, village, district_name, village_name;
};

#define REPORT(member)  offsetof(struct reading, report.member)
#define READING(member) offsetof(struct reading, member)

/* Words are read from any scalar: states come as numbers, visibilities as flags. */
static const struct word_row {
    enum mapped_field field;
    size_t offset;
} word_rows[] = {
    { MAPPED_ID, REPORT(id) },
    { MAPPED_TOPIC, REPORT(topic) },
    { MAPPED_CLASS, REPORT(class_raw) },
    { MAPPED_VISIBILITY, REPORT(visibility_raw) },
    { MAPPED_STATUS, REPORT(status_raw) },
    { MAPPED_UNIT, REPORT(unit_name) },
    { MAPPED_CLOSED_BY, READING(closed_by) },
    { MAPPED_DISTRICT, READING(district) },
    { MAPPED_VILLAGE, READING(village) },
    { MAPPED_DISTRICT_NAME, READING(district_name) },
    { MAPPED_VILLAGE_NAME, READING(village_name) },
};

static const struct field_row {
    enum mapped_field field;
    enum field_kind kind;
    size_t offset;
} field_rows[] = {
    { MAPPED_TITLE, FIELD_LINE, REPORT(title) },
    { MAPPED_TEXT, FIELD_TEXT, REPORT(text) },
    { MAPPED_PERMALINK, FIELD_LINE, REPORT(permalink) },
    { MAPPED_RATING, FIELD_NUMBER, REPORT(rating) },
    { MAPPED_LATITUDE, FIELD_NUMBER, REPORT(latitude) },
    { MAPPED_LONGITUDE, FIELD_NUMBER, REPORT(longitude) },
};

static const struct time_row {
    enum mapped_field field;
    enum lapor_when when;
} time_rows[] = {
    { MAPPED_RECEIVED, LAPOR_RECEIVED }, { MAPPED_VERIFIED, LAPOR_VERIFIED },
    { MAPPED_DISPOSED, LAPOR_DISPOSED }, { MAPPED_ACTIVITY, LAPOR_ACTIVITY },
    { MAPPED_CLOSED, LAPOR_CLOSED },
};

/* What a state says beside itself: who closed, and what happened when nothing else tells. */
static const struct lapor_status states[] = {
    { NULL, "unverified", NULL, NULL },
    { NULL, "verified", NULL, "verified" },
    { NULL, "disposed", NULL, "disposed" },
    { NULL, "in_process", NULL, "status_seen" },
    { NULL, "awaiting_reporter", NULL, "status_seen" },
    { NULL, "postponed", NULL, "postponed" },
    { NULL, "closed_by_reporter", "reporter", "closed" },
    { NULL, "closed_by_admin", NULL, "closed" },
    { NULL, "closed_by_system", "timer", "closed" },
    { NULL, "archived_by_admin", NULL, "archived" },
    { NULL, "archived_by_system", "timer", "archived" },
    { NULL, "archived_by_reporter", "reporter", "archived" },
    { NULL, "blocked", NULL, "status_seen" },
    { NULL, "deleted", NULL, "status_seen" },
};
static const struct lapor_status unknown_state = { NULL, "unknown", NULL, NULL };

static void
note(struct mapped_page *page, const char *path, struct str field, const char *why)
{
    char at[AT_MAX];

    snprintf(at, sizeof(at), "%s.%.*s", path, STR_ARGS(field));
    batch_reject(page->batch, str_from(at), "%s", why);
}

static bool
read_words(struct mapped_page *page, struct reading *reading, struct jdoc_node item,
           const char *path)
{
    for (size_t i = 0; i < ARRAY_SIZE(word_rows); i++) {
        const struct word_row *row = &word_rows[i];
        struct jdoc_node node = mapped_value_node(page->map, row->field, item);
        struct str *word = (struct str *)(void *)((char *)reading + row->offset);
        if (!mapped_value_word(page->view->arena, node, word))
            return false;
        if (jdoc_is_object(node) || jdoc_is_array(node))
            note(page, path, page->map->fields[row->field], "expected a word, got none");
    }
    return true;
}

static bool
read_fields(struct mapped_page *page, struct reading *reading, struct jdoc_node item,
            const char *path, struct error *err)
{
    for (size_t i = 0; i < ARRAY_SIZE(field_rows); i++) {
        const struct field_row *row = &field_rows[i];
        struct field field = { page->map->fields[row->field].p, row->kind, row->offset, false };
        struct field_table table = { &field, 1, false };
        if (page->map->fields[row->field].n > 0 &&
            !fields_read(table, item, reading, page->batch, path, err))
            return false;
    }
    return true;
}

static void
read_times(struct mapped_page *page, struct reading *reading, struct jdoc_node item,
           const char *path)
{
    reading->report.times[LAPOR_LOG] = (struct lapor_instant){ WHEN_NONE, -1 };
    for (size_t i = 0; i < ARRAY_SIZE(time_rows); i++) {
        const struct time_row *row = &time_rows[i];
        struct jdoc_node node = mapped_value_node(page->map, row->field, item);
        if (!mapped_value_time(page->map, node, &reading->report.times[row->when]))
            note(page, path, page->map->fields[row->field], "expected a time");
        else if (row->field == MAPPED_RECEIVED && jdoc_is_absent(node))
            note(page, path, page->map->fields[row->field], "nothing at \"map.fields.received\"");
    }
}

/* The coarsest of the times that are there. */
static int64_t
precision_of(const struct lapor_case *report)
{
    int64_t precision_s = -1;

    for (size_t i = 0; i < LAPOR_LOG; i++) {
        if (report->times[i].us != WHEN_NONE && report->times[i].precision_s > precision_s)
            precision_s = report->times[i].precision_s;
    }
    return precision_s;
}

static const struct lapor_status *
state_of(struct mapped_page *page, struct str raw, const char *path)
{
    struct str word = mapped_value_map(page, page->map->statuses, raw, "map.statuses", path);

    for (size_t i = 0; i < ARRAY_SIZE(states); i++) {
        if (str_equal_c(word, states[i].status))
            return &states[i];
    }
    return &unknown_state;
}

/* "32.71.01" is a district, "32.71.01.1001" a village: digits and dots, so many parts. */
static bool
is_region(struct str code, size_t parts)
{
    struct str part;
    int64_t number;

    for (; str_split(&code, '.', &part); parts--) {
        if (parts == 0 || part.n < 2 || part.n > 4 || !parse_int(part, &number) || number < 0)
            return false;
    }
    return parts == 0;
}

static void
set_area(struct mapped_page *page, const struct reading *reading, struct complaint *complaint,
         const char *path)
{
    bool has_village = is_region(reading->village, 4);
    const struct {
        struct str code, setting;
        bool good;
    } rows[] = {
        { reading->district, STR("map.fields.district"), is_region(reading->district, 3) },
        { reading->village, STR("map.fields.village"), has_village },
    };

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        if (rows[i].code.n > 0 && !rows[i].good && !mapped_value_told(page, rows[i].code))
            batch_reject(page->batch, str_from(path), "\"%.*s\" at \"%s\" is no region code",
                         STR_ARGS(rows[i].code), rows[i].setting.p);
    }
    if (has_village) {
        complaint->village_code = reading->village;
        complaint->district_code = str_sub(reading->village, 0, sizeof("32.71.01") - 1);
    }
    if (rows[0].good)
        complaint->district_code = reading->district;
    complaint->district_name = reading->district_name;
    complaint->village_name = reading->village_name;
}

/* A point has both; one of them alone, or none on the globe, is none. */
static void
set_point(const struct lapor_case *report, struct complaint *complaint)
{
    if (fabs(report->latitude) > 90 || fabs(report->longitude) > 180 || isnan(report->latitude) ||
        isnan(report->longitude))
        return;
    complaint->latitude = report->latitude;
    complaint->longitude = report->longitude;
}

static bool
set_permalink(const struct mapped_page *page, const struct lapor_case *report,
              struct complaint *complaint)
{
    struct str prefix = page->map->permalink_prefix;

    complaint->permalink = report->permalink;
    if (report->permalink.n > 0 || prefix.n == 0)
        return true;
    return arena_printf(page->view->arena, &complaint->permalink, "%.*s%.*s", STR_ARGS(prefix),
                        STR_ARGS(report->id));
}

static struct str
closer_of(struct mapped_page *page, const struct reading *reading, const struct lapor_status *state,
          const char *path)
{
    struct str closer =
        mapped_value_person(page, page->map->closers, reading->closed_by, "map.closers", path);

    return str_is_none(closer) ? str_from(state->closed_by) : closer;
}

static void
set_words(struct mapped_page *page, const struct lapor_case *report, struct complaint *complaint,
          const char *path)
{
    const struct mapped_settings *map = page->map;

    complaint->class_name = setting_words_find(map->classes, report->class_raw);
    if (report->class_raw.n > 0 && str_is_none(complaint->class_name))
        complaint->class_name = STR("other");
    complaint->visibility =
        mapped_value_map(page, map->visibilities, report->visibility_raw, "map.visibilities", path);
}

static bool
fill(struct mapped_page *page, struct reading *reading, const struct lapor_status *state,
     struct complaint *complaint, const char *path)
{
    const struct lapor_case *report = &reading->report;

    complaint->external_id = report->id;
    complaint->topic = report->topic;
    complaint->title = report->title;
    complaint->text = report->text;
    complaint->unit_ref = lapor_events_unit(report);
    complaint->status = str_from(state->status);
    complaint->status_raw = report->status_raw;
    complaint->received_at_us = report->times[LAPOR_RECEIVED].us;
    complaint->verified_at_us = report->times[LAPOR_VERIFIED].us;
    complaint->disposed_at_us = report->times[LAPOR_DISPOSED].us;
    complaint->last_activity_at_us = report->times[LAPOR_ACTIVITY].us;
    complaint->closed_at_us = report->times[LAPOR_CLOSED].us;
    complaint->precision_s = precision_of(report);
    complaint->rating = report->rating;
    set_words(page, report, complaint, path);
    set_area(page, reading, complaint, path);
    set_point(report, complaint);
    return set_permalink(page, report, complaint);
}

/* Does the list of events tell of that kind? */
static bool
is_told_of(const struct mapped_settings *map, const char *kind)
{
    struct str words = map->events.kinds;
    struct str word;
    struct str known;

    while (setting_words_next(&words, &word, &known)) {
        if (str_equal_c(known, kind))
            return true;
    }
    return false;
}

/*
 * Stages, and a state that nothing explains, become events. Where events have a list of their own,
 * what that list tells of stands there: it must not be there twice.
 */
static bool
add_stages(struct mapped_page *page, struct lapor_page *events, const struct reading *reading,
           const struct lapor_status *state, struct error *err)
{
    static const struct {
        enum lapor_when when;
        const char *kind;
    } stages[] = { { LAPOR_RECEIVED, "received" },
                   { LAPOR_VERIFIED, "verified" },
                   { LAPOR_DISPOSED, "disposed" },
                   { LAPOR_CLOSED, "closed" } };
    struct lapor_case report = reading->report;
    struct lapor_status left = *state;

    if (page->map->events.path.n == 0)
        return lapor_events_add(events, &report, state, err);
    for (size_t i = 0; i < ARRAY_SIZE(stages); i++) {
        if (is_told_of(page->map, stages[i].kind))
            report.times[stages[i].when] = (struct lapor_instant){ WHEN_NONE, -1 };
    }
    if (left.event != NULL &&
        (str_equal_c(str_from(left.event), "status_seen") || is_told_of(page->map, left.event)))
        left.event = NULL;
    return lapor_events_add(events, &report, &left, err);
}

static bool
read_events(struct mapped_page *page, struct reading *reading, struct jdoc_node item,
            const struct lapor_status *state, const char *path, struct error *err)
{
    struct lapor_page events = { .view = page->view, .batch = page->batch, .twin = SIZE_MAX };

    return mapped_events_read(page, &events, &reading->report, item, path, err) &&
           add_stages(page, &events, reading, state, err);
}

static bool
read_case(struct mapped_page *page, struct jdoc_node item, const char *path, struct error *err)
{
    struct reading reading = {
        .report = { .latitude = NAN, .longitude = NAN, .rating = NAN, .last_unit = STR_NONE }
    };
    struct lapor_status state;
    size_t place = page->batch->count;

    if (!read_words(page, &reading, item, path) || !read_fields(page, &reading, item, path, err))
        return error_set(err, ERROR_LIMIT, "no memory for a complaint");
    if (reading.report.id.n == 0)
        return error_set(err, ERROR_PEER, "%.*s: nothing at \"%s\"",
                         STR_ARGS(page->map->fields[MAPPED_ID]), mapped_settings_path(MAPPED_ID));
    page->hash = answer_hash(page->hash, reading.report.id);
    if (!id_set_put(page->seen, reading.report.id, place))
        return error_set(err, ERROR_PEER, "a complaint that is listed twice on a page");
    if (batch_add(page->batch, RECORD_COMPLAINT) == NULL)
        return error_set(err, ERROR_LIMIT, "no room for a complaint");
    read_times(page, &reading, item, path);
    state = *state_of(page, reading.report.status_raw, path);
    reading.closed_by = closer_of(page, &reading, &state, path);
    state.closed_by = reading.closed_by.p;
    if (!read_events(page, &reading, item, &state, path, err))
        return false;
    page->batch->records[place].of.complaint.closed_by = reading.closed_by;
    page->batch->records[place].of.complaint.truncated =
        page->map->fields[MAPPED_TEXT].n > 0 &&
        fields_is_cut(item, page->map->fields[MAPPED_TEXT].p);
    if (!fill(page, &reading, &state, &page->batch->records[place].of.complaint, path))
        return error_set(err, ERROR_LIMIT, "no memory for a link");
    return true;
}

size_t
mapped_case_room(const struct mapped_settings *map, struct jdoc_node item)
{
    size_t events = map->events.path.n > 0
                        ? 0
                        : lapor_list_open(mapped_value_node(map, MAPPED_EVENTS, item)).count;

    return LAPOR_CASE_RECORDS + events;
}

void
mapped_case_read(struct mapped_page *page, struct jdoc_node item, const char *path)
{
    struct error err = ERROR_INIT;
    size_t first = page->batch->count;
    bool ok;

    if (!jdoc_is_object(item)) {
        batch_reject(page->batch, str_from(path), "expected an object, got %s",
                     jdoc_type_name(item));
        return;
    }
    ok = read_case(page, item, path, &err);
    answer_keep(page->batch, first, path, ok, &err);
}
