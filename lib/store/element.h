/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Values and arrays in PostgreSQL's binary wire form. It knows no record and no statement: rowset.c
 * decides what goes where, this writes the bytes.
 */

#ifndef STORE_ELEMENT_H
#define STORE_ELEMENT_H

#include "base/arena.h"
#include "record/record.h"
#include "store/type.h"

#define ELEMENT_MAX_BYTES 8 /* of the types with a fixed size */

/* One value, ready to be copied: fixed-size values are held in bytes, texts are pointed to. */
struct element {
    const char *p;
    size_t n;
    bool is_null;
    char bytes[ELEMENT_MAX_BYTES];
};

/* An element points into itself: it must not be copied. */
void element_null(struct element *element);
/* STR_NONE is null. */
void element_text(struct element *element, struct str text);
/* size 1, 4 or 8: integers and booleans. */
void element_fixed(struct element *element, uint64_t value, size_t size);
/* WHEN_NONE is null. */
void element_time(struct element *element, int64_t us);
/* Negative is null. */
void element_count(struct element *element, int64_t value, size_t size);
/* NAN is null. */
void element_float(struct element *element, double value);
/* TRI_UNKNOWN is null. */
void element_tri(struct element *element, enum tri value);

/* Reads the index-th element of whatever the array is made from. Called twice for each. */
typedef void (*element_fn)(const void *from, size_t index, struct element *element);

/* A one-dimensional array (array_recv) of exactly the needed size. False at the arena's ceiling. */
bool element_array(struct arena *arena, uint32_t oid, const void *from, size_t count,
                   element_fn read, struct str *ret_bytes) MUST_CHECK;
/*
 * The elements of several such arrays in one, in their order. At least one array, all of one type,
 * none empty. False at the arena's ceiling.
 */
bool element_join(struct arena *arena, const struct str *arrays, size_t count,
                  struct str *ret_bytes) MUST_CHECK;

#endif
