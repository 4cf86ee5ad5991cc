/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Instagram, as the Graph API has it. Comments are listed newest first, fifty a page at most, only
 * those at the top; what answers them hangs below them. Stories have a list of their own for a day.
 */

#include "graph.h"
#include "graph_direct.h"
#include "instagram_item.h"
#include "platform.h"

#include <string.h>

static const char *
handle_of(struct mem *mem, const char *code, bool second)
{
    char *handle = mem_format(mem, second ? "%s_simulasi_info" : "%s_simulasi", code);
    char *at;

    /* A handle has no hyphen. */
    for (at = handle; *at != '\0'; at++)
        *at = *at == '-' ? '_' : *at;
    return handle;
}

static void
name_account(struct mem *mem, struct account *account, const char *code, bool second,
             unsigned long long number)
{
    account->id = mem_format(mem, "178414%011llu", number);
    account->handle = handle_of(mem, code, second);
}

static void
name_post(struct mem *mem, struct post *post, unsigned long long number)
{
    post->id = post->number = mem_format(mem, "1800%013llu", 7000000 + number * 4099u);
}

static void
name_message(struct mem *mem, struct message *message, unsigned long long number)
{
    message->id = message->number = mem_format(mem, "1790%013llu", 5000000 + number * 1009u);
}

static void
name_person(struct mem *mem, struct person *person, const struct account *near, unsigned chance)
{
    person->id = mem_format(mem, "9%03zu%012u", near->index, chance);
    person->handle = mem_format(mem, "warga.%03zu.%05u", near->index, chance);
}

/* Lists */

static bool
is_media(const struct view *view, const void *item)
{
    (void)view;
    return ((const struct post *)item)->listed_until == 0;
}

static bool
is_living_story(const struct view *view, const void *item)
{
    return ((const struct post *)item)->listed_until > view->at;
}

static bool
account_edge(const struct account *account, const char *name, struct edge *edge)
{
    edge->kind = NODE_POST;
    edge->newest_first = true;
    edge->items = &account->posts;
    if (strcmp(name, "media") == 0)
        edge->only = is_media;
    else if (strcmp(name, "stories") == 0)
        edge->only = is_living_story;
    else if (strcmp(name, "tags") == 0)
        edge->items = &account->tagged;
    else
        return false;
    return true;
}

static bool
edge_of(struct view *view, enum node kind, const void *node, const char *name, struct edge *edge)
{
    const struct message *message = node;
    int64_t most = kind == NODE_ACCOUNT ? 100 : 50;

    (void)view;
    edge->limit = edge->limit > most ? most : edge->limit;
    if (kind == NODE_ACCOUNT)
        return account_edge(node, name, edge);
    edge->kind = NODE_MESSAGE;
    edge->since = edge->until = 0; /* not heeded for comments */
    if (kind == NODE_POST && strcmp(name, "comments") == 0) {
        edge->items = &((const struct post *)node)->messages;
        edge->top_only = edge->newest_first = true;
        return true;
    }
    if (kind != NODE_MESSAGE || strcmp(name, "replies") != 0)
        return false;
    edge->items = &message->post->messages;
    edge->parent = message;
    return true;
}

static const struct graph_api api = {
    .version = "v26.0",
    .usage = "instagram",
    .limit_max = 10000,
    .messenger = "instagram",
    .conversation = &graph_conversation,
    .direct = &graph_direct_message,
    .account = { instagram_account, "id" },
    .post = { instagram_post, "id" },
    .message = { instagram_message, "timestamp,text,id" },
    .edge_of = edge_of,
};

static void
answer(struct channel *channel, const struct request *request, struct answer *ret_answer)
{
    graph_answer(&api, channel, request, ret_answer);
}

static const char *const formats[] = { "photo", "photo", "photo", "reel", "reel", "video", NULL };

const struct platform platform_instagram = {
    .channel = "instagram",
    .prefix = "/ig/",
    .base = "/ig/v26.0",
    .credential = "ig",
    .settings = ", posts_overlap: 60d", /* so that all counters are those of the end */
    .has = HAS_POST_EDITS | HAS_HIDDEN | HAS_TAGS | HAS_MENTIONS | HAS_WITHHELD | HAS_AUTOMATIC |
           HAS_GHOSTS | HAS_HANDLES | HAS_PROOF | HAS_PUBLIC | HAS_STORIES | HAS_SECRET_LIKES |
           HAS_GRAPH | HAS_DIRECT,
    .late_max_s = 2 * 86400,
    .formats = formats,
    .name_account = name_account,
    .name_post = name_post,
    .name_message = name_message,
    .name_person = name_person,
    .address = instagram_address,
    .answer = answer,
};
