/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the files of the Facebook adapter share with each other; nobody else includes it. facebook.c
 * has the tables and the requests, facebook_page.c the paging, facebook_error.c the errors and
 * usage headers, facebook_posts.c and facebook_comments.c the items.
 */

#ifndef SOURCE_FACEBOOK_H
#define SOURCE_FACEBOOK_H

#include "source/answer.h"
#include "source/id_set.h"
#include "source/source.h"

enum facebook_edge { FACEBOOK_EDGE_PUBLISHED, FACEBOOK_EDGE_POSTS, FACEBOOK_EDGE_FEED };

extern const struct source source_facebook; /* for registry.c */

struct facebook_settings {
    int posts_edge; /* enum facebook_edge */
    int64_t posts_page, comments_page;
    int64_t posts_overlap_us, mentions_overlap_us;
    bool absent_shares_are_zero;
};

/* What a page of a list is read with. */
struct facebook_page {
    const struct source_view *view;
    const struct cursor *at;
    struct batch *batch;
    struct error *err;
    struct jdoc_node root, items; /* items: the array under "data" */
    unsigned limit;               /* that was asked for */
    unsigned usual_limit;
};

/*
 * What a look at a list begins with: false when *ret_outcome is already what the digest returns;
 * else *ret_doc is to be freed.
 */
bool facebook_page_open(struct facebook_page *page, const struct http_response *answer,
                        struct jdoc **ret_doc, struct source_outcome *ret_outcome) MUST_CHECK;
/* MORE with the next cursor, DONE, or MALFORMED for a cursor that cannot be used. */
struct source_outcome facebook_page_close(struct facebook_page *page,
                                          const struct http_response *answer);
/* Reads one object of the list, at path; seen: the ids that the page showed before it. */
typedef void (*facebook_item_fn)(struct facebook_page *page, struct jdoc_node item,
                                 const char *path, struct id_set *seen);
/* Each object of the list, until the batch overflows; what is no object is rejected. */
void facebook_page_each(struct facebook_page *page, facebook_item_fn read);
/* Appends a visit's place to the request: the parameters that facebook_page_close() took. */
bool facebook_page_query(struct buf *url, const struct cursor *at) MUST_CHECK;

/*
 * Outcome of an answer that is an error, in JSON or otherwise. limit: of the page asked for, 0 for
 * what has no pages.
 */
struct source_outcome facebook_error(const struct source_view *view, const struct cursor *at,
                                     const struct http_response *answer, struct jdoc_node root,
                                     unsigned limit, struct error *err);
/* True when the document is an error body. */
bool facebook_is_error(struct jdoc_node root, const struct http_response *answer);
size_t facebook_notes(const struct http_response *answer, int64_t now_us,
                      struct source_quota_note ret_notes[SOURCE_NOTES_MAX]);
/* The API version that answered, where it differs from the one in the base URL; else absent. */
struct str facebook_served_version(const struct source_view *view,
                                   const struct http_response *answer);

void facebook_read_posts(struct facebook_page *page);
void facebook_read_tagged(struct facebook_page *page);
/* items: an array of comments of the post; path: where it stands, "$.data". */
void facebook_read_comments(struct facebook_page *page, struct jdoc_node items, const char *path,
                            struct str post_external_id);
/* After the last "_": the part that permalinks show. */
struct str facebook_last_part(struct str id);
/* One comment, looked up by its id. */
void facebook_read_comment(struct facebook_page *page, struct jdoc_node item,
                           struct str post_external_id);
/* One tagged post as a mention, at path; false when it was rejected. */
bool facebook_read_mention(struct facebook_page *page, struct jdoc_node item, const char *path);
/* The pages that an item's message_tags name, as mentions of the message. */
bool facebook_add_mentions(struct facebook_page *page, struct jdoc_node item,
                           struct str message_external_id, int64_t sent_at_us);

#endif
