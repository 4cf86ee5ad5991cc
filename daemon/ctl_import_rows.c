/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Rows of an export into the database, by the daemon's own statements, so that they can be repeated
 * without harm and never put an older state over a newer one. Each batch of rows is one transaction
 * under the feed's lock, which the daemon takes too.
 */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "base/when.h"
#include "ctl_import.h"
#include "ctl_sql.h"
#include "store/rowset.h"
#include "unknown.h"
#include "json/jout.h"

#define BATCH_ROWS  500
#define BATCH_BYTES ((size_t)32 << 20) /* no further row is read beyond */

static void
refuse(struct ctl_import *import, unsigned line, const char *why)
{
    import->refused++;
    if (import->refused > CTL_IMPORT_REFUSALS_MAX)
        return;
    ctl_import_say(import, "%s:%u: %s\n", import->shown, line, why);
    if (!buf_printf(&import->refusals, "%u: %s\n", line, why))
        ctl_import_say(import, "pantauctl: and more than there is room for\n");
    if (import->refused == CTL_IMPORT_REFUSALS_MAX)
        ctl_import_say(import, "pantauctl: further rows that are refused are not shown\n");
}

/*
 * Rows of one transaction, by how far their cases came: each kind is dated a microsecond behind
 * the one before, so that of two exports of one moment the order of import does not matter.
 */
struct batches {
    struct batch of[LAPORAN_RANK_MAX + 1];
};

/* A state that the site renamed would end no wait any more, and nobody would see why. */
static void
tell_state(struct ctl_import *import, const struct laporan_row *row)
{
    struct str state = row->fields[LAPORAN_STATUS];
    char text[UNKNOWN_TEXT_SIZE];

    if (state.n == 0 || ctl_laporan_knows_state(row))
        return;
    must(utf8_repair(import->arena, state, &state));
    if (unknown_say(import->unknown, STR_NONE, STR_NONE, state, text))
        ctl_import_say(import, "%s:%u: %s\n", import->shown, row->line, text);
}

/* Adds a row to its batch, or refuses it. False when the database said no. */
static bool
take_row(struct ctl_import *import, const struct laporan_row *row, struct batches *batches)
{
    const struct str *fields = row->fields;
    struct error err = ERROR_INIT;
    struct str ref;

    if (!ctl_units_ref(&import->units, fields[LAPORAN_UNIT_ID], fields[LAPORAN_UNIT], &ref))
        return false;
    if (!ctl_laporan_read(row, ref, import->made.latest_us, &batches->of[ctl_laporan_rank(row)],
                          &err))
        refuse(import, row->line, err.text);
    else
        tell_state(import, row);
    return true;
}

/*
 * Fills the batches; *ret_more is false at the end of the file. False, and why was said, when
 * memory is out or the database said no.
 */
static bool
fill_batches(struct ctl_import *import, struct batches *batches, bool *ret_more)
{
    struct laporan_row row;

    for (int i = 0; i < BATCH_ROWS && arena_used(import->arena) < BATCH_BYTES; i++) {
        enum laporan_outcome outcome = ctl_laporan_next(&import->laporan, import->arena, &row);

        *ret_more = outcome != LAPORAN_END;
        import->is_too_large = outcome == LAPORAN_LIMIT;
        if (import->is_too_large)
            ctl_import_say(import, "%s:%u: the row is too large\n", import->shown, row.line);
        if (import->is_too_large)
            return false;
        if (outcome == LAPORAN_END)
            return true;
        import->rows++;
        if (outcome == LAPORAN_BROKEN)
            refuse(import, row.line, "a quotation mark stands in the wrong place");
        else if (!take_row(import, &row, batches))
            return false;
    }
    return true;
}

/* The keys that a statement returned, and how many of them the database did not know before. */
struct touched {
    struct str *keys;
    size_t count;
};

static bool
is_touched(const struct touched *touched, struct str key)
{
    for (size_t i = 0; i < touched->count; i++)
        if (str_equal(touched->keys[i], key))
            return true;
    return false;
}

static bool
add_touched(struct ctl_import *import, struct touched *touched, const PGresult *rows)
{
    for (int row = 0; row < PQntuples(rows); row++) {
        struct str key = ctl_db_value(rows, row, 0);

        if (is_touched(touched, key))
            continue;
        if (!arena_str(import->arena, key, &touched->keys[touched->count]))
            return false;
        touched->count++;
    }
    return true;
}

static bool
write_kind(struct ctl_import *import, const struct batch *batch, int rank, enum record_kind kind,
           struct touched *touched)
{
    const struct rowset_head head = { import->government_id, import->account_id,
                                      import->made.earliest_us + rank };
    struct rowset rowset;
    PGresult *rows;
    bool ok;

    must(rowset_encode(batch, kind, &head, NULL, &rowset));
    if (rowset.row_count == 0)
        return true;
    rows = ctl_db_run(import->ctl->db, &rowset);
    ok = rows != NULL && add_touched(import, touched, rows);
    PQclear(rows);
    return ok;
}

static bool
run(struct ctl_import *import, struct rowset *rowset)
{
    PGresult *rows = ctl_db_run(import->ctl->db, rowset);

    PQclear(rows);
    return rows != NULL;
}

static bool
lock_feed(struct ctl_import *import)
{
    struct rowset rowset;

    rowset_start(&rowset, STATEMENT_ACCOUNT_LOCK);
    must(rowset_int4(&rowset, import->arena, import->government_id) &&
         rowset_int4_array(&rowset, import->arena, &import->account_id, 1) &&
         rowset_int4(&rowset, import->arena, 0));
    return run(import, &rowset);
}

static bool
derive(struct ctl_import *import, const struct touched *touched)
{
    struct rowset rowset;
    int32_t *feeds; /* of each case: all the same */

    if (touched->count == 0)
        return true;
    feeds = arena_array(import->arena, touched->count, sizeof(*feeds));
    must(feeds);
    for (size_t i = 0; i < touched->count; i++)
        feeds[i] = import->account_id;
    rowset_start(&rowset, STATEMENT_DERIVE_COMPLAINT);
    must(rowset_int4(&rowset, import->arena, import->government_id) &&
         rowset_int4_array(&rowset, import->arena, feeds, touched->count) &&
         rowset_text_array(&rowset, import->arena, touched->keys, touched->count));
    return run(import, &rowset);
}

static void
add_ids(const struct batch *batch, struct buf *list)
{
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->records[i].kind != RECORD_COMPLAINT)
            continue;
        must(list->used == 1 || buf_append_str(list, STR(",")));
        must(buf_append_str(list, batch->records[i].of.complaint.external_id));
    }
}

/* "{1,2,3}" of the complaints' ids, which are digits. */
static void
list_ids(const struct batches *batches, struct buf *list)
{
    must(buf_append_str(list, STR("{")));
    for (int rank = 0; rank <= LAPORAN_RANK_MAX; rank++)
        add_ids(&batches->of[rank], list);
    must(buf_append_str(list, STR("}")));
}

static PGresult *
find_known(struct ctl_import *import, const struct batches *batches)
{
    CLEANUP(buf_done) struct buf list = BUF_INIT((size_t)BATCH_ROWS * 32);
    char government[16];
    char account[16];
    const char *values[] = { government, account, NULL };

    list_ids(batches, &list);
    values[2] = list.data;
    (void)snprintf(government, sizeof(government), "%" PRId32, import->government_id);
    (void)snprintf(account, sizeof(account), "%" PRId32, import->account_id);
    return ctl_db_query(import->ctl->db, ctl_sql_known_complaints, values, ARRAY_SIZE(values));
}

static void
count_changes(struct ctl_import *import, const struct touched *touched, const PGresult *known)
{
    int64_t changed = 0;

    for (int row = 0; row < PQntuples(known); row++)
        changed += is_touched(touched, ctl_db_value(known, row, 0)) ? 1 : 0;
    import->changed += changed;
    import->added += (int64_t)touched->count - changed;
}

static size_t
count_records(const struct batches *batches)
{
    size_t count = 0;

    for (int rank = 0; rank <= LAPORAN_RANK_MAX; rank++)
        count += batches->of[rank].count;
    return count;
}

static bool
write_records(struct ctl_import *import, const struct batches *batches, struct touched *touched)
{
    bool ok = true;

    for (int rank = 0; rank <= LAPORAN_RANK_MAX && ok; rank++) {
        const struct batch *batch = &batches->of[rank];

        ok = write_kind(import, batch, rank, RECORD_COMPLAINT, touched) &&
             write_kind(import, batch, rank, RECORD_COMPLAINT_EVENT, touched);
    }
    return ok;
}

/* {"5216807": "Ditutup oleh Sistem", …} */
static void
list_states(const struct batches *batches, struct jout *out)
{
    char id[32];

    jout_object(out, NULL);
    for (int rank = 0; rank <= LAPORAN_RANK_MAX; rank++)
        for (size_t i = 0; i < batches->of[rank].count; i++) {
            const struct record *record = &batches->of[rank].records[i];

            if (record->kind != RECORD_COMPLAINT || record->of.complaint.status_raw.n == 0)
                continue;
            (void)snprintf(id, sizeof(id), "%.*s", STR_ARGS(record->of.complaint.external_id));
            jout_str(out, id, record->of.complaint.status_raw);
        }
    jout_close_object(out);
}

/* Between which exports each case changed its state. */
static bool
write_states(struct ctl_import *import, const struct batches *batches, struct touched *touched)
{
    CLEANUP(buf_done) struct buf states = BUF_INIT(BATCH_ROWS * 2048u);
    char ids[2][16];
    char times[2][WHEN_FORMAT_MAX];
    const char *values[] = { ids[0], ids[1], NULL, when_format(import->made.earliest_us, times[0]),
                             when_format(import->made.latest_us, times[1]) };
    struct jout out;
    PGresult *changed;
    bool ok;

    jout_init(&out, &states);
    list_states(batches, &out);
    values[2] = states.data;
    (void)snprintf(ids[0], sizeof(ids[0]), "%" PRId32, import->government_id);
    (void)snprintf(ids[1], sizeof(ids[1]), "%" PRId32, import->account_id);
    changed = ctl_db_query(import->ctl->db, ctl_sql_states, values, ARRAY_SIZE(values));
    ok = changed != NULL && add_touched(import, touched, changed);
    PQclear(changed);
    return ok;
}

/* Everything between begin and commit. */
static bool
write_locked(struct ctl_import *import, const struct batches *batches)
{
    struct touched touched = { .count = 0 };
    PGresult *known;
    bool ok;

    touched.keys = arena_array(import->arena, count_records(batches), sizeof(touched.keys[0]));
    if (touched.keys == NULL || !lock_feed(import))
        return false;
    known = find_known(import, batches);
    ok = known != NULL && write_records(import, batches, &touched) &&
         write_states(import, batches, &touched) && derive(import, &touched);
    if (ok)
        count_changes(import, &touched, known);
    PQclear(known);
    return ok;
}

static bool
write_batches(struct ctl_import *import, const struct batches *batches)
{
    struct ctl_db *db = import->ctl->db;
    bool ok;

    if (count_records(batches) == 0)
        return true;
    if (!ctl_db_do(db, "begin"))
        return false;
    ok = write_locked(import, batches);
    return ctl_db_do(db, ok && !import->ctl->dry_run ? "commit" : "rollback") && ok;
}

static void
show_progress(const struct ctl_import *import)
{
    if (import->ctl->progress)
        (void)fprintf(stderr, "\r%3u %%  %" PRId64 " rows",
                      ctl_table_percent(&import->laporan.table), import->rows);
}

bool
ctl_import_rows(struct ctl_import *import)
{
    CLEANUP(unknown_freep) struct unknown *unknown = unknown_new();
    bool more = true, ok = true;

    import->unknown = unknown;
    while (more && ok) {
        struct batches batches;

        arena_reset(import->arena);
        for (int rank = 0; rank <= LAPORAN_RANK_MAX; rank++)
            batch_init(&batches.of[rank], import->arena);
        ok = fill_batches(import, &batches, &more) && write_batches(import, &batches);
        show_progress(import);
    }
    if (import->ctl->progress)
        (void)fprintf(stderr, "\r\033[K");
    return ok;
}
