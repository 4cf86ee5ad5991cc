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
    FIELD_ID,   /* struct str, from a string or an integer */
    FIELD_TEXT, /* struct str, repaired and cut to RECORD_TEXT_MAX */
    FIELD_LINE, /* struct str, as text but at most RECORD_LINE_MAX */
    FIELD_COUNT, /* int64_t ≥ 0, else absent; from an integer or digits in quotes; "" and "-" too */
    FIELD_NUMBER, /* double; from a number or one in quotes; "" and "-" are absent */
    FIELD_FLAG,   /* enum tri; from true, false, 0, 1 or words for them */
    FIELD_TIME,   /* int64_t µs; RFC 3339 with an offset, or as FIELD_EPOCH */
    FIELD_EPOCH, /* int64_t µs; Unix seconds or milliseconds, quoted or not; 0 and "" are absent */
};
#define FIELD_KIND_COUNT (FIELD_EPOCH + 1)
#define FIELD_PATH_MAX   64u

struct field {
    const char *path; /* below the item: "comments.summary.total_count"; of "a|b" the first that is
                         there and fits; in "a.b|a" an object at a is no wrong b */
    enum field_kind kind;
    size_t offset;
    bool required;
};

struct field_table {
    const struct field *fields;
    size_t count;
    bool any_case; /* paths are single names, found by fields_member() */
};
#define FIELD_TABLE(array)          ((struct field_table){ (array), ARRAY_SIZE(array), false })
#define FIELD_TABLE_ANY_CASE(array) ((struct field_table){ (array), ARRAY_SIZE(array), true })

/*
 * Fills target (whose fields stand at "absent") from item; texts are copied into the batch's arena.
 * What stands at the paths of an optional field and has the wrong type or range is noted as a
 * reject at the item's path ("$.data[3]", "shares.count: expected a count, got string") and the
 * field stays absent: a bad counter must not cost its post. False when a required field is absent
 * or wrong (ERROR_PEER), or at the arena's ceiling (ERROR_LIMIT). An absent field and null are the
 * same.
 */
bool fields_read(struct field_table table, struct jdoc_node item, void *target, struct batch *batch,
                 const char *at, struct error *err) MUST_CHECK;
/* jdoc_get_int(), and from 1700000000.0 too: some writers of JSON know no whole numbers. */
bool fields_get_whole(struct jdoc_node node, int64_t *ret_value);
/*
 * The member of that name; where there is none, the first whose name differs in case and
 * underscores alone: "TrackingID", "trackingid" and "tracking_id" are one name to whoever writes
 * such feeds.
 */
struct jdoc_node fields_member(struct jdoc_node object, const char *name);
/* True when the text at path is longer than RECORD_TEXT_MAX, so that fields_read() cut it. */
bool fields_is_cut(struct jdoc_node item, const char *path);

#endif
