/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the files of the TikTok adapter share with each other; nobody else includes it. tiktok.c
 * has the settings and the requests, tiktok_list.c the answers with the account and its videos,
 * tiktok_comments.c comments and replies, tiktok_owner.c whose a token is, tiktok_error.c what a
 * refusal means. tiktok_link.c has its addresses.
 */

#ifndef SOURCE_TIKTOK_H
#define SOURCE_TIKTOK_H

#include "source/answer.h"
#include "source/source.h"

extern const struct source source_tiktok; /* for registry.c */
extern const struct link_table tiktok_links;
extern const struct profile_table tiktok_profiles;

/* Refused for the Display API, whose own address it is not. */
#define TIKTOK_BUSINESS_URL "https://business-api.tiktok.com/open_api/v1.3"
#define TIKTOK_DISPLAY_URL  "https://open.tiktokapis.com/v2"

#define TIKTOK_IDS_MAX 20u /* asked for by id in one request (documentation of "Query Videos") */

enum tiktok_api { TIKTOK_BUSINESS, TIKTOK_DISPLAY };

struct tiktok_settings {
    int api;         /* enum tiktok_api */
    struct str apis; /* of credentials, for setting_words_find() */
    struct str other_url;
    int64_t posts_page, comments_page, posts_overlap_us;
};

/* An answer that is no refusal: its document and what lies under "data". */
struct tiktok_answer {
    struct jdoc *doc;
    struct jdoc_node data;
};
/* False when *ret_outcome is what the digest returns; else ret_answer->doc is to be freed. */
bool tiktok_open(const struct source_view *view, const struct cursor *at,
                 const struct http_response *answer, struct tiktok_answer *ret_answer,
                 struct source_outcome *ret_outcome, struct error *err) MUST_CHECK;

/* Where a list goes on. */
struct tiktok_next {
    bool has_more;
    struct str cursor;             /* absent where there is none */
    char digits[JDOC_DIGITS_SIZE]; /* of the cursor, where it is a number */
};
/*
 * Whether there is a list of that name; none, or null, is an empty one on a page that says whether
 * more follow. Any other page must not pass for a whole one in which nothing was listed.
 */
bool tiktok_has_list(struct jdoc_node data, const char *name, struct error *err) MUST_CHECK;
void tiktok_next_read(struct jdoc_node data, struct tiktok_next *ret_next);

/*
 * tiktok_owner.c: a token of the Display API speaks for its owner, whatever account is asked for:
 * each visit that lists or looks up videos asks first whose it is. True at that place of a visit.
 */
bool tiktok_is_display(const struct source_view *view);
bool tiktok_asks_owner(const struct source_view *view, const struct cursor *at);
bool tiktok_is_of_account(const struct source_view *view, const struct cursor *at,
                          const struct tiktok_answer *answer, struct batch *batch,
                          struct source_outcome *ret_outcome, struct error *err) MUST_CHECK;
struct source_outcome tiktok_digest_owner(const struct source_view *view, const struct cursor *at,
                                          const struct http_response *answer, struct batch *batch,
                                          struct error *err);
#define TIKTOK_VIDEOS "videos" /* the list's frame, once the owner is known */

struct source_outcome tiktok_digest_account(const struct source_view *view, const struct cursor *at,
                                            const struct http_response *answer, struct batch *batch,
                                            struct error *err);
struct source_outcome tiktok_digest_posts(const struct source_view *view, const struct cursor *at,
                                          const struct http_response *answer, struct batch *batch,
                                          struct error *err);
struct source_outcome tiktok_digest_comments(const struct source_view *view,
                                             const struct cursor *at,
                                             const struct http_response *answer,
                                             struct batch *batch, struct error *err);
struct source_outcome tiktok_digest_lookup(const struct source_view *view, const struct cursor *at,
                                           const struct http_response *answer, struct batch *batch,
                                           struct error *err);
struct source_outcome tiktok_digest_video_lookup(const struct source_view *view,
                                                 const struct cursor *at,
                                                 const struct http_response *answer,
                                                 struct batch *batch, struct error *err);

/* tiktok_token.c: how a token comes to be, and is renewed. */
const struct renewal *tiktok_renewal(const void *settings);
const struct authorization *tiktok_authorization(const void *settings);
const struct discovery *tiktok_discovery(const void *settings);

#endif
