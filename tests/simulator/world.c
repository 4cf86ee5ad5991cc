/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "world.h"

#include <stdlib.h>
#include <string.h>

#define COUNTER_SPAN_S (5 * 86400) /* reactions and likes come within days */

struct table_slot {
    const char *id;
    enum node kind;
    void *node;
};

static uint64_t
hash(const char *id)
{
    uint64_t h = 0xCBF29CE484222325u;

    for (; *id != '\0'; id++)
        h = (h ^ (unsigned char)*id) * 0x100000001B3u;
    return h;
}

static struct table_slot *
table_slot(const struct table *table, const char *id)
{
    size_t i = (size_t)hash(id) & (table->cap - 1);

    while (table->slots[i].id != NULL && strcmp(table->slots[i].id, id) != 0)
        i = (i + 1) & (table->cap - 1);
    return &table->slots[i];
}

static void
table_grow(struct table *table)
{
    struct table old = *table;
    size_t i;

    table->cap = old.cap > 0 ? old.cap * 2 : 1024;
    table->slots = mem_heap(table->cap * sizeof(*table->slots));
    for (i = 0; i < old.cap; i++)
        if (old.slots[i].id != NULL)
            *table_slot(table, old.slots[i].id) = old.slots[i];
    free(old.slots);
}

struct channel *
world_add_channel(struct world *world, const struct platform *platform)
{
    struct channel *channel = mem_alloc(&world->mem, sizeof(*channel));

    if (world->n_channels == CHANNELS_MAX)
        abort();
    *channel = (struct channel){ .platform = platform, .world = world, .index = world->n_channels };
    world->channels[world->n_channels++] = channel;
    return channel;
}

void
world_name(struct channel *channel, const char *id, enum node kind, void *node)
{
    struct table *table = &channel->ids;
    struct table_slot *slot;

    if (table->n * 2 >= table->cap)
        table_grow(table);
    slot = table_slot(table, id);
    if (slot->id == NULL)
        table->n++;
    *slot = (struct table_slot){ id, kind, node };
}

enum node
world_find(const struct channel *channel, const char *id, void **ret_node)
{
    const struct table_slot *slot;

    *ret_node = NULL;
    if (channel->ids.cap == 0)
        return NODE_NONE;
    slot = table_slot(&channel->ids, id);
    if (slot->id == NULL)
        return NODE_NONE;
    *ret_node = slot->node;
    return slot->kind;
}

static void
lists_done(struct world *world)
{
    size_t i, k;

    for (i = 0; i < world->accounts.n; i++) {
        struct account *account = world->accounts.at[i];

        list_done(&account->posts);
        list_done(&account->tagged);
        list_done(&account->conversations);
    }
    for (i = 0; i < world->posts.n; i++)
        list_done(&((struct post *)world->posts.at[i])->messages);
    for (i = 0; i < world->units.n; i++)
        for (k = 0; k < CHANNELS_MAX; k++)
            list_done(&((struct unit *)world->units.at[i])->accounts[k]);
    for (i = 0; i < world->complaints.n; i++)
        list_done(&((struct complaint *)world->complaints.at[i])->steps);
}

void
world_done(struct world *world)
{
    size_t i;

    lists_done(world);
    list_done(&world->units);
    list_done(&world->accounts);
    list_done(&world->posts);
    list_done(&world->messages);
    list_done(&world->complaints);
    for (i = 0; i < world->n_channels; i++) {
        list_done(&world->channels[i]->accounts);
        free(world->channels[i]->ids.slots);
    }
    mem_done(&world->mem);
}

bool
post_visible(const struct post *post, int64_t at)
{
    return post->created_at <= at && (post->gone_at == 0 || post->gone_at > at);
}

const char *
post_text(const struct post *post, int64_t at)
{
    return post->edited_at > 0 && post->edited_at <= at ? post->edited_text : post->text;
}

int64_t
counter_at(int64_t final, int64_t from, int64_t at)
{
    if (at >= from + COUNTER_SPAN_S)
        return final;
    return at <= from ? 0 : final * (at - from) / COUNTER_SPAN_S;
}

bool
message_visible(const struct message *message, int64_t at)
{
    return message->visible_at <= at && (message->gone_at == 0 || message->gone_at > at);
}

const struct version *
message_version(const struct message *message, int64_t at)
{
    if (message->n_versions > 1 && message->versions[1].at <= at)
        return &message->versions[1];
    return &message->versions[0];
}

bool
message_hidden(const struct message *message, int64_t at)
{
    return message->hidden_at > 0 && message->hidden_at <= at;
}

const char *
message_thread(const struct message *message)
{
    return message->kind == KIND_DIRECT ? message->post->id : message->root->id;
}

int64_t
account_followers(const struct world *world, const struct account *account, int64_t at)
{
    /* Moves once in six hours, so that a sample can be compared with the truth. */
    int64_t steps = (world->end - world->begin) / 21600 + 1;
    int64_t step = (at - world->begin) / 21600;

    return account->followers + account->followers_growth * step / steps;
}

const struct step *
complaint_last(const struct complaint *complaint, enum step_kind kind, int64_t at)
{
    size_t i = complaint->steps.n;

    while (i > 0) {
        const struct step *step = complaint->steps.at[--i];

        if (step->at <= at && step->kind == kind)
            return step;
    }
    return NULL;
}

const struct step *
complaint_latest(const struct complaint *complaint, int64_t at)
{
    size_t i = complaint->steps.n;

    while (i > 0) {
        const struct step *step = complaint->steps.at[--i];

        if (step->at <= at)
            return step;
    }
    return NULL;
}

const char *
role_name(enum role role)
{
    static const char *const names[] = { "citizen", "unknown", "official", "leader", "automatic" };

    return names[role];
}

const char *
kind_name(enum kind kind)
{
    static const char *const names[] = { "comment", "reply", "mention", "direct_message" };

    return names[kind];
}

const char *
remover_name(enum remover remover)
{
    static const char *const names[] = { "", "author", "unit", "unknown" };

    return names[remover];
}
