/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "source/profile.h"
#include "source/web.h"

static const char *const headings[] = { "website", "web", "situs", "laman", NULL };
static const char *const list_marks[] = { "feed", "rss", "atom", ".xml", "wp-json", NULL };

const struct profile_table web_profiles = { .headings = headings, .list_marks = list_marks };
