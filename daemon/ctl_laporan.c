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

#define FIELDS_MAX      64
#define HEAD_ROWS_MAX   100
#define HEAD_BYTES_MAX  (1u << 20)
#define EXPORT_TEXT_MAX 3000 /* characters */

static const struct heading {
    const char *text; /* lower case; a heading that goes on behind it counts too */
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
};

/* First three letters, as English and Indonesian write them. */
static const struct month {
    const char *letters;
    int number;
} months[] = {
    { "jan", 1 },  { "feb", 2 },  { "mar", 3 },  { "apr", 4 },  { "may", 5 },  { "mei", 5 },
    { "jun", 6 },  { "jul", 7 },  { "aug", 8 },  { "agu", 8 },  { "ags", 8 },  { "sep", 9 },
    { "oct", 10 }, { "okt", 10 }, { "nov", 11 }, { "dec", 12 }, { "des", 12 },
};

/* The heading row */

static bool
is_heading(struct str field, const char *text)
{
    struct str wanted = str_from(text);
    struct str trimmed = str_trim(field);
    struct str start = str_sub(trimmed, 0, wanted.n);

    if (!str_equal_nocase(start, wanted))
        return false;
    /* "Tipe Laporan (Anonim/Rahasia)", but not "Kategori Lama". */
    trimmed = str_trim(str_sub(trimmed, wanted.n, trimmed.n));
    return trimmed.n == 0 || trimmed.p[0] == '(';
}

static size_t
find_heading(const struct str *fields, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++)
        if (is_heading(fields[i], text))
            return i;
    return SIZE_MAX;
}

static bool
take_headings(struct laporan *laporan, const struct str *fields, size_t count, struct error *err)
{
    for (size_t i = 0; i < LAPORAN_COLUMN_COUNT; i++) {
        laporan->places[i] = find_heading(fields, count, headings[i].text);
        if (laporan->places[i] == SIZE_MAX && headings[i].required)
            return error_set(err, ERROR_CONFIG, "line %u: there is no column \"%s\"",
                             laporan->csv.record_line, headings[i].text);
    }
    return true;
}

static bool
parse_number(struct str text, int low, int high, int *ret_number)
{
    int64_t number;

    if (!parse_int(text, &number) || number < low || number > high)
        return false;
    *ret_number = (int)number;
    return true;
}

static bool
parse_month(struct str text, int *ret_month)
{
    for (size_t i = 0; i < ARRAY_SIZE(months); i++)
        if (str_equal_nocase(str_sub(text, 0, 3), str_from(months[i].letters))) {
            *ret_month = months[i].number;
            return true;
        }
    return false;
}

/* "29 May 2023" or "2023-05-29" → days since 1970. */
static bool
parse_date(struct str text, int64_t *ret_days)
{
    bool iso = text.n == 10 && text.p[4] == '-' && text.p[7] == '-';
    struct str rest = text;
    struct str part[3];
    int day;
    int month;
    int year;

    for (size_t i = 0; i < 3; i++)
        if (!str_split(&rest, iso ? '-' : ' ', &part[i]))
            return false;
    if (!str_is_none(rest) || !parse_number(part[iso ? 2 : 0], 1, 31, &day) ||
        !parse_number(part[iso ? 0 : 2], 1970, 2199, &year))
        return false;
    if (iso ? !parse_number(part[1], 1, 12, &month) : !parse_month(part[1], &month))
        return false;
    return when_days(year, month, day, ret_days);
}

/* "02:13:45" or "02:13" → seconds of the day. */
static bool
parse_clock(struct str text, int64_t *ret_s)
{
    struct str rest = text;
    struct str part;
    int numbers[3] = { 0, 0, 0 };
    size_t count = 0;

    while (str_split(&rest, ':', &part)) {
        if (count == 3 || part.n != 2 ||
            !parse_number(part, 0, count == 0 ? 23 : 59, &numbers[count]))
            return false;
        count++;
    }
    *ret_s = numbers[0] * 3600 + numbers[1] * 60 + numbers[2];
    return count >= 2;
}

/* "Tanggal Generate" in some column, its value in the next that is not empty. */
static void
take_preamble(struct laporan *laporan, const struct str *fields, size_t count)
{
    size_t at = find_heading(fields, count, "tanggal generate");
    int64_t days;

    if (at == SIZE_MAX)
        return;
    for (size_t i = at + 1; i < count; i++)
        if (parse_date(str_sub(str_trim(fields[i]), 0, 10), &days))
            laporan->generated_at_us = days * WHEN_DAY;
}

/* True when the heading row was found with this separator; then *err may hold what it lacks. */
static bool
find_table(struct laporan *laporan, struct str bytes, char separator, struct error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(HEAD_BYTES_MAX);
    struct str fields[FIELDS_MAX];
    size_t count;

    *laporan = (struct laporan){ .generated_at_us = WHEN_NONE };
    csv_init(&laporan->csv, bytes, separator);
    for (int row = 0; row < HEAD_ROWS_MAX; row++) {
        enum csv_outcome outcome = csv_next(&laporan->csv, arena, fields, FIELDS_MAX, &count);

        if (outcome == CSV_END || outcome == CSV_LIMIT)
            return false;
        count = count < FIELDS_MAX ? count : FIELDS_MAX;
        if (outcome == CSV_BROKEN)
            continue;
        if (count > 1 && find_heading(fields, count, headings[LAPORAN_ID].text) != SIZE_MAX) {
            (void)take_headings(laporan, fields, count, err);
            return true;
        }
        take_preamble(laporan, fields, count);
    }
    return false;
}

bool
ctl_laporan_open(struct laporan *laporan, struct str bytes, struct error *err)
{
    struct error lacks = ERROR_INIT;

    if (!find_table(laporan, bytes, ',', &lacks) && !find_table(laporan, bytes, ';', &lacks) &&
        !find_table(laporan, bytes, '\t', &lacks)) {
        (void)error_set(err, ERROR_CONFIG, "there is no heading row with \"Tracking ID\"");
        return error_hint(err, "Save the export \"Laporan Ringkas\" as CSV UTF-8.");
    }
    if (!error_is_set(&lacks))
        return true;
    return error_set(err, ERROR_CONFIG, "%s", lacks.text);
}

enum laporan_outcome
ctl_laporan_next(struct laporan *laporan, struct arena *arena, struct laporan_row *ret_row)
{
    struct str fields[FIELDS_MAX];
    size_t count = 0;

    do {
        switch (csv_next(&laporan->csv, arena, fields, FIELDS_MAX, &count)) {
        case CSV_RECORD:
            break;
        case CSV_BROKEN:
            ret_row->line = laporan->csv.record_line;
            return LAPORAN_BROKEN;
        case CSV_END:
            return LAPORAN_END;
        case CSV_LIMIT:
            return LAPORAN_LIMIT;
        }
    } while (count == 1 && str_trim(fields[0]).n == 0);
    *ret_row = (struct laporan_row){ .line = laporan->csv.record_line };
    for (size_t i = 0; i < LAPORAN_COLUMN_COUNT; i++) {
        size_t at = laporan->places[i];

        if (at < count && at < FIELDS_MAX)
            ret_row->fields[i] = str_trim(fields[at]);
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

static bool
parse_received(const struct laporan_row *row, struct complaint *complaint, struct error *err)
{
    struct str date = row->fields[LAPORAN_DATE];
    struct str clock = row->fields[LAPORAN_TIME];
    int64_t days;
    int64_t seconds = 0;

    if (!parse_date(date, &days))
        return error_set(err, ERROR_PEER, "\"%.*s\" is no date (29 May 2023)", STR_ARGS(date));
    if (clock.n > 0 && !parse_clock(clock, &seconds))
        return error_set(err, ERROR_PEER, "\"%.*s\" is no time (02:13:45)", STR_ARGS(clock));
    complaint->received_at_us = days * WHEN_DAY + seconds * WHEN_SECOND;
    complaint->precision_s = clock.n > 0 ? 1 : 86400;
    return true;
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
    return utf8_repair(arena, utf8_cut(field, max), &text) && mask_text(arena, text, ret_text);
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
    return take_text(arena, text, RECORD_TEXT_MAX, &complaint->text) &&
           take_text(arena, fields[LAPORAN_TITLE], RECORD_LINE_MAX, &complaint->title) &&
           take_text(arena, fields[LAPORAN_TOPIC], RECORD_ID_MAX, &complaint->topic) &&
           take_text(arena, unit_ref, RECORD_LINE_MAX, &complaint->unit_ref) &&
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
add_state(struct batch *batch, const struct complaint *complaint, struct str status_raw,
          int64_t seen_at_us)
{
    const struct lapor_status *status = lapor_status_find(status_raw);
    uint64_t hash = answer_hash(ANSWER_HASH_START, complaint->external_id);
    struct complaint_event *event;

    if (status->event == NULL)
        return true;
    hash = answer_hash(answer_hash(hash, STR("status")), status_raw);
    hash = answer_hash(hash, str_equal_c(str_from(status->event), "disposed") ? complaint->unit_ref
                                                                              : STR_NONE);
    event = add_event(batch, complaint, status->event, hash);
    if (event == NULL)
        return false;
    event->rule = STR("status.1");
    event->actor = str_from(status->closed_by);
    event->text = complaint->status_raw;
    event->at_earliest_us = complaint->received_at_us;
    event->at_latest_us =
        seen_at_us > complaint->received_at_us ? seen_at_us : complaint->received_at_us;
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
    if (!parse_received(row, &record->of.complaint, err))
        return false;
    if (!fill_complaint(row, unit_ref, batch->arena, &record->of.complaint))
        return error_set(err, ERROR_LIMIT, "the texts are too long");
    complaint = record->of.complaint; /* the array may move */
    if (!add_received(batch, &complaint) ||
        !add_state(batch, &complaint, row->fields[LAPORAN_STATUS], seen_at_us))
        return error_set(err, ERROR_LIMIT, "too many records");
    return true;
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
