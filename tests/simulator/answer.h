/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* Requests and answers as values, between the server and the APIs it imitates. */

#ifndef SIMULATOR_ANSWER_H
#define SIMULATOR_ANSWER_H

#include "mem.h"

#include <jansson.h>
#include <stdint.h>

struct evkeyvalq;

struct request {
    const char *method;
    const char *path; /* decoded, without query */
    struct evkeyvalq *query, *headers;
    const char *body; /* of a POST; NUL-terminated */
    const char *base; /* scheme, host and port under which this server is known */
    int64_t at;       /* how far the world is revealed */
};

/* Zeroed is a valid beginning; the owner calls answer_done(). */
struct answer {
    int status;
    const char *reason;
    const char *type; /* Content-Type; NULL: none, or among the headers */
    struct blob body;
    struct blob headers;                     /* "Name: value\n" each */
    const struct blob *ready, *ready_packed; /* instead of body: bytes that outlive the answer */
    json_t *ids;                             /* of the items served, for the log; NULL: none */
    const char *account;                     /* platform id the request was about; NULL: none */
};

void answer_done(struct answer *answer);
/* Takes the reference. */
void answer_json(struct answer *answer, int status, json_t *root);
void answer_header(struct answer *answer, const char *name, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void answer_serves(struct answer *answer, const char *id);

/* A parameter of the query, or a header; NULL when absent. */
const char *request_parameter(const struct request *request, const char *name);
const char *request_header(const struct request *request, const char *name);
/* Its number, or `absent`. */
int64_t request_number(const struct request *request, const char *name, int64_t absent);

#endif
