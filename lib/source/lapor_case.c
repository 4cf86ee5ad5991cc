/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Complaints of both profiles. The flat log has an id, a status, one date and a list of sentences;
 * the open data's shape has four stage times and no sentences. Whatever descriptive members an
 * answer has besides are read under the names of either.
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
        { "KategoriID|id_kategori|topic_id", FIELD_ID, CASE(topic_id), false },               \
        { "Klasifikasi|KlasifikasiLaporan|klasifikasi", FIELD_LINE, CASE(class_raw), false }, \
        { "TipeLaporan|Tipe|tipe", FIELD_LINE, CASE(visibility_raw), false },                 \
        { "DisposisiInstansiID|instansi_id", FIELD_ID, CASE(unit_id), false },                \
        { "DisposisiInstansi|instansi", FIELD_LINE, CASE(unit_name), false },                 \
        { "AreaID|AreID|kode_wilayah", FIELD_ID, CASE(area), false },                         \
        { "Area|nama_wilayah", FIELD_LINE, CASE(area_name), false },                          \
        { "Kecamatan|district", FIELD_LINE, CASE(district_name), false },                     \
        { "Kelurahan|Desa|village", FIELD_LINE, CASE(village_name), false },                  \
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
    CASE(status_raw), CASE(topic),     CASE(class_raw), CASE(unit_id),       CASE(unit_name),
    CASE(area),       CASE(permalink), CASE(area_name), CASE(district_name), CASE(village_name),
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
    [LAPOR_FLAT_LOG] = { { flat_fields, ARRAY_SIZE(flat_fields), true },
                         flat_times,
                         ARRAY_SIZE(flat_times) },
    [LAPOR_STAGES] = { { stages_fields, ARRAY_SIZE(stages_fields), true },
                       stages_times,
                       ARRAY_SIZE(stages_times) },
};

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
        if (lapor_time_read(page->settings, member->field, fields_member(item, member->paths[i]),
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
set_area(struct complaint *complaint, const struct lapor_case *report)
{
    struct str area = report->area;
    struct str rest = area;
    struct str part;
    size_t parts = 0;

    while (str_split(&rest, '.', &part)) {
        int64_t number;
        if (!parse_int(part, &number) || part.n > 4)
            return;
        parts++;
    }
    if (parts == 3) {
        complaint->district_code = area;
        complaint->district_name = report->area_name;
    }
    if (parts == 4) {
        complaint->village_code = area;
        complaint->village_name = report->area_name;
        complaint->district_code = str_sub(area, 0, 8);
    }
}

/* What an area is called, where its code says what it is; else what the feed calls a district or a
 * village. */
static void
set_place(struct complaint *complaint, const struct lapor_case *report)
{
    set_area(complaint, report);
    if (!str_is_none(report->district_name))
        complaint->district_name = report->district_name;
    if (!str_is_none(report->village_name))
        complaint->village_name = report->village_name;
    complaint->district_name = utf8_cut(complaint->district_name, RECORD_ID_MAX);
    complaint->village_name = utf8_cut(complaint->village_name, RECORD_ID_MAX);
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
    struct str id = str_is_none(report->topic) ? report->topic_id : report->topic;
    struct str name = setting_words_find(page->settings->topics, str_trim(id));

    complaint->external_id = report->id;
    complaint->topic = str_is_none(name) ? report->topic : utf8_cut(name, RECORD_LINE_MAX);
    complaint->title = report->title;
    complaint->text = report->text;
    complaint->unit_ref = lapor_events_unit(report);
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
    set_place(complaint, report);
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

static bool
is_cut(struct jdoc_node item)
{
    return fields_is_cut(item, "IsiLaporan") || fields_is_cut(item, "isi") ||
           fields_is_cut(item, "text");
}

static bool
is_of(const struct record *record, struct str id)
{
    return record->kind == RECORD_COMPLAINT && str_equal(record->of.complaint.external_id, id);
}

/* The record of a case that was seen above; SIZE_MAX where it could not be kept. */
static size_t
find_twin(const struct lapor_page *page, struct str id)
{
    size_t i = id_set_find(page->seen, id);

    if (i < page->batch->count && is_of(&page->batch->records[i], id))
        return i;
    for (i = 0; i < page->batch->count; i++) {
        if (is_of(&page->batch->records[i], id))
            return i;
    }
    return SIZE_MAX;
}

/*
 * Where the case's record stands. A wrapper lists a case once for each step of its own, each time
 * with the log of that day: such a case has one record, and every entry of all its logs.
 */
static bool
place_case(struct lapor_page *page, const struct lapor_case *report, size_t *ret_place)
{
    size_t next = page->batch->count;

    page->twin = id_set_put(page->seen, report->id, next) ? SIZE_MAX : find_twin(page, report->id);
    *ret_place = page->twin == SIZE_MAX ? next : page->twin;
    return page->twin != SIZE_MAX || batch_add(page->batch, RECORD_COMPLAINT) != NULL;
}

/* Of a case that is listed twice, the record of the later log stays. */
static bool
is_older(const struct lapor_page *page, const struct lapor_case *report)
{
    return page->twin != SIZE_MAX &&
           report->times[LAPOR_ACTIVITY].us <=
               page->batch->records[page->twin].of.complaint.last_activity_at_us;
}

/* Events that are no entries, and the record itself, at place. */
static bool
finish_case(struct lapor_page *page, struct lapor_case *report, struct jdoc_node item, size_t place,
            struct error *err)
{
    const struct lapor_status *status = lapor_status_find(report->status_raw);
    struct record record;

    if (!lapor_events_add(page, report, status, err))
        return false;
    record = page->batch->records[place];
    record.of.complaint.truncated = is_cut(item);
    if (!fill_complaint(page, report, status, &record.of.complaint, err) ||
        !record_check(&record, err))
        return false;
    page->batch->records[place] = record;
    return true;
}

/* The complaint's record stands before its events: the order a reader of the batch expects. */
static bool
read_case(struct lapor_page *page, struct lapor_case *report, struct jdoc_node item,
          const char *path, struct error *err)
{
    const struct shape *shape = &shapes[page->settings->profile];
    size_t place;
    char log[ANSWER_PATH_MAX];

    if (!fields_read(shape->fields, item, report, page->batch, path, err))
        return false;
    drop_nothings(report);
    page->hash = answer_hash(page->hash, report->id);
    if (!place_case(page, report, &place))
        return error_set(err, ERROR_LIMIT, "no room for a complaint");
    read_times(page, report, item, path);
    snprintf(log, sizeof(log), "%s.log", path);
    if (!lapor_log_read(page, report, fields_member(item, "log"), log))
        return error_set(err, ERROR_LIMIT, "no memory for a log");
    if (is_id_alone(report))
        return error_set(err, ERROR_PEER, "expected a complaint, got an id alone");
    return is_older(page, report) || finish_case(page, report, item, place, err);
}

size_t
lapor_case_room(struct jdoc_node item)
{
    return LAPOR_CASE_RECORDS + lapor_list_open(fields_member(item, "log")).count;
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
