/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What is deleted was to be seen for at least a tenth of the world's time before, so that a
 * collector which polls at all has seen it; a deleted message takes what hangs below it along, as
 * the platform does.
 */

#include "fate.h"

#include "platform.h"

#define DAY 86400

static const struct channel *
channel_of(const struct message *message)
{
    return message->account->channel;
}

static void
show_late(struct world *world, struct rng *rng, struct message *message)
{
    int64_t late_max_s = channel_of(message)->platform->late_max_s;

    if (message->speaker == NULL && rng_chance(rng, 3) && late_max_s > 0)
        message->visible_at = message->sent_at + rng_between(rng, 600, late_max_s);
    if (message->parent != NULL && message->visible_at < message->parent->visible_at)
        message->visible_at = message->parent->visible_at;
    if (message->visible_at > world->end)
        message->visible_at = world->end;
}

static void
edit(struct world *world, struct rng *rng, struct message *message)
{
    static const enum say kinds[] = { SAY_QUESTION, SAY_THANKS, SAY_EMOJI, SAY_WONDER };
    struct version *version = &message->versions[1];

    if (message->speaker != NULL || !rng_chance(rng, 4) ||
        !platform_has(channel_of(message), HAS_EDITS))
        return;
    version->say = kinds[rng_below(rng, 4)];
    version->text = say_text(&world->mem, rng, version->say);
    version->at = message->visible_at + rng_wait(rng, 6 * 3600, 1);
    message->n_versions = version->at <= world->end ? 2 : 1;
}

static bool
below(const struct message *message, const struct message *top)
{
    while (message != NULL && message != top)
        message = message->parent;
    return message == top;
}

static void
delete_one(struct world *world, struct rng *rng, const struct list *thread)
{
    static const enum remover removers[] = { REMOVER_AUTHOR, REMOVER_UNIT, REMOVER_UNKNOWN };
    struct message *top = thread->at[rng_below(rng, thread->n)];
    struct message *last = thread->at[thread->n - 1];
    int64_t at = last->sent_at;
    enum remover remover = removers[rng_below(rng, 3)];
    size_t i;

    for (i = 0; i < thread->n; i++)
        if (((struct message *)thread->at[i])->visible_at > at)
            at = ((struct message *)thread->at[i])->visible_at;
    at += (world->end - world->begin) / 10 + rng_wait(rng, DAY, 1);
    if (at > world->end || top->role == ROLE_AUTOMATIC)
        return;
    for (i = 0; i < thread->n; i++) {
        struct message *message = thread->at[i];

        if (below(message, top)) {
            message->gone_at = at;
            message->remover = remover;
        }
    }
}

void
fate_of_thread(struct world *world, struct rng *rng, const struct list *thread)
{
    size_t i;

    for (i = 0; i < thread->n; i++) {
        struct message *message = thread->at[i];

        show_late(world, rng, message);
        edit(world, rng, message);
        if (message->speaker == NULL && rng_chance(rng, 2) &&
            platform_has(channel_of(message), HAS_HIDDEN))
            message->hidden_at = message->visible_at + rng_wait(rng, 3600, 1);
    }
    if (rng_chance(rng, 6))
        delete_one(world, rng, thread);
}

static void
vanish(struct post *post, int64_t at)
{
    size_t i;

    post->gone_at = at;
    for (i = 0; i < post->messages.n; i++) {
        struct message *message = post->messages.at[i];

        if (message->gone_at != 0 && message->gone_at <= at)
            continue;
        message->gone_at = at;
        message->remover = REMOVER_UNIT;
    }
}

/* When everything that will be said under it was to be seen long enough; 0: never. */
static int64_t
vanishing_at(const struct world *world, const struct post *post)
{
    int64_t at = post->created_at;
    size_t i;

    if (post->account == NULL || post->is_direct || post->mention != NULL || post->gone_at != 0)
        return 0;
    for (i = 0; i < post->messages.n; i++) {
        const struct message *message = post->messages.at[i];

        at = message->visible_at > at ? message->visible_at : at;
    }
    at += (world->end - world->begin) / 10;
    return at <= world->end ? at : 0;
}

void
fate_of_posts(struct world *world, size_t n)
{
    struct rng rng = rng_make(world->seed, "vanishing", 0);
    size_t tries = world->posts.n * 20;

    while (n > 0 && tries > 0) {
        struct post *post = world->posts.at[rng_below(&rng, world->posts.n)];
        int64_t at = vanishing_at(world, post);

        tries--;
        if (at == 0)
            continue;
        vanish(post, at);
        n--;
    }
}
