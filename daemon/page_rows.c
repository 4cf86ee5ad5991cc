/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "page_rows.h"

#include <string.h>

#include "base/ascii.h"
#include "page.h"
#include "record/mask.h"
#include "source/link.h"
#include "text/language.h"

/*
 * Who wrote it, as an id that is the same wherever he writes: that of the registered account of his
 * handle, else the platform's, else his handle itself. False at the arena's ceiling.
 */
static bool
identify(struct message *message, struct arena *arena, const struct page_people *people)
{
    struct str account =
        str_is_none(message->author_handle)
            ? STR_NONE
            : handles_find(people->handles, people->channel, message->author_handle);
    char *name;

    if (!str_is_none(account))
        message->author_id = account;
    if (!str_is_none(message->author_id) || str_is_none(message->author_handle))
        return true;
    name = arena_alloc(arena, message->author_handle.n + 1);
    if (name == NULL)
        return false;
    name[0] = '@'; /* no platform's id begins so */
    for (size_t i = 0; i < message->author_handle.n; i++)
        name[i + 1] = ascii_lower(message->author_handle.p[i]);
    message->author_id = (struct str){ name, message->author_handle.n + 1 };
    return true;
}

/* Nobody's name, number or address enters the database: the mask and the pseudonym stand here, at
 * the only door. */
static bool
hide_person(struct message *message, struct arena *arena, const struct page_people *people,
            struct rowset_keys *keys)
{
    if (!identify(message, arena, people))
        return false;
    if (!str_is_none(message->author_id)) {
        pseudonym_author(people->pseudonym, people->channel, message->author_id, keys->author_key);
        keys->has_author = true;
    }
    if (str_is_none(message->text))
        return true;
    if (str_is_none(message->language))
        message->language = language_of(message->text);
    pseudonym_text(people->pseudonym, message->text, keys->text_hash);
    keys->has_text = true;
    return mask_text(arena, link_site, message->text, &message->text);
}

static bool
hide_complaint(struct complaint *complaint, struct arena *arena)
{
    if (str_is_none(complaint->language))
        complaint->language = language_of_titled(complaint->title, complaint->text);
    return mask_text(arena, link_site, complaint->title, &complaint->title) &&
           mask_text(arena, link_site, complaint->text, &complaint->text);
}

static bool
hide_people(struct batch *batch, const struct page_people *people, struct rowset_keys *keys)
{
    for (size_t i = 0; i < batch->count; i++) {
        struct record *record = &batch->records[i];
        bool fits = true;
        if (record->kind == RECORD_MESSAGE)
            fits = hide_person(&record->of.message, batch->arena, people, &keys[i]);
        else if (record->kind == RECORD_COMPLAINT)
            fits = hide_complaint(&record->of.complaint, batch->arena);
        else if (record->kind == RECORD_COMPLAINT_EVENT)
            fits = mask_text(batch->arena, link_site, record->of.complaint_event.text,
                             &record->of.complaint_event.text);
        if (!fits)
            return false;
    }
    return true;
}

/* Messages whose thread was guessed: behind their upsert, what named them before is moved. */
static bool
settle_threads(struct page_rows *rows, const struct batch *batch, const struct rowset_head *head)
{
    struct rowset *rowset = &rows->upserts[rows->upsert_count];
    struct str *ids = arena_array(batch->arena, batch->count, sizeof(*ids));
    size_t count = 0;

    if (ids == NULL)
        return false;
    for (size_t i = 0; i < batch->count; i++) {
        const struct record *record = &batch->records[i];
        if (record->kind == RECORD_MESSAGE && record->of.message.thread_guessed)
            ids[count++] = record->of.message.external_id;
    }
    if (count == 0)
        return true;
    rowset_start(rowset, STATEMENT_THREAD_SETTLE);
    rows->upsert_count++;
    return rowset_int4(rowset, batch->arena, head->government_id) &&
           rowset_int4(rowset, batch->arena, head->account_id) &&
           rowset_text_array(rowset, batch->arena, ids, count);
}

/* Where the platform's terms demand it: behind their upsert, the texts of what is gone. */
static bool
erase_texts(struct page_rows *rows, const struct batch *batch, const struct rowset_head *head)
{
    struct rowset *rowset = &rows->upserts[rows->upsert_count];
    struct str *ids = arena_array(batch->arena, batch->count, sizeof(*ids));
    size_t count = 0;

    if (ids == NULL)
        return false;
    for (size_t i = 0; i < batch->count; i++) {
        const struct record *record = &batch->records[i];
        if (record->kind == RECORD_MESSAGE_GONE)
            ids[count++] = record->of.message_gone.external_id;
    }
    if (count == 0)
        return true;
    rowset_start(rowset, STATEMENT_TEXT_ERASE);
    rows->upsert_count++;
    return rowset_int4(rowset, batch->arena, head->government_id) &&
           rowset_int4(rowset, batch->arena, head->account_id) &&
           rowset_text_array(rowset, batch->arena, ids, count);
}

bool
page_rows_encode(struct page_rows *rows, struct batch *batch, const struct rowset_head *head,
                 const struct page_people *people)
{
    struct rowset_keys *keys = arena_array(batch->arena, batch->count, sizeof(*keys));

    if (keys == NULL || !hide_people(batch, people, keys))
        return false;
    rows->upsert_count = 0;
    for (int kind = 0; kind < RECORD_KIND_COUNT; kind++) {
        struct rowset *rowset = &rows->upserts[rows->upsert_count];
        if (!rowset_encode(batch, (enum record_kind)kind, head, keys, rowset))
            return false;
        rows->upsert_count += rowset->row_count > 0;
    }
    return settle_threads(rows, batch, head) &&
           (!people->erases_text || erase_texts(rows, batch, head));
}

/* ---- what closes pages: one row of arrays for each page that has something of it to say ---- */

struct fence_row {
    int64_t account_id, fence;
    struct str stream;
};
static const struct rowset_field fence_fields[] = {
    { ROWSET_INT4, offsetof(struct fence_row, account_id) },
    { ROWSET_TEXT, offsetof(struct fence_row, stream) },
    { ROWSET_INT8, offsetof(struct fence_row, fence) },
};

struct stream_row {
    int64_t account_id, fence, at_us;
    struct str stream, cursor;
    bool is_complete;
};
static const struct rowset_field stream_fields[] = {
    { ROWSET_INT4, offsetof(struct stream_row, account_id) },
    { ROWSET_TEXT, offsetof(struct stream_row, stream) },
    { ROWSET_INT8, offsetof(struct stream_row, fence) },
    { ROWSET_BYTEA, offsetof(struct stream_row, cursor) },
    { ROWSET_TIME, offsetof(struct stream_row, at_us) },
    { ROWSET_BOOL, offsetof(struct stream_row, is_complete) },
};

struct target_row {
    int64_t account_id, at_us, announced;
    struct str stream, external_id;
};
static const struct rowset_field target_fields[] = {
    { ROWSET_INT4, offsetof(struct target_row, account_id) },
    { ROWSET_TEXT, offsetof(struct target_row, stream) },
    { ROWSET_TEXT, offsetof(struct target_row, external_id) },
    { ROWSET_TIME, offsetof(struct target_row, at_us) },
    { ROWSET_INT8, offsetof(struct target_row, announced) },
};

struct run_row {
    int64_t account_id, started_us, finished_us, pages, items, changed, rejected, http_status,
        bytes;
    struct str stream, target, verdict, cause, error, hint;
};
static const struct rowset_field run_fields[] = {
    { ROWSET_INT4, offsetof(struct run_row, account_id) },
    { ROWSET_TEXT, offsetof(struct run_row, stream) },
    { ROWSET_TEXT, offsetof(struct run_row, target) },
    { ROWSET_TIME, offsetof(struct run_row, started_us) },
    { ROWSET_TIME, offsetof(struct run_row, finished_us) },
    { ROWSET_INT4, offsetof(struct run_row, pages) },
    { ROWSET_INT4, offsetof(struct run_row, items) },
    { ROWSET_INT4, offsetof(struct run_row, changed) },
    { ROWSET_INT4, offsetof(struct run_row, rejected) },
    { ROWSET_TEXT, offsetof(struct run_row, verdict) },
    { ROWSET_TEXT, offsetof(struct run_row, cause) },
    { ROWSET_INT4, offsetof(struct run_row, http_status) },
    { ROWSET_INT8, offsetof(struct run_row, bytes) },
    { ROWSET_TEXT, offsetof(struct run_row, error) },
    { ROWSET_TEXT, offsetof(struct run_row, hint) },
};

/* The statement with its government and the arrays of rows; no row, nothing to send. */
static bool
encode(struct rowset *rowset, struct arena *arena, enum statement_id statement,
       int32_t government_id, const struct rowset_table *table)
{
    rowset_start(rowset, statement);
    return rowset_int4(rowset, arena, government_id) && rowset_rows(rowset, arena, table);
}

bool
page_rows_fence(struct page *const *pages, size_t count, struct arena *arena,
                struct rowset *ret_rowset)
{
    struct fence_row *rows = arena_array(arena, count, sizeof(*rows));
    struct rowset_table table = { fence_fields, ARRAY_SIZE(fence_fields), rows, sizeof(*rows),
                                  count };

    if (rows == NULL)
        return false;
    for (size_t i = 0; i < count; i++)
        rows[i] =
            (struct fence_row){ pages[i]->account_id, pages[i]->fence, str_from(pages[i]->stream) };
    return encode(ret_rowset, arena, STATEMENT_FENCE_CHECK, pages[0]->government_id, &table);
}

static struct stream_row
stream_row(const struct page_closing *closing, struct arena *arena)
{
    struct str cursor = STR_NONE;

    if (str_is_none(closing->target) && !cursor_format(&closing->outcome->next, arena, &cursor))
        cursor = STR_NONE;
    return (struct stream_row){ .account_id = closing->account_id,
                                .fence = closing->fence,
                                .at_us = closing->started_us,
                                .stream = str_from(closing->stream),
                                .cursor = cursor,
                                .is_complete = closing->is_complete };
}

bool
page_rows_save(const struct page_closing *closing, struct arena *arena, struct rowset *ret_rowset)
{
    struct stream_row row = stream_row(closing, arena);
    struct rowset_table table = { stream_fields, ARRAY_SIZE(stream_fields), &row, sizeof(row), 1 };

    return encode(ret_rowset, arena, STATEMENT_STREAM_SAVE, closing->government_id, &table);
}

bool
page_rows_streams(const struct page_closing *closings, size_t count, struct arena *arena,
                  struct rowset *ret_rowset)
{
    struct stream_row *rows = arena_array(arena, count, sizeof(*rows));
    struct rowset_table table = { stream_fields, ARRAY_SIZE(stream_fields), rows, sizeof(*rows),
                                  0 };

    if (rows == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct page_closing *closing = &closings[i];
        if (!closing->is_lookup && (closing->is_last || str_is_none(closing->target)))
            rows[table.row_count++] = stream_row(closing, arena);
    }
    return encode(ret_rowset, arena, STATEMENT_STREAM_SAVE, closings->government_id, &table);
}

bool
page_rows_targets(const struct page_closing *closings, size_t count, struct arena *arena,
                  struct rowset *ret_rowset)
{
    struct target_row *rows = arena_array(arena, count, sizeof(*rows));
    struct rowset_table table = { target_fields, ARRAY_SIZE(target_fields), rows, sizeof(*rows),
                                  0 };

    if (rows == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct page_closing *closing = &closings[i];
        if (closing->is_lookup || !closing->is_last || str_is_none(closing->target))
            continue;
        rows[table.row_count++] = (struct target_row){ .account_id = closing->account_id,
                                                       .at_us = closing->started_us,
                                                       .announced = closing->outcome->announced,
                                                       .stream = str_from(closing->stream),
                                                       .external_id = closing->target };
    }
    return encode(ret_rowset, arena, STATEMENT_TARGET_SAVE, closings->government_id, &table);
}

static struct str
error_text(const struct error *err)
{
    return err == NULL || err->text[0] == '\0' ? STR_NONE : str_from(err->text);
}

/* The error's own hint, or what the cause always asks for. */
static struct str
advice(const struct page_closing *closing)
{
    const char *always = cause_advice(closing->outcome->cause);

    if (closing->error != NULL && closing->error->hint[0] != '\0')
        return str_from(closing->error->hint);
    return always[0] != '\0' ? str_from(always) : STR_NONE;
}

static struct run_row
run_row(const struct page_closing *closing)
{
    return (struct run_row){ .account_id = closing->account_id,
                             .started_us = closing->started_us,
                             .finished_us = closing->finished_us,
                             .pages = closing->pages,
                             .items = closing->items,
                             .changed = closing->changed,
                             .rejected = closing->rejected,
                             .http_status = closing->http_status == 0 ? -1 : closing->http_status,
                             .bytes = closing->bytes,
                             .stream = str_from(closing->stream),
                             .target = closing->target,
                             .verdict = str_from(verdict_name(closing->outcome->verdict)),
                             .cause = str_from(cause_name(closing->outcome->cause)),
                             .error = error_text(closing->error),
                             .hint = advice(closing) };
}

bool
page_rows_run(const struct page_closing *closing, struct arena *arena, struct rowset *ret_rowset)
{
    struct run_row row = run_row(closing);
    struct rowset_table table = { run_fields, ARRAY_SIZE(run_fields), &row, sizeof(row), 1 };

    return encode(ret_rowset, arena, STATEMENT_RUN_INSERT, closing->government_id, &table);
}

bool
page_rows_runs(const struct page_closing *closings, size_t count, struct arena *arena,
               struct rowset *ret_rowset)
{
    struct run_row *rows = arena_array(arena, count, sizeof(*rows));
    struct rowset_table table = { run_fields, ARRAY_SIZE(run_fields), rows, sizeof(*rows), 0 };

    if (rows == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (closings[i].is_last && (closings[i].changed > 0 || closings[i].rejected > 0))
            rows[table.row_count++] = run_row(&closings[i]);
    }
    return encode(ret_rowset, arena, STATEMENT_RUN_INSERT, closings->government_id, &table);
}

bool
page_rows_fail(const struct page_closing *closing, struct arena *arena, struct rowset *ret_rowset)
{
    struct rowset *rowset = ret_rowset;

    rowset_start(rowset, STATEMENT_STREAM_FAIL);
    return rowset_int4(rowset, arena, closing->government_id) &&
           rowset_int4(rowset, arena, closing->account_id) &&
           rowset_text(rowset, arena, str_from(closing->stream)) &&
           rowset_int8(rowset, arena, closing->fence) &&
           rowset_time(rowset, arena, closing->finished_us) &&
           rowset_text(rowset, arena, str_from(verdict_name(closing->outcome->verdict))) &&
           rowset_text(rowset, arena, str_from(cause_name(closing->outcome->cause))) &&
           rowset_text(rowset, arena, error_text(closing->error)) &&
           rowset_text(rowset, arena, advice(closing)) &&
           (closing->http_status == 0 ? rowset_null(rowset)
                                      : rowset_int4(rowset, arena, closing->http_status)) &&
           rowset_time(rowset, arena, closing->outcome->not_before_us);
}
