/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the files of the Facebook adapter share with each other; nobody else includes it.
 * facebook.c has the tables and the requests, graph_page.c the paging, graph_error.c the errors
 * and usage headers, facebook_posts.c and facebook_comments.c the items. facebook_link.c has its
 * addresses.
 */

#ifndef SOURCE_FACEBOOK_H
#define SOURCE_FACEBOOK_H

#include "source/graph.h"

enum facebook_edge { FACEBOOK_EDGE_PUBLISHED, FACEBOOK_EDGE_POSTS, FACEBOOK_EDGE_FEED };

extern const struct source source_facebook; /* for registry.c */
extern const struct link_table facebook_links;
extern const struct profile_table facebook_profiles;

struct facebook_settings {
    int posts_edge; /* enum facebook_edge */
    int64_t posts_page, comments_page, conversations_page;
    int64_t posts_overlap_us, mentions_overlap_us, direct_messages_overlap_us;
    bool absent_shares_are_zero, visitor_posts, mention_answers;
};

void facebook_read_posts(struct graph_page *page);
/* items: an array of comments of the post; path: where it stands, "$.data". */
void facebook_read_comments(struct graph_page *page, struct jdoc_node items, const char *path,
                            struct str post_external_id);
/* After the last "_": the part that permalinks show. */
struct str facebook_last_part(struct str id);
/* One comment, looked up by its id. */
void facebook_read_comment(struct graph_page *page, struct jdoc_node item,
                           struct str post_external_id);
/* One tagged post as a mention, at path; false when it was rejected. */
bool facebook_read_mention(struct graph_page *page, struct jdoc_node item, const char *path);
/* The pages that an item's message_tags name, as mentions of the message. */
bool facebook_add_mentions(struct graph_page *page, struct jdoc_node item,
                           struct str message_external_id, int64_t sent_at_us);

/*
 * A visit to the mentions goes through two lists: posts that tag the page, then what visitors wrote
 * on it.
 */
#define FACEBOOK_VISITORS "visitor_posts"
/* True where the cursor stands in the second list. */
bool facebook_is_of_visitors(const struct cursor *at);
/* The place in its list, as graph_page_query() takes it. */
struct cursor facebook_mention_place(const struct cursor *at);
struct source_outcome facebook_digest_mentions(const struct source_view *view,
                                               const struct cursor *at,
                                               const struct http_response *answer,
                                               struct batch *batch, struct error *err);

#endif
