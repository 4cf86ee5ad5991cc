/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "post.h"

#define HOUR 3600

struct post *
post_new(struct world *world, struct rng *rng, const char *author_id, int64_t at)
{
    static const char *const formats[] = { "photo", "photo", "video", "text",
                                           "link",  "reel",  "event" };
    struct post *post = mem_alloc(&world->mem, sizeof(*post));
    int i;

    post->number = mem_format(&world->mem, "%llu",
                              122000000000000u + (unsigned long long)world->posts.n * 4099u);
    post->id = mem_format(&world->mem, "%s_%s", author_id, post->number);
    post->author_id = author_id;
    post->created_at = at;
    post->text = say_text(&world->mem, rng, SAY_POST);
    post->format = formats[rng_below(rng, sizeof(formats) / sizeof(formats[0]))];
    for (i = 0; i < REACTIONS; i++)
        post->reactions[i] = (int64_t)rng_below(rng, i == 0 ? 180 : 12);
    post->shares = rng_chance(rng, 40) ? 0 : (int64_t)rng_below(rng, 30);
    post->colons = rng_chance(rng, 5);
    post->ghosts = rng_chance(rng, 30) ? (int64_t)rng_below(rng, 3) : 0;
    if (rng_chance(rng, 8)) {
        post->edited_at = at + rng_wait(rng, 3 * HOUR, 1);
        post->edited_text = mem_format(&world->mem, "%s (diperbarui)", post->text);
    }
    list_add(&world->posts, post);
    world_name(world, post->id, NODE_POST, post);
    world_name(world, post->number, NODE_POST, post);
    return post;
}
