/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Kinds are rows of a table: a whole other answer, a changed list, changed bytes, a changed header,
 * or another way of travelling.
 */

#include "spoil.h"

#include "graph.h"
#include "graph_edge.h"
#include "platform.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct spoil {
    json_t *rule;
    const struct request *request;
    struct answer *answer;
    struct fault_effect *effect;
    const char *kind;
    const struct platform *platform; /* that was asked; NULL: a feed, or nobody's path */
};

static int64_t
parameter(const struct spoil *spoil, const char *name, int64_t absent)
{
    json_t *value = json_object_get(spoil->rule, name);

    return json_is_integer(value) ? json_integer_value(value) : absent;
}

static void
body(struct answer *answer, const char *type, const char *text)
{
    blob_done(&answer->body);
    blob_text(&answer->body, text);
    answer->type = type;
}

static void
forget_items(struct answer *answer)
{
    json_decref(answer->ids);
    answer->ids = NULL;
}

/* Other answers altogether */

static void
header_usage(const struct spoil *spoil, int64_t percent, int64_t regain_minutes)
{
    blob_done(&spoil->answer->headers);
    answer_header(spoil->answer, "X-App-Usage",
                  "{\"call_count\":%lld,\"total_cputime\":9,\"total_time\":9}", (long long)percent);
    answer_header(spoil->answer, "X-Business-Use-Case-Usage",
                  "{\"%s\":[{\"type\":\"pages\",\"call_count\":%lld,\"total_cputime\":9,"
                  "\"total_time\":9,\"estimated_time_to_regain_access\":%lld}]}",
                  spoil->answer->account != NULL ? spoil->answer->account : "0", (long long)percent,
                  (long long)regain_minutes);
}

static bool
too_many(struct spoil *spoil)
{
    int64_t retry_after = parameter(spoil, "retry_after", -1);
    int64_t usage = parameter(spoil, "usage", -1);

    forget_items(spoil->answer);
    blob_done(&spoil->answer->headers);
    if (usage >= 0)
        header_usage(spoil, usage, parameter(spoil, "regain_minutes", 1));
    graph_error(spoil->platform, spoil->answer, 429,
                &(struct graph_error){ 4, 0, "(#4) Application request limit reached" });
    if (retry_after >= 0)
        answer_header(spoil->answer, "Retry-After", "%lld", (long long)retry_after);
    return true;
}

static bool
server_error(struct spoil *spoil)
{
    forget_items(spoil->answer);
    spoil->answer->status = strcmp(spoil->kind, "503") == 0 ? 503 : 500;
    body(spoil->answer, "text/plain", "temporarily out of order\n");
    return true;
}

static bool
html(struct spoil *spoil)
{
    forget_items(spoil->answer);
    spoil->answer->status = strcmp(spoil->kind, "html200") == 0 ? 200 : 500;
    body(spoil->answer, "text/html; charset=utf-8",
         "<!DOCTYPE html><html><head><title>Error</title></head><body><h1>Sorry, something went "
         "wrong.</h1><p>We're working on it.</p></body></html>");
    return true;
}

static bool
other_body(struct spoil *spoil)
{
    static const char *const bodies[][2] = {
        { "zero", "" },
        { "wrong_json", "{\"data\":[{\"id\":\"1\",}]" },
        { "no_data", "{}" },
        { "not_object", "\"maintenance\"" },
        { "data_object", "{\"data\":{\"id\":\"1\"}}" },
    };
    size_t i;

    forget_items(spoil->answer);
    spoil->answer->status = 200;
    for (i = 0; i < COUNT(bodies); i++)
        if (strcmp(bodies[i][0], spoil->kind) == 0)
            body(spoil->answer, "application/json", bodies[i][1]);
    return true;
}

static bool
huge(struct spoil *spoil)
{
    int64_t bytes = parameter(spoil, "bytes", 9 * 1024 * 1024);
    bool deep = strcmp(spoil->kind, "deep") == 0;
    int64_t i;

    forget_items(spoil->answer);
    body(spoil->answer, "application/json", deep ? "" : "{\"data\":[");
    for (i = 0; i < bytes; i += deep ? 1 : 3)
        blob_text(&spoil->answer->body, deep ? "[" : "{},");
    blob_text(&spoil->answer->body, deep ? "" : "{}]}");
    return true;
}

static bool
redirect(struct spoil *spoil)
{
    forget_items(spoil->answer);
    spoil->answer->status = 302;
    answer_header(spoil->answer, "Location", "%s/_sim/elsewhere", spoil->request->base);
    body(spoil->answer, "text/html", "");
    return true;
}

static const struct {
    const char *kind;
    int status;
    struct graph_error error;
} errors[] = {
    { "reduce",
      500,
      { 1, 0, "Please reduce the amount of data you're asking for, then retry your request" } },
    { "unknown_error", 500, { 1, 99, "An unknown error occurred" } },
    { "transient",
      500,
      { 2, 0, "An unexpected error has occurred. Please retry your request later." } },
    { "app_limit", 403, { 4, 0, "(#4) Application request limit reached" } },
    { "user_limit", 403, { 17, 0, "(#17) User request limit reached" } },
    { "page_limit", 400, { 32, 0, "(#32) Page request limit reached" } },
    { "business_limit",
      400,
      { 80001, 0, "(#80001) There have been too many calls to this Page account." } },
    { "instagram_limit",
      400,
      { 80002, 0, "(#80002) There have been too many calls to this Instagram account." } },
    { "permission", 403, { 10, 0, "(#10) Application does not have permission for this action" } },
    { "permission_200", 403, { 200, 0, "(#200) Permissions error" } },
    { "invalid", 400, { 100, 0, "(#100) Invalid parameter" } },
    { "gone",
      400,
      { 100, 33, "Unsupported get request. Object does not exist or cannot be loaded" } },
    { "expired", 400, { 190, 463, "Error validating access token: Session has expired" } },
    { "password",
      400,
      { 190, 460, "Error validating access token: The session has been invalidated" } },
    { "unused", 400, { 190, 493, "Error validating access token: the user has not used the app" } },
    { "blocked", 400, { 368, 0, "The action attempted has been deemed abusive" } },
    { "alias", 404, { 803, 0, "(#803) Some of the aliases you requested do not exist" } },
};

static bool
graph(struct spoil *spoil)
{
    json_t *message = json_object_get(spoil->rule, "message");
    struct graph_error error = { 1, 0, "Simulated error" };
    int64_t status = 400;
    size_t i;

    for (i = 0; i < COUNT(errors); i++) {
        if (strcmp(errors[i].kind, spoil->kind) != 0)
            continue;
        error = errors[i].error;
        status = errors[i].status;
    }
    forget_items(spoil->answer);
    error.code = (int)parameter(spoil, "code", error.code);
    error.subcode = (int)parameter(spoil, "subcode", error.subcode);
    if (json_is_string(message))
        error.message = json_string_value(message);
    graph_error(spoil->platform, spoil->answer, (int)parameter(spoil, "status", status), &error);
    return true;
}

/* Changed lists: each gets the parsed answer and its data; false leaves the answer as it was. */

static json_t *
cursors(json_t *root)
{
    return json_object_get(json_object_get(root, "paging"), "cursors");
}

static bool
list_bad_item(struct spoil *spoil, json_t *root, json_t *data)
{
    size_t at = json_array_size(data) / 2;

    (void)root;
    if (parameter(spoil, "replace", 0) != 0)
        json_array_remove(data, at);
    json_array_insert_new(data, at,
                          json_pack("{s:{s:i}, s:s, s:[]}", "id", "not", 1, "created_time",
                                    "the day before yesterday", "message"));
    return true;
}

static void
point_next(json_t *root, const char *cursor)
{
    json_t *paging = json_object_get(root, "paging");

    if (paging == NULL) {
        paging = json_object();
        json_object_set_new(root, "paging", paging);
    }
    /* The cursor may be the one that is replaced: it is used up first. */
    json_object_set_new(paging, "next",
                        json_sprintf("https://graph.facebook.com/v26.0/next?after=%s", cursor));
    json_object_set_new(paging, "cursors",
                        json_pack("{s:s, s:s}", "before", cursor, "after", cursor));
}

static bool
list_loop(struct spoil *spoil, json_t *root, json_t *data)
{
    const char *asked = request_parameter(spoil->request, "after");
    const char *after = json_string_value(json_object_get(cursors(root), "after"));

    (void)data;
    if (after == NULL)
        return false;
    after = asked != NULL ? asked : after;
    point_next(root, after);
    return true;
}

static bool
list_loop_of_two(struct spoil *spoil, json_t *root, json_t *data)
{
    const char *asked = request_parameter(spoil->request, "after");
    const char *first = json_string_value(json_object_get(spoil->rule, "first"));
    const char *after = json_string_value(json_object_get(cursors(root), "after"));

    (void)data;
    if (after == NULL)
        return false;
    if (asked == NULL || first == NULL)
        json_object_set_new(spoil->rule, "first", json_string(after));
    else if (strcmp(asked, first) != 0)
        after = first;
    point_next(root, after);
    return true;
}

static bool
list_empty_with_next(struct spoil *spoil, json_t *root, json_t *data)
{
    char cursor[GRAPH_CURSOR_BYTES];

    graph_edge_cursor_again(request_parameter(spoil->request, "after"), cursor);
    forget_items(spoil->answer);
    json_array_clear(data);
    point_next(root, cursor);
    return true;
}

static bool
list_duplicate(struct spoil *spoil, json_t *root, json_t *data)
{
    json_t *kept = json_object_get(spoil->rule, "kept");

    (void)root;
    if (json_array_size(data) == 0)
        return false;
    if (kept != NULL)
        json_array_insert(data, 0, kept);
    json_array_append(data, json_array_get(data, 0));
    json_object_set_new(spoil->rule, "kept",
                        json_deep_copy(json_array_get(data, json_array_size(data) / 2)));
    return true;
}

static bool
list_last_page(struct spoil *spoil, json_t *root, json_t *data)
{
    json_t *paging = json_object_get(root, "paging");

    (void)data;
    /* Only where the list ends anyway: what these say is "no more". */
    if (paging == NULL || json_object_get(paging, "next") != NULL)
        return false;
    if (strcmp(spoil->kind, "no_paging") == 0)
        json_object_del(root, "paging");
    else
        json_object_set_new(paging, "next", json_string(""));
    return true;
}

static bool
list_without_from(struct spoil *spoil, json_t *root, json_t *data)
{
    size_t i;
    json_t *item;

    (void)spoil;
    (void)root;
    json_array_foreach(data, i, item) json_object_del(item, "from");
    return json_array_size(data) > 0;
}

/* What a comment's thread is must then follow from its parents. */
static bool
list_without_links(struct spoil *spoil, json_t *root, json_t *data)
{
    size_t i;
    json_t *item;

    (void)spoil;
    (void)root;
    json_array_foreach(data, i, item) json_object_del(item, "permalink_url");
    return json_array_size(data) > 0;
}

static bool
list_bare_ids(struct spoil *spoil, json_t *root, json_t *data)
{
    const char *edge = strrchr(spoil->request->path, '/');
    size_t i;
    json_t *item;

    (void)root;
    /* Only a page's own posts are known by two ids. */
    if (strcmp(edge, "/posts") != 0 && strcmp(edge, "/published_posts") != 0 &&
        strcmp(edge, "/feed") != 0)
        return false;
    json_array_foreach(data, i, item)
    {
        const char *id = json_string_value(json_object_get(item, "id"));

        if (id != NULL && strchr(id, '_') != NULL)
            json_object_set_new(item, "id", json_string(strchr(id, '_') + 1));
    }
    return json_array_size(data) > 0;
}

static bool
list_reversed(struct spoil *spoil, json_t *root, json_t *data)
{
    json_t *turned = json_array();
    size_t i = json_array_size(data);

    (void)spoil;
    while (i > 0)
        json_array_append(turned, json_array_get(data, --i));
    json_object_set_new(root, "data", turned);
    return true;
}

static const struct {
    const char *kind;
    bool (*change)(struct spoil *spoil, json_t *root, json_t *data);
} lists[] = {
    { "bad_item", list_bad_item },      { "loop", list_loop },
    { "loop2", list_loop_of_two },      { "empty_next", list_empty_with_next },
    { "duplicate", list_duplicate },    { "no_paging", list_last_page },
    { "next_empty", list_last_page },   { "no_from", list_without_from },
    { "bare_ids", list_bare_ids },      { "reversed", list_reversed },
    { "no_links", list_without_links },
};

static json_t *
items_of(const struct spoil *spoil, json_t *root)
{
    if (spoil->platform != NULL && spoil->platform->items != NULL)
        return spoil->platform->items(root);
    return json_object_get(root, "data");
}

static bool
list(struct spoil *spoil)
{
    json_t *root = json_loads(spoil->answer->body.at, JSON_ALLOW_NUL, NULL);
    json_t *data = items_of(spoil, root);
    bool changed = false;
    size_t i = 0;

    while (i < COUNT(lists) && strcmp(lists[i].kind, spoil->kind) != 0)
        i++;
    if (i < COUNT(lists) && json_is_array(data) && spoil->answer->status == 200)
        changed = lists[i].change(spoil, root, data);
    if (changed)
        answer_json(spoil->answer, 200, root);
    else
        json_decref(root);
    return changed;
}

/* Changed bytes: something nasty at the start of the first text. */

static bool
bytes(struct spoil *spoil)
{
    static const char *const texts[] = { "\"message\":\"", "\"keterangan\":\"", "\"IsiLaporan\":\"",
                                         "\"text\":\"", "\"name\":\"" };
    static const char *const nasty[][2] = {
        { "nul", "\\u0000" },           { "surrogate", "\\ud83d" }, { "surrogate_low", "\\ude00" },
        { "bad_utf8", "\xC3\x28\xFF" }, { "control", "\x01" },
    };
    struct blob whole = { 0 };
    char *at = NULL;
    size_t i, n;

    for (i = 0; at == NULL && i < COUNT(texts) && spoil->answer->body.at != NULL; i++) {
        at = strstr(spoil->answer->body.at, texts[i]);
        at = at != NULL ? at + strlen(texts[i]) : NULL;
    }
    if (at == NULL || spoil->answer->status != 200)
        return false;
    n = (size_t)(at - spoil->answer->body.at);
    blob_add(&whole, spoil->answer->body.at, n);
    for (i = 0; i < COUNT(nasty); i++)
        if (strcmp(nasty[i][0], spoil->kind) == 0)
            blob_text(&whole, nasty[i][1]);
    blob_text(&whole, at);
    blob_done(&spoil->answer->body);
    spoil->answer->body = whole;
    return true;
}

static bool
byte_order_mark(struct spoil *spoil)
{
    struct blob whole = { 0 };

    blob_text(&whole, "\xEF\xBB\xBF");
    blob_add(&whole, spoil->answer->body.at, spoil->answer->body.n);
    blob_done(&spoil->answer->body);
    spoil->answer->body = whole;
    return true;
}

/* Headers alone */

static bool
usage(struct spoil *spoil)
{
    header_usage(spoil, parameter(spoil, "usage", 95), parameter(spoil, "regain_minutes", 1));
    return true;
}

static bool
version(struct spoil *spoil)
{
    blob_done(&spoil->answer->headers);
    answer_header(spoil->answer, "facebook-api-version", "v27.0");
    return true;
}

/* Ways of travelling */

static bool
travel(struct spoil *spoil)
{
    static const struct {
        const char *kind;
        enum wire wire;
        int64_t ms;
    } ways[] = { { "cut", WIRE_CUT, 0 },
                 { "drip", WIRE_DRIP, 200 },
                 { "reset", WIRE_RESET, 0 },
                 { "hangup", WIRE_HANGUP, 0 },
                 { "delay", WIRE_DELAY, 1000 } };
    size_t i;

    for (i = 0; i < COUNT(ways); i++) {
        if (strcmp(ways[i].kind, spoil->kind) != 0)
            continue;
        spoil->effect->wire = ways[i].wire;
        spoil->effect->ms = parameter(spoil, "ms", ways[i].ms);
    }
    if (spoil->effect->wire != WIRE_DELAY && spoil->effect->wire != WIRE_DRIP)
        forget_items(spoil->answer);
    return true;
}

static const struct {
    const char *kind;
    bool (*change)(struct spoil *spoil);
} kinds[] = {
    { "429", too_many },
    { "500", server_error },
    { "503", server_error },
    { "html200", html },
    { "html500", html },
    { "zero", other_body },
    { "no_data", other_body },
    { "not_object", other_body },
    { "data_object", other_body },
    { "wrong_json", other_body },
    { "huge", huge },
    { "deep", huge },
    { "redirect", redirect },
    { "graph", graph },
    { "nul", bytes },
    { "surrogate", bytes },
    { "surrogate_low", bytes },
    { "bad_utf8", bytes },
    { "control", bytes },
    { "bom", byte_order_mark },
    { "usage", usage },
    { "version", version },
    { "cut", travel },
    { "drip", travel },
    { "reset", travel },
    { "hangup", travel },
    { "delay", travel },
};

static bool
names(const char *const *list, const char *kind)
{
    while (list != NULL && *list != NULL && strcmp(*list, kind) != 0)
        list++;
    return list != NULL && *list != NULL;
}

/* Errors that only a Graph API has are none of another platform's. */
static bool
speaks_graph(const struct spoil *spoil)
{
    return spoil->platform == NULL || (spoil->platform->has & HAS_GRAPH) != 0;
}

static bool
change(struct spoil *spoil)
{
    size_t i;

    if (spoil->platform != NULL && names(spoil->platform->faults, spoil->kind))
        return spoil->platform->spoil(spoil->kind, spoil->rule, spoil->request, spoil->answer);
    for (i = 0; i < COUNT(kinds); i++)
        if (strcmp(kinds[i].kind, spoil->kind) == 0)
            return kinds[i].change(spoil);
    for (i = 0; i < COUNT(errors); i++)
        if (strcmp(errors[i].kind, spoil->kind) == 0)
            return speaks_graph(spoil) && graph(spoil);
    return list(spoil);
}

bool
spoil_known(const char *kind)
{
    size_t i;

    for (i = 0; platforms[i] != NULL; i++)
        if (names(platforms[i]->faults, kind))
            return true;
    for (i = 0; i < COUNT(kinds); i++)
        if (strcmp(kinds[i].kind, kind) == 0)
            return true;
    for (i = 0; i < COUNT(errors); i++)
        if (strcmp(errors[i].kind, kind) == 0)
            return true;
    for (i = 0; i < COUNT(lists); i++)
        if (strcmp(lists[i].kind, kind) == 0)
            return true;
    return false;
}

bool
spoil_answer(const char *kind, json_t *rule, const struct request *request, struct answer *answer,
             struct fault_effect *effect)
{
    struct spoil spoil = {
        .rule = rule,
        .request = request,
        .answer = answer,
        .effect = effect,
        .kind = kind,
        .platform = platform_of_path(request->path),
    };

    return change(&spoil);
}
