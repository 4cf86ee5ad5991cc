/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the files of the Threads adapter share with each other; nobody else includes it. threads.c
 * has the tables and the requests, threads_item.c the posts, replies and mentions,
 * threads_numbers.c what is counted. Paging, refusals and headers are the Graph API's: graph.h.
 * threads_link.c has its addresses.
 */

#ifndef SOURCE_THREADS_H
#define SOURCE_THREADS_H

#include "source/graph.h"

extern const struct source source_threads; /* for registry.c */
extern const struct link_table threads_links;
extern const struct profile_table threads_profiles;

struct threads_settings {
    int64_t posts_page, comments_page;
    int64_t posts_overlap_us, mentions_overlap_us;
    struct str metrics; /* of a post, separated by commas; empty: none are asked for */
    bool follower_count;
};

void threads_read_posts(struct graph_page *page);
void threads_read_mentions(struct graph_page *page);
/* A page of a post's conversation. */
void threads_read_replies(struct graph_page *page, struct str post_external_id);
/* One reply below the post, or one mention, looked up by its id. */
void threads_read_one(struct graph_page *page, struct jdoc_node item, struct str post_external_id);

/* The last step of a visit to a post, or to the account, is its numbers: where at stands. */
#define THREADS_NUMBERS "numbers"
bool threads_is_at_numbers(const struct cursor *at);
/* Of an account: what its profile told, until the number of followers is there too. */
struct source_outcome threads_read_profile(const struct source_view *view, const struct cursor *at,
                                           const struct http_response *answer, struct batch *batch,
                                           struct error *err);
struct source_outcome threads_read_followers(const struct source_view *view,
                                             const struct cursor *at,
                                             const struct http_response *answer,
                                             struct batch *batch, struct error *err);
struct source_outcome threads_read_metrics(const struct source_view *view, const struct cursor *at,
                                           const struct http_response *answer, struct batch *batch,
                                           struct error *err);

/* threads_token.c: how a token comes to be, and is renewed. */
const struct renewal *threads_renewal(const void *settings);
const struct authorization *threads_authorization(const void *settings);
const struct discovery *threads_discovery(const void *settings);

#endif
