/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Complaints of both profiles. The flat log has an id, a status, one date and a list of sentences;
 * the open data's shape has four stage times and no sentences. Whatever descriptive members an
 * answer has besides are read under the names of either.
 *
 * A status without a time (the timer closed it, the log does not say) becomes an event whose time
 * is an interval: after the last complete visit, which did not show it yet, and before this one.
 */

#include "source/lapor.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/parse.h"
#include "base/utf8.h"
#include "source/fields.h"
#include "source/id_set.h"

#define CASE(member) offsetof(struct lapor_case, member)

/*
 * Both profiles: what describes the case. Names: the open data's dump, the admin site's export, and
 * plain English.
 */
#define DESCRIPTION                                                                           \
    { "JudulLaporan|judul|title", FIELD_LINE, CASE(title), false },                           \
        { "IsiLaporan|isi|text", FIELD_TEXT, CASE(text), false },                             \
        { "Kategori|kategori|topic", FIELD_LINE, CASE(topic), false },                        \
        { "Klasifikasi|KlasifikasiLaporan|klasifikasi", FIELD_LINE, CASE(class_raw), false }, \
        { "TipeLaporan|Tipe|tipe", FIELD_LINE, CASE(visibility_raw), false },                 \
        { "DisposisiInstansiID|instansi_id", FIELD_ID, CASE(unit_id), false },                \
        { "DisposisiInstansi|instansi", FIELD_LINE, CASE(unit_name), false },                 \
        { "AreaID|AreID|kode_wilayah", FIELD_ID, CASE(area), false },                         \
        { "Url|url|permalink", FIELD_LINE, CASE(permalink), false },                          \
        { "Latitude|lat", FIELD_NUMBER, CASE(latitude), false },                              \
        { "Longitude|long|lng", FIELD_NUMBER, CASE(longitude), false },                       \
    {                                                                                         \
        "Rating|rating", FIELD_NUMBER, CASE(rating), false                                    \
    }

static const struct field flat_fields[] = {
    { "id|TrackingID|tracking_id", FIELD_ID, CASE(id), true },
    { "status|Status", FIELD_LINE, CASE(status_raw), false },
    DESCRIPTION,
};
static const struct field stages_fields[] = {
    { "TrackingID|tracking_id|id", FIELD_ID, CASE(id), true },
    { "Status|status", FIELD_LINE, CASE(status_raw), false },
    DESCRIPTION,
};

/* What is absent where it says nothing. Of a title or a text, "" and "-" are what was written. */
static const size_t may_say_nothing[] = {
    CASE(status_raw), CASE(topic), CASE(class_raw), CASE(unit_id),
    CASE(unit_name),  CASE(area),  CASE(permalink),
};

static void
drop_nothings(struct lapor_case *report)
{
    for (size_t i = 0; i < ARRAY_SIZE(may_say_nothing); i++) {
        struct str *text = (struct str *)(void *)((char *)report + may_say_nothing[i]);
        if (lapor_is_nothing(*text))
            *text = STR_NONE;
    }
}

/* Where the times stand: the number is asked first, the text after it. */
static const struct time_member {
    enum lapor_when field;
    const char *paths[3];
} flat_times[] = {
    { LAPOR_RECEIVED, { "date", "TanggalLaporanMasuk", NULL } },
}, stages_times[] = {
    { LAPOR_RECEIVED, { "TimestampLaporanMasuk", "TanggalLaporanMasuk", NULL } },
    { LAPOR_VERIFIED, { "TimestampTanggalVerifikasi", "TanggalVerifikasi", NULL } },
    { LAPOR_DISPOSED, { "TimestampTanggalDisposisi", "TanggalDisposisi", NULL } },
    { LAPOR_ACTIVITY,
      { "TimestampTanggalAktivitasTerakhir", "TanggalLaporanAktivitasTerakhir", NULL } },
    { LAPOR_CLOSED, { "TimestampTanggalLaporanDitutup", "TanggalLaporanDitutup", NULL } },
};

/* What differs between the profiles. */
static const struct shape {
    struct field_table fields;
    const struct time_member *times;
    size_t time_count;
} shapes[] = {
    [LAPOR_FLAT_LOG] = { { flat_fields, ARRAY_SIZE(flat_fields) },
                         flat_times,
                         ARRAY_SIZE(flat_times) },
    [LAPOR_STAGES] = { { stages_fields, ARRAY_SIZE(stages_fields) },
                       stages_times,
                       ARRAY_SIZE(stages_times) },
};

/* Kinds of events, for the set in struct lapor_case. */
static const char *const kinds[] = { "received",       "verified", "disposed",   "acknowledged",
                                     "answered",       "closed",   "postponed",  "archived",
                                     "reporter_reply", "returned", "status_seen" };

static unsigned
kind_bit(const char *kind)
{
    for (unsigned i = 0; i < ARRAY_SIZE(kinds); i++) {
        if (str_equal_c(str_from(kind), kinds[i]))
            return 1u << i;
    }
    return 0;
}

static bool
has_event(const struct lapor_case *report, const char *kind)
{
    return (report->kinds & kind_bit(kind)) != 0;
}

bool
lapor_event_add(struct lapor_page *page, struct lapor_case *report, const struct lapor_event *event,
                struct error *err)
{
    struct record *record = batch_add(page->batch, RECORD_COMPLAINT_EVENT);

    if (record == NULL)
        return error_set(err, ERROR_LIMIT, "no room for an event");
    report->kinds |= kind_bit(event->kind);
    record->of.complaint_event = (struct complaint_event){ .complaint_external_id = report->id,
                                                           .event_key = event->key,
                                                           .kind = str_from(event->kind),
                                                           .unit_ref = event->unit,
                                                           .from_unit_ref = event->from_unit,
                                                           .actor = event->actor,
                                                           .text = event->text,
                                                           .rule = str_from(event->rule),
                                                           .at_earliest_us = event->at_earliest_us,
                                                           .at_latest_us = event->at_latest_us,
                                                           .precision_s = event->precision_s,
                                                           .ordinal = event->ordinal,
                                                           .confidence = event->confidence };
    return true;
}

/*
 * First of the member's paths that holds a time. A value that cannot be read is told, and the case
 * goes on without it.
 */
static void
read_time(struct lapor_page *page, struct lapor_case *report, const struct time_member *member,
          struct jdoc_node item, const char *path)
{
    char at[2 * ANSWER_PATH_MAX];

    for (size_t i = 0; member->paths[i] != NULL && report->times[member->field].us == WHEN_NONE;
         i++) {
        if (lapor_time_read(page->settings, member->field, jdoc_path(item, member->paths[i]),
                            &report->times[member->field]))
            continue;
        snprintf(at, sizeof(at), "%s.%s", path, member->paths[i]);
        batch_reject(page->batch, str_from(at), "expected a time");
    }
}

static void
read_times(struct lapor_page *page, struct lapor_case *report, struct jdoc_node item,
           const char *path)
{
    const struct shape *shape = &shapes[page->settings->profile];

    for (size_t i = 0; i < LAPOR_WHEN_COUNT; i++)
        report->times[i] = (struct lapor_instant){ WHEN_NONE, -1 };
    for (size_t i = 0; i < shape->time_count; i++)
        read_time(page, report, &shape->times[i], item, path);
}

/* A stage whose time the feed gives itself. */
struct stage {
    const char *kind;
    enum lapor_when field;
    struct str unit;
    const char *actor;
};

/*
 * No rule, no doubt. The key holds unit and time, so that a second disposition is a second event.
 */
static bool
add_stage(struct lapor_page *page, struct lapor_case *report, const struct stage *stage,
          struct error *err)
{
    const struct lapor_instant *instant = &report->times[stage->field];
    struct lapor_event event = { .kind = stage->kind,
                                 .unit = stage->unit,
                                 .actor = str_from(stage->actor),
                                 .at_earliest_us = instant->us,
                                 .at_latest_us = instant->us,
                                 .precision_s = instant->precision_s,
                                 .ordinal = -1,
                                 .confidence = 1 };
    uint64_t hash;
    char time[24];

    if (instant->us == WHEN_NONE || has_event(report, stage->kind))
        return true;
    snprintf(time, sizeof(time), "%" PRId64, instant->us);
    hash = answer_hash(answer_hash(ANSWER_HASH_START, report->id), str_from(stage->kind));
    hash = answer_hash(answer_hash(hash, stage->unit), str_from(time));
    if (!answer_hash_text(hash, page->view->arena, &event.key))
        return error_set(err, ERROR_LIMIT, "no memory for a key");
    return lapor_event_add(page, report, &event, err);
}

/* Cut: a list of institutions in one name must not cost the case. */
static struct str
unit_of(const struct lapor_case *report)
{
    if (!str_is_none(report->unit_id) && !str_equal_c(report->unit_id, "0"))
        return report->unit_id;
    return utf8_cut(str_is_none(report->unit_name) ? report->last_unit : report->unit_name,
                    RECORD_ID_MAX);
}

/* Events that say what a state says in other words. */
static const struct explanation {
    const char *status, *event;
} explanations[] = {
    { "in_process", "acknowledged" },
    { "in_process", "answered" },
    { "in_process", "reporter_reply" },
    { "awaiting_reporter", "postponed" },
};

/* An entry or a time of the feed says already what the status says. */
static bool
is_explained(const struct lapor_case *report, const struct lapor_status *status)
{
    if (has_event(report, status->event))
        return true;
    for (size_t i = 0; i < ARRAY_SIZE(explanations); i++) {
        if (str_equal_c(str_from(status->status), explanations[i].status) &&
            has_event(report, explanations[i].event))
            return true;
    }
    return false;
}

/* A state that no entry or time explains: it came between two visits. */
static bool
add_status_event(struct lapor_page *page, struct lapor_case *report,
                 const struct lapor_status *status, struct error *err)
{
    const struct source_view *view = page->view;
    int64_t earliest_us = report->times[LAPOR_RECEIVED].us;
    int64_t disposed_us = report->times[LAPOR_DISPOSED].us;
    struct lapor_event event = { .kind = status->event,
                                 .rule = "status.1",
                                 .actor = str_from(status->closed_by),
                                 .text = report->status_raw,
                                 .at_latest_us = view->now_us,
                                 .precision_s = -1,
                                 .ordinal = -1,
                                 .confidence = 1 };
    uint64_t hash;

    if (status->event == NULL || is_explained(report, status))
        return true;
    if (str_equal_c(str_from(status->event), "disposed"))
        event.unit = unit_of(report);
    /* A case that was disposed and came back shows "verified" again: that was before the hop. */
    if (str_equal_c(str_from(status->event), "verified") && disposed_us != WHEN_NONE)
        event.at_latest_us = disposed_us;
    else if (view->last_complete_us > earliest_us)
        earliest_us = view->last_complete_us;
    event.at_earliest_us = earliest_us < 0 ? 0 : earliest_us;
    if (event.at_earliest_us > event.at_latest_us)
        event.at_earliest_us = event.at_latest_us;
    hash = answer_hash(answer_hash(ANSWER_HASH_START, report->id), STR("status"));
    hash = answer_hash(answer_hash(hash, report->status_raw), event.unit);
    if (!answer_hash_text(hash, view->arena, &event.key))
        return error_set(err, ERROR_LIMIT, "no memory for a key");
    return lapor_event_add(page, report, &event, err);
}

/* Filing away ends a case as closing does, and the feed has one time for both. */
static const char *
end_kind(const struct lapor_case *report, const struct lapor_status *status)
{
    bool archived =
        has_event(report, "archived") || str_equal_c(str_from(status->event), "archived");

    return archived && !has_event(report, "closed") ? "archived" : "closed";
}

static bool
add_events(struct lapor_page *page, struct lapor_case *report, const struct lapor_status *status,
           struct error *err)
{
    const struct stage stages[] = {
        { "received", LAPOR_RECEIVED, STR_NONE, NULL },
        { "verified", LAPOR_VERIFIED, STR_NONE, NULL },
        { "disposed", LAPOR_DISPOSED, unit_of(report), NULL },
        { end_kind(report, status), LAPOR_CLOSED, STR_NONE, status->closed_by },
    };

    for (size_t i = 0; i < ARRAY_SIZE(stages); i++) {
        if (!add_stage(page, report, &stages[i], err))
            return false;
    }
    return add_status_event(page, report, status, err);
}

/* The coarsest of the times that are there. */
static int64_t
precision_of(const struct lapor_case *report)
{
    int64_t precision_s = -1;

    for (size_t i = 0; i < LAPOR_WHEN_COUNT; i++) {
        if (report->times[i].us != WHEN_NONE && report->times[i].precision_s > precision_s)
            precision_s = report->times[i].precision_s;
    }
    return precision_s;
}

/*
 * Kemendagri codes only: "32.75.01" is a district, "32.75.01.1001" a village. The old data's own
 * area numbers are neither.
 */
static void
set_area(struct complaint *complaint, struct str area)
{
    struct str rest = area;
    struct str part;
    size_t parts = 0;

    while (str_split(&rest, '.', &part)) {
        int64_t number;
        if (!parse_int(part, &number) || part.n > 4)
            return;
        parts++;
    }
    if (parts == 3)
        complaint->district_code = area;
    if (parts == 4) {
        complaint->village_code = area;
        complaint->district_code = str_sub(area, 0, 8);
    }
}

static bool
set_permalink(const struct lapor_page *page, const struct lapor_case *report,
              struct complaint *complaint)
{
    struct str prefix = page->settings->permalink_prefix;

    complaint->permalink = report->permalink;
    if (!str_is_none(report->permalink) || prefix.n == 0)
        return true;
    return arena_printf(page->view->arena, &complaint->permalink, "%.*s%.*s", STR_ARGS(prefix),
                        STR_ARGS(report->id));
}

static bool
fill_complaint(struct lapor_page *page, const struct lapor_case *report,
               const struct lapor_status *status, struct complaint *complaint, struct error *err)
{
    complaint->external_id = report->id;
    complaint->topic = report->topic;
    complaint->title = report->title;
    complaint->text = report->text;
    complaint->unit_ref = unit_of(report);
    complaint->class_name = lapor_class(report->class_raw);
    complaint->visibility = lapor_visibility(report->visibility_raw);
    complaint->status = str_from(status->status);
    complaint->status_raw = utf8_cut(report->status_raw, RECORD_ID_MAX);
    complaint->closed_by = str_from(status->closed_by);
    complaint->received_at_us = report->times[LAPOR_RECEIVED].us;
    complaint->verified_at_us = report->times[LAPOR_VERIFIED].us;
    complaint->disposed_at_us = report->times[LAPOR_DISPOSED].us;
    complaint->last_activity_at_us = report->times[LAPOR_ACTIVITY].us;
    complaint->closed_at_us = report->times[LAPOR_CLOSED].us;
    complaint->precision_s = precision_of(report);
    complaint->latitude = report->latitude;
    complaint->longitude = report->longitude;
    complaint->rating = report->rating;
    set_area(complaint, report->area);
    if (!set_permalink(page, report, complaint))
        return error_set(err, ERROR_LIMIT, "no memory for a link");
    return true;
}

/* Neither a state nor a time nor a word of it, and no log: something else that has an id. */
static bool
is_id_alone(const struct lapor_case *report)
{
    if (report->kinds != 0)
        return false;
    for (size_t i = 0; i < LAPOR_WHEN_COUNT; i++) {
        if (report->times[i].us != WHEN_NONE)
            return false;
    }
    return report->status_raw.n == 0 && report->title.n == 0 && report->text.n == 0;
}

/* The complaint's record stands before its events: the order a reader of the batch expects. */
static bool
read_case(struct lapor_page *page, struct lapor_case *report, struct jdoc_node item,
          const char *path, struct error *err)
{
    const struct shape *shape = &shapes[page->settings->profile];
    const struct lapor_status *status;
    size_t first = page->batch->count;
    char log[ANSWER_PATH_MAX];

    if (!fields_read(shape->fields, item, report, page->batch, path, err))
        return false;
    drop_nothings(report);
    page->hash = answer_hash(page->hash, report->id);
    if (!id_set_put(page->seen, report->id, first))
        return true;
    if (batch_add(page->batch, RECORD_COMPLAINT) == NULL)
        return error_set(err, ERROR_LIMIT, "no room for a complaint");
    read_times(page, report, item, path);
    snprintf(log, sizeof(log), "%s.log", path);
    if (!lapor_log_read(page, report, jdoc_member(item, "log"), log))
        return error_set(err, ERROR_LIMIT, "no memory for a log");
    if (is_id_alone(report))
        return error_set(err, ERROR_PEER, "expected a complaint, got an id alone");
    status = lapor_status_find(report->status_raw);
    page->batch->records[first].of.complaint.truncated =
        fields_is_cut(item, "IsiLaporan") || fields_is_cut(item, "isi");
    return add_events(page, report, status, err) &&
           fill_complaint(page, report, status, &page->batch->records[first].of.complaint, err);
}

size_t
lapor_case_room(struct jdoc_node item)
{
    return LAPOR_CASE_RECORDS + lapor_list_open(jdoc_member(item, "log")).count;
}

void
lapor_case_read(struct lapor_page *page, struct jdoc_node item, const char *path)
{
    struct lapor_case report = { .latitude = NAN, .longitude = NAN, .rating = NAN };
    struct error err = ERROR_INIT;
    size_t first = page->batch->count;
    bool ok;

    if (!jdoc_is_object(item)) {
        batch_reject(page->batch, str_from(path), "expected an object, got %s",
                     jdoc_type_name(item));
        return;
    }
    ok = read_case(page, &report, item, path, &err);
    answer_keep(page->batch, first, path, ok, &err);
}
