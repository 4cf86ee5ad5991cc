/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Which field of a record goes to which parameter is a table per record kind; its order is
 * statement.h's.
 */

#include "store/rowset.h"

#include <assert.h>

#include "store/element.h"

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
    [COLUMN_TEXT] = OID_TEXT,         [COLUMN_TIME] = OID_TIMESTAMPTZ,
    [COLUMN_INT8] = OID_INT8,         [COLUMN_INT4] = OID_INT4,
    [COLUMN_FLOAT] = OID_FLOAT8,      [COLUMN_TRI] = OID_BOOL,
    [COLUMN_BOOL] = OID_BOOL,         [COLUMN_FORMAT] = OID_TEXT,
    [COLUMN_MESSAGE_KIND] = OID_TEXT, [COLUMN_REMOVED_BY] = OID_TEXT,
    [COLUMN_AUTHOR_KEY] = OID_BYTEA,  [COLUMN_TEXT_HASH] = OID_BYTEA,
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
};
static const struct column post_columns[] = {
    COLUMN(post, external_id, TEXT),        COLUMN(post, alias_id, TEXT),
    COLUMN(post, published_at_us, TIME),    COLUMN(post, edited_at_us, TIME),
    COLUMN(post, format, FORMAT),           COLUMN(post, text, TEXT),
    COLUMN(post, permalink, TEXT),          COLUMN(post, language, TEXT),
    COLUMN(post, announced_comments, INT8), COLUMN(post, hidden, TRI),
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
};
static const struct column mention_columns[] = {
    COLUMN(mention, message_external_id, TEXT),
    COLUMN(mention, sent_at_us, TIME),
    COLUMN(mention, mentioned_external_id, TEXT),
    COLUMN(mention, mentioned_handle, TEXT),
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

static void
add_parameter(struct rowset *rowset, const char *value, size_t length, int format)
{
    unsigned index = rowset->parameter_count++;

    assert(index < ROWSET_PARAMETERS_MAX);
    rowset->values[index] = value;
    rowset->lengths[index] = (int)length;
    rowset->formats[index] = format;
}

static bool
add_array(struct rowset *rowset, struct arena *arena, uint32_t oid, const void *from, size_t count,
          element_fn read)
{
    struct str bytes;

    if (!element_array(arena, oid, from, count, read, &bytes))
        return false;
    add_parameter(rowset, bytes.p, bytes.n, 1);
    return true;
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
    if (!rowset_int4(ret_rowset, batch->arena, head->government_id) ||
        !rowset_int4(ret_rowset, batch->arena, head->account_id) ||
        !rowset_time(ret_rowset, batch->arena, head->observed_at_us))
        return false;
    for (size_t i = 0; i < layouts[kind].count; i++) {
        source.column = &layouts[kind].columns[i];
        if (!add_array(ret_rowset, batch->arena, column_oids[source.column->kind], &source, count,
                       read_column))
            return false;
    }
    return true;
}

void
rowset_start(struct rowset *rowset, enum statement_id statement)
{
    rowset->statement = statement;
    rowset->parameter_count = 0;
    rowset->row_count = 1;
}

bool
rowset_null(struct rowset *rowset)
{
    add_parameter(rowset, NULL, 0, 1);
    return true;
}

/* A null, or a copy of the element's bytes. */
static bool
add_element(struct rowset *rowset, struct arena *arena, const struct element *element, int format)
{
    struct str copy;

    if (element->is_null) {
        add_parameter(rowset, NULL, 0, format);
        return true;
    }
    if (!arena_str(arena, (struct str){ element->p, element->n }, &copy))
        return false;
    add_parameter(rowset, copy.p, copy.n, format);
    return true;
}

bool
rowset_int4(struct rowset *rowset, struct arena *arena, int32_t value)
{
    struct element element;

    element_fixed(&element, (uint64_t)(int64_t)value, 4);
    return add_element(rowset, arena, &element, 1);
}

bool
rowset_int8(struct rowset *rowset, struct arena *arena, int64_t value)
{
    struct element element;

    element_fixed(&element, (uint64_t)value, 8);
    return add_element(rowset, arena, &element, 1);
}

bool
rowset_bool(struct rowset *rowset, struct arena *arena, bool value)
{
    struct element element;

    element_fixed(&element, value, 1);
    return add_element(rowset, arena, &element, 1);
}

bool
rowset_time(struct rowset *rowset, struct arena *arena, int64_t us)
{
    struct element element;

    element_time(&element, us);
    return add_element(rowset, arena, &element, 1);
}

bool
rowset_text(struct rowset *rowset, struct arena *arena, struct str text)
{
    struct element element;

    element_text(&element, text);
    return add_element(rowset, arena, &element, 1);
}

bool
rowset_json(struct rowset *rowset, struct arena *arena, struct str text)
{
    struct element element;

    element_text(&element, text);
    return add_element(rowset, arena, &element, 0);
}

static void
read_int4(const void *from, size_t index, struct element *element)
{
    element_fixed(element, (uint64_t)(int64_t)((const int32_t *)from)[index], 4);
}

static void
read_time(const void *from, size_t index, struct element *element)
{
    element_time(element, ((const int64_t *)from)[index]);
}

static void
read_bool(const void *from, size_t index, struct element *element)
{
    element_fixed(element, ((const bool *)from)[index], 1);
}

static void
read_text(const void *from, size_t index, struct element *element)
{
    element_text(element, ((const struct str *)from)[index]);
}

bool
rowset_int4_array(struct rowset *rowset, struct arena *arena, const int32_t *values, size_t count)
{
    return add_array(rowset, arena, OID_INT4, values, count, read_int4);
}

bool
rowset_time_array(struct rowset *rowset, struct arena *arena, const int64_t *us, size_t count)
{
    return add_array(rowset, arena, OID_TIMESTAMPTZ, us, count, read_time);
}

bool
rowset_bool_array(struct rowset *rowset, struct arena *arena, const bool *values, size_t count)
{
    return add_array(rowset, arena, OID_BOOL, values, count, read_bool);
}

bool
rowset_text_array(struct rowset *rowset, struct arena *arena, const struct str *values,
                  size_t count)
{
    return add_array(rowset, arena, OID_TEXT, values, count, read_text);
}

struct field_source {
    const struct rowset_table *table;
    const struct rowset_field *field;
};

static void
read_field(const void *from, size_t index, struct element *element)
{
    const struct field_source *source = from;
    const void *value =
        (const char *)source->table->rows + index * source->table->row_size + source->field->offset;

    switch (source->field->type) {
    case ROWSET_TEXT:
    case ROWSET_BYTEA:
        element_text(element, *(const struct str *)value);
        break;
    case ROWSET_TIME:
        element_time(element, *(const int64_t *)value);
        break;
    case ROWSET_INT8:
        element_count(element, *(const int64_t *)value, 8);
        break;
    case ROWSET_INT4:
        element_count(element, *(const int64_t *)value, 4);
        break;
    case ROWSET_BOOL:
        element_fixed(element, *(const bool *)value, 1);
        break;
    }
}

bool
rowset_rows(struct rowset *rowset, struct arena *arena, const struct rowset_table *table)
{
    static const uint32_t oids[] = {
        [ROWSET_TEXT] = OID_TEXT, [ROWSET_BYTEA] = OID_BYTEA, [ROWSET_TIME] = OID_TIMESTAMPTZ,
        [ROWSET_INT8] = OID_INT8, [ROWSET_INT4] = OID_INT4,   [ROWSET_BOOL] = OID_BOOL,
    };

    rowset->row_count = table->row_count;
    for (size_t i = 0; i < table->field_count; i++) {
        struct field_source source = { table, &table->fields[i] };
        if (!add_array(rowset, arena, oids[source.field->type], &source, table->row_count,
                       read_field))
            return false;
    }
    return true;
}
