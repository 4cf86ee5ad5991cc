/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "served.h"

#include "reveal.h"

#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

static json_t *
query_without_secrets(const struct request *request)
{
    static const char *const secrets[] = { "access_token", "appsecret_proof", "token", "key",
                                           "KEYTOKEN" };
    json_t *query = json_object();
    struct evkeyval *pair;

    TAILQ_FOREACH(pair, request->query, next)
    {
        size_t i, n = sizeof(secrets) / sizeof(secrets[0]);

        for (i = 0; i < n && strcmp(secrets[i], pair->key) != 0; i++)
            continue;
        if (i == n)
            json_object_set_new(query, pair->key, json_string(pair->value));
    }
    return query;
}

void
served_write(FILE *file, const struct request *request, const struct answer *answer,
             const struct fault_effect *effect, double started)
{
    json_t *line;
    char *text;

    if (file == NULL)
        return;
    line =
        json_pack("{s:f, s:s, s:s, s:o, s:i, s:I, s:I, s:f}", "time", started, "method",
                  request->method, "path", request->path, "query", query_without_secrets(request),
                  "status", answer->status, "until", (json_int_t)request->at, "bytes",
                  (json_int_t)answer->body.n, "ms", (reveal_clock() - started) * 1000);
    json_object_set_new(line, "fault",
                        effect->kind != NULL ? json_string(effect->kind) : json_null());
    if (answer->account != NULL)
        json_object_set_new(line, "account", json_string(answer->account));
    if (answer->ids != NULL)
        json_object_set(line, "ids", answer->ids);
    text = json_dumps(line, JSON_COMPACT | JSON_REAL_PRECISION(16));
    json_decref(line);
    if (text == NULL)
        abort();
    fprintf(file, "%s\n", text);
    fflush(file);
    free(text);
}
