/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "source/link.h"
#include "source/profile.h"
#include "source/tiktok.h"

static const char *const hosts[] = { "tiktok.com", NULL };
static const char *const ids[] = { NULL };
static const struct link_form forms[] = {
    { "*/video,photo/#", LINK_DIGITS },
    { NULL, LINK_NONE },
};

static const struct link_site sites[] = {
    { .address = { .hosts = hosts, .ids = ids }, .forms = forms },
    { .address = { .hosts = NULL } },
};

const struct link_table tiktok_links = { .sites = sites };

static const char *const headings[] = { "tiktok", NULL };
static const struct profile_form profile_forms[] = {
    { "explore,search,share,login,hashtag,tag", PROFILE_NONE },
    { "#", PROFILE_HANDLE },
    { NULL, PROFILE_NONE },
};

const struct profile_table tiktok_profiles = {
    .headings = headings,
    .hosts = hosts,
    .forms = profile_forms,
};
