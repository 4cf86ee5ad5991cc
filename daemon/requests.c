/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "requests.h"

#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "json/jout.h"

#define RESULT_BYTES_MAX 4096

struct request { /* a poll that was asked for and is under way */
    struct list link;
    int64_t request_id;
    int32_t government_id, account_id;
    char *stream; /* NULL: the first stream of the account that ends answers */
};

struct requests {
    struct log *log;
    struct writer *writer;
    struct collector *collector;
    const char *instance;
    struct list polls;
};

/* Columns of STATEMENT_REQUEST_TAKE. */
enum request_column {
    REQUEST_ID,
    REQUEST_KIND,
    REQUEST_GOVERNMENT,
    REQUEST_ACCOUNT,
    REQUEST_STREAM,
};

static void
answer(struct requests *requests, int64_t request_id, struct str result)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(1u << 16);
    struct rowset rowset;

    rowset_start(&rowset, STATEMENT_REQUEST_DONE);
    must(rowset_int8(&rowset, arena, request_id));
    must(rowset_text(&rowset, arena, result));
    writer_query(requests->writer, &rowset, NULL, NULL);
}

static void
refuse(struct requests *requests, int64_t request_id, const char *why)
{
    CLEANUP(buf_done) struct buf text = BUF_INIT(RESULT_BYTES_MAX);
    struct jout json;

    jout_init(&json, &text);
    jout_object(&json, NULL);
    jout_bool(&json, "ok", false);
    jout_str(&json, "error", str_from(why));
    jout_close_object(&json);
    must(jout_end(&json));
    answer(requests, request_id, buf_str(&text));
}

static void
start_poll(struct requests *requests, const struct pgconn_result *result, size_t row)
{
    struct str stream = pgconn_get_str(result, row, REQUEST_STREAM);
    struct request *request = xcalloc(1, sizeof(*request));

    request->request_id = pgconn_get_int(result, row, REQUEST_ID, 0);
    request->government_id = (int32_t)pgconn_get_int(result, row, REQUEST_GOVERNMENT, 0);
    request->account_id = (int32_t)pgconn_get_int(result, row, REQUEST_ACCOUNT, 0);
    if (!str_is_none(stream)) {
        request->stream = xcalloc(stream.n + 1, 1);
        memcpy(request->stream, stream.p, stream.n);
    }
    if (collector_poll_now(requests->collector, request->government_id, request->account_id,
                           stream)) {
        list_append(&requests->polls, &request->link);
        return;
    }
    refuse(requests, request->request_id, "this daemon does not poll that account or stream");
    free(request->stream);
    free(request);
}

static void
on_taken(void *ctx, const struct pgconn_result *result, const struct error *err)
{
    struct requests *requests = ctx;
    size_t rows = err != NULL ? 0 : pgconn_result_rows(result);

    if (err != NULL)
        log_error(requests->log, LOG_LEVEL_WARNING, NULL, err, "operators' requests were not read");
    for (size_t row = 0; row < rows; row++) {
        if (str_equal(pgconn_get_str(result, row, REQUEST_KIND), STR("poll")))
            start_poll(requests, result, row);
        else
            refuse(requests, pgconn_get_int(result, row, REQUEST_ID, 0),
                   "this daemon does not know that kind of request");
    }
}

void
requests_take(struct requests *requests)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(1u << 16);
    struct rowset rowset;

    rowset_start(&rowset, STATEMENT_REQUEST_TAKE);
    must(rowset_text(&rowset, arena, str_from(requests->instance)));
    writer_query(requests->writer, &rowset, on_taken, requests);
}

void
requests_listen(struct requests *requests)
{
    struct rowset rowset;

    rowset_start(&rowset, STATEMENT_LISTEN);
    writer_query(requests->writer, &rowset, NULL, NULL);
    requests_take(requests);
}

static void
finish_poll(struct requests *requests, struct request *request, const char *stream,
            const struct job_report *report)
{
    CLEANUP(buf_done) struct buf text = BUF_INIT(RESULT_BYTES_MAX);
    struct jout json;

    collector_flush(requests->collector);
    jout_init(&json, &text);
    jout_object(&json, NULL);
    jout_bool(&json, "ok", report->action == POLICY_NEXT_VISIT);
    jout_str(&json, "stream", str_from(stream));
    jout_str(&json, "target", report->target);
    jout_str(&json, "verdict", str_from(verdict_name(report->outcome.verdict)));
    jout_str(&json, "cause", str_from(cause_name(report->outcome.cause)));
    jout_int(&json, "items", report->items);
    jout_int(&json, "changed", report->changed);
    jout_str(&json, "error", report->error == NULL ? STR_NONE : str_from(report->error->text));
    jout_close_object(&json);
    must(jout_end(&json));
    answer(requests, request->request_id, buf_str(&text));
    list_remove(&request->link);
    free(request->stream);
    free(request);
}

void
requests_visit_over(struct requests *requests, const struct account *account, const char *stream,
                    const struct job_report *report)
{
    struct list *link = requests->polls.next;

    while (link != &requests->polls) {
        struct request *request = container_of(link, struct request, link);
        link = link->next;
        if (request->government_id == account->government_id &&
            request->account_id == account->account_id &&
            (request->stream == NULL || strcmp(request->stream, stream) == 0))
            finish_poll(requests, request, stream, report);
    }
}

struct requests *
requests_new(struct log *log, struct writer *writer, struct collector *collector,
             const char *instance)
{
    struct requests *requests = xcalloc(1, sizeof(*requests));

    requests->log = log;
    requests->writer = writer;
    requests->collector = collector;
    requests->instance = instance;
    list_init(&requests->polls);
    return requests;
}

void
requests_free(struct requests *requests)
{
    if (requests == NULL)
        return;
    for (struct list *at = requests->polls.next; at != &requests->polls;) {
        struct request *request = container_of(at, struct request, link);

        at = at->next;
        free(request->stream);
        free(request);
    }
    free(requests);
}
