/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "requests.h"

#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "requests_plan.h"
#include "json/jout.h"

#define RESULT_BYTES_MAX 16384
#define ARENA_BYTES_MAX  (1u << 16)
#define STOPPED          "the daemon was stopped before it was done"

/* What came of one stream of a request: the sum of its visits, and the first that failed. */
struct part {
    struct collector_asked asked;
    size_t visits;
    int64_t items, changed;
    enum verdict verdict;
    enum cause cause;
    bool failed, over;
    struct str target, error; /* of the visit that failed */
};

struct request { /* a poll that was asked for and is under way */
    struct list link;
    struct arena *arena;
    int64_t request_id;
    int32_t government_id, account_id;
    struct str stream; /* STR_NONE: all of the account's */
    struct part parts[COLLECTOR_ASKED_MAX];
    size_t part_count;
};

struct requests {
    struct log *log;
    struct writer *writer;
    struct collector *collector;
    const char *instance;
    struct list polls;
    bool taking, take_again, ended;
    bool is_unread; /* the last question was refused */
};

/* Columns of STATEMENT_REQUEST_TAKE. */
enum request_column {
    REQUEST_ID,
    REQUEST_KIND,
    REQUEST_GOVERNMENT,
    REQUEST_ACCOUNT,
    REQUEST_STREAM,
    REQUEST_ARGUMENT,
};

static void
answer(struct requests *requests, int64_t request_id, struct str result)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(4 * REQUESTS_PLAN_BYTES_MAX);
    struct rowset rowset;

    rowset_start(&rowset, STATEMENT_REQUEST_DONE);
    must(rowset_int8(&rowset, arena, request_id));
    must(rowset_text(&rowset, arena, result));
    writer_note(requests->writer, &rowset);
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
free_request(struct request *request)
{
    list_remove(&request->link);
    arena_free(request->arena);
    free(request);
}

static void
write_part(struct jout *json, const struct part *part)
{
    jout_object(json, NULL);
    jout_str(json, "stream", str_from(part->asked.stream));
    jout_bool(json, "ok", !part->failed);
    jout_str(json, "verdict", str_from(verdict_name(part->verdict)));
    jout_str(json, "cause", str_from(cause_name(part->cause)));
    jout_int(json, "visits", (int64_t)part->visits);
    jout_int(json, "items", part->items);
    jout_int(json, "changed", part->changed);
    jout_str(json, "target", part->target);
    jout_str(json, "error", part->error);
    jout_close_object(json);
}

/* Answers and frees it when nothing of it is under way any more. */
static void
finish_if_over(struct requests *requests, struct request *request)
{
    CLEANUP(buf_done) struct buf text = BUF_INIT(RESULT_BYTES_MAX);
    struct jout json;
    bool ok = true;

    for (size_t i = 0; i < request->part_count; i++) {
        if (!request->parts[i].over)
            return;
        ok = ok && !request->parts[i].failed;
    }
    collector_flush(requests->collector);
    jout_init(&json, &text);
    jout_object(&json, NULL);
    jout_bool(&json, "ok", ok);
    jout_array(&json, "streams");
    for (size_t i = 0; i < request->part_count; i++)
        write_part(&json, &request->parts[i]);
    jout_close_array(&json);
    jout_close_object(&json);
    must(jout_end(&json));
    answer(requests, request->request_id, buf_str(&text));
    free_request(request);
}

static struct part
part_of(const struct collector_asked *asked)
{
    return (struct part){ .asked = *asked, .over = asked->visits == 0 };
}

/* Also again, after a reload that cancelled what was under way; and what came during one then. */
static void
begin(struct requests *requests, struct request *request)
{
    struct collector_asked asked[COLLECTOR_ASKED_MAX];

    if (!requests->ended && collector_is_draining(requests->collector))
        return;
    request->part_count = collector_poll_now(requests->collector, request->government_id,
                                             request->account_id, request->stream, asked);
    for (size_t i = 0; i < request->part_count; i++)
        request->parts[i] = part_of(&asked[i]);
    if (request->part_count > 0) {
        finish_if_over(requests, request);
        return;
    }
    refuse(requests, request->request_id,
           requests->ended ? STOPPED : "this daemon does not poll that account or stream");
    free_request(request);
}

static void
start_poll(struct requests *requests, const struct pgconn_result *result, size_t row)
{
    struct str stream = pgconn_get_str(result, row, REQUEST_STREAM);
    struct request *request = xcalloc(1, sizeof(*request));

    request->arena = arena_new(ARENA_BYTES_MAX);
    request->request_id = pgconn_get_int(result, row, REQUEST_ID, 0);
    request->government_id = (int32_t)pgconn_get_int(result, row, REQUEST_GOVERNMENT, 0);
    request->account_id = (int32_t)pgconn_get_int(result, row, REQUEST_ACCOUNT, 0);
    if (!str_is_none(stream))
        must(arena_str(request->arena, stream, &request->stream));
    list_append(&requests->polls, &request->link);
    begin(requests, request);
}

/* Of that account and stream, a poll that is not over. */
static bool
is_asked(const void *ctx, const struct account *account, const char *stream)
{
    const struct requests *requests = ctx;

    for (struct list *link = requests->polls.next; link != &requests->polls; link = link->next) {
        const struct request *request = container_of(link, struct request, link);
        if (request->government_id != account->government_id ||
            request->account_id != account->account_id)
            continue;
        for (size_t i = 0; i < request->part_count; i++) {
            if (!request->parts[i].over && strcmp(request->parts[i].asked.stream, stream) == 0)
                return true;
        }
    }
    return false;
}

static void
tell_plan(struct requests *requests, int64_t request_id, struct str argument)
{
    CLEANUP(buf_done) struct buf text = BUF_INIT(REQUESTS_PLAN_BYTES_MAX);
    const struct requests_plan_asked asked = { is_asked, requests };
    struct error err = ERROR_INIT;

    if (requests_plan(requests->collector, str_is_none(argument) ? STR("{}") : argument, &asked,
                      &text, &err))
        answer(requests, request_id, buf_str(&text));
    else
        refuse(requests, request_id, err.text);
}

static void
on_taken(void *ctx, const struct pgconn_result *result, const struct error *err)
{
    struct requests *requests = ctx;
    size_t rows = err != NULL ? 0 : pgconn_result_rows(result);
    bool again = requests->take_again;

    requests->taking = requests->take_again = false;
    if (again)
        requests_take(requests);
    requests->is_unread = err != NULL;
    if (err != NULL)
        log_trouble(requests->log, LOG_LEVEL_WARNING, "requests", NULL,
                    "operators' requests were not read: %s", err->text);
    else
        log_trouble_over(requests->log, "requests", NULL, "operators' requests are read again");
    for (size_t row = 0; row < rows; row++) {
        if (str_equal(pgconn_get_str(result, row, REQUEST_KIND), STR("poll")))
            start_poll(requests, result, row);
        else if (str_equal(pgconn_get_str(result, row, REQUEST_KIND), STR("plan")))
            tell_plan(requests, pgconn_get_int(result, row, REQUEST_ID, 0),
                      pgconn_get_str(result, row, REQUEST_ARGUMENT));
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

    requests->take_again = requests->taking; /* a flood of notifications is two questions */
    if (requests->taking)
        return;
    requests->taking = true;
    rowset_start(&rowset, STATEMENT_REQUEST_TAKE);
    must(rowset_text(&rowset, arena, str_from(requests->instance)));
    writer_query(requests->writer, &rowset, on_taken, requests);
}

void
requests_retry(struct requests *requests)
{
    if (requests->is_unread)
        requests_take(requests);
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
add_visit(struct request *request, struct part *part, const struct job_report *report)
{
    bool failed = report->action != POLICY_NEXT_VISIT;

    part->visits += !report->held;
    part->items += report->items;
    part->changed += report->changed;
    if (!part->failed) {
        part->verdict = report->outcome.verdict;
        part->cause = report->outcome.cause;
    }
    if (failed && !part->failed) {
        part->failed = true;
        (void)!arena_str(request->arena, report->target, &part->target);
        if (report->error != NULL)
            (void)!arena_str(request->arena, str_from(report->error->text), &part->error);
    }
    /* A stream that fails as a whole waits, and its other targets with it. */
    part->over =
        part->visits >= part->asked.visits || (failed && report->outcome.scope != SCOPE_TARGET);
}

/* A visit that began before somebody asked does not answer him: what was wrong may be mended. */
static void
visit_over(struct requests *requests, struct request *request, struct part *part,
           const struct job_report *report)
{
    struct collector_asked asked[COLLECTOR_ASKED_MAX];

    if (report->beside && !part->asked.after_this)
        return;
    if (!part->asked.after_this)
        add_visit(request, part, report);
    else if (collector_poll_now(requests->collector, request->government_id, request->account_id,
                                str_from(part->asked.stream), asked) > 0)
        *part = part_of(&asked[0]);
}

void
requests_visit_over(struct requests *requests, const struct account *account, const char *stream,
                    const struct job_report *report)
{
    struct list *link = requests->polls.next;

    while (link != &requests->polls) {
        struct request *request = container_of(link, struct request, link);
        bool is_one = request->government_id == account->government_id &&
                      request->account_id == account->account_id;
        link = link->next;
        for (size_t i = 0; is_one && i < request->part_count; i++) {
            if (!request->parts[i].over && strcmp(request->parts[i].asked.stream, stream) == 0)
                visit_over(requests, request, &request->parts[i], report);
        }
        if (is_one)
            finish_if_over(requests, request);
    }
}

void
requests_repeat(struct requests *requests)
{
    struct list *link = requests->polls.next;

    while (link != &requests->polls) {
        struct request *request = container_of(link, struct request, link);
        link = link->next;
        begin(requests, request);
    }
}

/* All at once: the head lets go first, so that nobody leaves a list whose neighbours are gone. */
static void
free_all(struct requests *requests)
{
    struct list *link = requests->polls.next;

    list_init(&requests->polls);
    while (link != &requests->polls) {
        struct request *request = container_of(link, struct request, link);
        link = link->next;
        arena_free(request->arena);
        free(request);
    }
}

void
requests_end(struct requests *requests)
{
    requests->ended = true;
    for (struct list *link = requests->polls.next; link != &requests->polls; link = link->next) {
        struct request *request = container_of(link, struct request, link);
        refuse(requests, request->request_id, STOPPED);
    }
    free_all(requests);
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
    free_all(requests);
    free(requests);
}
