/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The export's clock is UTC (hours of day show it), its months are English, and it cuts texts at
 * 3,000 characters. It has no times but that of arrival: a state that ends a case came somewhere
 * between then and the day of the export. Keys of events are made as the adapter makes them, so
 * that a later visit of the feed finds its own.
 */

#include "ctl_laporan.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/ascii.h"
#include "base/parse.h"
#include "base/utf8.h"
#include "record/mask.h"
#include "source/answer.h"
#include "source/lapor_words.h"
#include "source/link.h"
#include "text/language.h"

#define SCAN_BYTES_MAX  (64u << 20)
#define EXPORT_TEXT_MAX 3000 /* characters */

/* Below 1, core.complaint_stint() takes a disposition for the sign of a hand-over alone. */
#define HOLDER_CONFIDENCE 0.5

static const struct heading {
    const char *text; /* as ctl_table_is() takes it */
    bool required;
} headings[LAPORAN_COLUMN_COUNT] = {
    [LAPORAN_ID] = { "tracking id", true },
    [LAPORAN_DATE] = { "tanggal laporan masuk", true },
    [LAPORAN_TIME] = { "waktu laporan masuk", false },
    [LAPORAN_CLASS] = { "klasifikasi laporan", false },
    [LAPORAN_TOPIC] = { "kategori", false },
    [LAPORAN_TITLE] = { "judul laporan", false },
    [LAPORAN_FIRST_TEXT] = { "isi laporan awal", false },
    [LAPORAN_LAST_TEXT] = { "isi laporan akhir", false },
    [LAPORAN_VISIBILITY] = { "tipe laporan", false },
    [LAPORAN_UNIT_ID] = { "id instansi terdisposisi", false },
    [LAPORAN_UNIT] = { "instansi terdisposisi", false },
    [LAPORAN_STATUS] = { "status laporan", true },
    [LAPORAN_RATING] = { "rating", false },
    [LAPORAN_DISTRICT] = { "kecamatan", false },
    [LAPORAN_VILLAGE] = { "kelurahan", false },
};

/* The heading row */

static size_t
find_heading(const struct ctl_table_row *row, const char *text)
{
    for (size_t i = 0; i < row->count; i++)
        if (ctl_table_is(row->fields[i], text))
            return i;
    return SIZE_MAX;
}

/* "Tanggal Generate" in some column, its value in the next that is a date. */
static void
take_preamble(struct laporan *laporan, const struct ctl_table_row *row)
{
    size_t at = find_heading(row, "tanggal generate");
    int64_t days;
    int64_t seconds;

    for (size_t i = at; i < row->count; i++)
        if (ctl_laporan_date(row->fields[i], &laporan->clock, &days, &seconds))
            laporan->generated_at_us = days * WHEN_DAY;
}

static bool
is_head(void *to, const struct ctl_table_row *row)
{
    struct laporan *laporan = to;

    if (row->count < 2 || find_heading(row, headings[LAPORAN_ID].text) == SIZE_MAX) {
        take_preamble(laporan, row);
        return false;
    }
    for (size_t i = 0; i < LAPORAN_COLUMN_COUNT; i++)
        laporan->places[i] = find_heading(row, headings[i].text);
    return true;
}

static bool
check_headings(const struct laporan *laporan, struct error *err)
{
    for (size_t i = 0; i < LAPORAN_COLUMN_COUNT; i++)
        if (laporan->places[i] == SIZE_MAX && headings[i].required)
            return error_set(err, ERROR_CONFIG, "line %u: there is no column \"%s\"",
                             laporan->table.head_line, headings[i].text);
    return true;
}

static bool
parse_received(const struct laporan_clock *clock, const struct laporan_row *row,
               struct complaint *complaint, struct error *err)
{
    struct str date = row->fields[LAPORAN_DATE];
    struct str time = row->fields[LAPORAN_TIME];
    int64_t days;
    int64_t seconds;

    if (!ctl_laporan_date(date, clock, &days, &seconds))
        return error_set(err, ERROR_PEER, "\"%.*s\" is no date like 29 May 2023", STR_ARGS(date));
    if (time.n > 0 && !ctl_laporan_time(time, &seconds))
        return error_set(err, ERROR_PEER, "\"%.*s\" is no time like 02:13:45", STR_ARGS(time));
    complaint->received_at_us = days * WHEN_DAY + (seconds >= 0 ? seconds * WHEN_SECOND : 0);
    complaint->precision_s = seconds >= 0 ? 1 : 86400;
    return true;
}

/* All rows once, and back again: which dates there are. */
static void
look_through(struct laporan *laporan, int64_t limit_us)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(SCAN_BYTES_MAX);
    int places[3] = { 0, 0, 0 };

    for (int pass = 0; pass < 2; pass++) {
        enum laporan_outcome outcome;
        struct laporan_row row;

        while ((outcome = ctl_laporan_next(laporan, arena, &row)) != LAPORAN_END &&
               outcome != LAPORAN_LIMIT) {
            struct complaint complaint = { .received_at_us = WHEN_NONE };

            places[ctl_laporan_day_place(row.fields[LAPORAN_DATE])]++;
            if (pass == 1 && outcome == LAPORAN_ROW &&
                parse_received(&laporan->clock, &row, &complaint, NULL) &&
                complaint.received_at_us > laporan->newest_at_us &&
                complaint.received_at_us <= limit_us)
                laporan->newest_at_us = complaint.received_at_us;
            arena_reset(arena);
        }
        ctl_table_rewind(&laporan->table);
        laporan->clock.month_first = places[1] == 0 && places[2] > 0;
    }
}

bool
ctl_laporan_open(struct laporan *laporan, struct str bytes, int64_t now_us, struct error *err)
{
    const struct ctl_table_head head = { "Laporan Ringkas", is_head, laporan };
    int64_t limit_us = now_us;
    struct ctl_table table;

    *laporan = (struct laporan){ .generated_at_us = WHEN_NONE, .newest_at_us = WHEN_NONE };
    if (!ctl_table_open(&table, bytes, &head, err)) {
        laporan->table = table;
        if (error_is_set(err))
            return false;
        (void)error_set(err, ERROR_CONFIG, "there is no heading row with \"Tracking ID\"");
        return error_hint(err, "Is it the export \"Laporan Ringkas\", whole?");
    }
    laporan->table = table;
    laporan->clock.is_1904 = table.xlsx != NULL && ctl_xlsx_is_1904(table.xlsx);
    if (!check_headings(laporan, err))
        return false;
    if (laporan->generated_at_us > now_us)
        laporan->generated_at_us = WHEN_NONE; /* its clock was wrong */
    if (laporan->generated_at_us != WHEN_NONE && laporan->generated_at_us + WHEN_DAY < now_us)
        limit_us = laporan->generated_at_us + WHEN_DAY;
    look_through(laporan, limit_us);
    return true;
}

void
ctl_laporan_close(struct laporan *laporan)
{
    ctl_table_close(&laporan->table);
}

static int64_t
later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/*
 * A workbook that the site itself made was made when it was generated. Who saved a copy of the rows
 * did so later; then only "modified" means something, as an upper end.
 */
struct laporan_made
ctl_laporan_made(const struct laporan *laporan, int64_t first_seen_us)
{
    const struct ctl_xlsx *xlsx = laporan->table.xlsx;
    int64_t created_us = xlsx != NULL ? ctl_xlsx_created_us(xlsx) : WHEN_NONE;
    int64_t modified_us = xlsx != NULL ? ctl_xlsx_modified_us(xlsx) : WHEN_NONE;
    int64_t day_us = laporan->generated_at_us;
    struct laporan_made made = { later(day_us, laporan->newest_at_us), first_seen_us };

    if (day_us != WHEN_NONE && created_us >= made.earliest_us && created_us <= first_seen_us &&
        created_us < day_us + WHEN_DAY)
        made = (struct laporan_made){ created_us, created_us };
    else if (day_us != WHEN_NONE && day_us + WHEN_DAY < first_seen_us)
        made.latest_us = day_us + WHEN_DAY;
    else if (day_us == WHEN_NONE && modified_us >= made.earliest_us && modified_us < first_seen_us)
        made.latest_us = modified_us;
    if (made.earliest_us == WHEN_NONE)
        made.earliest_us = made.latest_us; /* no row has a date: nothing will be read of it */
    return made;
}

enum laporan_outcome
ctl_laporan_next(struct laporan *laporan, struct arena *arena, struct laporan_row *ret_row)
{
    struct ctl_table_row row;
    enum ctl_table_outcome outcome = ctl_table_next(&laporan->table, arena, &row);

    *ret_row = (struct laporan_row){ .line = row.line, .clock = laporan->clock };
    switch (outcome) {
    case CTL_TABLE_ROW:
        break;
    case CTL_TABLE_BROKEN:
        return LAPORAN_BROKEN;
    case CTL_TABLE_END:
        return LAPORAN_END;
    case CTL_TABLE_LIMIT:
        return LAPORAN_LIMIT;
    }
    for (size_t i = 0; i < LAPORAN_COLUMN_COUNT; i++) {
        if (laporan->places[i] < row.count)
            ret_row->fields[i] = str_trim(row.fields[laporan->places[i]]);
        /* A workbook leaves out what is blank, and a blank says something: who told openly. */
        if (laporan->places[i] != SIZE_MAX && str_is_none(ret_row->fields[i]))
            ret_row->fields[i] = STR("");
    }
    return LAPORAN_ROW;
}

/* A row */

static bool
is_id(struct str id)
{
    for (size_t i = 0; i < id.n; i++)
        if (!ascii_is_digit(id.p[i]))
            return false;
    return id.n >= 1 && id.n <= 18;
}

static size_t
count_characters(struct str text)
{
    size_t count = 0;

    for (size_t i = 0; i < text.n; i++)
        count += ((unsigned char)text.p[i] & 0xc0) != 0x80 ? 1 : 0;
    return count;
}

/* Valid, cut, and without what names a person. Empty is absent: the export has no empty values. */
static bool
take_text(struct arena *arena, struct str field, size_t max, struct str *ret_text)
{
    struct str text;

    *ret_text = STR_NONE;
    if (field.n == 0)
        return true;
    return utf8_repair(arena, utf8_cut(field, max), &text) &&
           mask_text(arena, link_site, text, ret_text);
}

static bool
fill_complaint(const struct laporan_row *row, struct str unit_ref, struct arena *arena,
               struct complaint *complaint)
{
    const struct str *fields = row->fields;
    struct str text =
        fields[LAPORAN_LAST_TEXT].n > 0 ? fields[LAPORAN_LAST_TEXT] : fields[LAPORAN_FIRST_TEXT];
    const struct lapor_status *status = lapor_status_find(fields[LAPORAN_STATUS]);

    complaint->external_id = fields[LAPORAN_ID];
    complaint->class_name = lapor_class(fields[LAPORAN_CLASS]);
    complaint->visibility = lapor_visibility(fields[LAPORAN_VISIBILITY]);
    complaint->status = str_from(status->status);
    complaint->closed_by = str_from(status->closed_by);
    complaint->truncated = count_characters(text) >= EXPORT_TEXT_MAX || text.n > RECORD_TEXT_MAX;
    if (fields[LAPORAN_RATING].n > 0 && !parse_double(fields[LAPORAN_RATING], &complaint->rating))
        complaint->rating = NAN;
    if (!take_text(arena, text, RECORD_TEXT_MAX, &complaint->text) ||
        !take_text(arena, fields[LAPORAN_TITLE], RECORD_LINE_MAX, &complaint->title))
        return false;
    complaint->language = language_of_titled(complaint->title, complaint->text);
    return take_text(arena, fields[LAPORAN_TOPIC], RECORD_ID_MAX, &complaint->topic) &&
           take_text(arena, unit_ref, RECORD_LINE_MAX, &complaint->unit_ref) &&
           take_text(arena, fields[LAPORAN_DISTRICT], RECORD_ID_MAX, &complaint->district_name) &&
           take_text(arena, fields[LAPORAN_VILLAGE], RECORD_ID_MAX, &complaint->village_name) &&
           take_text(arena, fields[LAPORAN_STATUS], RECORD_ID_MAX, &complaint->status_raw);
}

static struct complaint_event *
add_event(struct batch *batch, const struct complaint *complaint, const char *kind, uint64_t hash)
{
    struct record *record = batch_add(batch, RECORD_COMPLAINT_EVENT);
    struct complaint_event *event;

    if (record == NULL)
        return NULL;
    event = &record->of.complaint_event;
    event->complaint_external_id = complaint->external_id;
    event->kind = str_from(kind);
    event->confidence = 1;
    event->ordinal = -1; /* it stands in no log */
    return answer_hash_text(hash, batch->arena, &event->event_key) ? event : NULL;
}

static bool
add_received(struct batch *batch, const struct complaint *complaint)
{
    uint64_t hash = answer_hash(ANSWER_HASH_START, complaint->external_id);
    struct complaint_event *event;
    char time[24];

    (void)snprintf(time, sizeof(time), "%" PRId64, complaint->received_at_us);
    hash = answer_hash(answer_hash(hash, STR("received")), STR_NONE);
    event = add_event(batch, complaint, "received", answer_hash(hash, str_from(time)));
    if (event == NULL)
        return false;
    event->at_earliest_us = event->at_latest_us = complaint->received_at_us;
    event->precision_s = complaint->precision_s;
    return true;
}

/* It came after the arrival and before the export. */
static bool
add_step(struct batch *batch, const struct complaint *complaint, const char *kind,
         struct str status_raw, struct str unit_ref, int64_t seen_at_us)
{
    uint64_t hash = answer_hash(ANSWER_HASH_START, complaint->external_id);
    struct complaint_event *event;

    hash = answer_hash(answer_hash(hash, STR("status")), status_raw);
    event = add_event(batch, complaint, kind, answer_hash(hash, unit_ref));
    if (event == NULL)
        return false;
    event->rule = STR("status.1");
    event->unit_ref = unit_ref;
    event->at_earliest_us = complaint->received_at_us;
    event->at_latest_us =
        seen_at_us > complaint->received_at_us ? seen_at_us : complaint->received_at_us;
    return true;
}

/* To the last one that was added. */
static struct complaint_event *
last_event(struct batch *batch)
{
    return &batch->records[batch->count - 1].of.complaint_event;
}

/*
 * What the state says. Who is named beside a later one than "disposed" was given the case some time
 * before: that is no disposition of its own, but a hand-over where another one had it. It has no
 * text, for of when the state came it says nothing.
 */
static bool
add_state(struct batch *batch, const struct complaint *complaint, struct str status_raw,
          int64_t seen_at_us)
{
    const struct lapor_status *status = lapor_status_find(status_raw);
    bool is_disposed = status->event != NULL && str_equal_c(str_from(status->event), "disposed");
    struct str unit_ref = complaint->unit_ref;

    if (status->event == NULL)
        return true;
    if (!add_step(batch, complaint, status->event, status_raw, is_disposed ? unit_ref : STR_NONE,
                  seen_at_us))
        return false;
    last_event(batch)->text = complaint->status_raw;
    last_event(batch)->actor = str_from(status->closed_by);
    if (is_disposed || str_is_none(unit_ref))
        return true;
    if (!add_step(batch, complaint, "disposed", STR_NONE, unit_ref, seen_at_us))
        return false;
    last_event(batch)->confidence = HOLDER_CONFIDENCE;
    return true;
}

static bool
add_records(const struct laporan_row *row, struct str unit_ref, int64_t seen_at_us,
            struct batch *batch, struct error *err)
{
    struct record *record = batch_add(batch, RECORD_COMPLAINT);
    struct complaint complaint;

    if (!is_id(row->fields[LAPORAN_ID]))
        return error_set(err, ERROR_PEER, "\"%.*s\" is no tracking id",
                         STR_ARGS(row->fields[LAPORAN_ID]));
    if (record == NULL)
        return error_set(err, ERROR_LIMIT, "too many records");
    if (!parse_received(&row->clock, row, &record->of.complaint, err))
        return false;
    if (!fill_complaint(row, unit_ref, batch->arena, &record->of.complaint))
        return error_set(err, ERROR_LIMIT, "the texts are too long");
    complaint = record->of.complaint; /* the array may move */
    if (!add_received(batch, &complaint) ||
        !add_state(batch, &complaint, row->fields[LAPORAN_STATUS], seen_at_us))
        return error_set(err, ERROR_LIMIT, "too many records");
    return true;
}

int
ctl_laporan_rank(const struct laporan_row *row)
{
    static const struct {
        const char *status;
        int rank;
    } ranks[] = {
        { "unverified", 0 }, { "unknown", 1 },           { "verified", 1 },  { "disposed", 2 },
        { "in_process", 3 }, { "awaiting_reporter", 3 }, { "postponed", 3 },
    };
    struct str status = str_from(lapor_status_find(row->fields[LAPORAN_STATUS])->status);

    for (size_t i = 0; i < ARRAY_SIZE(ranks); i++)
        if (str_equal_c(status, ranks[i].status))
            return ranks[i].rank;
    return LAPORAN_RANK_MAX; /* closed, archived, blocked, deleted */
}

bool
ctl_laporan_knows_state(const struct laporan_row *row)
{
    const char *status = lapor_status_find(row->fields[LAPORAN_STATUS])->status;

    return !str_equal_c(str_from(status), "unknown");
}

bool
ctl_laporan_read(const struct laporan_row *row, struct str unit_ref, int64_t seen_at_us,
                 struct batch *batch, struct error *err)
{
    size_t first = batch->count;
    bool ok = add_records(row, unit_ref, seen_at_us, batch, err);

    for (size_t i = first; i < batch->count && ok; i++)
        ok = record_check(&batch->records[i], err);
    while (!ok && batch->count > first)
        batch_drop_last(batch);
    return ok;
}
