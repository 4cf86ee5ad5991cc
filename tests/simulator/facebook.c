/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* Facebook pages. */

#include "facebook_item.h"
#include "graph.h"
#include "graph_direct.h"
#include "platform.h"

#include <string.h>

static void
name_account(struct mem *mem, struct account *account, const char *code, bool second,
             unsigned long long number)
{
    account->id = mem_format(mem, "1000640%08llu", number);
    account->handle = mem_format(mem, second ? "%s.simulasi.info" : "%s.simulasi", code);
}

static void
name_post(struct mem *mem, struct post *post, unsigned long long number)
{
    post->number = mem_format(mem, "%llu", 122000000000000u + number * 4099u);
    post->id = mem_format(mem, "%s_%s", post->author.id, post->number);
}

static void
name_message(struct mem *mem, struct message *message, unsigned long long number)
{
    const struct post *post = message->post;

    message->number = mem_format(mem, "%llu", 100000000000000u + number * 1009u);
    /* Some posts' comments have ids of the old form: text with colons, not numbers. */
    if (post->colons)
        message->id =
            mem_format(mem, "%s:%s:63_%s", post->author.id, post->number, message->number);
    else
        message->id = mem_format(mem, "%s_%s", post->number, message->number);
}

static void
name_person(struct mem *mem, struct person *person, const struct account *near, unsigned chance)
{
    person->id = mem_format(mem, "7%03d%011d", (int)near->index, (int)chance);
}

/* Edges */

/* Some citizens write on the page's wall, and tag it there. */
static bool
is_visitors(const struct view *view, const void *item)
{
    const struct post *post = item;

    (void)view;
    return post->account == NULL && strchr("02468", post->number[strlen(post->number) - 1]) != NULL;
}

static bool
page_edge(const struct account *account, const char *name, struct edge *edge)
{
    edge->kind = NODE_POST;
    edge->newest_first = true;
    if (strcmp(name, "posts") == 0 || strcmp(name, "published_posts") == 0 ||
        strcmp(name, "feed") == 0)
        edge->items = &account->posts;
    else if (strcmp(name, "tagged") == 0)
        edge->items = &account->tagged;
    else if (strcmp(name, "visitor_posts") == 0) {
        edge->items = &account->tagged;
        edge->only = is_visitors;
    }
    return edge->items != NULL;
}

/* Comments under a post, or replies of a comment. */
static bool
comments_edge(const struct request *request, const struct post *post, const struct message *parent,
              struct edge *edge)
{
    const char *filter = request_parameter(request, "filter");
    const char *order = request_parameter(request, "order");

    edge->kind = NODE_MESSAGE;
    edge->items = &post->messages;
    edge->parent = parent;
    edge->ghosts = parent == NULL ? post->ghosts : 0;
    edge->top_only = parent == NULL && (filter == NULL || strcmp(filter, "stream") != 0);
    if (order != NULL && strcmp(order, "reverse_chronological") == 0) {
        edge->newest_first = true;
        edge->order = "reverse_chronological";
    }
    return true;
}

static bool
edge_of(struct view *view, enum node kind, const void *node, const char *name, struct edge *edge)
{
    const char *summary = request_parameter(view->request, "summary");
    const struct message *message = node;

    edge->order = "chronological";
    edge->summary = summary != NULL && (strcmp(summary, "true") == 0 || strcmp(summary, "1") == 0 ||
                                        strstr(summary, "total_count") != NULL);
    if (kind == NODE_ACCOUNT)
        return page_edge(node, name, edge);
    if (strcmp(name, "comments") != 0)
        return false;
    if (kind == NODE_POST)
        return comments_edge(view->request, node, NULL, edge);
    return comments_edge(view->request, message->post, message, edge);
}

static const struct graph_api api = {
    .version = "v26.0",
    .usage = "pages",
    .limit_max = 100,
    .messenger = "messenger",
    .conversation = &graph_conversation,
    .direct = &graph_direct_message,
    .account = { facebook_account, "name,id" },
    .post = { facebook_post, "created_time,message,id" },
    .message = { facebook_message, "created_time,from,message,id" },
    .edge_of = edge_of,
};

static void
answer(struct channel *channel, const struct request *request, struct answer *ret_answer)
{
    graph_answer(&api, channel, request, ret_answer);
}

/* Its administrators alone see a page that is not published, and what an app asks for them. */
static bool
spoil(const char *kind, json_t *rule, const struct request *request, struct answer *answer)
{
    json_t *root = answer->body.at == NULL ? NULL : json_loads(answer->body.at, 0, NULL);
    bool told = json_is_boolean(json_object_get(root, "is_published"));

    (void)kind;
    (void)rule;
    (void)request;
    if (told) {
        json_object_set_new(root, "is_published", json_false());
        answer_json(answer, 200, root);
    } else {
        json_decref(root);
    }
    return told;
}

static const char *const faults[] = { "unpublished", NULL };

static const char *const formats[] = { "photo", "photo", "video", "text",
                                       "link",  "reel",  "event", NULL };

const struct platform platform_facebook = {
    .channel = "facebook",
    .prefix = "/fb/",
    .base = "/fb/v26.0",
    .credential = "fb",
    .has = HAS_EDITS | HAS_POST_EDITS | HAS_HIDDEN | HAS_TAGS | HAS_MENTIONS | HAS_WITHHELD |
           HAS_AUTOMATIC | HAS_PICTURES | HAS_GHOSTS | HAS_NESTING | HAS_PROOF | HAS_OLD_IDS |
           HAS_GRAPH | HAS_DIRECT | HAS_LONG_CHATS,
    .late_max_s = 2 * 86400,
    .formats = formats,
    .name_account = name_account,
    .name_post = name_post,
    .name_message = name_message,
    .name_person = name_person,
    .address = facebook_address,
    .answer = answer,
    .faults = faults,
    .spoil = spoil,
};
