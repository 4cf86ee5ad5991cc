/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "post.h"

#include "platform.h"

#include <stdlib.h>
#include <string.h>

#define HOUR 3600

static const char *
format_of(const struct platform *platform, struct rng *rng)
{
    size_t n = 0;

    while (platform->formats[n] != NULL)
        n++;
    return platform->formats[rng_below(rng, n)];
}

struct post *
post_new(struct channel *channel, struct rng *rng, const char *author_id, int64_t at)
{
    struct world *world = channel->world;
    struct post *post = mem_alloc(&world->mem, sizeof(*post));
    int64_t ghosts;
    int i;

    post->channel = channel;
    post->author.id = author_id;
    channel->platform->name_post(&world->mem, post, channel->n_posts++);
    post->created_at = at;
    post->text = say_text(&world->mem, rng, SAY_POST);
    post->format = format_of(channel->platform, rng);
    for (i = 0; i < REACTIONS; i++)
        post->reactions[i] = (int64_t)rng_below(rng, i == 0 ? 180 : 12);
    post->shares = rng_chance(rng, 40) ? 0 : (int64_t)rng_below(rng, 30);
    post->secret_likes = platform_has(channel, HAS_SECRET_LIKES) && post->reactions[1] % 5 == 0;
    post->views = 7 + 41 * post->reactions[0] + post->shares;
    post->colons = rng_chance(rng, 5) && platform_has(channel, HAS_OLD_IDS);
    ghosts = rng_chance(rng, 30) ? (int64_t)rng_below(rng, 3) : 0;
    post->ghosts = platform_has(channel, HAS_GHOSTS) ? ghosts : 0;
    if (rng_chance(rng, 8) && platform_has(channel, HAS_POST_EDITS)) {
        post->edited_at = at + rng_wait(rng, 3 * HOUR, 1);
        post->edited_text = mem_format(&world->mem, "%s (diperbarui)", post->text);
    }
    list_add(&world->posts, post);
    world_name(channel, post->id, NODE_POST, post);
    world_name(channel, post->number, NODE_POST, post);
    return post;
}

void
post_mention(struct post *post, enum role role)
{
    struct world *world = post->channel->world;
    struct message *message = mem_alloc(&world->mem, sizeof(*message));

    *message = (struct message){ .id = post->number, /* nobody may keep its author's */
                                 .number = post->number,
                                 .account = post->tags,
                                 .post = post,
                                 .kind = KIND_MENTION,
                                 .role = role,
                                 .tags = post->tags,
                                 .speaker = role == ROLE_LEADER ? post->account : NULL,
                                 .sent_at = post->created_at,
                                 .visible_at = post->created_at,
                                 .n_versions = 1,
                                 .likes = post->reactions[0],
                                 .author = post->author };
    message->root = message;
    message->versions[0] = (struct version){ post->created_at, post->text, SAY_QUESTION };
    post->mention = message;
    post->channel->n_messages++;
    list_add(&world->messages, message);
}

static int
by_creation(const void *a, const void *b)
{
    const struct post *x = *(struct post *const *)a;
    const struct post *y = *(struct post *const *)b;

    if (x->created_at != y->created_at)
        return x->created_at < y->created_at ? -1 : 1;
    return strcmp(x->id, y->id);
}

void
post_order(struct list *posts)
{
    if (posts->n > 1)
        qsort(posts->at, posts->n, sizeof(void *), by_creation);
}
