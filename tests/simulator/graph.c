/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "graph.h"

#include "graph_edge.h"
#include "graph_item.h"
#include "platform.h"

#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VERSION   "v26.0"
#define LIMIT_MAX 100

static const char *
error_type(int code, int subcode)
{
    if (code == 100 && subcode == 33)
        return "GraphMethodException";
    return "OAuthException";
}

void
graph_error(struct answer *ret_answer, int status, int code, int subcode, const char *message)
{
    json_t *error = json_pack("{s:s, s:s, s:i}", "message", message, "type",
                              error_type(code, subcode), "code", code);

    if (subcode != 0)
        json_object_set_new(error, "error_subcode", json_integer(subcode));
    if (code == 2)
        json_object_set_new(error, "is_transient", json_true());
    json_object_set_new(error, "fbtrace_id", json_string("SimulatedTrace"));
    answer_header(ret_answer, "WWW-Authenticate",
                  "OAuth \"Facebook Platform\" \"invalid_request\" \"%s\"", message);
    answer_json(ret_answer, status, json_pack("{s:o}", "error", error));
}

/* NULL when the proof is right or not demanded. */
static const char *
proof_complaint(const struct account *reader, const struct request *request)
{
    const char *given = request_parameter(request, "appsecret_proof");
    unsigned char mac[EVP_MAX_MD_SIZE];
    char expected[2 * EVP_MAX_MD_SIZE + 1];
    unsigned n = 0, i;

    if (reader->secret == NULL)
        return NULL;
    if (given == NULL)
        return "API calls from the server require an appsecret_proof argument";
    HMAC(EVP_sha256(), reader->secret, (int)strlen(reader->secret),
         (const unsigned char *)reader->token, strlen(reader->token), mac, &n);
    for (i = 0; i < n; i++)
        snprintf(expected + 2 * i, 3, "%02x", (unsigned)mac[i]);
    return strcmp(given, expected) == 0 ? NULL
                                        : "Invalid appsecret_proof provided in the API argument";
}

static void
usage_headers(struct account *reader, const char *version, struct answer *answer)
{
    int percent = (int)(++reader->calls / 200 % 20);

    answer_header(answer, "X-App-Usage",
                  "{\"call_count\":%d,\"total_cputime\":%d,\"total_time\":%d}", percent,
                  percent / 2, percent / 3);
    answer_header(answer, "X-Business-Use-Case-Usage",
                  "{\"%s\":[{\"type\":\"pages\",\"call_count\":%d,\"total_cputime\":%d,"
                  "\"total_time\":%d,\"estimated_time_to_regain_access\":0}]}",
                  reader->id, percent, percent / 2, percent / 3);
    answer_header(answer, "facebook-api-version", "%s", version);
    answer_header(answer, "x-fb-request-id", "SimulatedRequest%llu",
                  (unsigned long long)reader->calls);
}

static void
not_found(struct answer *answer, const char *id)
{
    struct blob text = { 0 };

    blob_format(&text,
                "Unsupported get request. Object with ID '%s' does not exist, cannot be loaded due "
                "to missing permissions, or does not support this operation",
                id);
    graph_error(answer, 400, 100, 33, text.at);
    blob_done(&text);
}

static bool
may_see(const struct account *reader, enum node kind, const void *node)
{
    const struct post *post = node;
    const struct message *message = node;

    switch (kind) {
    case NODE_ACCOUNT:
        return node == reader;
    case NODE_MESSAGE:
        post = message->post;
        return post->account == reader || post->tags == reader;
    case NODE_POST:
        return post->account == reader || post->tags == reader;
    case NODE_NONE:
        break;
    }
    return false;
}

static bool
there(enum node kind, const void *node, int64_t at)
{
    switch (kind) {
    case NODE_ACCOUNT:
        return true;
    case NODE_POST:
        return post_visible(node, at);
    case NODE_MESSAGE:
        return message_visible(node, at);
    case NODE_NONE:
        break;
    }
    return false;
}

static bool
edge_of(enum node kind, const void *node, const char *name, struct edge *ret_edge)
{
    const struct account *account = node;
    const struct message *message = node;

    *ret_edge = (struct edge){ .kind = NODE_POST, .newest_first = true, .order = "chronological" };
    if (kind == NODE_ACCOUNT && (strcmp(name, "posts") == 0 ||
                                 strcmp(name, "published_posts") == 0 || strcmp(name, "feed") == 0))
        ret_edge->items = &account->posts;
    else if (kind == NODE_ACCOUNT && strcmp(name, "tagged") == 0)
        ret_edge->items = &account->tagged;
    else if (kind == NODE_POST && strcmp(name, "comments") == 0)
        *ret_edge = (struct edge){ .kind = NODE_MESSAGE,
                                   .items = &((const struct post *)node)->messages,
                                   .ghosts = ((const struct post *)node)->ghosts,
                                   .order = "chronological" };
    else if (kind == NODE_MESSAGE && strcmp(name, "comments") == 0)
        *ret_edge = (struct edge){ .kind = NODE_MESSAGE,
                                   .items = &message->post->messages,
                                   .parent = message,
                                   .order = "chronological" };
    else
        return false;
    return true;
}

static void
edge_parameters(const struct request *request, struct edge *edge)
{
    const char *filter = request_parameter(request, "filter");
    const char *order = request_parameter(request, "order");
    const char *summary = request_parameter(request, "summary");

    edge->limit = request_number(request, "limit", 25);
    edge->since = request_number(request, "since", 0);
    edge->until = request_number(request, "until", 0);
    edge->after = request_parameter(request, "after");
    edge->summary = summary != NULL && (strcmp(summary, "true") == 0 || strcmp(summary, "1") == 0 ||
                                        strstr(summary, "total_count") != NULL);
    if (edge->kind != NODE_MESSAGE)
        return;
    edge->top_only = edge->parent == NULL && (filter == NULL || strcmp(filter, "stream") != 0);
    if (order != NULL && strcmp(order, "reverse_chronological") == 0) {
        edge->newest_first = true;
        edge->order = "reverse_chronological";
    }
}

static json_t *
node_json(struct view *view, enum node kind, const void *node, const struct list *fields)
{
    switch (kind) {
    case NODE_ACCOUNT:
        return graph_item_account(view, node, fields);
    case NODE_POST:
        answer_serves(view->answer, ((const struct post *)node)->id);
        return graph_item_post(view, node, fields);
    case NODE_MESSAGE:
        answer_serves(view->answer, ((const struct message *)node)->id);
        return graph_item_message(view, node, fields);
    case NODE_NONE:
        break;
    }
    return NULL;
}

static void
finish(struct view *view, json_t *root)
{
    struct blob text = { 0 };

    if (view->unknown != NULL)
        blob_format(&text, "(#100) Tried accessing nonexisting field (%s)", view->unknown);
    else if (view->wrong != NULL)
        blob_format(&text, "(#100) %s", view->wrong);
    if (text.at == NULL) {
        answer_json(view->answer, 200, root);
        return;
    }
    json_decref(root);
    graph_error(view->answer, 400, 100, 0, text.at);
    blob_done(&text);
}

static void
look(struct view *view, enum node kind, const void *node, const char *edge_name)
{
    const char *asked = request_parameter(view->request, "fields");
    struct mem mem = { 0 };
    struct list fields = { 0 };
    struct edge edge;
    json_t *root = NULL;

    if (*edge_name != '\0' && !edge_of(kind, node, edge_name, &edge)) {
        graph_error(view->answer, 400, 2500, 0, "Unknown path components");
        return;
    }
    if (*edge_name == '\0')
        edge.kind = kind;
    else
        edge_parameters(view->request, &edge);
    if (!field_parse(&mem, asked != NULL ? asked : graph_default_fields(edge.kind), &fields))
        view->wrong = "Syntax error in the field list";
    else if (*edge_name == '\0')
        root = node_json(view, kind, node, &fields);
    else if (edge.limit < 0 || edge.limit > LIMIT_MAX)
        view->wrong = "Param limit must be between 0 and 100";
    else {
        edge.fields = &fields;
        edge.path = strchr(strchr(view->request->path + 1, '/') + 1, '/') + 1;
        root = graph_edge(view, &edge);
    }
    finish(view, root);
    field_done(&fields);
    mem_done(&mem);
}

static void
route(struct view *view, const char *path)
{
    size_t n = strcspn(path, "/");
    const char *edge_name = path[n] == '/' ? path + n + 1 : "";
    char *id = strndup(path, n);
    void *node;
    enum node kind;

    if (id == NULL)
        abort();
    kind = world_find(view->reader->channel, strcmp(id, "me") == 0 ? view->reader->id : id, &node);
    if (!there(kind, node, view->at))
        not_found(view->answer, id);
    else if (!may_see(view->reader, kind, node))
        graph_error(view->answer, 403, 10, 0,
                    "(#10) This endpoint requires the 'pages_read_engagement' permission or the "
                    "'Page Public Content Access' feature");
    else
        look(view, kind, node, edge_name);
    free(id);
}

void
graph_answer(struct channel *channel, const struct request *request, struct answer *ret_answer)
{
    struct account *reader = platform_reader(channel, request);
    const char *version = request->path + strlen("/fb/");
    size_t n = strcspn(version, "/");
    struct view view = { .world = channel->world,
                         .request = request,
                         .reader = reader,
                         .answer = ret_answer,
                         .at = request->at,
                         .list = graph_edge };
    const char *complaint;

    if (reader == NULL) {
        graph_error(ret_answer, 400, 190, 0,
                    "Invalid OAuth access token - Cannot parse access token");
        return;
    }
    ret_answer->account = reader->id;
    usage_headers(reader, VERSION, ret_answer);
    complaint = proof_complaint(reader, request);
    if (complaint != NULL)
        graph_error(ret_answer, 400, 100, 0, complaint);
    else if (strcmp(request->method, "GET") != 0)
        graph_error(ret_answer, 400, 3, 0,
                    "(#3) Application does not have the capability to make this API call");
    else
        route(&view, version[n] == '/' ? version + n + 1 : "");
}
