/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A conversation is a post that nobody sees, with the messages below it. Nothing is known of what
 * they say: who looks at them sees times and sides, so each counts as a question.
 */

#include "direct.h"

#include "city.h"
#include "platform.h"

#define HOUR         3600
#define DAY          86400
#define MACHINE_SEEN 3 /* conversations after which what comes at once is known for a machine's */

struct chat {
    struct channel *channel;
    struct rng rng;
    struct account *account;
    struct post *post;
    struct person citizen;
    int64_t now;
};

static void
add_message(struct chat *chat, enum role role)
{
    bool by_citizen = role == ROLE_CITIZEN;
    struct world *world = chat->channel->world;
    const struct account *account = chat->account;
    struct message *message;

    if (chat->now > world->end)
        return;
    message = mem_alloc(&world->mem, sizeof(*message));
    *message = (struct message){
        .account = chat->account,
        .post = chat->post,
        .kind = KIND_DIRECT,
        .role = role,
        .speaker = by_citizen ? NULL : chat->account,
        .author = by_citizen ? chat->citizen
                             : (struct person){ account->id, account->name, account->handle },
        .sent_at = chat->now,
        .visible_at = chat->now,
        .versions = { { .at = chat->now, .say = by_citizen ? SAY_PICTURE : SAY_STOCK } },
        .n_versions = 1,
    };
    message->id = message->number = mem_format(&world->mem, "m_SIM%zuaZ-%06zu",
                                               chat->channel->index, chat->channel->n_direct++);
    message->index = chat->post->messages.n;
    message->root = message->index > 0 ? chat->post->messages.at[0] : message;
    world_name(chat->channel, message->id, NODE_DIRECT, message);
    list_add(&chat->post->messages, message);
    list_add(&world->messages, message);
}

/* The greeting that the unit has set up, once in a conversation. */
static void
add_automatic(struct chat *chat)
{
    if (chat->account->automatic == NULL)
        return;
    chat->now += rng_between(&chat->rng, 2, 9);
    add_message(chat, ROLE_AUTOMATIC);
}

/* Mostly in turns; now and then a citizen writes twice, or nobody answers. */
static void
talk(struct chat *chat, size_t turns)
{
    const struct unit *unit = chat->account->unit;
    size_t i;

    for (i = 0; i < turns; i++) {
        add_message(chat, ROLE_CITIZEN);
        if (i == 0)
            add_automatic(chat);
        if (rng_chance(&chat->rng, 30)) {
            chat->now += rng_between(&chat->rng, 5, 600);
            add_message(chat, ROLE_CITIZEN);
        }
        chat->now += 60 + rng_wait(&chat->rng, unit->median_s / 4, unit->sigma);
        if (rng_chance(&chat->rng, unit->answers_percent))
            add_message(chat, ROLE_OFFICIAL);
        chat->now += rng_wait(&chat->rng, 3 * HOUR, 1);
    }
}

static void
add_conversation(struct chat *chat, size_t turns)
{
    struct world *world = chat->channel->world;
    struct post *post = mem_alloc(&world->mem, sizeof(*post));

    post->channel = chat->channel;
    post->account = chat->account;
    post->is_direct = true;
    post->format = "conversation";
    post->text = "";
    post->id = post->number = mem_format(&world->mem, "t_%zu%013zu", chat->channel->index + 1,
                                         world->posts.n * 31 + 10000);
    post->author = (struct person){ chat->account->id, chat->account->name, chat->account->handle };
    post->created_at = chat->now;
    chat->post = post;
    chat->channel->platform->name_person(&world->mem, &chat->citizen, chat->account,
                                         (unsigned)rng_below(&chat->rng, 100000));
    chat->citizen.name = say_person(&world->mem, &chat->rng);
    list_add(&world->posts, post);
    list_add(&chat->account->conversations, post);
    world_name(chat->channel, post->id, NODE_CONVERSATION, post);
    talk(chat, turns);
}

static void
build_account(struct account *account)
{
    struct chat chat = { .channel = account->channel,
                         .rng = city_chance(account->channel, "direct", account->index),
                         .account = account };
    const struct world *world = account->channel->world;
    size_t i, n = 2 + rng_below(&chat.rng, 4);

    if (account->automatic != NULL && n < MACHINE_SEEN)
        n = MACHINE_SEEN;
    for (i = 0; i < n; i++) {
        /* One of the first account's is longer than what stands beside a conversation. */
        bool longer =
            account->index == 0 && i == 0 && platform_has(account->channel, HAS_LONG_CHATS);

        chat.now = longer ? world->begin + HOUR
                          : rng_between(&chat.rng, world->begin, world->end - DAY / 2);
        add_conversation(&chat, longer ? 24 : 1 + rng_below(&chat.rng, 4));
    }
}

void
direct_build(struct world *world)
{
    size_t i;

    for (i = 0; i < world->accounts.n; i++) {
        struct account *account = world->accounts.at[i];

        if (platform_has(account->channel, HAS_DIRECT) && account->unit != NULL &&
            account->via == NULL)
            build_account(account);
    }
}
