/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "grant.h"

#include <string.h>

#include "source/source.h"

const struct config_platform *
grant_platform(const struct config_platform *platform, struct str credential, struct arena *arena)
{
    const struct source *source = source_find(str_from(platform->source->name));
    struct config_platform *other;
    void *settings;

    if (source->grant == NULL || !source->grant->differs(platform->settings, credential))
        return platform;
    other = arena_alloc(arena, sizeof(*other));
    settings = arena_alloc(arena, source->settings_size);
    must(other != NULL && settings != NULL);
    memcpy(settings, platform->settings, source->settings_size);
    *other = *platform;
    other->settings = settings;
    source->grant->apply(settings, &other->base_url);
    return other;
}
