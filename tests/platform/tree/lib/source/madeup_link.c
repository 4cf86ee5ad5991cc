/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "source/link.h"
#include "source/madeup.h"
#include "source/profile.h"

static const char *const hosts[] = { "madeup.example", NULL };
static const char *const ids[] = { "note", "answer", NULL };
static const struct link_form forms[] = {
    { "read?note", LINK_DIGITS },
    { "*/notes/#", LINK_WORD },
    { NULL, LINK_NONE },
};

static const struct link_site sites[] = {
    { .address = { .hosts = hosts, .ids = ids },
      .forms = forms,
      .comments = { "answer" },
      .comment_kind = LINK_DIGITS },
    { .address = { .hosts = NULL } },
};

const struct link_table madeup_links = { .sites = sites };

static const char *const headings[] = { "madeup", "rekaan", NULL };
static const struct profile_form profile_forms[] = {
    { "read", PROFILE_NONE },
    { "#", PROFILE_ID_FORM },
    { "#", PROFILE_HANDLE },
    { NULL, PROFILE_NONE },
};

const struct profile_table madeup_profiles = {
    .headings = headings,
    .hosts = hosts,
    .forms = profile_forms,
};
