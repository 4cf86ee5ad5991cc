/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* Parameters one by one; those of records are made in rowset_record.c. */

#include "store/rowset.h"

#include <assert.h>

#include "store/rowset_inside.h"

static void
add_parameter(struct rowset *rowset, const char *value, size_t length)
{
    unsigned index = rowset->parameter_count++;

    assert(index < ROWSET_PARAMETERS_MAX);
    rowset->values[index] = value;
    rowset->lengths[index] = (int)length;
    rowset->formats[index] = 1;
}

bool
rowset_array(struct rowset *rowset, struct arena *arena, uint32_t oid, const void *from,
             size_t count, element_fn read)
{
    struct str bytes;

    if (!element_array(arena, oid, from, count, read, &bytes))
        return false;
    add_parameter(rowset, bytes.p, bytes.n);
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
    add_parameter(rowset, NULL, 0);
    return true;
}

/* A null, or a copy of the element's bytes. */
static bool
add_element(struct rowset *rowset, struct arena *arena, const struct element *element)
{
    struct str copy;

    if (element->is_null) {
        add_parameter(rowset, NULL, 0);
        return true;
    }
    if (!arena_str(arena, (struct str){ element->p, element->n }, &copy))
        return false;
    add_parameter(rowset, copy.p, copy.n);
    return true;
}

bool
rowset_int4(struct rowset *rowset, struct arena *arena, int32_t value)
{
    struct element element;

    element_fixed(&element, (uint64_t)(int64_t)value, 4);
    return add_element(rowset, arena, &element);
}

bool
rowset_int8(struct rowset *rowset, struct arena *arena, int64_t value)
{
    struct element element;

    element_fixed(&element, (uint64_t)value, 8);
    return add_element(rowset, arena, &element);
}

bool
rowset_bool(struct rowset *rowset, struct arena *arena, bool value)
{
    struct element element;

    element_fixed(&element, value, 1);
    return add_element(rowset, arena, &element);
}

bool
rowset_time(struct rowset *rowset, struct arena *arena, int64_t us)
{
    struct element element;

    element_time(&element, us);
    return add_element(rowset, arena, &element);
}

bool
rowset_text(struct rowset *rowset, struct arena *arena, struct str text)
{
    struct element element;

    element_text(&element, text);
    return add_element(rowset, arena, &element);
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
    return rowset_array(rowset, arena, TYPE_INT4, values, count, read_int4);
}

bool
rowset_time_array(struct rowset *rowset, struct arena *arena, const int64_t *us, size_t count)
{
    return rowset_array(rowset, arena, TYPE_TIME, us, count, read_time);
}

bool
rowset_bool_array(struct rowset *rowset, struct arena *arena, const bool *values, size_t count)
{
    return rowset_array(rowset, arena, TYPE_BOOL, values, count, read_bool);
}

bool
rowset_text_array(struct rowset *rowset, struct arena *arena, const struct str *values,
                  size_t count)
{
    return rowset_array(rowset, arena, TYPE_TEXT, values, count, read_text);
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
        [ROWSET_TEXT] = TYPE_TEXT, [ROWSET_BYTEA] = TYPE_BYTEA, [ROWSET_TIME] = TYPE_TIME,
        [ROWSET_INT8] = TYPE_INT8, [ROWSET_INT4] = TYPE_INT4,   [ROWSET_BOOL] = TYPE_BOOL,
    };

    rowset->row_count = table->row_count;
    for (size_t i = 0; i < table->field_count; i++) {
        struct field_source source = { table, &table->fields[i] };
        if (!rowset_array(rowset, arena, oids[source.field->type], &source, table->row_count,
                          read_field))
            return false;
    }
    return true;
}
