/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "graph.h"

#include "graph_business.h"
#include "graph_direct.h"
#include "graph_edge.h"
#include "graph_item.h"
#include "platform.h"

#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *
error_type(const struct platform *platform, int code, int subcode)
{
    if (platform != NULL && platform->error_type != NULL)
        return platform->error_type;
    if (code == 100 && subcode == 33)
        return "GraphMethodException";
    return "OAuthException";
}

void
graph_error(const struct platform *platform, struct answer *ret_answer, int status,
            const struct graph_error *what)
{
    json_t *error = json_pack("{s:s, s:s, s:i}", "message", what->message, "type",
                              error_type(platform, what->code, what->subcode), "code", what->code);

    if (what->subcode != 0)
        json_object_set_new(error, "error_subcode", json_integer(what->subcode));
    if (what->code == 2)
        json_object_set_new(error, "is_transient", json_true());
    json_object_set_new(error, "fbtrace_id", json_string("SimulatedTrace"));
    answer_header(ret_answer, "WWW-Authenticate",
                  "OAuth \"Facebook Platform\" \"invalid_request\" \"%s\"", what->message);
    answer_json(ret_answer, status, json_pack("{s:o}", "error", error));
}

/* An error of the platform that is asked. */
static void
refuse(const struct view *view, int status, int code, int subcode, const char *message)
{
    graph_error(view->platform, view->answer, status,
                &(struct graph_error){ code, subcode, message });
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
usage_headers(struct account *reader, const struct graph_api *api, struct answer *answer)
{
    int percent = (int)(++reader->calls / 200 % 20);

    answer_header(answer, "X-App-Usage",
                  "{\"call_count\":%d,\"total_cputime\":%d,\"total_time\":%d}", percent,
                  percent / 2, percent / 3);
    if (api->usage != NULL)
        answer_header(answer, "X-Business-Use-Case-Usage",
                      "{\"%s\":[{\"type\":\"%s\",\"call_count\":%d,\"total_cputime\":%d,"
                      "\"total_time\":%d,\"estimated_time_to_regain_access\":0}]}",
                      reader->id, api->usage, percent, percent / 2, percent / 3);
    answer_header(answer, "facebook-api-version", "%s", api->version);
    answer_header(answer, "x-fb-request-id", "SimulatedRequest%llu",
                  (unsigned long long)reader->calls);
}

static void
not_found(const struct view *view, const char *id)
{
    struct blob text = { 0 };

    blob_format(&text,
                "Unsupported get request. Object with ID '%s' does not exist, cannot be loaded due "
                "to missing permissions, or does not support this operation",
                id);
    refuse(view, 400, 100, 33, text.at);
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
    case NODE_DIRECT:
        post = message->post;
        return post->account == reader || post->tags == reader;
    case NODE_POST:
    case NODE_CONVERSATION:
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
    case NODE_CONVERSATION:
        return post_visible(node, at);
    case NODE_MESSAGE:
    case NODE_DIRECT:
        return message_visible(node, at);
    case NODE_NONE:
        break;
    }
    return false;
}

static void
edge_parameters(const struct request *request, struct edge *edge)
{
    edge->limit = request_number(request, "limit", 25);
    edge->since = request_number(request, "since", 0);
    edge->until = request_number(request, "until", 0);
    edge->after = request_parameter(request, "after");
}

static json_t *
node_json(struct view *view, enum node kind, const void *node, const struct list *fields)
{
    if (kind == NODE_POST || kind == NODE_CONVERSATION)
        answer_serves(view->answer, ((const struct post *)node)->id);
    else if (kind != NODE_ACCOUNT)
        answer_serves(view->answer, ((const struct message *)node)->id);
    return graph_item(view, kind, node, fields);
}

static void
finish(struct view *view, json_t *root)
{
    struct blob text = { 0 };

    if (view->unknown != NULL)
        blob_format(&text, "(#100) Tried accessing nonexisting field (%s)", view->unknown);
    else if (view->wrong != NULL)
        blob_format(&text, "(#100) %s", view->wrong);
    if (view->refusal != NULL) {
        json_decref(root);
        graph_error(view->platform, view->answer, 400, view->refusal);
        blob_done(&text);
        return;
    }
    if (text.at == NULL) {
        answer_json(view->answer, 200, root);
        return;
    }
    json_decref(root);
    refuse(view, 400, 100, 0, text.at);
    blob_done(&text);
}

static bool
edge_of(struct view *view, enum node kind, const void *node, const char *name, struct edge *edge)
{
    bool direct =
        kind == NODE_CONVERSATION || (kind == NODE_ACCOUNT && strcmp(name, "conversations") == 0);

    if (!direct)
        return kind != NODE_DIRECT && view->api->edge_of(view, kind, node, name, edge);
    return view->api->messenger != NULL && graph_direct_edge(view, kind, node, name, edge);
}

static void
look(struct view *view, enum node kind, const void *node, const char *edge_name)
{
    const char *asked = request_parameter(view->request, "fields");
    struct mem mem = { 0 };
    struct list fields = { 0 };
    struct edge edge = { 0 };
    json_t *root = NULL;

    edge_parameters(view->request, &edge);
    if (view->api->other != NULL)
        root = view->api->other(view, kind, node, edge_name);
    if (root != NULL) {
        answer_json(view->answer, 200, root);
        return;
    }
    if (*edge_name != '\0' && !edge_of(view, kind, node, edge_name, &edge)) {
        refuse(view, 400, 2500, 0, "Unknown path components");
        return;
    }
    if (asked != NULL && !field_parse(&mem, asked, &fields))
        view->wrong = "Syntax error in the field list";
    else if (*edge_name == '\0')
        root = node_json(view, kind, node, &fields);
    else if (edge.limit < 0 || edge.limit > view->api->limit_max)
        view->wrong = "Param limit is out of range";
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
    if (!there(kind, node, view->at) ||
        (view->api->strangers_are_gone && !may_see(view->reader, kind, node)))
        not_found(view, id);
    else if (!may_see(view->reader, kind, node))
        refuse(view, 403, 10, 0,
               "(#10) This endpoint requires the 'pages_read_engagement' permission or the "
               "'Page Public Content Access' feature");
    else
        look(view, kind, node, edge_name);
    free(id);
}

void
graph_answer(const struct graph_api *api, struct channel *channel, const struct request *request,
             struct answer *ret_answer)
{
    struct account *reader = platform_reader(channel, request);
    const char *version = request->path + strlen(channel->platform->prefix);
    size_t n = strcspn(version, "/");
    struct view view = { .api = api,
                         .platform = channel->platform,
                         .world = channel->world,
                         .request = request,
                         .reader = reader,
                         .answer = ret_answer,
                         .at = request->at };
    const char *complaint;

    if (reader == NULL && graph_business_answer(channel, request, ret_answer))
        return;
    if (reader == NULL) {
        refuse(&view, 400, 190, 0, "Invalid OAuth access token - Cannot parse access token");
        return;
    }
    ret_answer->account = reader->id;
    usage_headers(reader, api, ret_answer);
    complaint = proof_complaint(reader, request);
    if (complaint != NULL)
        refuse(&view, 400, 100, 0, complaint);
    else if (strcmp(request->method, "GET") != 0)
        refuse(&view, 400, 3, 0,
               "(#3) Application does not have the capability to make this API call");
    else
        route(&view, version[n] == '/' ? version + n + 1 : "");
}
