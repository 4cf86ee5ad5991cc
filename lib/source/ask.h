/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What every adapter does when it asks: puts a URL together, knows how much of a list it wants and
 * from when, and ends a request. It knows no platform; answer.h is its counterpart.
 */

#ifndef SOURCE_ASK_H
#define SOURCE_ASK_H

#include "base/buf.h"
#include "http/http.h"
#include "record/batch.h"
#include "source/view.h"

struct ask_parameter {
    const char *name, *value;
};

/* Each false when it does not fit. */
bool ask_add_parameters(struct buf *url, const struct ask_parameter *parameters,
                        size_t count) MUST_CHECK;
/* Nothing where the name is empty: a setting that names no parameter. */
bool ask_add_number(struct buf *url, struct str name, int64_t value) MUST_CHECK;
/* "/a/b": each segment for itself; empty ones are left out. */
bool ask_add_path(struct buf *url, struct str path) MUST_CHECK;

/* Rows of a page: the stream's usual, or fewer where the platform found that too much. */
unsigned ask_limit(const struct cursor *at, int64_t usual);
/*
 * The number of a page or row that stored, a part of a place, holds; usual where it holds none that
 * can be counted on from.
 */
int64_t ask_number(struct str stored, int64_t usual);
/*
 * What a list is asked for from: so long before the last finished visit, or view->since_us where
 * that is later or there was none; WHEN_NONE: all of it. A clock of ours that was ahead then must
 * not hide what came since, so the mark never counts for more than now. With view->reach_us from
 * there, where that is earlier.
 */
int64_t ask_since_us(const struct source_view *view, const struct cursor *at, int64_t overlap_us);

/*
 * request, made but for its URL, becomes *ret_request; ok is false when a part of the URL did not
 * fit. The error names the account, whose id then can never be asked for.
 */
bool ask_finish(const struct source_view *view, const struct buf *url, bool ok,
                const struct http_request *request, struct http_request *ret_request,
                struct error *err) MUST_CHECK;

#endif
