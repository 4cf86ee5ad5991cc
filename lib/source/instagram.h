/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the files of the Instagram adapter share with each other; nobody else includes it.
 * instagram.c has the tables and the requests, instagram_media.c what is made of media (posts,
 * stories, tags), instagram_comments.c comments with their replies. Paging, refusals and headers
 * are the Graph API's: graph.h. instagram_link.c has its addresses.
 */

#ifndef SOURCE_INSTAGRAM_H
#define SOURCE_INSTAGRAM_H

#include "source/graph.h"

extern const struct source source_instagram; /* for registry.c */
extern const struct link_table instagram_links;
extern const struct profile_table instagram_profiles;

enum instagram_inbox { INSTAGRAM_INBOX_ME, INSTAGRAM_INBOX_ACCOUNT };

struct instagram_settings {
    int64_t posts_page, comments_page;
    int64_t posts_overlap_us, mentions_overlap_us, messages_overlap_us;
    int inbox; /* enum instagram_inbox */
};

/* How a list of media is read. */
struct instagram_list {
    enum instagram_what { INSTAGRAM_POSTS, INSTAGRAM_STORIES, INSTAGRAM_TAGS } what;
    int64_t limit, overlap_us;
};

/* True for letters, digits and some of the others alone: nothing that ends what it stands in. */
bool instagram_is_plain(struct str text, const char *others);
/* What places in business_discovery are made of, besides letters and digits. */
#define INSTAGRAM_PLACE_BYTES "-_=+/|.:"

/* A page of media. overlap_us 0: the whole list is walked. */
struct source_outcome instagram_read_media(const struct instagram_list *list,
                                           const struct source_view *view, const struct cursor *at,
                                           const struct http_response *answer, struct batch *batch,
                                           struct error *err);
/* The same inside business_discovery, whose pages have no "next". */
struct source_outcome instagram_read_discovery(const struct instagram_list *list,
                                               const struct source_view *view,
                                               const struct cursor *at,
                                               const struct http_response *answer,
                                               struct batch *batch, struct error *err);
/* One medium of another that tags the account, looked up. */
void instagram_read_tag(struct graph_page *page, struct jdoc_node item);

/* Comments of a post, or further replies to one of them: where at stands. */
bool instagram_add_comments(struct buf *url, const struct source_view *view,
                            const struct cursor *at) MUST_CHECK;
struct source_outcome instagram_read_comments(const struct source_view *view,
                                              const struct cursor *at,
                                              const struct http_response *answer,
                                              struct batch *batch, struct error *err);
/* What is asked of a comment that is looked up. */
extern const char instagram_comment_fields[];
void instagram_read_comment(struct graph_page *page, struct jdoc_node item);
/*
 * Comments that an answer carries inside a post, at path: unasked, but some answers have them.
 */
void instagram_read_inside(struct graph_page *page, struct jdoc_node post, const char *path,
                           struct str post_external_id);

#endif
