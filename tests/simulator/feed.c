/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "feed.h"

#include <string.h>

const struct feed *const feeds[] = {
    &feed_flat, &feed_stages, &feed_mapped_app, &feed_mapped_like, &feed_open311, NULL,
};

const struct feed *
feed_find(const char *name)
{
    const struct feed *const *feed = feeds;

    while (*feed != NULL && strcmp((*feed)->name, name) != 0)
        feed++;
    return *feed;
}
