/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Which field of a record goes to which parameter is a table per record kind; its order is
 * statement.h's.
 */

#include <assert.h>

#include "store/rowset_inside.h"

enum column_kind {
    COLUMN_TEXT,
    COLUMN_TIME,
    COLUMN_INT8,  /* int64_t; negative is null */
    COLUMN_INT4,  /* int64_t; negative is null */
    COLUMN_FLOAT, /* double; NAN is null */
    COLUMN_TRI,
    COLUMN_BOOL,
    COLUMN_FORMAT,
    COLUMN_MESSAGE_KIND,
    COLUMN_REMOVED_BY,
    COLUMN_AUTHOR_KEY, /* from the keys, not from the record */
    COLUMN_TEXT_HASH,
};

static const uint32_t column_oids[] = {
    [COLUMN_TEXT] = TYPE_TEXT,         [COLUMN_TIME] = TYPE_TIME,
    [COLUMN_INT8] = TYPE_INT8,         [COLUMN_INT4] = TYPE_INT4,
    [COLUMN_FLOAT] = TYPE_FLOAT8,      [COLUMN_TRI] = TYPE_BOOL,
    [COLUMN_BOOL] = TYPE_BOOL,         [COLUMN_FORMAT] = TYPE_TEXT,
    [COLUMN_MESSAGE_KIND] = TYPE_TEXT, [COLUMN_REMOVED_BY] = TYPE_TEXT,
    [COLUMN_AUTHOR_KEY] = TYPE_BYTEA,  [COLUMN_TEXT_HASH] = TYPE_BYTEA,
};

struct column {
    enum column_kind kind;
    size_t offset; /* in struct record */
};
#define COLUMN(type, field, kind)                                                 \
    {                                                                             \
        COLUMN_##kind, offsetof(struct record, of) + offsetof(struct type, field) \
    }

static const struct column account_sample_columns[] = {
    COLUMN(account_sample, name, TEXT),      COLUMN(account_sample, handle, TEXT),
    COLUMN(account_sample, followers, INT8), COLUMN(account_sample, following, INT8),
    COLUMN(account_sample, posts, INT8),     COLUMN(account_sample, views, INT8),
    COLUMN(account_sample, fans, INT8),
};
static const struct column post_columns[] = {
    COLUMN(post, external_id, TEXT),        COLUMN(post, alias_id, TEXT),
    COLUMN(post, published_at_us, TIME),    COLUMN(post, edited_at_us, TIME),
    COLUMN(post, format, FORMAT),           COLUMN(post, text, TEXT),
    COLUMN(post, permalink, TEXT),          COLUMN(post, language, TEXT),
    COLUMN(post, announced_comments, INT8), COLUMN(post, hidden, TRI),
    COLUMN(post, comments_off, TRI),        COLUMN(post, address_name, TEXT),
};
static const struct column post_sample_columns[] = {
    COLUMN(post_sample, post_external_id, TEXT),
    COLUMN(post_sample, likes, INT8),
    COLUMN(post_sample, comments, INT8),
    COLUMN(post_sample, shares, INT8),
    COLUMN(post_sample, views, INT8),
    COLUMN(post_sample, saves, INT8),
    COLUMN(post_sample, reach, INT8),
};
static const struct column message_columns[] = {
    COLUMN(message, external_id, TEXT),
    COLUMN(message, sent_at_us, TIME),
    COLUMN(message, post_external_id, TEXT),
    COLUMN(message, thread_key, TEXT),
    COLUMN(message, parent_external_id, TEXT),
    COLUMN(message, kind, MESSAGE_KIND),
    { COLUMN_AUTHOR_KEY, 0 },
    COLUMN(message, automatic, BOOL),
    COLUMN(message, permalink, TEXT),
    COLUMN(message, text, TEXT),
    COLUMN(message, truncated, BOOL),
    { COLUMN_TEXT_HASH, 0 },
    COLUMN(message, language, TEXT),
    COLUMN(message, likes, INT8),
    COLUMN(message, hidden, TRI),
    COLUMN(message, edited_at_us, TIME),
    COLUMN(message, thread_guessed, BOOL),
    COLUMN(message, address_name, TEXT),
};
static const struct column mention_columns[] = {
    COLUMN(mention, message_external_id, TEXT),   COLUMN(mention, sent_at_us, TIME),
    COLUMN(mention, mentioned_external_id, TEXT), COLUMN(mention, mentioned_handle, TEXT),
    COLUMN(mention, post_external_id, TEXT),
};
static const struct column reference_columns[] = {
    COLUMN(reference, external_id, TEXT),
    COLUMN(reference, in_post, BOOL),
    COLUMN(reference, channel, TEXT),
    COLUMN(reference, key, TEXT),
};
static const struct column message_gone_columns[] = {
    COLUMN(message_gone, external_id, TEXT),
    COLUMN(message_gone, last_seen_at_us, TIME),
    COLUMN(message_gone, first_missed_at_us, TIME),
    COLUMN(message_gone, removed_by, REMOVED_BY),
};
static const struct column complaint_columns[] = {
    COLUMN(complaint, external_id, TEXT),
    COLUMN(complaint, class_name, TEXT),
    COLUMN(complaint, visibility, TEXT),
    COLUMN(complaint, topic, TEXT),
    COLUMN(complaint, title, TEXT),
    COLUMN(complaint, text, TEXT),
    COLUMN(complaint, truncated, BOOL),
    COLUMN(complaint, permalink, TEXT),
    COLUMN(complaint, unit_ref, TEXT),
    COLUMN(complaint, district_code, TEXT),
    COLUMN(complaint, village_code, TEXT),
    COLUMN(complaint, latitude, FLOAT),
    COLUMN(complaint, longitude, FLOAT),
    COLUMN(complaint, status, TEXT),
    COLUMN(complaint, status_raw, TEXT),
    COLUMN(complaint, received_at_us, TIME),
    COLUMN(complaint, verified_at_us, TIME),
    COLUMN(complaint, disposed_at_us, TIME),
    COLUMN(complaint, last_activity_at_us, TIME),
    COLUMN(complaint, closed_at_us, TIME),
    COLUMN(complaint, precision_s, INT4),
    COLUMN(complaint, closed_by, TEXT),
    COLUMN(complaint, rating, FLOAT),
    COLUMN(complaint, district_name, TEXT),
    COLUMN(complaint, village_name, TEXT),
    COLUMN(complaint, language, TEXT),
};
static const struct column complaint_event_columns[] = {
    COLUMN(complaint_event, complaint_external_id, TEXT),
    COLUMN(complaint_event, event_key, TEXT),
    COLUMN(complaint_event, at_earliest_us, TIME),
    COLUMN(complaint_event, at_latest_us, TIME),
    COLUMN(complaint_event, precision_s, INT4),
    COLUMN(complaint_event, kind, TEXT),
    COLUMN(complaint_event, unit_ref, TEXT),
    COLUMN(complaint_event, from_unit_ref, TEXT),
    COLUMN(complaint_event, actor, TEXT),
    COLUMN(complaint_event, text, TEXT),
    COLUMN(complaint_event, rule, TEXT),
    COLUMN(complaint_event, confidence, FLOAT),
    COLUMN(complaint_event, ordinal, INT4),
    COLUMN(complaint_event, attached, TRI),
};

static const struct {
    enum statement_id statement;
    const struct column *columns;
    size_t count;
} layouts[RECORD_KIND_COUNT] = {
#define LAYOUT(statement, columns)              \
    {                                           \
        statement, columns, ARRAY_SIZE(columns) \
    }
    [RECORD_ACCOUNT_SAMPLE] = LAYOUT(STATEMENT_ACCOUNT_SAMPLE_WRITE, account_sample_columns),
    [RECORD_POST] = LAYOUT(STATEMENT_POST_WRITE, post_columns),
    [RECORD_POST_SAMPLE] = LAYOUT(STATEMENT_POST_SAMPLE_WRITE, post_sample_columns),
    [RECORD_MESSAGE] = LAYOUT(STATEMENT_MESSAGE_WRITE, message_columns),
    [RECORD_MENTION] = LAYOUT(STATEMENT_MENTION_WRITE, mention_columns),
    [RECORD_REFERENCE] = LAYOUT(STATEMENT_REFERENCE_WRITE, reference_columns),
    [RECORD_MESSAGE_GONE] = LAYOUT(STATEMENT_MESSAGE_GONE_WRITE, message_gone_columns),
    [RECORD_COMPLAINT] = LAYOUT(STATEMENT_COMPLAINT_WRITE, complaint_columns),
    [RECORD_COMPLAINT_EVENT] = LAYOUT(STATEMENT_COMPLAINT_EVENT_WRITE, complaint_event_columns),
};

static void
element_key(struct element *element, bool present, const unsigned char *key)
{
    element->is_null = !present;
    element->p = (const char *)key;
    element->n = ROWSET_KEY_BYTES;
}

static void
element_read(const struct column *column, const struct record *record,
             const struct rowset_keys *keys, struct element *element)
{
    const void *field = (const char *)record + column->offset;

    switch (column->kind) {
    case COLUMN_TEXT:
        element_text(element, *(const struct str *)field);
        break;
    case COLUMN_TIME:
        element_time(element, *(const int64_t *)field);
        break;
    case COLUMN_INT8:
        element_count(element, *(const int64_t *)field, 8);
        break;
    case COLUMN_INT4:
        element_count(element, *(const int64_t *)field, 4);
        break;
    case COLUMN_FLOAT:
        element_float(element, *(const double *)field);
        break;
    case COLUMN_TRI:
        element_tri(element, *(const enum tri *)field);
        break;
    case COLUMN_BOOL:
        element_fixed(element, *(const bool *)field, 1);
        break;
    case COLUMN_FORMAT:
        element_text(element, str_from(record_format_name(*(const enum post_format *)field)));
        break;
    case COLUMN_MESSAGE_KIND:
        element_text(element,
                     str_from(record_message_kind_name(*(const enum message_kind *)field)));
        break;
    case COLUMN_REMOVED_BY:
        element_text(element, str_from(record_removed_by_name(*(const enum removed_by *)field)));
        break;
    case COLUMN_AUTHOR_KEY:
        must(keys != NULL);
        element_key(element, keys->has_author, keys->author_key);
        break;
    case COLUMN_TEXT_HASH:
        must(keys != NULL);
        element_key(element, keys->has_text, keys->text_hash);
        break;
    }
}

/* The records of one kind, found once, and the column that is being written. */
struct column_source {
    const struct batch *batch;
    const struct rowset_keys *keys;
    const uint32_t *indexes;
    const struct column *column;
};

static void
read_column(const void *from, size_t index, struct element *element)
{
    const struct column_source *source = from;
    uint32_t at = source->indexes[index];

    element_read(source->column, &source->batch->records[at],
                 source->keys != NULL ? &source->keys[at] : NULL, element);
}

static bool
find_records(const struct batch *batch, enum record_kind kind, uint32_t **ret_indexes,
             size_t *ret_count)
{
    size_t count = batch_count_kind(batch, kind);
    uint32_t *indexes = arena_array(batch->arena, count, sizeof(*indexes));
    size_t at = 0;

    if (count > 0 && indexes == NULL)
        return false;
    for (uint32_t i = 0; i < batch->count; i++) {
        if (batch->records[i].kind == kind)
            indexes[at++] = i;
    }
    *ret_indexes = indexes;
    *ret_count = count;
    return true;
}

static void
read_account(const void *from, size_t index, struct element *element)
{
    (void)index;
    element_fixed(element, (uint64_t)(int64_t)((const struct rowset_head *)from)->account_id, 4);
}

static void
read_observed(const void *from, size_t index, struct element *element)
{
    (void)index;
    element_time(element, ((const struct rowset_head *)from)->observed_at_us);
}

/* Messages say account and time in each row, so that pages of several accounts can be joined. */
static bool
add_head(struct rowset *rowset, struct arena *arena, enum record_kind kind,
         const struct rowset_head *head)
{
    size_t count = rowset->row_count;

    if (!rowset_int4(rowset, arena, head->government_id))
        return false;
    if (kind == RECORD_MESSAGE)
        return rowset_array(rowset, arena, TYPE_INT4, head, count, read_account) &&
               rowset_array(rowset, arena, TYPE_TIME, head, count, read_observed);
    return rowset_int4(rowset, arena, head->account_id) &&
           rowset_time(rowset, arena, head->observed_at_us);
}

bool
rowset_encode(const struct batch *batch, enum record_kind kind, const struct rowset_head *head,
              const struct rowset_keys *keys, struct rowset *ret_rowset)
{
    struct column_source source = { .batch = batch, .keys = keys };
    uint32_t *indexes;
    size_t count;

    assert(kind != RECORD_MESSAGE || keys != NULL);
    if (!find_records(batch, kind, &indexes, &count))
        return false;
    rowset_start(ret_rowset, layouts[kind].statement);
    ret_rowset->row_count = count;
    source.indexes = indexes;
    if (count == 0)
        return true;
    if (!add_head(ret_rowset, batch->arena, kind, head))
        return false;
    for (size_t i = 0; i < layouts[kind].count; i++) {
        source.column = &layouts[kind].columns[i];
        if (!rowset_array(ret_rowset, batch->arena, column_oids[source.column->kind], &source,
                          count, read_column))
            return false;
    }
    return true;
}

/* That parameter of all parts, their arrays behind one another. */
static bool
join_parameter(struct arena *arena, const struct rowset *const *parts, size_t count,
               struct rowset *rowset)
{
    unsigned index = rowset->parameter_count++;
    struct str *arrays = arena_array(arena, count, sizeof(*arrays));
    struct str joined;

    if (arrays == NULL)
        return false;
    for (size_t i = 0; i < count; i++)
        arrays[i] = (struct str){ parts[i]->values[index], (size_t)parts[i]->lengths[index] };
    if (!element_join(arena, arrays, count, &joined))
        return false;
    rowset->values[index] = joined.p;
    rowset->lengths[index] = (int)joined.n;
    rowset->formats[index] = 1;
    return true;
}

bool
rowset_join(struct arena *arena, const struct rowset *const *parts, size_t count,
            struct rowset *ret_rowset)
{
    *ret_rowset = *parts[0];
    ret_rowset->parameter_count = 1; /* the government is one */
    for (size_t i = 1; i < count; i++)
        ret_rowset->row_count += parts[i]->row_count;
    while (ret_rowset->parameter_count < parts[0]->parameter_count) {
        if (!join_parameter(arena, parts, count, ret_rowset))
            return false;
    }
    return true;
}
