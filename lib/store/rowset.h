/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Records of one kind → binary array parameters of one prepared statement (unnest). It knows the
 * column order of statement.h and nothing of libpq: parameters are bytes in PostgreSQL's binary
 * array format.
 */

#ifndef STORE_ROWSET_H
#define STORE_ROWSET_H

#include "base/buf.h"
#include "record/batch.h"
#include "store/statement.h"

#define ROWSET_PARAMETERS_MAX 32

/* What the store adds to a message that adapters may not know: pseudonyms. Index = number of the
 * message record in the batch. */
struct rowset_keys {
    unsigned char author_key[16], text_hash[16];
    bool has_author, has_text;
};

struct rowset {
    enum statement_id statement;
    unsigned parameter_count;
    const char *values[ROWSET_PARAMETERS_MAX]; /* NULL = null */
    int lengths[ROWSET_PARAMETERS_MAX];
    int formats[ROWSET_PARAMETERS_MAX]; /* 1: binary */
    size_t row_count;
};

struct rowset_head { /* the first three parameters of every record statement */
    int32_t government_id, account_id;
    int64_t observed_at_us;
};

/*
 * Encodes every record of that kind into buf (whose bytes the rowset points to; do not append while
 * it is in use). False when buf's maximum would be passed. row_count 0: nothing to send. keys: one
 * per message record, for RECORD_MESSAGE; else NULL.
 */
bool rowset_encode(const struct batch *batch, enum record_kind kind, const struct rowset_head *head,
                   const struct rowset_keys *keys, struct arena *arena,
                   struct rowset *ret_rowset) MUST_CHECK;

/* Single binary parameters for the other statements. All append to the rowset, copying into the
 * arena. */
void rowset_start(struct rowset *rowset, enum statement_id statement);
bool rowset_int4(struct rowset *rowset, struct arena *arena, int32_t value) MUST_CHECK;
bool rowset_int8(struct rowset *rowset, struct arena *arena, int64_t value) MUST_CHECK;
bool rowset_bool(struct rowset *rowset, struct arena *arena, bool value) MUST_CHECK;
/* WHEN_NONE is null. */
bool rowset_time(struct rowset *rowset, struct arena *arena, int64_t us) MUST_CHECK;
/* STR_NONE is null. Also for jsonb in text form and bytea. */
bool rowset_text(struct rowset *rowset, struct arena *arena, struct str text) MUST_CHECK;
bool rowset_int4_array(struct rowset *rowset, struct arena *arena, const int32_t *values,
                       size_t count) MUST_CHECK;
bool rowset_time_array(struct rowset *rowset, struct arena *arena, const int64_t *us,
                       size_t count) MUST_CHECK;
bool rowset_bool_array(struct rowset *rowset, struct arena *arena, const bool *values,
                       size_t count) MUST_CHECK;
bool rowset_text_array(struct rowset *rowset, struct arena *arena, const struct str *values,
                       size_t count) MUST_CHECK;

#endif
