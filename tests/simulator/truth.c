/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "truth.h"

#include "inquiry.h"
#include "platform.h"
#include "truth_case.h"

#include <string.h>

#define STEP_S 21600 /* followers move once in six hours */

struct truth {
    const struct world *world;
    const struct reveal *reveal;
    int64_t at;
};

static json_t *
time_or_null(int64_t at)
{
    return at != 0 ? json_integer(at) : json_null();
}

static json_t *
text_or_null(const char *text)
{
    return text != NULL ? json_string(text) : json_null();
}

/* Real instants between which it was to be seen; the second null while it still is. */
static json_t *
seen(const struct truth *truth, int64_t from, int64_t to)
{
    bool over = to > 0 && to <= truth->at;

    return json_pack("[f, o]", reveal_when(truth->reveal, from),
                     over ? json_real(reveal_when(truth->reveal, to)) : json_null());
}

static json_t *
unit_json(const struct unit *unit)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s?}", "code", unit->code, "name", unit->name, "kind",
                     unit->kind, "ref", unit->ref, "parent",
                     unit->parent != NULL ? unit->parent->code : NULL);
}

static json_t *
account_json(const struct truth *truth, const struct account *account)
{
    json_t *followers = json_array();
    json_t *object;
    int64_t at, last = -1;

    for (at = truth->world->begin; at <= truth->at; at += STEP_S) {
        int64_t n = account_followers(truth->world, account, at);

        if (n != last)
            json_array_append_new(followers, json_pack("[I, I]", (json_int_t)at, (json_int_t)n));
        last = n;
    }
    object =
        json_pack("{s:s, s:s, s:s, s:s, s:s?, s:s?, s:s?, s:s?}", "channel",
                  account->channel->platform->channel, "external_id", account->id, "handle",
                  account->handle, "name", account->name, "unit",
                  account->unit != NULL ? account->unit->code : NULL, "position", account->position,
                  "answered_by", account->answered_by != NULL ? account->answered_by->code : NULL,
                  "automatic_text", account->automatic);
    json_object_set_new(object, "followers", followers);
    json_object_set_new(object, "via",
                        text_or_null(account->via != NULL ? account->via->id : NULL));
    return object;
}

static json_t *
counters_json(const struct truth *truth, const struct post *post)
{
    json_int_t listed = 0, all = 0, likes = 0, shares;
    size_t i;

    for (i = 0; i < post->messages.n; i++)
        listed += message_visible(post->messages.at[i], truth->at);
    for (i = 0; i < REACTIONS; i++)
        all += counter_at(post->reactions[i], post->created_at, truth->at);
    likes = counter_at(post->reactions[0], post->created_at, truth->at);
    shares = counter_at(post->shares, post->created_at, truth->at);
    /* The platform leaves out a number of shares that is zero. */
    return json_pack("{s:I, s:I, s:I, s:I, s:o, s:I}", "listed_comments", listed,
                     "announced_comments", listed + (json_int_t)post->ghosts, "reactions", all,
                     "likes_only", likes, "shares", shares > 0 ? json_integer(shares) : json_null(),
                     "views", (json_int_t)counter_at(post->views, post->created_at, truth->at));
}

static json_t *
post_json(const struct truth *truth, const struct post *post)
{
    bool edited = post->edited_at > 0 && post->edited_at <= truth->at;
    json_t *object = counters_json(truth, post);
    json_t *more = json_pack(
        "{s:s, s:s, s:s, s:s, s:I, s:o, s:s, s:s, s:o}", "channel",
        post->channel->platform->channel, "external_id", post->id, "alias_id", post->number,
        "account", post->account->id, "published_at", (json_int_t)post->created_at, "edited_at",
        time_or_null(edited ? post->edited_at : 0), "text", post_text(post, truth->at), "format",
        post->format, "seen", seen(truth, post->created_at, post->gone_at));

    json_object_update(object, more);
    json_decref(more);
    json_object_set_new(object, "listed_until", time_or_null(post->listed_until));
    json_object_set_new(object, "secret_likes", json_boolean(post->secret_likes));
    return object;
}

static json_t *
version_json(const struct truth *truth, const struct version *version)
{
    return json_pack("{s:I, s:f, s:s, s:s, s:b}", "at", (json_int_t)version->at, "seen_from",
                     reveal_when(truth->reveal, version->at), "text",
                     version->text != NULL ? version->text : "", "say", say_name(version->say),
                     "needs_answer", say_needs_answer(version->say));
}

static void
message_add_text(const struct truth *truth, const struct message *message, json_t *object)
{
    const struct version *version = message_version(message, truth->at);
    json_t *versions = json_array();
    bool opener = message->speaker == NULL || message->role == ROLE_LEADER;
    size_t i;

    for (i = 0; i < message->n_versions && message->versions[i].at <= truth->at; i++)
        json_array_append_new(versions, version_json(truth, &message->versions[i]));
    json_object_set_new(object, "versions", versions);
    json_object_set_new(object, "text", json_string(version->text != NULL ? version->text : ""));
    json_object_set_new(object, "say", json_string(say_name(version->say)));
    json_object_set_new(object, "needs_answer",
                        opener ? json_boolean(say_needs_answer(version->say)) : json_null());
}

static json_t *
points_json(const struct points *points)
{
    if (points->message != NULL)
        return json_pack("{s:s, s:s}", "kind", "comment", "id", points->message->id);
    if (points->post != NULL)
        return json_pack("{s:s, s:s}", "kind", "post", "id", points->post->id);
    if (points->complaint != NULL)
        return json_pack("{s:s, s:s}", "kind", "complaint", "id", points->complaint->id);
    return json_null();
}

static json_t *
message_json(const struct truth *truth, const struct message *message)
{
    bool gone = message->gone_at > 0 && message->gone_at <= truth->at;
    json_t *object = json_pack(
        "{s:s, s:s, s:s, s:s?, s:s, s:s?, s:s, s:s, s:s?, s:s?, s:I, s:I}", "channel",
        message->account->channel->platform->channel, "external_id", message->id, "account",
        message->account->id, "post", message->kind != KIND_DIRECT ? message->post->id : NULL,
        "thread", message_thread(message), "parent",
        message->parent != NULL ? message->parent->id : NULL, "kind", kind_name(message->kind),
        "role", role_name(message->role), "author",
        message->role == ROLE_UNKNOWN ? NULL : message->author.id, "tags",
        message->tags != NULL ? message->tags->id : NULL, "sent_at", (json_int_t)message->sent_at,
        "visible_at", (json_int_t)message->visible_at);

    message_add_text(truth, message, object);
    json_object_set_new(
        object, "author_handle",
        text_or_null(message->role == ROLE_UNKNOWN ? NULL : message->author.handle));
    json_object_set_new(object, "likes",
                        json_integer(counter_at(message->likes, message->sent_at, truth->at)));
    json_object_set_new(object, "hidden", json_boolean(message_hidden(message, truth->at)));
    json_object_set_new(object, "gone_at", time_or_null(gone ? message->gone_at : 0));
    json_object_set_new(object, "gone_by",
                        text_or_null(gone ? remover_name(message->remover) : NULL));
    json_object_set_new(object, "seen", seen(truth, message->visible_at, message->gone_at));
    if (message->kind == KIND_MENTION)
        json_object_set_new(object, "points_to", points_json(&message->post->points));
    return object;
}

static json_t *
inquiry_json(const struct inquiry *inquiry)
{
    static const char *const classes[] = { "citizen", "leader" };
    json_t *object = json_pack(
        "{s:s?, s:s?, s:s, s:s, s:s, s:s, s:i, s:I, s:s, s:s?, s:s, s:s, s:s?}", "unit",
        inquiry->unit != NULL ? inquiry->unit->code : NULL, "account",
        inquiry->account != NULL ? inquiry->account->id : NULL, "channel", inquiry->channel, "kind",
        inquiry->kind, "class", classes[inquiry->class], "opened_by", role_name(inquiry->opened_by),
        "turn", inquiry->turn, "opened_at", (json_int_t)inquiry->opened_at, "state",
        inquiry_state_name(inquiry->state), "helped_by",
        inquiry->helper != NULL ? inquiry->helper->code : NULL, "thread", inquiry->thread,
        "opening_id", inquiry->opening_id, "answer_id", inquiry->answer_id);

    json_object_set_new(object, "needed_at", time_or_null(inquiry->needed_at));
    json_object_set_new(object, "answered_at", time_or_null(inquiry->answered_at));
    json_object_set_new(object, "substantive_at", time_or_null(inquiry->substantive_at));
    json_object_set_new(object, "ended_at", time_or_null(inquiry->ended_at));
    json_object_set_new(object, "answer_thread", text_or_null(inquiry->answer_thread));
    json_object_set_new(object, "removed", json_boolean(inquiry->removed));
    json_object_set_new(object, "hidden", json_boolean(inquiry->hidden));
    json_object_set_new(object, "undecided", json_boolean(inquiry->undecided));
    json_object_set_new(object, "messages", json_integer(inquiry->messages));
    return object;
}

static void
add_people(const struct truth *truth, json_t *root)
{
    json_t *units = json_array(), *accounts = json_array();
    size_t i;

    for (i = 0; i < truth->world->units.n; i++)
        json_array_append_new(units, unit_json(truth->world->units.at[i]));
    for (i = 0; i < truth->world->accounts.n; i++)
        json_array_append_new(accounts, account_json(truth, truth->world->accounts.at[i]));
    json_object_set_new(root, "units", units);
    json_object_set_new(root, "accounts", accounts);
}

static void
add_talk(const struct truth *truth, json_t *root)
{
    json_t *posts = json_array(), *messages = json_array();
    size_t i;

    for (i = 0; i < truth->world->posts.n; i++) {
        const struct post *post = truth->world->posts.at[i];

        if (post->account != NULL && !post->is_direct && post->created_at <= truth->at)
            json_array_append_new(posts, post_json(truth, post));
    }
    for (i = 0; i < truth->world->messages.n; i++) {
        const struct message *message = truth->world->messages.at[i];

        if (message->visible_at <= truth->at)
            json_array_append_new(messages, message_json(truth, message));
    }
    json_object_set_new(root, "posts", posts);
    json_object_set_new(root, "messages", messages);
}

static void
add_inquiries(const struct truth *truth, json_t *root)
{
    json_t *array = json_array();
    struct list inquiries = { 0 };
    struct mem mem = { 0 };
    size_t i;

    inquiry_of_messages(&mem, truth->world, truth->at, &inquiries);
    inquiry_of_complaints(&mem, truth->world, truth->at, &inquiries);
    for (i = 0; i < inquiries.n; i++)
        json_array_append_new(array, inquiry_json(inquiries.at[i]));
    json_object_set_new(root, "inquiries", array);
    list_done(&inquiries);
    mem_done(&mem);
}

json_t *
truth_json(const struct world *world, const struct reveal *reveal)
{
    double now = reveal_clock();
    struct truth truth = { .world = world, .reveal = reveal, .at = reveal_until(reveal, now) };
    json_t *root =
        json_pack("{s:i, s:I, s:I, s:I, s:I, s:f, s:f, s:{s:s, s:s, s:s}}", "format", 1, "seed",
                  (json_int_t)world->seed, "begin", (json_int_t)world->begin, "end",
                  (json_int_t)world->end, "revealed_until", (json_int_t)truth.at, "written_real",
                  now, "started_real", reveal->started, "government", "code", world->government,
                  "name", world->government_name, "timezone", world->zone);

    add_people(&truth, root);
    add_talk(&truth, root);
    truth_case_add(world, reveal, truth.at, root);
    add_inquiries(&truth, root);
    return root;
}
