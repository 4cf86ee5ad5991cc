/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "source/facebook.h"
#include "source/link.h"
#include "source/profile.h"

static const char *const hosts[] = { "facebook.com", "fb.com", NULL };
static const char *const ids[] = { "story_fbid",       "fbid", "id", "v", "comment_id",
                                   "reply_comment_id", NULL };
static const struct link_form forms[] = {
    { "permalink.php,story.php?story_fbid", LINK_WORD },
    { "photo.php,photo?fbid", LINK_DIGITS },
    { "watch?v", LINK_DIGITS },
    { "reel/#", LINK_DIGITS },
    { "groups/*/posts,permalink/#", LINK_DIGITS },
    { "*/posts,videos,photos/*/#", LINK_DIGITS }, /* words of the text before the id, or an album */
    { "*/posts/#", LINK_WORD },
    { "*/videos,photos/#", LINK_DIGITS },
    { NULL, LINK_NONE },
};

static const struct link_site sites[] = {
    { .address = { .hosts = hosts, .ids = ids, .begins_with_id = true },
      .forms = forms,
      .comments = { "reply_comment_id", "comment_id" },
      .comment_kind = LINK_DIGITS,
      .joined = true },
    { .address = { .hosts = NULL } },
};

const struct link_table facebook_links = { .sites = sites };

static const char *const headings[] = { "facebook", "fb", "fanpage", NULL };
static const struct profile_form profile_forms[] = {
    { "profile.php?id", PROFILE_FIRST_DIGITS },
    { "pages,people/*/#", PROFILE_LAST_DIGITS },
    { "p/#", PROFILE_LAST_DIGITS },
    { "pages,people,p,share,sharer,groups,events,watch,story.php,permalink.php,photo.php,photo",
      PROFILE_NONE },
    { "reel,reels,stories,hashtag,search,login,post", PROFILE_NONE },
    { "#", PROFILE_ID_FORM },
    { "#", PROFILE_HANDLE },
    { NULL, PROFILE_NONE },
};

const struct profile_table facebook_profiles = {
    .headings = headings,
    .hosts = hosts,
    .forms = profile_forms,
};
