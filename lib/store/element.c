/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * PostgreSQL's binary array: dimensions, has-null flag, element type, length, lower bound, then
 * each element as length and bytes, all big-endian. An array is measured first and written second,
 * so that it needs one allocation of the exact size.
 */

#include "store/element.h"

#include <math.h>
#include <string.h>

#define POSTGRES_EPOCH_US (INT64_C(946684800) * WHEN_SECOND) /* 2000-01-01, PostgreSQL's zero */
#define ARRAY_HEAD_BYTES  20

static void
put_u32(char *to, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        to[i] = (char)(unsigned char)(value >> (24 - 8 * i));
}

static void
put_u64(char *to, uint64_t value)
{
    put_u32(to, (uint32_t)(value >> 32));
    put_u32(to + 4, (uint32_t)value);
}

void
element_null(struct element *element)
{
    element->is_null = true;
    element->n = 0;
}

void
element_text(struct element *element, struct str text)
{
    element->is_null = str_is_none(text);
    element->p = text.p;
    element->n = text.n;
}

void
element_fixed(struct element *element, uint64_t value, size_t size)
{
    element->is_null = false;
    element->p = element->bytes;
    element->n = size;
    if (size == 1)
        element->bytes[0] = (char)value;
    else if (size == 4)
        put_u32(element->bytes, (uint32_t)value);
    else
        put_u64(element->bytes, value);
}

void
element_time(struct element *element, int64_t us)
{
    if (us == WHEN_NONE)
        element_null(element);
    else
        element_fixed(element, (uint64_t)(us - POSTGRES_EPOCH_US), 8);
}

void
element_count(struct element *element, int64_t value, size_t size)
{
    if (value < 0)
        element_null(element);
    else
        element_fixed(element, (uint64_t)value, size);
}

void
element_float(struct element *element, double value)
{
    uint64_t bits;

    if (isnan(value)) {
        element_null(element);
        return;
    }
    memcpy(&bits, &value, sizeof(bits));
    element_fixed(element, bits, 8);
}

void
element_tri(struct element *element, enum tri value)
{
    if (value == TRI_UNKNOWN)
        element_null(element);
    else
        element_fixed(element, value == TRI_YES, 1);
}

static char *
write_head(char *to, uint32_t oid, size_t count, bool has_null)
{
    put_u32(to, count > 0 ? 1 : 0);
    put_u32(to + 4, has_null);
    put_u32(to + 8, oid);
    if (count == 0)
        return to + 12;
    put_u32(to + 12, (uint32_t)count);
    put_u32(to + 16, 1);
    return to + ARRAY_HEAD_BYTES;
}

bool
element_array(struct arena *arena, uint32_t oid, const void *from, size_t count, element_fn read,
              struct str *ret_bytes)
{
    struct element element;
    size_t size = ARRAY_HEAD_BYTES;
    bool has_null = false;
    char *bytes;
    char *to;

    for (size_t i = 0; i < count; i++) {
        read(from, i, &element);
        size += 4 + (element.is_null ? 0 : element.n);
        has_null |= element.is_null;
    }
    bytes = arena_alloc(arena, size);
    if (bytes == NULL)
        return false;
    to = write_head(bytes, oid, count, has_null);
    for (size_t i = 0; i < count; i++) {
        read(from, i, &element);
        put_u32(to, element.is_null ? UINT32_MAX : (uint32_t)element.n);
        to += 4;
        if (element.is_null || element.n == 0)
            continue;
        memcpy(to, element.p, element.n);
        to += element.n;
    }
    *ret_bytes = (struct str){ bytes, (size_t)(to - bytes) };
    return true;
}

static uint32_t
get_u32(const char *from)
{
    uint32_t value = 0;

    for (int i = 0; i < 4; i++)
        value = value << 8 | (unsigned char)from[i];
    return value;
}

bool
element_join(struct arena *arena, const struct str *arrays, size_t count, struct str *ret_bytes)
{
    size_t size = ARRAY_HEAD_BYTES;
    size_t elements = 0;
    bool has_null = false;
    char *bytes;
    char *to;

    for (size_t i = 0; i < count; i++) {
        size += arrays[i].n - ARRAY_HEAD_BYTES;
        elements += get_u32(arrays[i].p + 12);
        has_null |= get_u32(arrays[i].p + 4) != 0;
    }
    bytes = arena_alloc(arena, size);
    if (bytes == NULL)
        return false;
    to = write_head(bytes, get_u32(arrays[0].p + 8), elements, has_null);
    for (size_t i = 0; i < count; i++) {
        memcpy(to, arrays[i].p + ARRAY_HEAD_BYTES, arrays[i].n - ARRAY_HEAD_BYTES);
        to += arrays[i].n - ARRAY_HEAD_BYTES;
    }
    *ret_bytes = (struct str){ bytes, size };
    return true;
}
