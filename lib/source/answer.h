/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What every adapter does with an answer before it looks at its items: is it JSON at all, and if
 * not, what does the status say; and the outcomes and checks that all end with. It knows no
 * platform: what an error body means stays with the adapter.
 */

#ifndef SOURCE_ANSWER_H
#define SOURCE_ANSWER_H

#include "source/source.h"
#include "json/jdoc.h"

#define ANSWER_PATH_MAX 64

/* An outcome that says nothing more: next is at without frames or page limit, nothing announced. */
struct source_outcome answer_outcome(const struct cursor *at, enum verdict verdict,
                                     enum verdict_scope scope, enum cause cause);
/*
 * TARGET where the stream's request is about one, else STREAM: how far the trouble of one request
 * reaches.
 */
enum verdict_scope answer_scope(const struct source_view *view);
/* An operator hears of such an outcome, in the platform's own words where it has any. */
bool answer_is_told(enum verdict verdict);
/* Of an answer that is larger than allowed: how to have it smaller. Keeps a hint that is there. */
void answer_hint_smaller(struct error *err);
/*
 * What the HTTP status alone says, for an answer whose body tells nothing (HTML, empty, cut). Sets
 * *err where the verdict wants one. parse_error is what was wrong with the body, or NULL.
 */
struct source_outcome answer_by_status(const struct source_view *view, const struct cursor *at,
                                       const struct http_response *answer,
                                       const struct error *parse_error, struct error *err);
/*
 * The JSON of an answer, to be freed by the caller; or NULL, and *ret_outcome and *err are what the
 * digest returns.
 */
struct jdoc *answer_open(const struct source_view *view, const struct cursor *at,
                         const struct http_response *answer, struct source_outcome *ret_outcome,
                         struct error *err) MUST_CHECK;
/* MALFORMED, with the words of error_set(). */
struct source_outcome answer_malformed(const struct source_view *view, const struct cursor *at,
                                       struct error *err, const char *format, ...)
    PRINTF_LIKE(4, 5);
/*
 * The end of a page, to which what its messages point to is added: outcome, unless the batch ran
 * over a bound of ours; then the page is asked for again in halves (limit > 1), or given up as
 * MALFORMED, because a page that is written in part would lose its rest when the cursor moves.
 */
struct source_outcome answer_finish(struct source_outcome outcome, const struct source_view *view,
                                    const struct cursor *at, struct batch *batch, unsigned limit,
                                    struct error *err);
/* SMALLER with half of limit. limit must be above 1. */
struct source_outcome answer_halve(const struct source_view *view, const struct cursor *at,
                                   unsigned limit);

/*
 * Keeps or drops an item's records as a whole: when reading failed (ok is false, err says why) or
 * one of the records from first on does not pass record_check(), all of them are dropped and the
 * item is rejected at path. Running out of memory is no fault of the item: then the batch is marked
 * as overflowed.
 */
bool answer_keep(struct batch *batch, size_t first, const char *path, bool ok, struct error *err);

/* Is it the id of one of these targets, to is behind the last? */
bool answer_is_asked_for(const struct source_view *view, size_t from, size_t to, struct str id);
/* A record that the target is gone. The core sets its times. */
void answer_add_gone(const struct source_view *view, const struct source_target *target,
                     enum removed_by by, struct batch *batch);

/*
 * A feed's own words about a refusal, whose form is written nowhere: found under the names that
 * such answers use. Bounded, without what looks like a token.
 */
void answer_refusal(struct jdoc_node root, struct error *ret_error);

#define ANSWER_WORDS_SIZE 241
/*
 * The platform's words for an error of ours: bounded, in one line, with what looks like a token
 * blotted out ("Malformed access token EAA…" is a real one).
 */
void answer_words(struct str text, char words[ANSWER_WORDS_SIZE]);

/* True when the words stand anywhere in the text; ASCII letters in any case. */
bool answer_holds(struct str text, const char *words);

/*
 * 64-bit FNV-1a over parts, each ended by a separator, so that ("a","bc") and ("ab","c") differ.
 * Start with ANSWER_HASH_START.
 */
#define ANSWER_HASH_START UINT64_C(0xcbf29ce484222325)
uint64_t answer_hash(uint64_t hash, struct str part);
/* Sixteen hexadecimal digits in the arena; false at its ceiling. */
bool answer_hash_text(uint64_t hash, struct arena *arena, struct str *ret_text) MUST_CHECK;

#endif
