/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * import: an export of the complaint system into the database, by the daemon's own statements, so
 * that it can be repeated without harm and never puts an older state over a newer one. Each batch
 * of rows is one transaction under the feed's lock, which the daemon takes too.
 */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "base/when.h"
#include "ctl.h"
#include "ctl_laporan.h"
#include "ctl_show.h"
#include "ctl_sql.h"
#include "ctl_units.h"
#include "loop.h"
#include "store/rowset.h"

#define FILE_BYTES_MAX  ((size_t)512 << 20)
#define BATCH_ROWS      500
#define ARENA_BYTES_MAX ((size_t)256 << 20)
#define REFUSALS_SHOWN  20

struct import {
    struct ctl *ctl;
    const char *file;
    int32_t government_id, account_id;
    char feed[512];
    struct laporan_made made;
    struct laporan laporan;
    struct ctl_units units;
    struct arena *arena; /* of the batch */
    int64_t rows, refused, added, changed;
};

static bool
read_file(const char *path, struct buf *bytes)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    char chunk[65536];
    bool fits = true;
    size_t n;

    if (file == NULL) {
        (void)fprintf(stderr, "pantauctl: cannot open \"%s\": %s\n", path, strerror(errno));
        return false;
    }
    while (fits && (n = fread(chunk, 1, sizeof(chunk), file)) > 0)
        fits = buf_append(bytes, chunk, n);
    if (!fits)
        (void)fprintf(stderr, "pantauctl: \"%s\" is larger than 512 MiB\n", path);
    else if (ferror(file))
        (void)fprintf(stderr, "pantauctl: cannot read \"%s\": %s\n", path, strerror(errno));
    fits = fits && !ferror(file);
    if (file != stdin)
        (void)fclose(file);
    return fits;
}

/* The one feed that is meant. */
static enum ctl_exit
find_feed(struct import *import)
{
    const char *values[] = { import->ctl->feed, import->ctl->government };
    PGresult *rows = ctl_db_query(import->ctl->db, ctl_sql_feeds, values, ARRAY_SIZE(values));
    enum ctl_exit exit = CTL_USAGE;

    if (rows == NULL)
        return CTL_DATABASE;
    if (PQntuples(rows) == 1) {
        import->government_id = (int32_t)ctl_db_int(rows, 0, 0);
        import->account_id = (int32_t)ctl_db_int(rows, 0, 1);
        (void)snprintf(import->feed, sizeof(import->feed), "%s", PQgetvalue(rows, 0, 3));
        exit = CTL_OK;
    } else if (PQntuples(rows) == 0) {
        (void)fprintf(stderr, "pantauctl: the database has no such feed; feeds: in pantau.yaml "
                              "name them, and pantaud enters them when it starts\n");
    } else {
        (void)fprintf(stderr, "pantauctl: say which feed is meant (--feed, --government):\n");
        for (int row = 0; row < PQntuples(rows); row++)
            (void)fprintf(stderr, "  --government %s --feed %s\n", PQgetvalue(rows, row, 2),
                          PQgetvalue(rows, row, 3));
    }
    PQclear(rows);
    return exit;
}

static void
refuse(struct import *import, unsigned line, const char *why)
{
    import->refused++;
    if (import->refused <= REFUSALS_SHOWN)
        (void)fprintf(stderr, "%s:%u: %s\n", import->file, line, why);
    if (import->refused == REFUSALS_SHOWN + 1)
        (void)fprintf(stderr, "pantauctl: further rows that were refused are not shown\n");
}

/*
 * Rows of one transaction, by how far their cases came: each kind is dated a microsecond behind
 * the one before, so that of two exports of one moment the order of import does not matter.
 */
struct batches {
    struct batch of[LAPORAN_RANK_MAX + 1];
};

/* Adds a row to its batch, or refuses it. False when the database said no. */
static bool
take_row(struct import *import, const struct laporan_row *row, struct batches *batches)
{
    const struct str *fields = row->fields;
    struct error err = ERROR_INIT;
    struct str ref;

    if (!ctl_units_ref(&import->units, fields[LAPORAN_UNIT_ID], fields[LAPORAN_UNIT], &ref))
        return false;
    if (!ctl_laporan_read(row, ref, import->made.latest_us, &batches->of[ctl_laporan_rank(row)],
                          &err))
        refuse(import, row->line, err.text);
    return true;
}

/*
 * Fills the batches; *ret_more is false at the end of the file. False, and why was said, when
 * memory is out or the database said no.
 */
static bool
fill_batches(struct import *import, struct batches *batches, bool *ret_more)
{
    struct laporan_row row;

    for (int i = 0; i < BATCH_ROWS; i++) {
        enum laporan_outcome outcome = ctl_laporan_next(&import->laporan, import->arena, &row);

        *ret_more = outcome != LAPORAN_END;
        if (outcome == LAPORAN_LIMIT)
            (void)fprintf(stderr, "pantauctl: the rows before line %u are too large\n", row.line);
        if (outcome == LAPORAN_LIMIT)
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
add_touched(struct import *import, struct touched *touched, const PGresult *rows)
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
write_kind(struct import *import, const struct batch *batch, int rank, enum record_kind kind,
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
run(struct import *import, struct rowset *rowset)
{
    PGresult *rows = ctl_db_run(import->ctl->db, rowset);

    PQclear(rows);
    return rows != NULL;
}

static bool
lock_feed(struct import *import)
{
    struct rowset rowset;

    rowset_start(&rowset, STATEMENT_ACCOUNT_LOCK);
    must(rowset_int4(&rowset, import->arena, import->government_id) &&
         rowset_int4_array(&rowset, import->arena, &import->account_id, 1));
    return run(import, &rowset);
}

static bool
derive(struct import *import, const struct touched *touched)
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
find_known(struct import *import, const struct batches *batches)
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
count_changes(struct import *import, const struct touched *touched, const PGresult *known)
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
write_records(struct import *import, const struct batches *batches, struct touched *touched)
{
    bool ok = true;

    for (int rank = 0; rank <= LAPORAN_RANK_MAX && ok; rank++) {
        const struct batch *batch = &batches->of[rank];

        ok = write_kind(import, batch, rank, RECORD_COMPLAINT, touched) &&
             write_kind(import, batch, rank, RECORD_COMPLAINT_EVENT, touched);
    }
    return ok;
}

/* Everything between begin and commit. */
static bool
write_locked(struct import *import, const struct batches *batches)
{
    struct touched touched = { .count = 0 };
    PGresult *known;
    bool ok;

    touched.keys = arena_array(import->arena, count_records(batches), sizeof(touched.keys[0]));
    if (touched.keys == NULL || !lock_feed(import))
        return false;
    known = find_known(import, batches);
    ok = known != NULL && write_records(import, batches, &touched) && derive(import, &touched);
    if (ok)
        count_changes(import, &touched, known);
    PQclear(known);
    return ok;
}

static bool
write_batches(struct import *import, const struct batches *batches)
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
show_progress(const struct import *import)
{
    if (import->ctl->progress)
        (void)fprintf(stderr, "\r%3u %%  %" PRId64 " rows",
                      ctl_table_percent(&import->laporan.table), import->rows);
}

static bool
import_rows(struct import *import)
{
    bool more = true, ok = true;

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

static void
show_json(const struct import *import, int64_t unchanged)
{
    struct buf buf;
    struct jout out;

    ctl_show_start(&out, &buf);
    jout_object(&out, NULL);
    jout_str(&out, "file", str_from(import->file));
    jout_str(&out, "feed", str_from(import->feed));
    jout_bool(&out, "dry_run", import->ctl->dry_run);
    jout_int(&out, "rows", import->rows);
    jout_int(&out, "new", import->added);
    jout_int(&out, "changed", import->changed);
    jout_int(&out, "unchanged", unchanged);
    jout_int(&out, "refused", import->refused);
    jout_array(&out, "unknown_units");
    for (size_t i = 0; i < import->units.unknown_count; i++)
        jout_str(&out, NULL, import->units.unknown[i]);
    jout_close_array(&out);
    jout_close_object(&out);
    ctl_show_finish(&out, &buf);
}

static void
show_result(const struct import *import)
{
    int64_t unchanged = import->rows - import->refused - import->added - import->changed;

    if (import->ctl->json) {
        show_json(import, unchanged);
        return;
    }
    (void)printf("%s: %" PRId64 " rows: %" PRId64 " new, %" PRId64 " changed, %" PRId64
                 " unchanged, %" PRId64 " refused%s\n",
                 import->feed, import->rows, import->added, import->changed, unchanged,
                 import->refused, import->ctl->dry_run ? " (nothing was kept: --dry-run)" : "");
    for (size_t i = 0; i < import->units.unknown_count; i++)
        (void)printf("%s%.*s\n", i == 0 ? "not in the feed's units: map:\n  " : "  ",
                     STR_ARGS(import->units.unknown[i]));
}

static enum ctl_exit
import_file(struct import *import, struct str bytes)
{
    struct error err = ERROR_INIT;
    enum ctl_exit exit;

    if (!ctl_laporan_open(&import->laporan, bytes, loop_wall_us(), &err)) {
        (void)fprintf(stderr, "%s: %s\n%s%s", import->file, err.text, err.hint,
                      err.hint[0] != '\0' ? "\n" : "");
        return CTL_USAGE;
    }
    if (import->laporan.table.xlsx == NULL && !utf8_is_valid(bytes))
        (void)fprintf(
            stderr,
            "%s: not all of it is UTF-8, other bytes become \xef\xbf\xbd: save it as CSV UTF-8\n",
            import->file);
    import->made = ctl_laporan_made(&import->laporan, loop_wall_us());
    if (import->ctl->observed_at_us != WHEN_NONE)
        import->made =
            (struct laporan_made){ import->ctl->observed_at_us, import->ctl->observed_at_us };
    exit = find_feed(import);
    if (exit != CTL_OK)
        return exit;
    if (!ctl_units_load(&import->units, import->ctl->db, import->government_id,
                        import->account_id) ||
        !import_rows(import)) {
        (void)fprintf(stderr, "pantauctl: stopped; what was written before is kept, and the "
                              "import can be repeated\n");
        return CTL_DATABASE;
    }
    show_result(import);
    return import->refused > 0 ? CTL_TROUBLE : CTL_OK;
}

enum ctl_exit
ctl_import(struct ctl *ctl)
{
    CLEANUP(buf_done) struct buf bytes = BUF_INIT(FILE_BYTES_MAX);
    struct import import = { .ctl = ctl, .file = ctl->argv[0] };
    enum ctl_exit exit = CTL_USAGE;

    if (!read_file(import.file, &bytes))
        return exit;
    import.arena = arena_new(ARENA_BYTES_MAX);
    exit = import_file(&import, buf_str(&bytes));
    ctl_laporan_close(&import.laporan);
    arena_free(import.arena);
    ctl_units_done(&import.units);
    return exit;
}
