/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A page's rows: the records of a batch with pseudonyms in place of authors and texts masked,
 * encoded for their statements; and the statements that close a page (cursor, progress, run row).
 */

#ifndef DAEMON_PAGE_ROWS_H
#define DAEMON_PAGE_ROWS_H

#include "handles.h"
#include "pseudonym.h"
#include "source/source.h"
#include "store/rowset.h"

struct page_rows {
    struct rowset upserts[RECORD_KIND_COUNT + 2]; /* more: guessed threads, texts that go */
    size_t upsert_count;
};

struct page;

/* What is known of a visit when one of its pages is written, or when it failed. */
struct page_closing {
    int32_t government_id, account_id;
    const char *stream;
    int64_t fence;
    struct str target; /* STR_NONE: none */
    bool is_lookup;    /* internal: moves no cursor and no progress */
    bool is_last;      /* the visit ends with this page */
    bool is_complete;  /* and has shown everything there is */
    int64_t started_us, finished_us;
    int64_t pages, items, changed, rejected, bytes;
    int http_status;
    const struct source_outcome *outcome;
    const struct error *error; /* of a failed visit */
};

struct page_people { /* by what the people of a page become rows */
    struct str channel;
    const struct pseudonym *pseudonym;
    const struct handles *handles;
    bool erases_text; /* of what is gone */
};

/* Everything lives in the batch's arena. False at its ceiling. */
bool page_rows_encode(struct page_rows *rows, struct batch *batch, const struct rowset_head *head,
                      const struct page_people *people) MUST_CHECK;

/*
 * Of pages of one government, one statement for all: the fences they were fetched under; where
 * their streams go on; the targets whose visit ends; the run rows of visits that end and changed
 * something or left something out. row_count 0: nothing to send. False at the arena's ceiling.
 * count is not 0.
 */
bool page_rows_fence(struct page *const *pages, size_t count, struct arena *arena,
                     struct rowset *ret_rowset) MUST_CHECK;
bool page_rows_streams(const struct page_closing *closings, size_t count, struct arena *arena,
                       struct rowset *ret_rowset) MUST_CHECK;
bool page_rows_targets(const struct page_closing *closings, size_t count, struct arena *arena,
                       struct rowset *ret_rowset) MUST_CHECK;
bool page_rows_runs(const struct page_closing *closings, size_t count, struct arena *arena,
                    struct rowset *ret_rowset) MUST_CHECK;

/* The cursor and the success, for a visit whose end no page closed. */
bool page_rows_save(const struct page_closing *closing, struct arena *arena,
                    struct rowset *ret_rowset) MUST_CHECK;
/* One run row, for a visit that no page closed. */
bool page_rows_run(const struct page_closing *closing, struct arena *arena,
                   struct rowset *ret_rowset) MUST_CHECK;
/* The stream's failure, told to ops.stream. */
bool page_rows_fail(const struct page_closing *closing, struct arena *arena,
                    struct rowset *ret_rowset) MUST_CHECK;

#endif
