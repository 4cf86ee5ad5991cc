/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "replay.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct replay {
    char *folder;
    json_t *rules; /* an array; NULL: none */
};

struct replay *
replay_new(const char *folder)
{
    struct replay *replay = mem_heap(sizeof(*replay));
    struct blob path = { 0 }, text = { 0 };
    json_error_t error;

    replay->folder = strdup(folder);
    blob_format(&path, "%s/serve.json", folder);
    if (file_read(path.at, &text)) {
        replay->rules = json_loads(text.at, 0, &error);
        if (!json_is_array(replay->rules)) {
            fprintf(stderr, "simulator: %s:%d: %s\n", path.at, error.line,
                    replay->rules == NULL ? error.text : "expected an array of rules");
            replay_free(replay);
            replay = NULL;
        }
    }
    blob_done(&path);
    blob_done(&text);
    return replay;
}

void
replay_free(struct replay *replay)
{
    if (replay == NULL)
        return;
    json_decref(replay->rules);
    free(replay->folder);
    free(replay);
}

/* Status line and headers stand before a blank line, as on the wire; what follows is the body. */
static void
take_http(const struct blob *file, struct answer *answer)
{
    const char *at = file->at;
    size_t n = strcspn(at, "\r\n");
    const char *status = strncmp(at, "HTTP/", 5) == 0 ? strchr(at, ' ') : at;

    answer->type = NULL; /* the file says it, or nobody does */
    answer->status = status != NULL ? (int)strtol(status, NULL, 10) : 200;
    for (;;) {
        at += n;
        at += *at == '\r';
        at += *at == '\n';
        n = strcspn(at, "\r\n");
        if (n == 0)
            break;
        /* What describes the bytes on the wire is made anew. */
        if (strncasecmp(at, "Content-Length:", 15) != 0 &&
            strncasecmp(at, "Content-Encoding:", 17) != 0 &&
            strncasecmp(at, "Transfer-Encoding:", 18) != 0)
            blob_format(&answer->headers, "%.*s\n", (int)n, at);
    }
    at += *at == '\r';
    at += *at == '\n';
    blob_add(&answer->body, at, file->n - (size_t)(at - file->at));
}

static bool
take_file(const struct replay *replay, const char *name, struct answer *answer)
{
    struct blob path = { 0 }, bytes = { 0 };
    size_t n = strlen(name);
    bool found;

    blob_format(&path, "%s/%s", replay->folder, name);
    found = strstr(name, "..") == NULL && file_read(path.at, &bytes);
    if (found) {
        answer->status = 200;
        answer->type = "application/json; charset=UTF-8";
        if (n > 5 && strcmp(name + n - 5, ".http") == 0)
            take_http(&bytes, answer);
        else
            blob_add(&answer->body, bytes.at, bytes.n);
    }
    blob_done(&path);
    blob_done(&bytes);
    return found;
}

static bool
query_fits(json_t *query, const struct request *request)
{
    const char *name;
    json_t *value;

    json_object_foreach(query, name, value)
    {
        const char *given = request_parameter(request, name);

        if (json_is_null(value) ? given != NULL
                                : given == NULL || !json_is_string(value) ||
                                      fnmatch(json_string_value(value), given, 0) != 0)
            return false;
    }
    return true;
}

static void
apply_rule(const struct replay *replay, json_t *rule, struct answer *answer)
{
    const char *file = json_string_value(json_object_get(rule, "file"));
    json_t *body = json_object_get(rule, "body");
    json_t *status = json_object_get(rule, "status");
    const char *name;
    json_t *value;

    if (body != NULL) {
        answer_json(answer, 200, json_incref(body));
    } else if (file == NULL || !take_file(replay, file, answer)) {
        answer_json(answer, 500, json_pack("{s:s}", "error", "the file of this rule is missing"));
        return;
    }
    if (json_is_integer(status))
        answer->status = (int)json_integer_value(status);
    json_object_foreach(json_object_get(rule, "headers"), name, value)
        answer_header(answer, name, "%s", json_is_string(value) ? json_string_value(value) : "");
}

static bool
by_rule(struct replay *replay, const struct request *request, struct answer *answer)
{
    json_t *rule;
    size_t i;

    json_array_foreach(replay->rules, i, rule)
    {
        const char *path = json_string_value(json_object_get(rule, "path"));
        json_t *times = json_object_get(rule, "times");

        if (path == NULL || fnmatch(path, request->path, 0) != 0 ||
            !query_fits(json_object_get(rule, "query"), request) ||
            (json_is_integer(times) && json_integer_value(times) <= 0))
            continue;
        if (json_is_integer(times))
            json_integer_set(times, json_integer_value(times) - 1);
        apply_rule(replay, rule, answer);
        return true;
    }
    return false;
}

static bool
by_path(struct replay *replay, const struct request *request, struct answer *answer)
{
    static const char *const endings[] = { ".http", ".json", "" };
    const char *place = request_parameter(request, "after");
    struct blob name = { 0 };
    bool found = false;
    size_t i, k;

    if (place == NULL)
        place = request_parameter(request, "page");
    for (i = 0; !found && i < 3; i++) {
        blob_done(&name);
        blob_text(&name, request->path + 1);
        for (k = 0; place != NULL && place[k] != '\0'; k++)
            blob_format(&name, "%s%c", k == 0 ? "@" : "",
                        strchr("/%.", place[k]) != NULL ? '_' : place[k]);
        blob_text(&name, endings[i]);
        found = take_file(replay, name.at, answer);
    }
    blob_done(&name);
    return found;
}

bool
replay_answer(void *arg, const struct request *request, struct answer *ret_answer)
{
    return by_rule(arg, request, ret_answer) || by_path(arg, request, ret_answer);
}
