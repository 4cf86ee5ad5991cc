/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What one answer yielded: records in an arena, in the order the platform gave them, and the items
 * that could not be read. Also the cursor: where a visit stands, opaque to the core.
 */

#ifndef RECORD_BATCH_H
#define RECORD_BATCH_H

#include "base/arena.h"
#include "record/record.h"

#define BATCH_RECORDS_MAX  20000u
#define BATCH_REJECTS_KEPT 8u

/*
 * A visit's place: a versioned stack of at most three frames plus the page limit. Text only, so
 * that it can be read in ops.stream. The adapter alone knows what edge, object and after mean.
 */
#define CURSOR_BYTES_MAX  4096u
#define CURSOR_FRAMES_MAX 3u
#define CURSOR_AFTER_SIZE 2048u /* places of the Graph API have some thousand letters today */
struct cursor_frame {
    char edge[24];
    char object[128];
    char after[CURSOR_AFTER_SIZE];
};
struct cursor {
    unsigned version; /* of the adapter's use of it; 0 = the start of a visit */
    unsigned frame_count;
    unsigned page_limit; /* 0 = the stream's usual; halved on VERDICT_SMALLER */
    int64_t since_us;    /* watermark of finished visits, or WHEN_NONE */
    struct cursor_frame frames[CURSOR_FRAMES_MAX];
};
#define CURSOR_INIT           \
    {                         \
        .since_us = WHEN_NONE \
    }

bool cursor_equal(const struct cursor *a, const struct cursor *b);
/* Serialized form for ops.stream.cursor, at most CURSOR_BYTES_MAX; false when it does not fit. */
bool cursor_format(const struct cursor *cursor, struct arena *arena,
                   struct str *ret_bytes) MUST_CHECK;
bool cursor_parse(struct str bytes, struct cursor *ret_cursor) MUST_CHECK;
/* False when text does not fit the field: then the cursor is unusable and the page MALFORMED. */
bool cursor_push(struct cursor *cursor, const char *edge, struct str object,
                 struct str after) MUST_CHECK;

struct batch_reject {
    struct str path; /* "$.data[3].created_time" */
    struct str why;
};

struct batch {
    struct arena *arena; /* not owned */
    struct record *records;
    size_t count, size;
    size_t reject_count;
    struct batch_reject rejects[BATCH_REJECTS_KEPT]; /* the first ones, for the log */
    bool overflowed; /* a bound was reached: the page is incomplete and must not move a cursor */
};

void batch_init(struct batch *batch, struct arena *arena);
/*
 * Appends a zeroed record of that kind whose optional fields are absent (counts -1, times
 * WHEN_NONE, NAN); NULL at the bound (overflowed is set).
 */
struct record *batch_add(struct batch *batch, enum record_kind kind);
/* Drops the last record added, of which there is one: for an item found bad half-way. */
void batch_drop_last(struct batch *batch);
/* Notes an item that could not be used; the rest of the page is kept. */
void batch_reject(struct batch *batch, struct str path, const char *format, ...) PRINTF_LIKE(3, 4);
/* How many of its records are of that kind. */
size_t batch_count_kind(const struct batch *batch, enum record_kind kind);

#endif
