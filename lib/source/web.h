/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the files of the website adapter share with each other; nobody else includes it. web.c has
 * the tables, the requests and what an answer means, web_feed.c reads RSS and Atom, web_mend.c
 * mends what is nearly that, web_wordpress.c reads the JSON of WordPress, web_item.c makes posts of
 * both, web_time.c their times.
 */

#ifndef SOURCE_WEB_H
#define SOURCE_WEB_H

#include "base/buf.h"
#include "source/answer.h"
#include "source/id_set.h"
#include "source/source.h"

extern const struct source source_web; /* for registry.c */
extern const struct profile_table web_profiles;

struct web_settings {
    int64_t posts_page;
    int64_t posts_overlap_us;
    int64_t zone_s; /* east of Greenwich, of times that name none */
};

/* An item of either kind, as it is written there; absent where it is not. */
struct web_item {
    struct str id, link, title, summary; /* title and summary may hold HTML */
    struct str published, edited;
    bool id_is_link;       /* the id may be followed */
    bool title_is_plain;   /* no HTML in it */
    bool summary_is_plain; /* … nor in that */
};

struct web_page { /* what an answer is read with */
    const struct source_view *view;
    struct batch *batch;
    struct str site;   /* the address that a feed gives as its site's; absent: none */
    struct str *paths; /* where each record of the batch stood, of the first `most` */
    size_t most;
    size_t count;   /* items, with those that could not be used */
    size_t undated; /* of them, without a time that can be read */
};

/* Before the items of an answer, of which there are so many at most. False at the end of memory. */
bool web_start_items(struct web_page *page, size_t most) MUST_CHECK;

/* Adds the item's post, or a reject at path. False at the end of memory. */
bool web_add_item(struct web_page *page, const struct web_item *item, const char *path) MUST_CHECK;
/*
 * Behind the last one: gives each post the id that stays its own in the next answer, and drops what
 * was listed twice. False at the end of memory; the batch says so, too.
 */
bool web_end_items(struct web_page *page) MUST_CHECK;

/*
 * RSS 0.9 to 2.0, Atom 0.3 and 1.0: the items of a feed. False with *err (ERROR_PEER) when it is no
 * XML, or XML and no feed.
 */
bool web_read_feed(struct web_page *page, struct str body, struct error *err) MUST_CHECK;
/*
 * The feed in a body that is no XML by a character of its texts, or by what stands around it. False
 * where there is none, or no room.
 */
bool web_mend_feed(struct str body, struct buf *ret_mended) MUST_CHECK;
/* Posts of WordPress's REST API: an array. */
void web_read_wordpress(struct web_page *page, struct jdoc_node posts);

/*
 * RFC 3339, RFC 822 as feeds write it, a date alone, and what Indonesian sites make of all of them;
 * times that name no zone are of zone_s.
 */
bool web_parse_time(struct str text, int64_t zone_s, int64_t *ret_us);

#endif
