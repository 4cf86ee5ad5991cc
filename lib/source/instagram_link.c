/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "source/instagram.h"
#include "source/link.h"

static const char *const hosts[] = { "instagram.com", NULL };
static const char *const ids[] = { NULL };
static const struct link_form forms[] = {
    { "p,reel/*/c/#", LINK_WORD },
    { "p,reel,reels,tv/#", LINK_WORD },
    { "*/p,reel/#", LINK_WORD },
    { NULL, LINK_NONE },
};

static const struct link_site sites[] = {
    { .address = { .hosts = hosts, .ids = ids }, .forms = forms },
    { .address = { .hosts = NULL } },
};

const struct link_table instagram_links = { .sites = sites };
