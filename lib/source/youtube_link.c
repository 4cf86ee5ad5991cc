/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "source/link.h"
#include "source/profile.h"
#include "source/youtube.h"

static const char *const long_hosts[] = { "youtube.com", NULL };
static const char *const long_ids[] = { "v", "lc", NULL };
static const struct link_form long_forms[] = {
    { "watch?v", LINK_WORD },
    { "shorts,live/#", LINK_WORD },
    { NULL, LINK_NONE },
};

static const char *const short_hosts[] = { "youtu.be", NULL };
static const char *const short_ids[] = { "v", "lc", NULL };
static const struct link_form short_forms[] = {
    { "#", LINK_WORD },
    { NULL, LINK_NONE },
};

static const struct link_site sites[] = {
    { .address = { .hosts = long_hosts, .ids = long_ids },
      .forms = long_forms,
      .comments = { "lc" },
      .comment_kind = LINK_DOTTED },
    { .address = { .hosts = short_hosts, .ids = short_ids, .begins_with_id = true },
      .forms = short_forms,
      .comments = { "lc" },
      .comment_kind = LINK_DOTTED },
    { .address = { .hosts = NULL } },
};

const struct link_table youtube_links = { .sites = sites };

static const char *const headings[] = { "youtube", "yt", NULL };
static const struct profile_form profile_forms[] = {
    { "channel/#", PROFILE_ID },
    { "c,user/#", PROFILE_HANDLE },
    { "channel,c,user,watch,shorts,playlist,hashtag,post,live,login", PROFILE_NONE },
    { "#", PROFILE_ID_FORM },
    { "#", PROFILE_HANDLE },
    { NULL, PROFILE_NONE },
};

const struct profile_table youtube_profiles = {
    .headings = headings,
    .hosts = long_hosts,
    .forms = profile_forms,
};
