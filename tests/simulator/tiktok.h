/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What TikTok's two APIs share: tiktok.c is the Business API and what there is on TikTok at all,
 * tiktok_display.c the Display API over the same videos.
 */

#ifndef SIMULATOR_TIKTOK_H
#define SIMULATOR_TIKTOK_H

#include "platform.h"

#define TIKTOK_VIDEOS_MAX 20

/* A page of an account's videos, newest first; what is not to be seen takes a place in it. */
struct tiktok_page {
    const struct post *posts[TIKTOK_VIDEOS_MAX];
    size_t n;
    int64_t last; /* the place of the last one, milliseconds; 0: there was none */
    bool more;
};
/* At most max videos before this place; 0: from the newest. */
void tiktok_page_read(const struct account *account, int64_t at, int64_t before, int64_t max,
                      struct tiktok_page *ret_page);

/* What a video's number of comments says. */
json_int_t tiktok_comments(const struct post *post, int64_t at);
json_t *tiktok_share_url(const struct account *account, const struct post *post);
/* An answer that was made already is forgotten for one of this status. */
void tiktok_refuse(struct answer *answer, int status, json_t *root);

/* tiktok_display.c */
#define TIKTOK_DISPLAY_BASE "/tt/v2/"
void tiktok_display_answer(const struct channel *channel, const struct request *request,
                           struct answer *ret_answer);
/* By the kind of a fault; false where there is none of that name here. */
bool tiktok_display_spoil(const char *kind, struct answer *answer);

#endif
