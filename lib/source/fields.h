/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The field-table reader all adapters share: an item's members are read as a table says (path,
 * kind, offset, required or not), so that an adapter is mostly data and its tables are its
 * documentation.
 */

#ifndef SOURCE_FIELDS_H
#define SOURCE_FIELDS_H

#include "record/batch.h"
#include "json/jdoc.h"

enum field_kind {
    FIELD_ID,      /* struct str, from a string or an integer */
    FIELD_TEXT,    /* struct str, repaired and cut to RECORD_TEXT_MAX */
    FIELD_LINE,    /* struct str, as text but at most RECORD_LINE_MAX */
    FIELD_COUNT,   /* int64_t ≥ 0, else absent */
    FIELD_NUMBER,  /* double */
    FIELD_FLAG,    /* enum tri */
    FIELD_RFC3339, /* int64_t µs */
    FIELD_EPOCH,   /* int64_t µs; 0, null and "" are absent */
};

struct field {
    const char *path; /* below the item: "comments.summary.total_count"; "a|b" tries a, then b */
    enum field_kind kind;
    size_t offset;
    bool required;
};

/*
 * Fills target (whose fields stand at "absent") from item. False when a required field is absent or
 * any present one has the wrong type or is out of range: err has "$.data[3].created_time: expected
 * a time, got string". at is the item's own path for that.
 */
bool fields_read(const struct field *table, size_t count, struct jdoc_node item, void *target,
                 struct arena *arena, const char *at, struct error *err) MUST_CHECK;

#endif
