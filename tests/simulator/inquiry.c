/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * One walk per thread, unit asked and class of opener. Openers come before answers of the same
 * second, then ids bytewise. Any standing official message ends the stretch: one of the unit asked
 * answers it, one of another unit helps. Machines end nothing, leaders' messages end nothing, and
 * an official message that is gone ends nothing.
 */

#include "inquiry.h"

#include "platform.h"

#include <stdlib.h>
#include <string.h>

struct asked {
    const struct unit *unit;
    const struct account *account;
    const char *kind;
};

static bool
gone(const struct message *message, int64_t at)
{
    return message->gone_at > 0 && message->gone_at <= at;
}

static bool
opens(const struct message *message, enum opener_class class)
{
    if (class == CLASS_LEADER)
        return message->role == ROLE_LEADER;
    return message->role == ROLE_CITIZEN || message->role == ROLE_UNKNOWN;
}

static int
in_order(const void *a, const void *b)
{
    const struct message *x = *(struct message *const *)a;
    const struct message *y = *(struct message *const *)b;
    bool x_official = x->role == ROLE_OFFICIAL, y_official = y->role == ROLE_OFFICIAL;

    if (x->sent_at != y->sent_at)
        return x->sent_at < y->sent_at ? -1 : 1;
    if (x_official != y_official)
        return x_official ? 1 : -1;
    return strcmp(x->id, y->id);
}

static struct inquiry *
begin(struct mem *mem, const struct asked *asked, const struct message *message, int turn)
{
    struct inquiry *inquiry = mem_alloc(mem, sizeof(*inquiry));

    inquiry->unit = asked->unit;
    inquiry->account = asked->account;
    inquiry->channel = message->post->channel->platform->channel;
    inquiry->kind = asked->kind;
    inquiry->class = message->role == ROLE_LEADER ? CLASS_LEADER : CLASS_CITIZEN;
    inquiry->opened_by = message->role;
    inquiry->turn = turn;
    inquiry->opened_at = message->sent_at;
    inquiry->thread = message_thread(message);
    inquiry->opening_id = message->id;
    return inquiry;
}

static void
join(struct inquiry *inquiry, const struct message *message, int64_t at)
{
    const struct version *version = message_version(message, at);

    inquiry->messages++;
    inquiry->removed = inquiry->removed || gone(message, at);
    inquiry->hidden = inquiry->hidden || message_hidden(message, at);
    if (inquiry->needed_at != 0 || !say_needs_answer(version->say))
        return;
    inquiry->needed_at = message->sent_at;
    inquiry->undecided = version->say == SAY_PICTURE;
}

static void
end(struct inquiry *inquiry, const struct message *answer)
{
    bool own = answer->speaker->unit == inquiry->unit;

    inquiry->state = own ? STATE_ANSWERED : STATE_HELPED;
    inquiry->helper = own ? NULL : answer->speaker->unit;
    inquiry->answered_at = inquiry->ended_at = answer->sent_at;
    inquiry->answer_id = answer->id;
}

/* The first standing real answer of the unit after the beginning, whenever it came. */
static int64_t
substantive(const struct list *thread, size_t from, const struct unit *unit, int64_t at)
{
    size_t i;

    for (i = from; i < thread->n; i++) {
        const struct message *message = thread->at[i];

        if (message->role == ROLE_OFFICIAL && message->speaker->unit == unit &&
            message->versions[0].say == SAY_ANSWER && !gone(message, at))
            return message->sent_at;
    }
    return 0;
}

struct walk {
    struct mem *mem;
    const struct list *thread; /* in order */
    int64_t at;
    struct list *ret;
};

static void
walk(const struct walk *walk, const struct asked *asked, enum opener_class class, size_t from)
{
    struct inquiry *open = NULL;
    int turn = 0;
    size_t i;

    for (i = from; i < walk->thread->n; i++) {
        const struct message *message = walk->thread->at[i];

        if (message->role == ROLE_OFFICIAL && !gone(message, walk->at)) {
            if (open != NULL)
                end(open, message);
            open = NULL;
        } else if (opens(message, class)) {
            if (open == NULL) {
                open = begin(walk->mem, asked, message, ++turn);
                open->substantive_at = substantive(walk->thread, i, asked->unit, walk->at);
                list_add(walk->ret, open);
            }
            join(open, message, walk->at);
        }
    }
}

static void
walk_thread(const struct walk *all, const struct account *page)
{
    const struct message *root = all->thread->at[0];
    struct asked owner = { page->unit != NULL ? page->unit : page->answered_by, page,
                           root->kind == KIND_DIRECT ? "direct_message" : "comment" };
    size_t i;

    walk(all, &owner, CLASS_CITIZEN, 0);
    walk(all, &owner, CLASS_LEADER, 0);
    for (i = 0; i < all->thread->n; i++) {
        const struct message *message = all->thread->at[i];

        /* A page named in a message elsewhere is asked from then on. */
        if (message->kind != KIND_MENTION && message->tags != NULL &&
            message->tags->unit != owner.unit) {
            struct asked named = { message->tags->unit, message->tags, "mention" };

            walk(all, &named, message->role == ROLE_LEADER ? CLASS_LEADER : CLASS_CITIZEN, i);
        }
    }
}

/* A leader's own post asks where it stands: the first standing official message ends that. */
static void
end_below(struct inquiry *inquiry, const struct post *post, int64_t at)
{
    size_t i;

    inquiry->thread = inquiry->opening_id = post->id;
    for (i = 0; i < post->messages.n; i++) {
        const struct message *message = post->messages.at[i];

        if (message->role != ROLE_OFFICIAL || message->visible_at > at || gone(message, at))
            continue;
        end(inquiry, message);
        inquiry->substantive_at = substantive(&post->messages, 0, inquiry->unit, at);
        return;
    }
}

/* What the unit asked said in a case. */
struct said {
    int64_t at; /* 0: nothing */
    const char *id, *thread;
    bool substantive;
};

static void
hear_post(const struct inquiry *inquiry, const struct post *post, const struct message *root,
          int64_t at, struct said *first)
{
    size_t i;

    for (i = 0; i < post->messages.n; i++) {
        const struct message *message = post->messages.at[i];

        if (message->role != ROLE_OFFICIAL || message->speaker->unit != inquiry->unit ||
            message->visible_at > at || gone(message, at) ||
            message->sent_at < inquiry->opened_at || (root != NULL && message->root != root))
            continue;
        if (first->at == 0 || message->sent_at < first->at ||
            (message->sent_at == first->at && strcmp(message->id, first->id) < 0))
            *first = (struct said){ message->sent_at, message->id, message_thread(message),
                                    message->versions[0].say == SAY_ANSWER };
    }
}

static void
hear_complaint(const struct inquiry *inquiry, const struct complaint *complaint, int64_t at,
               struct said *first)
{
    size_t i;

    for (i = 0; i < complaint->steps.n && first->at == 0; i++) {
        const struct step *step = complaint->steps.at[i];

        if (step->kind == STEP_ANSWERED && step->unit == inquiry->unit && step->at <= at &&
            step->at >= inquiry->opened_at)
            *first = (struct said){ step->at, NULL, complaint->id, true };
    }
}

/* It is answered, too, by what the unit says afterwards in the case to which the post points. */
static void
end_elsewhere(struct inquiry *inquiry, const struct points *points, int64_t at)
{
    struct said first = { .at = 0 };

    if (points->message != NULL)
        hear_post(inquiry, points->message->post, points->message->root, at, &first);
    else if (points->post != NULL)
        hear_post(inquiry, points->post, NULL, at, &first);
    else if (points->complaint != NULL)
        hear_complaint(inquiry, points->complaint, at, &first);
    if (first.at == 0 || (inquiry->ended_at != 0 && inquiry->ended_at <= first.at))
        return;
    inquiry->state = STATE_ANSWERED;
    inquiry->helper = NULL;
    inquiry->answered_at = inquiry->ended_at = first.at;
    inquiry->answer_id = first.id;
    inquiry->answer_thread = first.thread;
    if (first.substantive)
        inquiry->substantive_at = first.at;
}

static void
mention(const struct walk *all, const struct message *message)
{
    struct asked named = { message->account->unit, message->account, "mention" };
    struct inquiry *inquiry = begin(all->mem, &named, message, 1);

    join(inquiry, message, all->at);
    list_add(all->ret, inquiry);
    if (message->role == ROLE_LEADER) {
        end_below(inquiry, message->post, all->at);
        end_elsewhere(inquiry, &message->post->points, all->at);
    }
}

static int
by_thread(const void *a, const void *b)
{
    const struct message *x = *(struct message *const *)a;
    const struct message *y = *(struct message *const *)b;

    if (x->root != y->root)
        return strcmp(x->root->id, y->root->id);
    return in_order(a, b);
}

static void
walk_post(struct walk *all, const struct post *post, struct list *sorted)
{
    struct list thread = { 0 };
    size_t i;

    sorted->n = 0;
    for (i = 0; i < post->messages.n; i++)
        if (((struct message *)post->messages.at[i])->visible_at <= all->at)
            list_add(sorted, post->messages.at[i]);
    if (sorted->n > 1)
        qsort(sorted->at, sorted->n, sizeof(void *), by_thread);
    all->thread = &thread;
    for (i = 0; i < sorted->n; i++) {
        const struct message *message = sorted->at[i];
        const struct message *next = i + 1 < sorted->n ? sorted->at[i + 1] : NULL;

        list_add(&thread, sorted->at[i]);
        if (next != NULL && next->root == message->root)
            continue;
        walk_thread(all, post->account);
        thread.n = 0;
    }
    list_done(&thread);
}

void
inquiry_of_messages(struct mem *mem, const struct world *world, int64_t at,
                    struct list *ret_inquiries)
{
    struct walk all = { .mem = mem, .at = at, .ret = ret_inquiries };
    struct list sorted = { 0 };
    size_t i;

    for (i = 0; i < world->posts.n; i++) {
        const struct post *post = world->posts.at[i];

        if (post->mention != NULL && post->mention->visible_at <= at)
            mention(&all, post->mention);
        if (post->account != NULL)
            walk_post(&all, post, &sorted);
    }
    list_done(&sorted);
}

const char *
inquiry_state_name(enum inquiry_state state)
{
    static const char *const names[] = {
        "waiting", "answered", "helped", "withdrawn", "handed_over", "closed_unanswered",
    };

    return names[state];
}
