/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * X, API v2. Every token reads every account. A timeline has the account's posts and its answers
 * below them; the list of mentions has what others wrote to it; a search has what was said in a
 * conversation in the last seven days. Lists have the newest version of a post, a look-up has the
 * one whose id was asked for.
 * Items and their JSON are x_item.c's; who asks for post.fields gets the names of after 2026
 * (x_names.c). Nobody is told what was hidden; nothing is edited but posts.
 */

#include "platform.h"
#include "x_item.h"
#include "x_names.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SEARCHED_S (7 * 86400) /* what a search reaches back */

static void
name_account(struct mem *mem, struct account *account, const char *code, bool second,
             unsigned long long number)
{
    char *handle = mem_format(mem, second ? "%s_info" : "%s_kota", code);
    char *at;

    account->id = mem_format(mem, "7%09llu", number);
    account->handle = handle;
    /* A handle has no hyphen. */
    for (at = handle; *at != '\0'; at++)
        *at = *at == '-' ? '_' : *at;
}

static void
name_post(struct mem *mem, struct post *post, unsigned long long number)
{
    post->id = post->number = mem_format(mem, "3%08llu", number * 41u);
}

static void
name_message(struct mem *mem, struct message *message, unsigned long long number)
{
    message->id = message->number = mem_format(mem, "1%010llu", number * 13u);
}

static void
name_person(struct mem *mem, struct person *person, const struct account *near, unsigned chance)
{
    person->id = mem_format(mem, "8%04zu%05u", near->index, chance);
    person->handle = mem_format(mem, "warga_%zu_%u", near->index, chance);
}

static void
problem(struct answer *answer, int status, const char *title, const char *type)
{
    answer_json(answer, status,
                json_pack("{s:s, s:s, s:s, s:i}", "title", title, "detail", title, "type", type,
                          "status", status));
}

/* As X says that there is no such item or user: with status 200. */
static json_t *
not_found(const char *kind, const char *parameter, const char *id)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:o}", "value", id, "title", "Not Found Error",
                     "resource_type", kind, "parameter", parameter, "resource_id", id, "type",
                     "https://api.x.com/2/problems/resource-not-found", "detail",
                     json_sprintf("Could not find %s with %s: [%s].", kind, parameter, id));
}

/* What a list has at this moment. */
struct list_of {
    struct x_item *items;
    size_t n, cap;
    int64_t at, since;
};

static void
put(struct list_of *list, struct x_item item)
{
    int64_t visible_at = item.message != NULL ? item.message->visible_at : item.post->created_at;
    bool stands = item.message != NULL ? message_visible(item.message, list->at)
                                       : post_visible(item.post, list->at);

    if (!stands || x_item_time(&item) < list->since || visible_at > list->at)
        return;
    if (list->n == list->cap) {
        list->cap = list->cap * 2 + 64;
        list->items = realloc(list->items, list->cap * sizeof(*list->items));
    }
    list->items[list->n++] = item;
}

static int
newest_first(const void *a, const void *b)
{
    int64_t x = x_item_time(a);
    int64_t y = x_item_time(b);

    if (x != y)
        return x > y ? -1 : 1;
    return strcmp(x_item_id(b), x_item_id(a));
}

static void
put_below(struct list_of *list, const struct list *posts, const struct account *account, bool own)
{
    size_t i, k;

    for (i = 0; i < posts->n; i++) {
        const struct post *post = posts->at[i];
        for (k = 0; k < post->messages.n; k++) {
            const struct message *message = post->messages.at[k];
            if ((message->speaker == account) == own)
                put(list, (struct x_item){ .post = post, .message = message });
        }
    }
}

static void
put_posts(struct list_of *list, const struct list *posts)
{
    size_t i;

    for (i = 0; i < posts->n; i++)
        put(list, (struct x_item){ .post = posts->at[i] });
}

static void
put_conversation(struct list_of *list, const struct post *post)
{
    size_t i;

    for (i = 0; i < post->messages.n; i++)
        put(list, (struct x_item){ .post = post, .message = post->messages.at[i] });
}

/* A page of the list, with what its items answer beside it. */
static void
page(const struct request *request, struct list_of *list, const char *token_name,
     struct answer *answer)
{
    const char *token = request_parameter(request, token_name);
    size_t limit = (size_t)request_number(request, "max_results", 10);
    size_t from = token != NULL && token[0] == 'p' ? strtoul(token + 1, NULL, 10) : 0;
    json_t *root = json_pack("{s:{}}", "meta");
    json_t *meta = json_object_get(root, "meta");
    json_t *data = json_array(), *beside = json_array();
    size_t i;

    if (list->n > 1)
        qsort(list->items, list->n, sizeof(*list->items), newest_first);
    for (i = from; i < list->n && i < from + limit; i++) {
        json_array_append_new(data, x_item_json(&list->items[i], request->at));
        x_item_add_parent(&list->items[i], request->at, beside);
        answer_serves(answer, x_item_id(&list->items[i]));
    }
    json_object_set_new(meta, "result_count", json_integer((json_int_t)json_array_size(data)));
    if (i < list->n)
        json_object_set_new(meta, "next_token", json_sprintf("p%zu", i));
    if (json_array_size(data) > 0)
        json_object_set(root, "data", data);
    if (json_array_size(beside) > 0)
        json_object_set_new(root, "includes", json_pack("{s:O}", "tweets", beside));
    json_decref(data);
    json_decref(beside);
    answer_json(answer, 200, root);
}

static int64_t
start_time(const struct request *request)
{
    const char *text = request_parameter(request, "start_time");
    struct tm tm = { .tm_year = 0 };

    return text != NULL && strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm) != NULL ? timegm(&tm) : 0;
}

static void
answer_user(struct channel *channel, const struct request *request, const char *path,
            struct answer *answer)
{
    const char *edge = strchr(path, '/');
    char *id = strndup(path, edge != NULL ? (size_t)(edge - path) : strlen(path));
    struct list_of list = { .at = request->at, .since = start_time(request) };
    void *node;
    struct account *account;

    if (world_find(channel, id, &node) != NODE_ACCOUNT) {
        answer_json(answer, 200, json_pack("{s:[o]}", "errors", not_found("user", "id", id)));
        free(id);
        return;
    }
    free(id);
    account = node;
    answer->account = account->id;
    if (edge == NULL) {
        answer_serves(answer, account->id);
        answer_json(answer, 200, x_account_json(account, request->at));
        return;
    }
    if (strcmp(edge, "/tweets") == 0) {
        put_posts(&list, &account->posts);
        put_below(&list, &account->posts, account, true);
        put_below(&list, &account->tagged, account, true);
    } else {
        put_posts(&list, &account->tagged);
        put_below(&list, &account->posts, account, false);
    }
    page(request, &list, "pagination_token", answer);
    free(list.items);
}

/* A time that lies before all that a search knows; the words are X's own. */
static void
too_old(int64_t asked, int64_t oldest, struct answer *answer)
{
    const char *type = "https://api.x.com/2/problems/invalid-request";
    char given[40], first[40];
    time_t times[] = { (time_t)asked, (time_t)oldest };
    struct tm tm;

    strftime(given, sizeof(given), "%Y-%m-%dT%H:%MZ", gmtime_r(&times[0], &tm));
    strftime(first, sizeof(first), "%Y-%m-%dT%H:%MZ", gmtime_r(&times[1], &tm));
    answer_json(answer, 400,
                json_pack("{s:[{s:{s:[s]}, s:o}], s:s, s:s, s:s}", "errors", "parameters",
                          "start_time", given, "message",
                          json_sprintf("Invalid 'start_time':'%s'. 'start_time' must be on or "
                                       "after %s",
                                       given, first),
                          "title", "Invalid Request", "detail",
                          "One or more parameters to your request was invalid.", "type", type));
}

static void
answer_search(struct channel *channel, const struct request *request, struct answer *answer)
{
    const char *query = request_parameter(request, "query");
    const char *id = query != NULL ? strchr(query, ':') : NULL;
    int64_t asked = start_time(request);
    struct list_of list = { .at = request->at, .since = request->at - SEARCHED_S };
    void *node = NULL;

    if (asked != 0 && asked < list.since) {
        too_old(asked, list.since, answer);
        return;
    }
    list.since = asked > list.since ? asked : list.since;

    if (id != NULL && world_find(channel, id + 1, &node) == NODE_POST) {
        const struct post *post = node;

        answer->account = post->account != NULL ? post->account->id : NULL;
        put_conversation(&list, post);
    }
    page(request, &list, "next_token", answer);
    free(list.items);
}

static void
look_up(struct channel *channel, const struct request *request, const char *id, json_t *data,
        json_t *errors)
{
    struct list_of found = { .at = request->at };
    void *node;
    char first_id[64];
    bool second = x_item_first_id(id, first_id, sizeof(first_id));
    enum node kind = world_find(channel, second ? first_id : id, &node);

    if (kind == NODE_POST && (!second || x_item_is_edited(node, request->at)))
        put(&found, (struct x_item){ .post = node, .first = !second });
    else if (kind == NODE_MESSAGE)
        put(&found, (struct x_item){ .post = ((struct message *)node)->post, .message = node });
    if (found.n > 0)
        json_array_append_new(data, x_item_json(&found.items[0], request->at));
    else
        json_array_append_new(errors, not_found("tweet", "ids", id));
    free(found.items);
}

static void
answer_lookup(struct channel *channel, const struct request *request, struct answer *answer)
{
    const char *ids = request_parameter(request, "ids");
    char *all = strdup(ids != NULL ? ids : "");
    json_t *root = json_object(), *data = json_array(), *errors = json_array();
    char *rest = all;
    char *id;

    while ((id = strsep(&rest, ",")) != NULL && *id != '\0') {
        look_up(channel, request, id, data, errors);
        answer_serves(answer, id);
    }
    if (json_array_size(data) > 0)
        json_object_set(root, "data", data);
    if (json_array_size(errors) > 0)
        json_object_set(root, "errors", errors);
    json_decref(data);
    json_decref(errors);
    free(all);
    answer_json(answer, 200, root);
}

/* With the names of after 2026. */
static void
say_anew(struct answer *answer)
{
    json_t *root = json_loads(answer->body.at, 0, NULL);

    x_names_change(root);
    answer_json(answer, answer->status, root);
}

static void
answer(struct channel *channel, const struct request *request, struct answer *ret_answer)
{
    const char *path = request->path + strlen("/x/2/");
    struct account *reader = platform_reader(channel, request);

    answer_header(ret_answer, "x-rate-limit-limit", "900");
    answer_header(ret_answer, "x-rate-limit-remaining", "%d", 899);
    answer_header(ret_answer, "x-rate-limit-reset", "%" PRId64, (int64_t)time(NULL) + 900);
    if (reader == NULL)
        problem(ret_answer, 401, "Unauthorized", "about:blank");
    else if (request_parameter(request, "since_id") != NULL &&
             request_parameter(request, "start_time") != NULL)
        problem(ret_answer, 400, "Invalid Request", "https://api.x.com/2/problems/invalid-request");
    else if (strncmp(path, "users/", 6) == 0)
        answer_user(channel, request, path + 6, ret_answer);
    else if (strcmp(path, "tweets/search/recent") == 0)
        answer_search(channel, request, ret_answer);
    else if (strcmp(path, "tweets") == 0)
        answer_lookup(channel, request, ret_answer);
    else
        problem(ret_answer, 404, "Not Found", "about:blank");
    if (request_parameter(request, "post.fields") != NULL)
        say_anew(ret_answer);
}

/* Refusals that only X writes. */
static const struct refusal {
    const char *kind;
    int status;
    const char *title, *type, *reason;
} refusals[] = {
    { "usage_capped", 429, "UsageCapExceeded", "usage-capped", NULL },
    { "credits", 402, "CreditsDepleted", "credits", NULL },
    { "not_enrolled", 403, "Client Forbidden", "client-forbidden", "client-not-enrolled" },
    { "protected", 200, "Authorization Error", "not-authorized-for-resource", NULL },
    { "suspended", 200, "Forbidden", "resource-not-found", NULL },
};

static const char *const faults[] = { "usage_capped", "credits",  "not_enrolled", "protected",
                                      "suspended",    "withheld", "passed_over",  NULL };

/* The items of that id, wherever the answer has them: their texts are in it all the same. */
static bool
withhold(json_t *rule, struct answer *answer)
{
    json_t *root = answer->body.at == NULL ? NULL : json_loads(answer->body.at, 0, NULL);
    json_t *includes = json_object_get(root, "includes");
    json_t *lists[] = { json_object_get(root, "data"), json_object_get(includes, "tweets"),
                        json_object_get(includes, "posts") };
    json_t *id = json_object_get(rule, "id");
    json_t *item = json_object_get(root, "data");
    size_t n = 0;
    size_t i, k;

    if (json_is_object(item) && json_equal(json_object_get(item, "id"), id)) {
        json_object_set_new(item, "withheld",
                            json_pack("{s:[s], s:s}", "country_codes", "ID", "scope", "user"));
        n++;
    }
    for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        json_array_foreach(lists[i], k, item)
        {
            if (!json_equal(json_object_get(item, "id"), id))
                continue;
            json_object_set_new(item, "withheld",
                                json_pack("{s:b, s:[s, s], s:s}", "copyright", 0, "country_codes",
                                          "DE", "ID", "scope", "tweet"));
            n++;
        }
    }
    if (n > 0)
        answer_json(answer, 200, root);
    else
        json_decref(root);
    return n > 0;
}

static bool
is_among(json_t *ids, json_t *id)
{
    json_t *entry;
    size_t i;

    json_array_foreach(ids, i, entry)
    {
        if (json_equal(entry, id))
            return true;
    }
    return false;
}

/* How many of these ids were taken out of the list. */
static size_t
take_out(json_t *list, const char *name, json_t *ids)
{
    size_t taken = 0;
    size_t i = json_array_size(list);

    while (i-- > 0) {
        if (is_among(ids, json_object_get(json_array_get(list, i), name))) {
            json_array_remove(list, i);
            taken++;
        }
    }
    return taken;
}

/* A look-up says nothing of the rule's ids. */
static bool
pass_over(json_t *rule, const struct request *request, struct answer *answer)
{
    bool is_lookup = request_parameter(request, "ids") != NULL && answer->body.at != NULL;
    json_t *root = is_lookup ? json_loads(answer->body.at, 0, NULL) : NULL;
    json_t *ids = json_object_get(rule, "ids");
    size_t n = take_out(json_object_get(root, "data"), "id", ids) +
               take_out(json_object_get(root, "errors"), "resource_id", ids);

    if (n > 0)
        answer_json(answer, 200, root);
    else
        json_decref(root);
    return n > 0;
}

static bool
spoil(const char *kind, json_t *rule, const struct request *request, struct answer *answer)
{
    const struct refusal *what = refusals;
    json_t *root;

    if (strcmp(kind, "passed_over") == 0)
        return pass_over(rule, request, answer);
    if (strcmp(kind, "withheld") == 0)
        return withhold(rule, answer);
    while (strcmp(what->kind, kind) != 0)
        what++;
    root = json_pack("{s:s, s:s, s:o, s:s?}", "title", what->title, "detail", what->title, "type",
                     json_sprintf("https://api.x.com/2/problems/%s", what->type), "reason",
                     what->reason);
    if (what->status == 200)
        root = json_pack("{s:[o]}", "errors", root);
    answer_json(answer, what->status, root);
    return true;
}

static const char *const formats[] = { "text", "text", "photo", "video", "link", NULL };

const struct platform platform_x = {
    .channel = "x",
    .prefix = "/x/2/",
    .base = "/x/2",
    .credential = "x",
    .settings = ", plan: no_government, mentions_overlap: 40d",
    .has = HAS_POST_EDITS | HAS_TAGS | HAS_MENTIONS | HAS_NESTING | HAS_HANDLES | HAS_SHORT_LINKS,
    .late_max_s = 2 * 86400,
    .formats = formats,
    .name_account = name_account,
    .name_post = name_post,
    .name_message = name_message,
    .name_person = name_person,
    .address = x_address,
    .answer = answer,
    .faults = faults,
    .spoil = spoil,
};
