/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A thread is told in the order of time: a citizen opens it, perhaps the page's machine greets,
 * others join, somebody answers or nobody does, and it may go on. Human answers keep at least a
 * minute's distance from what they answer, so that none of them can pass for an automatic one; the
 * exception, an answer in the same second as another citizen's message, carries a text of its own.
 * What happens to a thread afterwards (late, edited, hidden, deleted) is told by fate.c.
 */

#include "talk.h"

#include "city.h"
#include "fate.h"
#include "platform.h"
#include "post.h"

#include <stdlib.h>
#include <string.h>

#define HOUR 3600
#define DAY  86400

struct talk {
    struct world *world;
    struct channel *channel;
    struct rng rng;
    struct post *post;
    struct account *account; /* whose page */
    struct unit *unit;       /* who answers there */
    struct message *root;
    struct list thread;
    int64_t now;
    bool is_silent; /* nothing is said under the post */
};

static void
name_message(struct channel *channel, struct message *message)
{
    /* Neighbours swap, so that the order of ids is not the order of telling. */
    unsigned long long number = (unsigned long long)channel->n_messages++ ^ 1u;

    channel->platform->name_message(&channel->world->mem, message, number);
    world_name(channel, message->id, NODE_MESSAGE, message);
}

static struct message *
add_message(struct talk *talk, struct message *parent, enum role role, enum say say)
{
    struct world *world = talk->world;
    struct message *message;

    if (talk->now > world->end)
        return NULL;
    message = mem_alloc(&world->mem, sizeof(*message));
    message->account = talk->account;
    message->post = talk->post;
    message->parent = parent;
    message->root = parent == NULL ? message : talk->root;
    message->kind = parent == NULL ? KIND_COMMENT : KIND_REPLY;
    message->role = role;
    message->sent_at = message->visible_at = talk->now;
    message->versions[0] = (struct version){ .at = talk->now,
                                             .text = say_text(&world->mem, &talk->rng, say),
                                             .say = say };
    message->n_versions = 1;
    message->likes = (int64_t)rng_below(&talk->rng, rng_chance(&talk->rng, 10) ? 60 : 4);
    name_message(talk->channel, message);
    list_add(&world->messages, message);
    list_add(&talk->post->messages, message);
    list_add(&talk->thread, message);
    return message;
}

/* A citizen; id and handle, if people have one there. */
static void
meet(struct talk *talk, struct person *person)
{
    talk->channel->platform->name_person(&talk->world->mem, person, talk->account,
                                         (unsigned)rng_below(&talk->rng, 100000));
}

static struct message *
add_citizen(struct talk *talk, struct message *parent, enum say say)
{
    struct message *message;
    bool withheld = rng_chance(&talk->rng, 6) && platform_has(talk->channel, HAS_WITHHELD);

    message = add_message(talk, parent, withheld ? ROLE_UNKNOWN : ROLE_CITIZEN, say);
    if (message == NULL)
        return NULL;
    meet(talk, &message->author);
    message->author.name = say_person(&talk->world->mem, &talk->rng);
    return message;
}

static struct message *
add_page(struct talk *talk, struct message *parent, struct account *speaker, enum say say)
{
    struct message *message;

    message = add_message(talk, parent, speaker->unit == NULL ? ROLE_LEADER : ROLE_OFFICIAL, say);
    if (message == NULL)
        return NULL;
    message->speaker = speaker;
    message->author = (struct person){ speaker->id, speaker->name, speaker->handle };
    return message;
}

static enum say
any_say(struct talk *talk)
{
    static const struct {
        double below;
        enum say say;
    } shares[] = { { 42, SAY_QUESTION }, { 58, SAY_WONDER }, { 72, SAY_THANKS },  { 84, SAY_EMOJI },
                   { 89, SAY_TAGS },     { 94, SAY_SPAM },   { 100, SAY_PICTURE } };
    double share = 100 * rng_real(&talk->rng);
    size_t i = 0;

    while (share >= shares[i].below)
        i++;
    if (shares[i].say == SAY_PICTURE && !platform_has(talk->channel, HAS_PICTURES))
        return SAY_QUESTION;
    return shares[i].say;
}

static struct message *
parent_for_reply(struct talk *talk)
{
    /* Mostly the top, sometimes the last message: replies of replies. */
    if (!platform_has(talk->channel, HAS_NESTING))
        return talk->root;
    return rng_chance(&talk->rng, 25) ? talk->thread.at[talk->thread.n - 1] : talk->root;
}

static struct account *
answering_page(struct talk *talk)
{
    struct list *pages = &talk->unit->accounts[talk->channel->index];

    if (talk->account->unit == talk->unit && !rng_chance(&talk->rng, 10))
        return talk->account;
    return pages->at[rng_below(&talk->rng, pages->n)];
}

static struct account *
other_page(struct talk *talk)
{
    struct list *pages = &talk->channel->accounts;
    struct account *page;

    do {
        page = pages->at[rng_below(&talk->rng, pages->n)];
    } while (page->unit == NULL || page->unit == talk->unit);
    return page;
}

static void
add_automatic(struct talk *talk)
{
    struct message *message;

    if (talk->account->automatic == NULL)
        return;
    talk->now += rng_between(&talk->rng, 2, 9);
    message = add_page(talk, talk->root, talk->account, SAY_STOCK);
    if (message == NULL)
        return;
    message->role = ROLE_AUTOMATIC;
    message->versions[0].text = talk->account->automatic;
}

/* An answer in the very second of another citizen's message: the message counts as answered. */
static void
answer_in_same_second(struct talk *talk)
{
    struct message *answer;

    talk->now += rng_between(&talk->rng, 600, 7200);
    add_citizen(talk, talk->root, SAY_QUESTION);
    answer = add_page(talk, talk->root, answering_page(talk), SAY_ANSWER);
    if (answer != NULL)
        answer->versions[0].text = mem_format(&talk->world->mem, "%s Nomor tiket %s.",
                                              answer->versions[0].text, answer->number);
}

/* A person sends the machine's text by hand: late enough to be an answer. */
static void
answer_with_automatic_text(struct talk *talk)
{
    struct message *answer;

    talk->now += 60 + rng_wait(&talk->rng, talk->unit->median_s, talk->unit->sigma);
    answer = add_page(talk, talk->root, talk->account, SAY_STOCK);
    if (answer != NULL)
        answer->versions[0].text = talk->account->automatic;
}

static void
answer(struct talk *talk)
{
    if (rng_chance(&talk->rng, 4)) {
        answer_in_same_second(talk);
        return;
    }
    if (talk->account->automatic != NULL && rng_chance(&talk->rng, 3)) {
        answer_with_automatic_text(talk);
        return;
    }
    if (rng_chance(&talk->rng, 5)) {
        talk->now += 60 + rng_wait(&talk->rng, 3600, 1);
        add_page(talk, talk->root, other_page(talk), SAY_ANSWER);
    }
    talk->now += 60 + rng_wait(&talk->rng, talk->unit->median_s, talk->unit->sigma);
    if (rng_chance(&talk->rng, 25)) {
        add_page(talk, parent_for_reply(talk), answering_page(talk), SAY_STOCK);
        talk->now += rng_between(&talk->rng, 600, 3 * HOUR);
    }
    add_page(talk, parent_for_reply(talk), answering_page(talk),
             rng_chance(&talk->rng, 12) ? SAY_REDIRECT : SAY_ANSWER);
}

static void
others_join(struct talk *talk)
{
    while (rng_chance(&talk->rng, 22)) {
        talk->now += rng_wait(&talk->rng, HOUR, 1.2);
        add_citizen(talk, parent_for_reply(talk), any_say(talk));
        /* Two people in the same second. */
        if (rng_chance(&talk->rng, 10))
            add_citizen(talk, talk->root, SAY_QUESTION);
    }
    if (rng_chance(&talk->rng, 4)) {
        talk->now += rng_wait(&talk->rng, 2 * HOUR, 1);
        add_page(talk, talk->root, talk->channel->leader, SAY_QUESTION);
    }
}

static void
tell_thread(struct talk *talk, int64_t at)
{
    talk->now = at;
    talk->thread.n = 0;
    talk->root = add_citizen(talk, NULL, any_say(talk));
    if (talk->root == NULL)
        return;
    add_automatic(talk);
    do {
        others_join(talk);
        if (!rng_chance(&talk->rng, talk->unit->answers_percent))
            break;
        answer(talk);
        talk->now += rng_wait(&talk->rng, 2 * HOUR, 1);
        if (rng_chance(&talk->rng, 30))
            add_citizen(talk, talk->root, SAY_THANKS);
        talk->now += rng_wait(&talk->rng, HOUR, 1);
        if (!rng_chance(&talk->rng, 35))
            break;
        add_citizen(talk, parent_for_reply(talk), any_say(talk));
    } while (talk->now < talk->world->end);
    fate_of_thread(talk->world, &talk->rng, &talk->thread);
}

/* The mayor tags a unit under his own post. */
static void
tell_tag(struct talk *talk)
{
    struct message *message;

    talk->now = talk->post->created_at + rng_wait(&talk->rng, HOUR, 1);
    talk->thread.n = 0;
    message = talk->root = add_page(talk, NULL, talk->account, SAY_QUESTION);
    if (message == NULL)
        return;
    message->tags = other_page(talk);
    message->versions[0].text =
        mem_format(&talk->world->mem, "%s, %s", platform_called(&talk->world->mem, message->tags),
                   message->versions[0].text);
    if (rng_chance(&talk->rng, 50)) {
        talk->now += 60 + rng_wait(&talk->rng, 4 * HOUR, 1);
        add_page(talk, talk->root, message->tags, SAY_ANSWER);
    }
}

static int
by_time(const void *a, const void *b)
{
    const struct message *x = *(struct message *const *)a;
    const struct message *y = *(struct message *const *)b;

    if (x->sent_at != y->sent_at)
        return x->sent_at < y->sent_at ? -1 : 1;
    return x->index < y->index ? -1 : 1;
}

static void
order_messages(struct post *post)
{
    size_t i;

    for (i = 0; i < post->messages.n; i++)
        ((struct message *)post->messages.at[i])->index = i;
    if (post->messages.n > 1)
        qsort(post->messages.at, post->messages.n, sizeof(void *), by_time);
    for (i = 0; i < post->messages.n; i++)
        ((struct message *)post->messages.at[i])->index = i;
}

static int64_t
office_time(struct world *world, struct rng *rng)
{
    int64_t day = rng_between(rng, 0, (world->end - world->begin) / DAY - 1);
    int64_t at = world->begin + day * DAY;

    /* Most posts appear between 7 and 17 o'clock of the city's own zone. */
    at -= (at + world->zone_offset_s) % DAY;
    at +=
        rng_chance(rng, 90) ? rng_between(rng, 7 * HOUR, 17 * HOUR) : rng_between(rng, 0, DAY - 1);
    return at < world->begin ? at + DAY : at;
}

static void
tell_post(struct talk *talk, struct account *account, int64_t at, size_t threads)
{
    int64_t opened = at;
    size_t i;

    talk->account = account;
    talk->unit = account->unit != NULL ? account->unit : account->answered_by;
    talk->post = post_new(talk->channel, &talk->rng, account->id, at);
    talk->post->account = account;
    talk->post->author = (struct person){ account->id, account->name, account->handle };
    list_add(&account->posts, talk->post);
    for (i = 0; i < threads; i++) {
        /* Now and then two threads open in the same second. */
        if (i == 0 || !rng_chance(&talk->rng, 5))
            opened = at + 30 + rng_wait(&talk->rng, 9 * HOUR, 1.4);
        tell_thread(talk, opened);
    }
    if (account->unit == NULL && !talk->is_silent && platform_has(talk->channel, HAS_TAGS))
        tell_tag(talk);
    order_messages(talk->post);
}

void
talk_answer(struct post *post, struct account *speaker, struct rng *rng, int64_t at)
{
    struct talk talk = { .world = post->channel->world,
                         .channel = post->channel,
                         .rng = *rng,
                         .post = post,
                         .account = post->account,
                         .now = at };

    add_page(&talk, NULL, speaker, SAY_ANSWER);
    order_messages(post);
    *rng = talk.rng;
    list_done(&talk.thread);
}

/* The page that the mayor's post names may answer under it, or somebody else of the city does. */
static void
answer_below(struct talk *talk, struct post *post, struct account *account)
{
    struct account *speaker = account;
    int64_t at;

    if (!platform_has(talk->channel, HAS_GRAPH) || !rng_chance(&talk->rng, 60))
        return;
    at = post->created_at + 60 + rng_wait(&talk->rng, 4 * HOUR, 1);
    if (rng_chance(&talk->rng, 20))
        speaker = other_page(talk);
    talk_answer(post, speaker, &talk->rng, at);
}

/* A citizen's or the mayor's post elsewhere that tags this page. */
static void
tell_mention(struct talk *talk, struct account *account, bool by_citizen)
{
    struct world *world = talk->world;
    struct account *mayor = talk->channel->leader;
    struct person author = { mayor->id, mayor->name, mayor->handle };
    enum role citizen = ROLE_CITIZEN;
    struct post *post;

    talk->account = account;
    if (by_citizen)
        meet(talk, &author);
    if (rng_chance(&talk->rng, 25) && platform_has(talk->channel, HAS_WITHHELD))
        citizen = ROLE_UNKNOWN;
    post = post_new(talk->channel, &talk->rng, author.id, office_time(world, &talk->rng));
    if (by_citizen)
        author.name = say_person(&world->mem, &talk->rng);
    post->author = author;
    post->account = by_citizen ? NULL : mayor;
    post->tags = account;
    post->edited_at = 0;
    post->text = mem_format(&world->mem, "%s %s", platform_called(&world->mem, account),
                            say_text(&world->mem, &talk->rng, SAY_QUESTION));
    if (!by_citizen)
        list_add(&mayor->posts, post);
    list_add(&account->tagged, post);
    post_mention(post, by_citizen ? citizen : ROLE_LEADER);
    if (!by_citizen)
        answer_below(talk, post, account);
}

/* An old story and one that is listed at the end; nothing is said under them. */
static void
tell_stories(struct talk *talk, struct account *account)
{
    static const int64_t ages[] = { 5 * DAY, 5 * HOUR };
    size_t i;

    talk->is_silent = true;
    for (i = 0; i < sizeof(ages) / sizeof(ages[0]); i++) {
        tell_post(talk, account, talk->world->end - ages[i] - rng_between(&talk->rng, 0, HOUR), 0);
        talk->post->format = "story";
        talk->post->edited_at = talk->post->ghosts = 0;
        talk->post->listed_until = talk->post->created_at + DAY;
    }
    talk->is_silent = false;
}

static void
tell_account(struct talk *talk, struct account *account, size_t posts, size_t threads)
{
    size_t i;

    for (i = 0; i < posts; i++) {
        int64_t at = office_time(talk->world, &talk->rng);
        /* One post of the first page has more comments than one page of answers holds. */
        size_t n = account->index == 0 && i == 0 ? 130 : rng_below(&talk->rng, threads * 2 + 1);

        /* What is said at an account whose owner gave no token is not to be seen. */
        if (account->via != NULL || platform_has(talk->channel, HAS_POSTS_ONLY))
            n = 0;

        if (account->index == 0 && i == 0)
            at = talk->world->begin + (talk->world->end - talk->world->begin) / 3;
        tell_post(talk, account, at, n);
    }
    if (account->via != NULL)
        return;
    if (platform_has(talk->channel, HAS_STORIES))
        tell_stories(talk, account);
    if (account->unit == NULL || !platform_has(talk->channel, HAS_MENTIONS))
        return;
    for (i = 0; i < posts / 3 + 1; i++)
        tell_mention(talk, account, i % 3 != 1);
}

void
talk_build(struct world *world, size_t posts_per_page, size_t threads_per_post)
{
    size_t i;

    for (i = 0; i < world->accounts.n; i++) {
        struct account *account = world->accounts.at[i];
        struct talk talk = { .world = world,
                             .channel = account->channel,
                             .rng = city_chance(account->channel, "talk", account->index) };

        tell_account(&talk, account, posts_per_page, threads_per_post);
        list_done(&talk.thread);
    }
    for (i = 0; i < world->accounts.n; i++) {
        struct account *account = world->accounts.at[i];

        post_order(&account->posts);
        post_order(&account->tagged);
    }
}
