/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "source/link.h"
#include "source/profile.h"
#include "source/threads.h"

static const char *const hosts[] = { "threads.net", "threads.com", NULL };
static const char *const ids[] = { NULL };
static const struct link_form forms[] = {
    { "*/post/#", LINK_WORD },
    { "t/#", LINK_WORD },
    { NULL, LINK_NONE },
};

static const struct link_site sites[] = {
    { .address = { .hosts = hosts, .ids = ids }, .forms = forms },
    { .address = { .hosts = NULL } },
};

const struct link_table threads_links = { .sites = sites };

static const char *const headings[] = { "threads", NULL };
static const struct profile_form profile_forms[] = {
    { "t,post,search,share,login", PROFILE_NONE },
    { "#", PROFILE_HANDLE },
    { NULL, PROFILE_NONE },
};

const struct profile_table threads_profiles = {
    .headings = headings,
    .hosts = hosts,
    .forms = profile_forms,
};
