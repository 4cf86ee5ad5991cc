/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "source/link.h"
#include "source/profile.h"
#include "source/x.h"

static const char *const hosts[] = { "x.com", "twitter.com", NULL };
static const char *const ids[] = { NULL };
static const struct link_form forms[] = {
    { "i/web/status/#", LINK_DIGITS },
    { "*/status,statuses/#", LINK_DIGITS },
    { NULL, LINK_NONE },
};

static const struct link_site sites[] = {
    { .address = { .hosts = hosts, .ids = ids }, .forms = forms },
    { .address = { .hosts = NULL } },
};

const struct link_table x_links = { .sites = sites };

static const char *const headings[] = { "twitter", "x", NULL };
static const struct profile_form profile_forms[] = {
    { "i,status,hashtag,search,explore,share,login", PROFILE_NONE },
    { "#", PROFILE_HANDLE },
    { NULL, PROFILE_NONE },
};

const struct profile_table x_profiles = {
    .headings = headings,
    .hosts = hosts,
    .forms = profile_forms,
};
