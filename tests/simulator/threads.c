/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Threads: a post's replies are posts themselves, any depth below it, and its conversation lists
 * them all, newest first. Numbers are insights.
 */

#include "graph.h"
#include "graph_item.h"
#include "platform.h"
#include "threads_item.h"

#include <string.h>

static void
name_account(struct mem *mem, struct account *account, const char *code, bool second,
             unsigned long long number)
{
    char *handle = mem_format(mem, second ? "%s.kota.info" : "%s.kota", code);
    char *at;

    account->id = mem_format(mem, "250000%011llu", number);
    account->handle = handle;
    /* A handle has no hyphen. */
    for (at = handle; *at != '\0'; at++)
        *at = *at == '-' ? '_' : *at;
}

static void
name_post(struct mem *mem, struct post *post, unsigned long long number)
{
    post->id = post->number = mem_format(mem, "1810%013llu", 7000000 + number * 4099u);
}

static void
name_message(struct mem *mem, struct message *message, unsigned long long number)
{
    message->id = message->number = mem_format(mem, "1820%013llu", 5000000 + number * 1009u);
}

static void
name_person(struct mem *mem, struct person *person, const struct account *near, unsigned chance)
{
    person->handle = mem_format(mem, "warga_%zu_%u", near->index, chance);
    person->id = mem_format(mem, "@%s", person->handle); /* nothing else is told of him */
}

/* Lists */

static bool
edge_of(struct view *view, enum node kind, const void *node, const char *name, struct edge *edge)
{
    const char *reverse = request_parameter(view->request, "reverse");
    bool replies = strcmp(name, "replies") == 0;
    const struct message *message = node;

    edge->kind = kind == NODE_ACCOUNT ? NODE_POST : NODE_MESSAGE;
    edge->newest_first = true;
    if (kind == NODE_ACCOUNT) {
        const struct account *account = node;

        if (strcmp(name, "threads") == 0)
            edge->items = &account->posts;
        else if (strcmp(name, "mentions") == 0)
            edge->items = &account->tagged;
        return edge->items != NULL;
    }
    edge->newest_first = reverse == NULL || strcmp(reverse, "false") != 0;
    edge->since = edge->until = 0; /* not heeded for replies */
    edge->items =
        kind == NODE_POST ? &((const struct post *)node)->messages : &message->post->messages;
    edge->parent = kind == NODE_POST ? NULL : message;
    edge->top_only = kind == NODE_POST && replies;
    return replies || (kind == NODE_POST && strcmp(name, "conversation") == 0);
}

/* Insights */

static json_t *
insight(const char *id, const char *name, int64_t value)
{
    return json_pack("{s:s, s:s, s:[{s:I}], s:s, s:s, s:o}", "name", name, "period", "lifetime",
                     "values", "value", (json_int_t)value, "title", name, "description", name, "id",
                     json_sprintf("%s/insights/%s/lifetime", id, name));
}

static bool
asked_for(const char *metrics, const char *name)
{
    const char *at = strstr(metrics, name);
    size_t n = strlen(name);

    return at != NULL && (at == metrics || at[-1] == ',') && (at[n] == '\0' || at[n] == ',');
}

static json_t *
post_insights(const struct view *view, const struct post *post, const char *metrics)
{
    const struct {
        const char *name;
        int64_t final;
    } all[] = { { "views", post->views },
                { "likes", post->reactions[0] },
                { "reposts", post->shares },
                { "quotes", post->reactions[1] },
                { "shares", post->reactions[2] } };
    json_t *data = json_array();
    json_int_t listed = 0;
    size_t i;

    for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        if (asked_for(metrics, all[i].name))
            json_array_append_new(data,
                                  insight(post->id, all[i].name,
                                          counter_at(all[i].final, post->created_at, view->at)));
    for (i = 0; i < post->messages.n; i++)
        listed += message_visible(post->messages.at[i], view->at);
    if (asked_for(metrics, "replies"))
        json_array_append_new(data, insight(post->id, "replies", listed));
    return data;
}

static json_t *
account_insights(const struct view *view, const struct account *account, const char *metrics)
{
    json_t *data = json_array();

    if (asked_for(metrics, "followers_count"))
        json_array_append_new(
            data, json_pack("{s:s, s:s, s:{s:I}, s:s}", "name", "followers_count", "period", "day",
                            "total_value", "value",
                            (json_int_t)account_followers(view->world, account, view->at), "title",
                            "followers"));
    return data;
}

static json_t *
other(struct view *view, enum node kind, const void *node, const char *name)
{
    const char *metrics = request_parameter(view->request, "metric");
    json_t *data = NULL;

    if (metrics == NULL)
        metrics = "";
    if (kind == NODE_POST && strcmp(name, "insights") == 0)
        data = post_insights(view, node, metrics);
    else if (kind == NODE_ACCOUNT && strcmp(name, "threads_insights") == 0)
        data = account_insights(view, node, metrics);
    return data != NULL ? json_pack("{s:o}", "data", data) : NULL;
}

static const struct graph_api api = {
    .version = "v1.0",
    .limit_max = 100,
    .strangers_are_gone = true,
    .account = { threads_account, "id" },
    .post = { threads_post, "id" },
    .message = { threads_message, "id" },
    .edge_of = edge_of,
    .other = other,
};

static void
answer(struct channel *channel, const struct request *request, struct answer *ret_answer)
{
    graph_answer(&api, channel, request, ret_answer);
}

static const char *const formats[] = { "text", "text", "photo", "video", NULL };

const struct platform platform_threads = {
    .channel = "threads",
    .prefix = "/th/",
    .base = "/th/v1.0",
    .credential = "th",
    .error_type = "THApiException",
    .has =
        HAS_HIDDEN | HAS_TAGS | HAS_MENTIONS | HAS_WITHHELD | HAS_NESTING | HAS_HANDLES | HAS_GRAPH,
    .late_max_s = 2 * 86400,
    .formats = formats,
    .name_account = name_account,
    .name_post = name_post,
    .name_message = name_message,
    .name_person = name_person,
    .address = threads_address,
    .answer = answer,
};
