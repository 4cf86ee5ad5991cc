/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "source/facebook.h"
#include "source/instagram.h"
#include "source/lapor.h"
#include "source/mapped.h"
#include "source/open311.h"
#include "source/source.h"
#include "source/threads.h"
#include "source/tiktok.h"
#include "source/web.h"
#include "source/x.h"
#include "source/youtube.h"

const struct source *const sources[] = {
    &source_facebook, &source_instagram, &source_lapor,  &source_mapped,
    &source_open311,  &source_threads,   &source_tiktok, &source_web,
    &source_x,        &source_youtube,   NULL,
};

const struct source *
source_find(struct str name)
{
    for (size_t i = 0; sources[i] != NULL; i++) {
        if (str_equal_c(name, sources[i]->name))
            return sources[i];
    }
    return NULL;
}

const struct source_stream *
source_stream_find(const struct source *source, struct str name)
{
    for (size_t i = 0; i < source->stream_count; i++) {
        if (str_equal_c(name, source->streams[i].name))
            return &source->streams[i];
    }
    return NULL;
}

/* A stream without the functions, which config/ must not know. */
static struct source_stream_info
stream_info(const struct source_stream *stream)
{
    const unsigned targets = SOURCE_TARGETS_POSTS | SOURCE_TARGETS_MESSAGES;

    return (struct source_stream_info){ .name = stream->name,
                                        .interval_s = stream->interval_s,
                                        .internal = (stream->flags & SOURCE_INTERNAL) != 0,
                                        .has_targets = (stream->flags & targets) != 0 };
}

static const struct source_info *
make_info(const struct source *source, struct arena *arena)
{
    struct source_info *info = arena_alloc(arena, sizeof(*info));
    struct source_stream_info *streams = arena_array(arena, source->stream_count, sizeof(*streams));

    if (info == NULL || streams == NULL)
        return NULL;
    for (size_t i = 0; i < source->stream_count; i++)
        streams[i] = stream_info(&source->streams[i]);
    *info = (struct source_info){ .name = source->name,
                                  .doc = source->doc,
                                  .default_base_url = source->default_base_url,
                                  .is_feed = source->is_feed,
                                  .has_sites = source->has_sites,
                                  .names_authors = source->names_authors,
                                  .asks_via = source->asks_via,
                                  .ids = source->ids,
                                  .settings = source->settings,
                                  .settings_size = source->settings_size,
                                  .fault = source->fault,
                                  .speaks_alone =
                                      source->grant == NULL ? NULL : source->grant->speaks_alone,
                                  .streams = streams,
                                  .stream_count = source->stream_count };
    return info;
}

const struct source_info *const *
source_infos(struct arena *arena)
{
    const struct source_info **infos = arena_array(arena, ARRAY_SIZE(sources), sizeof(*infos));

    if (infos == NULL)
        return NULL;
    for (size_t i = 0; sources[i] != NULL; i++) {
        infos[i] = make_info(sources[i], arena);
        if (infos[i] == NULL)
            return NULL;
    }
    return infos;
}
