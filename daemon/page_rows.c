/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "page_rows.h"

#include <string.h>

#include "record/mask.h"

/* Nobody's name, number or address enters the database: the mask and the pseudonym stand here, at
 * the only door. */
static bool
hide_person(struct message *message, struct arena *arena, struct str channel,
            const struct pseudonym *pseudonym, struct rowset_keys *keys)
{
    if (!str_is_none(message->author_id)) {
        pseudonym_author(pseudonym, channel, message->author_id, keys->author_key);
        keys->has_author = true;
    }
    if (str_is_none(message->text))
        return true;
    pseudonym_text(pseudonym, message->text, keys->text_hash);
    keys->has_text = true;
    return mask_text(arena, message->text, &message->text);
}

static bool
hide_complaint(struct complaint *complaint, struct arena *arena)
{
    return mask_text(arena, complaint->title, &complaint->title) &&
           mask_text(arena, complaint->text, &complaint->text);
}

static bool
hide_people(struct batch *batch, struct str channel, const struct pseudonym *pseudonym,
            struct rowset_keys *keys)
{
    for (size_t i = 0; i < batch->count; i++) {
        struct record *record = &batch->records[i];
        bool fits = true;
        if (record->kind == RECORD_MESSAGE)
            fits = hide_person(&record->of.message, batch->arena, channel, pseudonym, &keys[i]);
        else if (record->kind == RECORD_COMPLAINT)
            fits = hide_complaint(&record->of.complaint, batch->arena);
        else if (record->kind == RECORD_COMPLAINT_EVENT)
            fits = mask_text(batch->arena, record->of.complaint_event.text,
                             &record->of.complaint_event.text);
        if (!fits)
            return false;
    }
    return true;
}

bool
page_rows_encode(struct page_rows *rows, struct batch *batch, const struct rowset_head *head,
                 struct str channel, const struct pseudonym *pseudonym)
{
    struct rowset_keys *keys = arena_array(batch->arena, batch->count, sizeof(*keys));

    if (keys == NULL || !hide_people(batch, channel, pseudonym, keys))
        return false;
    rows->upsert_count = 0;
    for (int kind = 0; kind < RECORD_KIND_COUNT; kind++) {
        struct rowset *rowset = &rows->upserts[rows->upsert_count];
        if (!rowset_encode(batch, (enum record_kind)kind, head, keys, rowset))
            return false;
        rows->upsert_count += rowset->row_count > 0;
    }
    return true;
}

static bool
start(struct rowset *rowset, struct arena *arena, enum statement_id statement,
      const struct page_closing *closing)
{
    rowset_start(rowset, statement);
    return rowset_int4(rowset, arena, closing->government_id) &&
           rowset_int4(rowset, arena, closing->account_id) &&
           rowset_text(rowset, arena, str_from(closing->stream));
}

static bool
stream_save(struct rowset *rowset, struct arena *arena, const struct page_closing *closing)
{
    struct str cursor = STR_NONE;

    if (str_is_none(closing->target) && !cursor_format(&closing->outcome->next, arena, &cursor))
        cursor = STR_NONE;
    return start(rowset, arena, STATEMENT_STREAM_SAVE, closing) &&
           rowset_int8(rowset, arena, closing->fence) && rowset_text(rowset, arena, cursor) &&
           rowset_time(rowset, arena, closing->started_us) &&
           rowset_bool(rowset, arena, closing->is_complete);
}

bool
page_rows_save(const struct page_closing *closing, struct arena *arena, struct rowset *ret_rowset)
{
    return stream_save(ret_rowset, arena, closing);
}

static bool
target_save(struct rowset *rowset, struct arena *arena, const struct page_closing *closing)
{
    return start(rowset, arena, STATEMENT_TARGET_SAVE, closing) &&
           rowset_text(rowset, arena, closing->target) &&
           rowset_time(rowset, arena, closing->started_us) &&
           (closing->outcome->announced < 0
                ? rowset_null(rowset)
                : rowset_int8(rowset, arena, closing->outcome->announced));
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
    if (closing->error == NULL)
        return STR_NONE;
    if (closing->error->hint[0] != '\0')
        return str_from(closing->error->hint);
    return str_from(cause_advice(closing->outcome->cause));
}

static bool
add_status(struct rowset *rowset, struct arena *arena, int status)
{
    return status == 0 ? rowset_null(rowset) : rowset_int4(rowset, arena, status);
}

bool
page_rows_run(const struct page_closing *closing, struct arena *arena, struct rowset *ret_rowset)
{
    struct rowset *rowset = ret_rowset;

    return start(rowset, arena, STATEMENT_RUN_INSERT, closing) &&
           rowset_text(rowset, arena, closing->target) &&
           rowset_time(rowset, arena, closing->started_us) &&
           rowset_time(rowset, arena, closing->finished_us) &&
           rowset_int4(rowset, arena, (int32_t)closing->pages) &&
           rowset_int4(rowset, arena, (int32_t)closing->items) &&
           rowset_int4(rowset, arena, (int32_t)closing->changed) &&
           rowset_int4(rowset, arena, (int32_t)closing->rejected) &&
           rowset_text(rowset, arena, str_from(verdict_name(closing->outcome->verdict))) &&
           rowset_text(rowset, arena, str_from(cause_name(closing->outcome->cause))) &&
           add_status(rowset, arena, closing->http_status) &&
           rowset_int8(rowset, arena, closing->bytes) &&
           rowset_text(rowset, arena, error_text(closing->error)) &&
           rowset_text(rowset, arena, advice(closing));
}

bool
page_rows_fail(const struct page_closing *closing, struct arena *arena, struct rowset *ret_rowset)
{
    struct rowset *rowset = ret_rowset;

    return start(rowset, arena, STATEMENT_STREAM_FAIL, closing) &&
           rowset_int8(rowset, arena, closing->fence) &&
           rowset_time(rowset, arena, closing->finished_us) &&
           rowset_text(rowset, arena, str_from(verdict_name(closing->outcome->verdict))) &&
           rowset_text(rowset, arena, str_from(cause_name(closing->outcome->cause))) &&
           rowset_text(rowset, arena, error_text(closing->error)) &&
           rowset_text(rowset, arena, advice(closing)) &&
           add_status(rowset, arena, closing->http_status) &&
           rowset_time(rowset, arena, closing->outcome->not_before_us);
}

size_t
page_rows_close(struct page_rows *rows, const struct page_closing *closing, struct arena *arena,
                const struct rowset **ret_rowsets)
{
    size_t count = 0;
    bool moves_cursor = closing->is_last || str_is_none(closing->target);

    *ret_rowsets = rows->closing;
    if (!closing->is_lookup && moves_cursor)
        must(stream_save(&rows->closing[count++], arena, closing));
    if (!closing->is_lookup && closing->is_last && !str_is_none(closing->target))
        must(target_save(&rows->closing[count++], arena, closing));
    if (closing->is_last && closing->changed > 0)
        must(page_rows_run(closing, arena, &rows->closing[count++]));
    return count;
}
