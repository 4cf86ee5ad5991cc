/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "graph_item.h"

#include <string.h>
#include <time.h>

json_t *
graph_time(int64_t at)
{
    char text[40];
    time_t seconds = (time_t)at;
    struct tm tm;

    gmtime_r(&seconds, &tm);
    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S+0000", &tm);
    return json_string(text);
}

bool
graph_wants(const struct field *field, const char *name)
{
    size_t i;

    for (i = 0; i < field->sub.n; i++)
        if (strcmp(((struct field *)field->sub.at[i])->name, name) == 0)
            return true;
    return field->sub.n == 0;
}

const struct graph_kind *
graph_kind(const struct graph_api *api, enum node kind)
{
    switch (kind) {
    case NODE_ACCOUNT:
        return &api->account;
    case NODE_POST:
        return &api->post;
    case NODE_CONVERSATION:
        return api->conversation;
    case NODE_DIRECT:
        return api->direct;
    case NODE_MESSAGE:
    case NODE_NONE:
        break;
    }
    return &api->message;
}

static json_t *
fill(struct get *get, const struct list *fields, const struct getter *getters)
{
    json_t *object = json_object();
    size_t i, k;

    for (i = 0; i < fields->n; i++) {
        json_t *value = NULL;

        get->field = fields->at[i];
        for (k = 0; getters[k].name != NULL && strcmp(getters[k].name, get->field->name) != 0; k++)
            continue;
        if (getters[k].name == NULL)
            get->view->unknown = get->field->name;
        else if (getters[k].get != NULL)
            value = getters[k].get(get);
        if (value != NULL)
            json_object_set_new(object, get->field->as, value);
    }
    return object;
}

json_t *
graph_item(struct view *view, enum node kind, const void *node, const struct list *fields)
{
    const struct graph_kind *of = graph_kind(view->api, kind);
    struct get get = { .view = view };
    struct list fallback = { 0 };
    struct mem mem = { 0 };
    json_t *object;

    if (kind == NODE_ACCOUNT)
        get.account = node;
    else if (kind == NODE_POST || kind == NODE_CONVERSATION)
        get.post = node;
    else
        get.message = node;
    if (fields->n == 0)
        field_parse(&mem, of->defaults, &fallback);
    object = fill(&get, fields->n > 0 ? fields : &fallback, of->getters);
    field_done(&fallback);
    mem_done(&mem);
    return object;
}
