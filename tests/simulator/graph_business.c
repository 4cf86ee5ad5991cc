/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "graph_business.h"

#include "platform.h"

#include <stdlib.h>
#include <string.h>

#define IN_ONE_ANSWER 3u

static const struct channel *
channel_of(const struct world *world, const char *name)
{
    size_t i;

    for (i = 0; i < world->n_channels; i++)
        if (strcmp(world->channels[i]->platform->channel, name) == 0)
            return world->channels[i];
    return NULL;
}

/* The first account of the same unit, or leader, that has a token. */
static const struct account *
beside(const struct channel *channel, const struct account *page)
{
    size_t i;

    for (i = 0; channel != NULL && i < channel->accounts.n; i++) {
        const struct account *account = channel->accounts.at[i];
        if (account->via == NULL && account->unit == page->unit)
            return account;
    }
    return NULL;
}

/* The second Page was given to be looked at alone. */
static json_t *
page_json(const struct world *world, const struct channel *pages, size_t i)
{
    const struct account *page = pages->accounts.at[i];
    const struct account *linked = beside(channel_of(world, "instagram"), page);
    json_t *json =
        json_pack("{s:s, s:s, s:s, s:I, s:s}", "id", page->id, "name", page->name, "username",
                  page->handle, "followers_count", (json_int_t)page->followers,
                  "verification_status", i == 0 ? "blue_verified" : "not_verified");

    json_object_set_new(json, "tasks",
                        i == 1 ? json_pack("[s]", "ANALYZE")
                               : json_pack("[sss]", "MODERATE", "MESSAGING", "ANALYZE"));
    if (linked != NULL)
        json_object_set_new(json, "instagram_business_account",
                            json_pack("{s:s, s:s, s:s, s:I}", "id", linked->id, "username",
                                      linked->handle, "name", linked->name, "followers_count",
                                      (json_int_t)linked->followers));
    return json;
}

static void
list_pages(const struct world *world, const struct request *request, bool none,
           struct answer *answer)
{
    const struct channel *pages = channel_of(world, "facebook");
    const char *after = request_parameter(request, "after");
    size_t i = after != NULL ? (size_t)strtoul(after, NULL, 10) : 0;
    size_t end = i + IN_ONE_ANSWER;
    json_t *data = json_array();
    json_t *root = json_pack("{s:O}", "data", data);

    for (; !none && pages != NULL && i < end && i < pages->accounts.n; i++)
        json_array_append_new(data, page_json(world, pages, i));
    if (!none && pages != NULL && i < pages->accounts.n)
        json_object_set_new(
            root, "paging",
            json_pack("{s:{s:o}, s:o}", "cursors", "after", json_sprintf("%zu", i), "next",
                      json_sprintf("%s/fb/v26.0/me/accounts?access_token=" SYSTEM_USER "&after=%zu",
                                   request->base, i)));
    json_decref(data);
    answer_json(answer, 200, root);
}

static bool
tell_token(const struct world *world, const char *id, struct answer *answer)
{
    const struct channel *pages = channel_of(world, "facebook");
    size_t i;

    for (i = 0; pages != NULL && i < pages->accounts.n; i++) {
        const struct account *page = pages->accounts.at[i];
        if (strcmp(page->id, id) != 0)
            continue;
        answer_json(answer, 200,
                    json_pack("{s:s, s:s}", "access_token", page->token, "id", page->id));
        return true;
    }
    return false;
}

bool
graph_business_answer(const struct channel *channel, const struct request *request,
                      struct answer *answer)
{
    const char *token = request_header(request, "Authorization");
    const char *fields = request_parameter(request, "fields");
    const char *path = request->path + strlen(channel->platform->prefix);
    bool idle = token != NULL && strcmp(token, "Bearer " IDLE_USER) == 0;

    path += strcspn(path, "/");
    if (*path == '\0' || token == NULL || (!idle && strcmp(token, "Bearer " SYSTEM_USER) != 0))
        return false;
    if (strcmp(path, "/me/accounts") == 0) {
        list_pages(channel->world, request, idle, answer);
        return true;
    }
    return !idle && fields != NULL && strcmp(fields, "access_token") == 0 &&
           tell_token(channel->world, path + 1, answer);
}
