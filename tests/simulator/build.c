/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "build.h"

#include "cases.h"
#include "city.h"
#include "feed.h"
#include "platform.h"
#include "talk.h"

#include <string.h>

struct size {
    const char *name;
    size_t units, posts, threads, complaints; /* posts per page, threads per post */
};

static const struct size sizes[] = {
    { "small", 6, 6, 5, 120 },
    { "medium", 40, 18, 7, 600 },
    { "large", 120, 50, 10, 4000 },
};

void
build_empty(struct world *world, uint64_t seed, int64_t begin, int64_t end)
{
    struct rng key = rng_make(seed, "lapor token", 0);

    world->seed = seed;
    world->begin = begin;
    world->end = end;
    world->government = "32.98";
    world->government_name = "Kota Simulasi";
    /* The key that both feeds ask for; made up, and marked as such. */
    world->lapor_token =
        mem_format(&world->mem, "SIMULATEDLAPOR%016llx", (unsigned long long)rng_next(&key));
}

bool
build_zone(struct world *world, const char *name)
{
    static const struct {
        const char *name, *zone;
        int64_t hours;
    } zones[] = { { "WIB", "Asia/Jakarta", 7 },
                  { "WITA", "Asia/Makassar", 8 },
                  { "WIT", "Asia/Jayapura", 9 } };
    size_t i;

    for (i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
        if (strcmp(zones[i].name, name) != 0)
            continue;
        world->zone = zones[i].zone;
        world->zone_offset_s = zones[i].hours * 3600;
        return true;
    }
    return false;
}

/* Whether the name is in the list, which is names with commas between, or "all". */
static bool
named(const char *names, const char *name)
{
    size_t n = strlen(name);
    const char *at = names;

    if (strcmp(names, "all") == 0)
        return true;
    while ((at = strstr(at, name)) != NULL) {
        if ((at == names || at[-1] == ',') && (at[n] == '\0' || at[n] == ','))
            return true;
        at += n;
    }
    return false;
}

static size_t
names_in(const char *names)
{
    size_t n = 1;

    for (; *names != '\0'; names++)
        n += *names == ',';
    return n;
}

bool
build_channels(struct world *world, const char *names)
{
    const struct platform *const *platform;

    for (platform = platforms; *platform != NULL; platform++)
        if (named(names, (*platform)->channel))
            world_add_channel(world, *platform);
    return strcmp(names, "all") == 0 || world->n_channels == names_in(names);
}

bool
build_feeds(struct world *world, const char *names)
{
    const struct feed *const *feed;

    for (feed = feeds; *feed != NULL && world->n_feeds < CHANNELS_MAX; feed++)
        if (named(names, (*feed)->name))
            world->feeds[world->n_feeds++] = *feed;
    return strcmp(names, "all") == 0 || *names == '\0' || world->n_feeds == names_in(names);
}

bool
build_city(struct world *world, const char *size)
{
    size_t i;

    for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
        if (strcmp(sizes[i].name, size) == 0)
            break;
    if (i == sizeof(sizes) / sizeof(sizes[0]))
        return false;
    city_build(world, sizes[i].units);
    talk_build(world, sizes[i].posts, sizes[i].threads);
    cases_build(world, sizes[i].complaints);
    return true;
}
