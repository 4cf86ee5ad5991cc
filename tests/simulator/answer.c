/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "answer.h"

#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <stdlib.h>

void
answer_done(struct answer *answer)
{
    blob_done(&answer->body);
    blob_done(&answer->headers);
    json_decref(answer->ids);
    *answer = (struct answer){ 0 };
}

void
answer_json(struct answer *answer, int status, json_t *root)
{
    char *text = json_dumps(root, JSON_COMPACT | JSON_REAL_PRECISION(10));

    if (text == NULL)
        abort();
    answer->status = status;
    answer->type = "application/json; charset=UTF-8";
    blob_done(&answer->body);
    blob_text(&answer->body, text);
    free(text);
    json_decref(root);
}

void
answer_header(struct answer *answer, const char *name, const char *fmt, ...)
{
    va_list args;

    blob_format(&answer->headers, "%s: ", name);
    va_start(args, fmt);
    blob_vformat(&answer->headers, fmt, args);
    va_end(args);
    blob_text(&answer->headers, "\n");
}

void
answer_serves(struct answer *answer, const char *id)
{
    if (answer->ids == NULL)
        answer->ids = json_array();
    json_array_append_new(answer->ids, json_string(id));
}

const char *
request_parameter(const struct request *request, const char *name)
{
    return evhttp_find_header(request->query, name);
}

const char *
request_header(const struct request *request, const char *name)
{
    return evhttp_find_header(request->headers, name);
}

int64_t
request_number(const struct request *request, const char *name, int64_t absent)
{
    const char *text = request_parameter(request, name);
    char *end;
    long long value;

    if (text == NULL)
        return absent;
    value = strtoll(text, &end, 10);
    return *end == '\0' && end != text ? value : absent;
}
