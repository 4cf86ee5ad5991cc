/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A spoilt answer is written by hand to the connection's bufferevent, past evhttp, so it works
 * under TLS as well; then the connection is freed from the loop, never from its own callback.
 */

#include "wire.h"

#include "gzip.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#define GZIP_FROM_BYTES 256
#define DRIP_PIECES     40

struct wire_job {
    struct wire_job *next, **place; /* in the list of what is under way */
    struct event_base *base;
    struct event *timer;
    /* Written by hand: */
    struct evhttp_connection *connection;
    struct bufferevent *bev;
    struct blob bytes;
    size_t sent, piece;
    struct timeval pause;
    bool over;
    /* Late: */
    struct evhttp_request *req;
    struct answer answer;
};

static struct wire_job *
job_new(struct wire_list *wire)
{
    struct wire_job *job = mem_heap(sizeof(*job));

    job->base = wire->base;
    job->next = wire->jobs;
    job->place = &wire->jobs;
    if (job->next != NULL)
        job->next->place = &job->next;
    wire->jobs = job;
    return job;
}

static void
job_free(struct wire_job *job)
{
    *job->place = job->next;
    if (job->next != NULL)
        job->next->place = job->place;
    event_free(job->timer);
    blob_done(&job->bytes);
    answer_done(&job->answer);
    free(job);
}

static void
on_over(evutil_socket_t fd, short what, void *arg)
{
    struct wire_job *job = arg;

    (void)fd;
    (void)what;
    evhttp_connection_free(job->connection);
    job_free(job);
}

static void
job_over(struct wire_job *job)
{
    static const struct timeval now = { 0, 0 };

    if (job->over)
        return;
    job->over = true;
    event_free(job->timer);
    job->timer = evtimer_new(job->base, on_over, job);
    evtimer_add(job->timer, &now);
}

static void
on_gone(struct bufferevent *bev, short what, void *arg)
{
    (void)bev;
    (void)what;
    job_over(arg);
}

static void
on_drained(struct bufferevent *bev, void *arg)
{
    struct wire_job *job = arg;

    (void)bev;
    if (job->sent == job->bytes.n)
        job_over(job);
}

static void
on_piece(evutil_socket_t fd, short what, void *arg)
{
    struct wire_job *job = arg;
    size_t n = job->bytes.n - job->sent;

    (void)fd;
    (void)what;
    if (n > job->piece)
        n = job->piece;
    job->sent += n;
    bufferevent_write(job->bev, job->bytes.at + job->sent - n, n);
    if (job->sent < job->bytes.n)
        evtimer_add(job->timer, &job->pause);
}

static void
send_by_hand(struct wire_list *wire, struct evhttp_request *req, const struct answer *answer,
             const struct fault_effect *effect)
{
    struct wire_job *job = job_new(wire);
    struct linger linger = { 1, 0 };
    size_t body = effect->wire == WIRE_CUT ? answer->body.n / 2 : answer->body.n;
    char *line;

    job->connection = evhttp_request_get_connection(req);
    job->bev = evhttp_connection_get_bufferevent(job->connection);
    job->timer = evtimer_new(job->base, on_piece, job);
    bufferevent_setcb(job->bev, NULL, on_drained, on_gone, job);
    bufferevent_enable(job->bev, EV_WRITE);
    if (effect->wire == WIRE_RESET)
        setsockopt(bufferevent_getfd(job->bev), SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
    if (effect->wire == WIRE_RESET || effect->wire == WIRE_HANGUP) {
        job_over(job);
        return;
    }
    blob_format(&job->bytes, "HTTP/1.1 %d Simulated\r\nContent-Length: %zu\r\n", answer->status,
                answer->body.n);
    if (answer->type != NULL)
        blob_format(&job->bytes, "Content-Type: %s\r\n", answer->type);
    for (line = answer->headers.at; line != NULL && *line != '\0'; line = strchr(line, '\n') + 1)
        blob_format(&job->bytes, "%.*s\r\n", (int)strcspn(line, "\n"), line);
    blob_text(&job->bytes, "\r\n");
    blob_add(&job->bytes, answer->body.at, body);
    job->piece = effect->wire == WIRE_DRIP ? job->bytes.n / DRIP_PIECES + 1 : job->bytes.n;
    job->pause = (struct timeval){ effect->ms / 1000, effect->ms % 1000 * 1000 };
    on_piece(-1, 0, job);
}

static void
add_headers(struct evkeyvalq *headers, const struct answer *answer)
{
    const char *line;

    if (answer->type != NULL)
        evhttp_add_header(headers, "Content-Type", answer->type);
    for (line = answer->headers.at; line != NULL && *line != '\0'; line = strchr(line, '\n') + 1) {
        size_t n = strcspn(line, ":"), end = strcspn(line, "\n");
        char *name = strndup(line, n);
        char *value = strndup(line + n + 2, end - n - 2);

        evhttp_add_header(headers, name, value);
        free(name);
        free(value);
    }
}

static bool
takes_gzip(struct evhttp_request *req)
{
    const char *accepted =
        evhttp_find_header(evhttp_request_get_input_headers(req), "Accept-Encoding");

    return accepted != NULL && strstr(accepted, "gzip") != NULL;
}

static void
keep(const void *bytes, size_t n, void *arg)
{
    (void)bytes;
    (void)n;
    (void)arg;
}

/* Bytes that stay where they are are not copied. */
static bool
add_ready(struct evhttp_request *req, const struct answer *answer, struct evbuffer *buffer)
{
    const struct blob *bytes = answer->ready;

    if (answer->ready_packed != NULL && takes_gzip(req)) {
        evhttp_add_header(evhttp_request_get_output_headers(req), "Content-Encoding", "gzip");
        bytes = answer->ready_packed;
    }
    if (bytes == NULL)
        return false;
    evbuffer_add_reference(buffer, bytes->at, bytes->n, keep, NULL);
    return true;
}

static void
send_whole(struct evhttp_request *req, const struct answer *answer)
{
    struct evkeyvalq *headers = evhttp_request_get_output_headers(req);
    struct evbuffer *buffer = evbuffer_new();
    struct blob packed = { 0 };

    add_headers(headers, answer);
    if (add_ready(req, answer, buffer)) {
        /* done */
    } else if (answer->body.n >= GZIP_FROM_BYTES && takes_gzip(req) &&
               gzip_pack(&answer->body, &packed)) {
        evhttp_add_header(headers, "Content-Encoding", "gzip");
        evbuffer_add(buffer, packed.at, packed.n);
    } else if (answer->body.n > 0) {
        evbuffer_add(buffer, answer->body.at, answer->body.n);
    }
    evhttp_send_reply(req, answer->status, answer->reason != NULL ? answer->reason : "Simulated",
                      buffer);
    evbuffer_free(buffer);
    blob_done(&packed);
}

static void
on_late(evutil_socket_t fd, short what, void *arg)
{
    struct wire_job *job = arg;

    (void)fd;
    (void)what;
    send_whole(job->req, &job->answer);
    job_free(job);
}

static void
send_late(struct wire_list *wire, struct evhttp_request *req, struct answer *answer, int64_t ms)
{
    struct timeval pause = { ms / 1000, ms % 1000 * 1000 };
    struct wire_job *job = job_new(wire);

    job->req = req;
    job->answer = *answer;
    *answer = (struct answer){ 0 };
    job->timer = evtimer_new(job->base, on_late, job);
    evtimer_add(job->timer, &pause);
}

void
wire_send(struct wire_list *wire, struct evhttp_request *req, struct answer *answer,
          const struct fault_effect *effect)
{
    switch (effect->wire) {
    case WIRE_WHOLE:
        send_whole(req, answer);
        break;
    case WIRE_CUT:
    case WIRE_DRIP:
    case WIRE_RESET:
    case WIRE_HANGUP:
        send_by_hand(wire, req, answer, effect);
        break;
    case WIRE_DELAY:
        send_late(wire, req, answer, effect->ms);
        break;
    }
}

void
wire_done(struct wire_list *wire)
{
    while (wire->jobs != NULL)
        job_free(wire->jobs);
}
