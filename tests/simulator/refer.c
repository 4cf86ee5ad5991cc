/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Nothing is added to the case itself, which the unit answered. The mayor points to it when it has
 * just been opened, so that this comes afterwards, or when all has been said; and the unit answers
 * below his post, or does not. So all four occur: there, here, both, neither.
 */

#include "refer.h"

#include "city.h"
#include "feed.h"
#include "platform.h"
#include "post.h"
#include "talk.h"

#include <string.h>

#define DAY   86400
#define POSTS 6  /* that tag an account: each kind of case, just opened and when all was said */
#define TRIES 60 /* for a case that can be pointed to */

struct refer {
    struct world *world;
    struct rng rng;
    struct account *account;
    bool others; /* of complaints: one that another unit answered */
    struct points points;
    int64_t opened_at, said_at; /* of the case, and the last thing the unit said there */
};

/* Stays, has an address and ids of the common form. */
static bool
is_fit(const struct post *post)
{
    return post->gone_at == 0 && post->listed_until == 0 && !post->colons && post->messages.n > 0;
}

/* When the unit last said something below the post, or in the thread of this root; 0: never. */
static int64_t
said_at(const struct refer *refer, const struct post *post, const struct message *root)
{
    int64_t at = 0;
    size_t i;

    for (i = 0; i < post->messages.n; i++) {
        const struct message *message = post->messages.at[i];

        if ((root == NULL || message->root == root) && message->role == ROLE_OFFICIAL &&
            message->speaker->unit == refer->account->unit && message->sent_at > at)
            at = message->sent_at;
    }
    return at;
}

static bool
choose_below(struct refer *refer, bool comment)
{
    const struct list *posts = &refer->account->posts;
    const struct post *post = posts->at[rng_below(&refer->rng, posts->n)];
    const struct message *message;

    if (!is_fit(post))
        return false;
    message = post->messages.at[rng_below(&refer->rng, post->messages.n)];
    if (!comment) {
        refer->points.post = post;
        refer->opened_at = post->created_at;
        refer->said_at = said_at(refer, post, NULL);
        return refer->said_at > refer->opened_at;
    }
    if (message->speaker != NULL || message->role == ROLE_UNKNOWN || message->gone_at != 0)
        return false;
    refer->points.message = message;
    refer->opened_at = message->visible_at;
    refer->said_at = said_at(refer, post, message->root);
    return refer->said_at > refer->opened_at;
}

/* When it was answered; 0: never, or it is none that has a number of SP4N-LAPOR! and shows it. */
static int64_t
answered_at(const struct refer *refer, const struct complaint *complaint)
{
    int64_t at = 0;
    size_t i;

    for (i = 0; complaint->feed == &feed_flat && !complaint->secret && i < complaint->steps.n;
         i++) {
        const struct step *step = complaint->steps.at[i];

        if (step->kind == STEP_ANSWERED && (step->unit != refer->account->unit) == refer->others)
            at = step->at;
    }
    return at;
}

/* One that the unit answered; of some accounts one that another unit did. */
static bool
choose_complaint(struct refer *refer)
{
    const struct list *all = &refer->world->complaints;
    size_t i, from = all->n > 0 ? rng_below(&refer->rng, all->n) : 0;

    for (i = 0; i < all->n && refer->said_at == 0; i++) {
        refer->points.complaint = all->at[(from + i) % all->n];
        refer->said_at = answered_at(refer, refer->points.complaint);
    }
    if (refer->said_at != 0)
        refer->opened_at = ((struct step *)refer->points.complaint->steps.at[0])->at;
    return refer->said_at != 0;
}

static bool
choose(struct refer *refer, size_t kind)
{
    bool found = false;
    size_t i;

    for (i = 0; i < TRIES && !found; i++) {
        refer->points = (struct points){ NULL, NULL, NULL };
        refer->said_at = 0;
        found = kind == 0 ? choose_complaint(refer) : choose_below(refer, kind == 1);
    }
    return found;
}

static void
write_case(struct refer *refer, struct blob *text)
{
    const struct platform *platform = refer->account->channel->platform;
    const struct points *points = &refer->points;

    if (points->complaint == NULL)
        platform->address(points->message != NULL ? points->message->post : points->post,
                          points->message, text);
    else
        blob_format(text, "https://www.lapor.go.id/pengaduan/%s", points->complaint->id);
}

/* The case as it is named in the text: its address, what stands for that, or its number. */
static const char *
name_case(struct refer *refer, struct post *post)
{
    struct mem *mem = &refer->world->mem;
    struct blob text = { 0 };
    const char *name;

    if (refer->points.complaint != NULL && rng_chance(&refer->rng, 50))
        return mem_format(mem, "LAPOR! #%s", refer->points.complaint->id);
    write_case(refer, &text);
    name = mem_text(mem, text.at);
    blob_done(&text);
    if (!platform_has(post->channel, HAS_SHORT_LINKS))
        return name;
    post->link = name;
    if (strcmp(post->format, "text") == 0)
        post->format = "link";
    return mem_format(mem, "https://t.co/S%s", post->number);
}

static void
tell(struct refer *refer, int64_t at, bool here)
{
    struct account *account = refer->account;
    struct account *mayor = account->channel->leader;
    struct mem *mem = &refer->world->mem;
    struct post *post = post_new(account->channel, &refer->rng, mayor->id, at);

    post->account = mayor;
    post->author = (struct person){ mayor->id, mayor->name, mayor->handle };
    post->tags = account;
    post->edited_at = 0;
    post->points = refer->points;
    post->text = mem_format(mem, "%s %s %s", platform_called(mem, account),
                            say_text(mem, &refer->rng, SAY_QUESTION), name_case(refer, post));
    list_add(&mayor->posts, post);
    list_add(&account->tagged, post);
    post_mention(post, ROLE_LEADER);
    if (here)
        talk_answer(post, account, &refer->rng, at + 60 + rng_wait(&refer->rng, DAY, 1));
}

static void
build_account(struct world *world, struct account *account)
{
    struct refer refer = { .world = world,
                           .rng = city_chance(account->channel, "refer", account->index),
                           .account = account,
                           .others = account->index % 4 == 1 };
    size_t i;

    for (i = 0; i < POSTS; i++) {
        size_t kind = i % 3;
        int64_t at;

        if (!choose(&refer, kind))
            continue;
        at = i < 3 ? refer.opened_at + rng_between(&refer.rng, 60, 600)
                   : refer.said_at + rng_between(&refer.rng, 60, DAY);
        if (at <= world->end)
            tell(&refer, at, (account->index + i) % 2 == 0);
    }
    post_order(&account->tagged);
}

void
refer_build(struct world *world)
{
    size_t i;

    for (i = 0; i < world->accounts.n; i++) {
        struct account *account = world->accounts.at[i];

        if (account->unit != NULL && account->via == NULL && account->posts.n > 0 &&
            platform_has(account->channel, HAS_MENTIONS) &&
            account->channel->platform->address != NULL)
            build_account(world, account);
    }
    for (i = 0; i < world->n_channels; i++)
        post_order(&world->channels[i]->leader->posts);
}
