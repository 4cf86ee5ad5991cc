/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "source/instagram.h"
#include "source/link.h"
#include "source/profile.h"

static const char *const hosts[] = { "instagram.com", NULL };
static const char *const ids[] = { NULL };
static const struct link_form forms[] = {
    /* A reply to a comment, a comment, the post itself. */
    { "p,reel,reels,tv/*/c/*/r/#", LINK_WORD },
    { "p,reel,reels,tv/*/c/*/r", LINK_NONE },
    { "p,reel,reels,tv/*/c/#", LINK_WORD },
    { "p,reel,reels,tv/*/c", LINK_NONE },
    { "p,reel,reels,tv/#", LINK_WORD },
    { "*/p,reel/*/c/*/r/#", LINK_WORD },
    { "*/p,reel/*/c/*/r", LINK_NONE },
    { "*/p,reel/*/c/#", LINK_WORD },
    { "*/p,reel/*/c", LINK_NONE },
    { "*/p,reel/#", LINK_WORD },
    { NULL, LINK_NONE },
};

static const struct link_site sites[] = {
    { .address = { .hosts = hosts, .ids = ids }, .forms = forms },
    { .address = { .hosts = NULL } },
};

const struct link_table instagram_links = { .sites = sites };

static const char *const headings[] = { "instagram", "ig", NULL };
static const struct profile_form profile_forms[] = {
    { "p,reel,reels,tv,stories,explore,share,login", PROFILE_NONE },
    { "#", PROFILE_HANDLE },
    { NULL, PROFILE_NONE },
};

const struct profile_table instagram_profiles = {
    .headings = headings,
    .hosts = hosts,
    .forms = profile_forms,
};
