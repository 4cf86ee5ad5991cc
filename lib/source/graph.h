/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the platforms behind Meta's Graph API have in common: requests, paging, refusals, usage
 * headers. It knows no platform's items. graph_request.c builds requests, graph_page.c reads lists,
 * graph_error.c says what a refusal means, graph_usage.c reads the headers,
 * graph_token.c asks about tokens, graph_connect.c has how they come to be.
 */

#ifndef SOURCE_GRAPH_H
#define SOURCE_GRAPH_H

#include "source/answer.h"
#include "source/ask.h"
#include "source/id_set.h"
#include "source/source.h"

#define GRAPH_URL_MAX 8192 /* a place may have CURSOR_AFTER_SIZE bytes, some of them escaped */

/* base/id or base/id/edge; edge may be NULL. */
bool graph_add_path(struct buf *url, const struct source_view *view, struct str id,
                    const char *edge) MUST_CHECK;
/*
 * ok is false when a part did not fit. The token goes into a header so that it stays out of logs;
 * the proof has no header form.
 */
bool graph_request(const struct source_view *view, const struct buf *url, bool ok,
                   struct http_request *ret_request, struct error *err) MUST_CHECK;
/* ask_since_us() in Unix seconds; 0: all of the list. */
int64_t graph_since_s(const struct source_view *view, const struct cursor *at, int64_t overlap_us);
/* Adds "until" where a part of the history is read. */
bool graph_add_until(struct buf *url, const struct source_view *view) MUST_CHECK;

/* What a page of a list is read with. */
struct graph_page {
    const struct source_view *view;
    const struct cursor *at;
    struct batch *batch;
    struct error *err;
    struct jdoc_node root, items; /* items: the array under "data" */
    unsigned limit;               /* that was asked for */
    unsigned usual_limit;
    bool full_goes_on; /* set by who knows: a full page with a place goes on without "next" too */
};

struct graph_page graph_page_new(const struct source_view *view, const struct cursor *at,
                                 struct batch *batch, int64_t usual_limit, struct error *err);
/*
 * What a look at a list begins with: false when *ret_outcome is already what the digest returns;
 * else *ret_doc is to be freed.
 */
bool graph_page_open(struct graph_page *page, const struct http_response *answer,
                     struct jdoc **ret_doc, struct source_outcome *ret_outcome) MUST_CHECK;
/* MORE with the next cursor, DONE, or MALFORMED for a cursor that cannot be used. */
struct source_outcome graph_page_close(struct graph_page *page, const struct http_response *answer);
/* Reads one object of the list, at path; seen: the ids that the page showed before it. */
typedef void (*graph_item_fn)(struct graph_page *page, struct jdoc_node item, const char *path,
                              struct id_set *seen);
/* Each object of the list, until the batch overflows; what is no object is rejected. */
void graph_page_each(struct graph_page *page, graph_item_fn read);
/* Appends a visit's place to the request: the parameters that graph_page_close() took. */
bool graph_page_query(struct buf *url, const struct cursor *at) MUST_CHECK;
/*
 * The document of an answer that is one object; NULL when *ret_outcome is already what the digest
 * returns.
 */
struct jdoc *graph_open_object(const struct source_view *view, const struct cursor *at,
                               const struct http_response *answer,
                               struct source_outcome *ret_outcome, struct error *err) MUST_CHECK;

/*
 * Outcome of an answer that is an error, in JSON or otherwise. limit: of the page asked for, 0 for
 * what has no pages.
 */
struct source_outcome graph_error(const struct source_view *view, const struct cursor *at,
                                  const struct http_response *answer, struct jdoc_node root,
                                  unsigned limit, struct error *err);
/* True when the document is an error body. */
bool graph_is_error(struct jdoc_node root, const struct http_response *answer);
/* graph_token.c: how tokens are exchanged and looked at. */
const struct renewal *graph_renewal(const void *settings);
extern const struct renewal graph_longer; /* a token for one that lives longer */
extern const struct renewal_scope graph_facebook_scopes[], graph_instagram_scopes[];
extern const struct renewal_inspection graph_facebook_inspection, graph_instagram_inspection;
/* graph_connect.c: how an account's owner allows it to be read, and which ones a token sees. */
const struct discovery *graph_discovery(const void *settings);
const struct authorization *graph_authorization_facebook(const void *settings);
const struct authorization *graph_authorization_instagram(const void *settings);
size_t graph_notes(const struct http_response *answer, int64_t now_us,
                   struct source_quota_note ret_notes[SOURCE_NOTES_MAX]);

/* The API version that answered, where it differs from the one in the base URL; else absent. */
struct str graph_served_version(const struct source_view *view, const struct http_response *answer);

#endif
