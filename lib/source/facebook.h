/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the files of the Facebook adapter share with each other; nobody else includes it. facebook.c
 * has the tables and the requests, graph_page.c the paging, graph_error.c the errors and
 * usage headers, facebook_posts.c and facebook_comments.c the items.
 */

#ifndef SOURCE_FACEBOOK_H
#define SOURCE_FACEBOOK_H

#include "source/graph.h"

enum facebook_edge { FACEBOOK_EDGE_PUBLISHED, FACEBOOK_EDGE_POSTS, FACEBOOK_EDGE_FEED };

extern const struct source source_facebook; /* for registry.c */

struct facebook_settings {
    int posts_edge; /* enum facebook_edge */
    int64_t posts_page, comments_page;
    int64_t posts_overlap_us, mentions_overlap_us;
    bool absent_shares_are_zero;
};

void facebook_read_posts(struct graph_page *page);
void facebook_read_tagged(struct graph_page *page);
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

#endif
