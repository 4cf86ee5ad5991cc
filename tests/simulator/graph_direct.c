/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "graph_direct.h"

#include "graph_edge.h"
#include "graph_item.h"
#include "platform.h"

#include <stdlib.h>
#include <string.h>

/* Newest message that is there; the first one is, where the conversation is. */
static int64_t
changed_at(const struct post *conversation, int64_t at)
{
    size_t i = conversation->messages.n;

    while (i > 1 && ((struct message *)conversation->messages.at[i - 1])->visible_at > at)
        i--;
    return ((struct message *)conversation->messages.at[i - 1])->sent_at;
}

static int
by_change(const void *a, const void *b, void *arg)
{
    const struct post *x = *(struct post *const *)a;
    const struct post *y = *(struct post *const *)b;
    int64_t at = *(int64_t *)arg;
    int64_t left = changed_at(x, at), right = changed_at(y, at);

    if (left != right)
        return left < right ? -1 : 1;
    return strcmp(x->id, y->id);
}

static bool
nobody(const struct view *view, const void *item)
{
    (void)view;
    (void)item;
    return false;
}

bool
graph_direct_edge(struct view *view, enum node kind, const void *node, const char *name,
                  struct edge *edge)
{
    const char *asked = request_parameter(view->request, "platform");
    const struct account *account = node;

    if (asked == NULL)
        asked = "messenger";
    edge->newest_first = true;
    edge->since = edge->until = 0;
    if (kind == NODE_ACCOUNT && strcmp(name, "conversations") == 0) {
        edge->kind = NODE_CONVERSATION;
        edge->items = &account->conversations;
        edge->only = strcmp(asked, view->api->messenger) == 0 ? NULL : nobody;
        if (account->conversations.n > 1)
            qsort_r(account->conversations.at, account->conversations.n, sizeof(void *), by_change,
                    &view->at);
        return true;
    }
    edge->kind = NODE_DIRECT;
    edge->items = &((const struct post *)node)->messages;
    return kind == NODE_CONVERSATION && strcmp(name, "messages") == 0;
}

/* Conversations */

static json_t *
conversation_id(const struct get *get)
{
    return json_string(get->post->id);
}

static json_t *
conversation_updated(const struct get *get)
{
    return graph_time(changed_at(get->post, get->view->at));
}

static json_t *
conversation_count(const struct get *get)
{
    json_int_t n = 0;
    size_t i;

    for (i = 0; i < get->post->messages.n; i++)
        n += message_visible(get->post->messages.at[i], get->view->at);
    return json_integer(n);
}

static json_t *
conversation_messages(const struct get *get)
{
    struct edge edge = { .kind = NODE_DIRECT,
                         .items = &get->post->messages,
                         .newest_first = true,
                         .limit = get->field->limit >= 0 ? get->field->limit : 25,
                         .after = get->field->after,
                         .fields = &get->field->sub };
    struct blob path = { 0 };
    json_t *list;

    blob_format(&path, "%s/messages", get->post->id);
    edge.path = path.at;
    list = graph_edge(get->view, &edge);
    blob_done(&path);
    return list;
}

static const struct getter conversation_getters[] = {
    { "id", conversation_id },
    { "updated_time", conversation_updated },
    { "message_count", conversation_count },
    { "messages", conversation_messages },
    { "link", NULL },
    { "unread_count", NULL },
    { "participants", NULL },
    { "senders", NULL },
    { "can_reply", NULL },
    { NULL, NULL },
};

const struct graph_kind graph_conversation = { conversation_getters, "id,updated_time" };

/* Messages */

static json_t *
message_id(const struct get *get)
{
    return json_string(get->message->id);
}

static json_t *
message_created(const struct get *get)
{
    return graph_time(get->message->sent_at);
}

static json_t *
side(const struct person *person)
{
    if (person->handle != NULL)
        return json_pack("{s:s, s:s}", "username", person->handle, "id", person->id);
    return json_pack("{s:s, s:s}", "name", person->name, "id", person->id);
}

static json_t *
message_from(const struct get *get)
{
    struct person author = get->message->author;

    /* A page has a name in its inbox, whatever its handle is. */
    if (strcmp(get->view->api->messenger, "messenger") == 0)
        author.handle = NULL;
    return side(&author);
}

static json_t *
message_to(const struct get *get)
{
    const struct account *account = get->message->account;
    struct person to = { account->id, account->name, account->handle };
    const struct list *all = &get->message->post->messages;

    if (get->message->speaker != NULL)
        to = ((struct message *)all->at[0])->author; /* the citizen wrote first */
    if (strcmp(get->view->api->messenger, "messenger") == 0)
        to.handle = NULL;
    return json_pack("{s:[o]}", "data", side(&to));
}

static json_t *
message_tags(const struct get *get)
{
    (void)get;
    return json_pack("{s:[{s:s}, {s:s}]}", "data", "name", "inbox", "name", "read");
}

static json_t *
message_words(const struct get *get)
{
    (void)get;
    return json_string("SIMULATED: nobody may keep what stands here");
}

static const struct getter message_getters[] = {
    { "id", message_id },     { "created_time", message_created },
    { "from", message_from }, { "to", message_to },
    { "tags", message_tags }, { "message", message_words },
    { "attachments", NULL },  { "sticker", NULL },
    { NULL, NULL },
};

const struct graph_kind graph_direct_message = { message_getters, "id,created_time" };
