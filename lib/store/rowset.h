/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Records of one kind → binary array parameters of one prepared statement (unnest). It knows the
 * column order of statement.h and nothing of libpq: parameters are bytes in PostgreSQL's binary
 * format, in the arena of the cycle that made the records.
 */

#ifndef STORE_ROWSET_H
#define STORE_ROWSET_H

#include "record/batch.h"
#include "store/statement.h"

#define ROWSET_PARAMETERS_MAX 32
#define ROWSET_KEY_BYTES      16

/* Keyed pseudonyms that only the daemon can make; one entry per record of the batch, used for
 * messages. */
struct rowset_keys {
    unsigned char author_key[ROWSET_KEY_BYTES], text_hash[ROWSET_KEY_BYTES];
    bool has_author, has_text;
};

struct rowset {
    enum statement_id statement;
    unsigned parameter_count;
    const char *values[ROWSET_PARAMETERS_MAX]; /* NULL = null */
    int lengths[ROWSET_PARAMETERS_MAX];
    int formats[ROWSET_PARAMETERS_MAX]; /* 1, binary, for each */
    size_t row_count;
};

struct rowset_head { /* the first three parameters of every record statement; of messages the last
                      * two are arrays */
    int32_t government_id, account_id;
    int64_t observed_at_us;
};

/*
 * Encodes every record of that kind. False at the arena's ceiling. row_count 0: nothing to send.
 * keys[i] belongs to batch->records[i]; may be NULL for kinds other than RECORD_MESSAGE.
 */
bool rowset_encode(const struct batch *batch, enum record_kind kind, const struct rowset_head *head,
                   const struct rowset_keys *keys, struct rowset *ret_rowset) MUST_CHECK;

/*
 * Several rowsets of messages of one government as one, in their order; each has a row at least.
 * Its bytes are in that arena and, the government's, in the first one. False at its ceiling.
 */
bool rowset_join(struct arena *arena, const struct rowset *const *parts, size_t count,
                 struct rowset *ret_rowset) MUST_CHECK;

/* For the other statements, parameter by parameter in order. False at the arena's ceiling. */
void rowset_start(struct rowset *rowset, enum statement_id statement);
/* Always true, to stand in a chain of the others. */
bool rowset_null(struct rowset *rowset) MUST_CHECK;
bool rowset_int4(struct rowset *rowset, struct arena *arena, int32_t value) MUST_CHECK;
bool rowset_int8(struct rowset *rowset, struct arena *arena, int64_t value) MUST_CHECK;
bool rowset_bool(struct rowset *rowset, struct arena *arena, bool value) MUST_CHECK;
/* WHEN_NONE is null. */
bool rowset_time(struct rowset *rowset, struct arena *arena, int64_t us) MUST_CHECK;
/* For text and bytea. STR_NONE is null. */
bool rowset_text(struct rowset *rowset, struct arena *arena, struct str text) MUST_CHECK;
bool rowset_int4_array(struct rowset *rowset, struct arena *arena, const int32_t *values,
                       size_t count) MUST_CHECK;
bool rowset_time_array(struct rowset *rowset, struct arena *arena, const int64_t *us,
                       size_t count) MUST_CHECK;
bool rowset_bool_array(struct rowset *rowset, struct arena *arena, const bool *values,
                       size_t count) MUST_CHECK;
bool rowset_text_array(struct rowset *rowset, struct arena *arena, const struct str *values,
                       size_t count) MUST_CHECK;

enum rowset_type {
    ROWSET_TEXT,  /* struct str; STR_NONE is null */
    ROWSET_BYTEA, /* the same */
    ROWSET_TIME,  /* int64_t; WHEN_NONE is null */
    ROWSET_INT8,  /* int64_t; negative is null */
    ROWSET_INT4,  /* the same */
    ROWSET_BOOL,
};
struct rowset_field { /* of a struct that stands for a row */
    enum rowset_type type;
    size_t offset;
};
struct rowset_table {
    const struct rowset_field *fields; /* in the order of the parameters */
    size_t field_count;
    const void *rows;
    size_t row_size, row_count;
};
/* One array for each field. */
bool rowset_rows(struct rowset *rowset, struct arena *arena,
                 const struct rowset_table *table) MUST_CHECK;

#endif
