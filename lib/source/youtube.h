/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the files of the YouTube adapter share with each other; nobody else includes it. youtube.c
 * has the tables and the requests, youtube_lookup.c the look-ups, youtube_page.c answers and where
 * a visit goes on, youtube_error.c the refusals, youtube_quota.c the reset of the day's units,
 * youtube_posts.c and youtube_comments.c the items. youtube_link.c has its addresses.
 */

#ifndef SOURCE_YOUTUBE_H
#define SOURCE_YOUTUBE_H

#include "source/answer.h"
#include "source/id_set.h"
#include "source/source.h"

#define YOUTUBE_IDS_MAX 50u /* ids in one request; rows on one page of videos */

/*
 * Names of the cursor's frames. A visit of posts goes page, videos, page, videos …; one of comments
 * goes page, then the replies of each thread that has more than the page showed, page …
 */
#define YOUTUBE_AT_PAGE    "page"    /* after: nextPageToken */
#define YOUTUBE_AT_VIDEOS  "videos"  /* after: their ids, with commas */
#define YOUTUBE_AT_REPLIES "replies" /* object: the thread; after: nextPageToken or "" */
#define YOUTUBE_AT_PENDING "pending" /* after: the threads that come next, with commas */
#define YOUTUBE_AT_FROM    "from"    /* after: index of the target that comes next */

extern const struct source source_youtube; /* for registry.c */
extern const struct link_table youtube_links;
extern const struct profile_table youtube_profiles;

struct youtube_settings {
    int64_t posts_page, comments_page;
    int64_t posts_overlap_us;
};

struct youtube_page { /* what an answer is read with */
    const struct source_view *view;
    const struct cursor *at;
    struct batch *batch;
    struct error *err;
    struct jdoc_node root, items; /* items: may be absent, which is an empty list */
    unsigned limit;               /* that was asked for; 0: it has none */
    size_t asked_from, asked_to;  /* targets: nothing but these is read; 0, 0: whatever comes */
    struct cursor next;           /* where the visit goes on; no frames: it ends */
    struct str token;             /* of the next page of this list; absent: this was the last */
};

struct youtube_page youtube_page_new(const struct source_view *view, const struct cursor *at,
                                     struct batch *batch, unsigned limit, struct error *err);
/*
 * What a look at an answer begins with: false when *ret_outcome is already what the digest returns;
 * else *ret_doc is to be freed.
 */
bool youtube_page_open(struct youtube_page *page, const struct http_response *answer,
                       struct jdoc **ret_doc, struct source_outcome *ret_outcome) MUST_CHECK;
/* MORE where page->next has frames, else DONE; MALFORMED where it stands still. */
struct source_outcome youtube_page_close(struct youtube_page *page);
/*
 * Of a refusal: outcome, or the list from its beginning where the place in it was refused, because
 * it was left lying or YouTube forgot it.
 */
struct source_outcome youtube_again(struct youtube_page *page, struct source_outcome outcome,
                                    const struct http_response *answer);
/* A frame of what comes next; false when it does not fit. */
bool youtube_push(struct youtube_page *page, const char *edge, struct str object,
                  struct str after) MUST_CHECK;
/* The same of what stands in the cursor already; true where it holds no such frame. */
bool youtube_keep(struct youtube_page *page, const char *edge) MUST_CHECK;
/* The frame of that name, or NULL. */
const struct cursor_frame *youtube_frame(const struct cursor *at, const char *edge);
/* MALFORMED: a place that is longer than a cursor may hold. */
struct source_outcome youtube_no_place(const struct youtube_page *page);
/* Reads one object of a list, at path; seen: the ids that the page showed before it. */
typedef void (*youtube_item_fn)(struct youtube_page *page, struct jdoc_node item, const char *path,
                                struct id_set *seen);
/* Each object of the list, until the batch overflows; what is no object is rejected. */
void youtube_page_each(struct youtube_page *page, youtube_item_fn read, struct id_set *seen);

/* The request for videos or comments by their ids, with commas. */
bool youtube_plan_ids(const struct source_view *view, bool videos, struct str ids,
                      struct http_request *ret_request, struct error *err) MUST_CHECK;
/* The stream of look-ups. */
bool youtube_plan_lookup(const struct source_view *view, const struct cursor *at,
                         struct http_request *ret_request, struct error *err) MUST_CHECK;
struct source_outcome youtube_digest_lookup(const struct source_view *view, const struct cursor *at,
                                            const struct http_response *answer, struct batch *batch,
                                            struct error *err);

/* Outcome of an answer that is an error, in JSON or otherwise. */
struct source_outcome youtube_error(const struct source_view *view, const struct cursor *at,
                                    const struct http_response *answer, struct jdoc_node root,
                                    struct error *err);
/* True when the document is an error body. */
bool youtube_is_error(struct jdoc_node root, const struct http_response *answer);
/* The next midnight in California, when the units of the day come back. */
int64_t youtube_units_reset_us(int64_t now_us);

/* The channel itself; false when no channel is in the answer. */
bool youtube_read_channel(struct youtube_page *page);
/* A page of the uploads: posts, and the ids of their videos, with commas, in the arena. */
struct str youtube_read_uploads(struct youtube_page *page, int64_t since_us);
/* Videos: posts with their counters. */
void youtube_read_videos(struct youtube_page *page, struct id_set *seen);
/* Threads of a video with the replies that stand beside them; then what comes next. */
struct source_outcome youtube_read_threads(struct youtube_page *page);
/* After a page of one thread's replies: what comes next. */
struct source_outcome youtube_end_replies(struct youtube_page *page);
/* Comments of any list of comments. */
void youtube_read_comments(struct youtube_page *page, struct id_set *seen);

/* youtube_key.c: how it is asked, and for which channels. */
const struct renewal *youtube_renewal(const void *settings);
const struct authorization *youtube_authorization(const void *settings);
const struct discovery *youtube_discovery(const void *settings);

#endif
