/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The flat log: entries of a date and a sentence, oldest first or newest first, without ids. An
 * entry's key is a hash of the case, the date and the text as written, and of how often the same
 * pair stood above it, so that a re-scan of the whole log gives the same keys. Its place is counted
 * from the oldest, so that a log that grows at either end moves nothing.
 */

#include "source/lapor.h"

#include <stdio.h>

#include "base/utf8.h"
#include "source/attached.h"
#include "source/fields.h"
#include "source/id_set.h"

struct entry {
    struct str date, text; /* as written */
    struct lapor_instant instant;
    enum tri attached;
};

static const struct field entry_fields[] = {
    { "date|tanggal|waktu", FIELD_ID, offsetof(struct entry, date), false },
    { "keterangan|text|isi|deskripsi|description", FIELD_TEXT, offsetof(struct entry, text), true },
};

/* Nobody has published what an entry with a file looks like: the names of the log's own language,
 * and those that wrappers use. */
static const char *const file_names[] = { "lampiran", "attachments", "attachment", "berkas",
                                          "foto",     "gambar",      "dokumen",    "files",
                                          "file",     "media",       NULL };

/* Where the entry's time stands: under the first of its names that is there. */
static struct jdoc_node
time_of(struct jdoc_node entry)
{
    static const char *const names[] = { "date", "tanggal", "waktu" };
    struct jdoc_node node = fields_member(entry, names[0]);

    for (size_t i = 1; i < ARRAY_SIZE(names) && jdoc_is_absent(node); i++)
        node = fields_member(entry, names[i]);
    return node;
}

/* Counts equal entries; a page that makes them collide loses the entry, not the page. */
static bool
entry_key(struct lapor_page *page, const struct lapor_case *report, struct id_set *seen,
          const struct entry *entry, struct str *ret_key)
{
    uint64_t hash = answer_hash(ANSWER_HASH_START, report->id);
    struct str base;
    size_t occurrence;
    char number[24];

    hash = answer_hash(answer_hash(hash, entry->date), entry->text);
    if (!answer_hash_text(hash, page->view->arena, &base))
        return false;
    occurrence = id_set_count(seen, base);
    snprintf(number, sizeof(number), "%zu", occurrence);
    return answer_hash_text(answer_hash(hash, str_from(number)), page->view->arena, ret_key);
}

/* Kinds of entries that are stages of the case as a whole. */
static const struct stage {
    const char *kind;
    enum lapor_when field;
    bool last; /* the latest counts: a case that was opened again closes again */
} stages[] = {
    { "verified", LAPOR_VERIFIED, false },
    { "disposed", LAPOR_DISPOSED, false },
    { "closed", LAPOR_CLOSED, true },
    { "archived", LAPOR_CLOSED, true },
};

void
lapor_log_stage(struct lapor_case *report, struct str kind, struct str unit,
                const struct lapor_instant *instant)
{
    for (size_t i = 0; i < ARRAY_SIZE(stages); i++) {
        struct lapor_instant *time = &report->times[stages[i].field];
        if (str_equal_c(kind, stages[i].kind) &&
            (time->us == WHEN_NONE ||
             (stages[i].last ? instant->us >= time->us : instant->us < time->us)))
            *time = *instant;
    }
    if (report->times[LAPOR_ACTIVITY].us < instant->us)
        report->times[LAPOR_ACTIVITY] = *instant;
    if (str_equal_c(kind, "disposed") && !str_is_none(unit) &&
        (str_is_none(report->last_unit) || instant->us >= report->last_unit_us)) {
        report->last_unit = unit;
        report->last_unit_us = instant->us;
    }
}

static bool
add_entry(struct lapor_page *page, struct lapor_case *report, struct id_set *seen,
          const struct entry *entry, struct error *err)
{
    struct lapor_reading reading;
    struct lapor_event event = { .text = entry->text,
                                 .at_earliest_us = entry->instant.us,
                                 .at_latest_us = entry->instant.us,
                                 .precision_s = entry->instant.precision_s,
                                 .attached = entry->attached };

    if (!lapor_rules_read(page->view->arena, entry->text, &reading) ||
        !entry_key(page, report, seen, entry, &event.key))
        return error_set(err, ERROR_LIMIT, "no memory for an entry");
    event.kind = reading.kind;
    event.rule = reading.rule;
    event.confidence = reading.confidence;
    event.actor = str_from(reading.actor);
    event.unit = utf8_cut(reading.unit, RECORD_ID_MAX);
    event.from_unit = utf8_cut(reading.from_unit, RECORD_ID_MAX);
    event.ordinal = report->log_place;
    if (!lapor_event_add(page, report, &event, err))
        return false;
    lapor_log_stage(report, str_from(reading.kind), reading.unit, &entry->instant);
    return true;
}

static bool
read_entry(struct lapor_page *page, struct lapor_case *report, struct id_set *seen,
           struct jdoc_node node, const char *path)
{
    struct entry entry = { .instant = { WHEN_NONE, -1 } };
    struct error err = ERROR_INIT;
    size_t first = page->batch->count;
    bool ok =
        fields_read(FIELD_TABLE_ANY_CASE(entry_fields), node, &entry, page->batch, path, &err);

    if (ok && (!lapor_time_read(page->settings, LAPOR_LOG, time_of(node), &entry.instant) ||
               entry.instant.us == WHEN_NONE))
        ok = error_set(&err, ERROR_PEER, "date: expected a time");
    if (ok && str_trim(entry.text).n == 0)
        ok = error_set(&err, ERROR_PEER, "keterangan: expected a sentence, got an empty one");
    entry.attached = attached_any(node, file_names);
    ok = ok && add_entry(page, report, seen, &entry, &err);
    answer_keep(page->batch, first, path, ok, &err);
    return !page->batch->overflowed;
}

/* The log's first entry is later than its last one. */
static bool
is_newest_first(const struct lapor_page *page, struct lapor_list log)
{
    struct lapor_instant first = { WHEN_NONE, -1 };
    struct lapor_instant last = { WHEN_NONE, -1 };
    struct jdoc_node item;

    while (lapor_list_next(&log, &item)) {
        struct lapor_instant instant = { WHEN_NONE, -1 };
        if (!lapor_time_read(page->settings, LAPOR_LOG, time_of(item), &instant) ||
            instant.us == WHEN_NONE)
            continue;
        if (first.us == WHEN_NONE)
            first = instant;
        last = instant;
    }
    return first.us > last.us;
}

/* Words in the log's place. */
static bool
is_no_log(struct jdoc_node log)
{
    struct str text;

    return jdoc_get_str(log, &text) && !lapor_is_nothing(text);
}

bool
lapor_log_read(struct lapor_page *page, struct lapor_case *report, struct jdoc_node log,
               const char *path)
{
    struct lapor_list list = lapor_list_open(log);
    struct id_set *seen = id_set_new(page->view->arena, list.count);
    bool backwards = is_newest_first(page, list);
    struct jdoc_node item;
    char at[2 * ANSWER_PATH_MAX];

    if (seen == NULL)
        return false;
    if (is_no_log(log))
        batch_reject(page->batch, str_from(path), "expected a list, got %s", jdoc_type_name(log));
    for (size_t i = 0; lapor_list_next(&list, &item); i++) {
        snprintf(at, sizeof(at), "%s[%zu]", path, i);
        report->log_place = (int64_t)(backwards ? list.count - 1 - i : i);
        if (!read_entry(page, report, seen, item, at))
            return false;
    }
    return true;
}
