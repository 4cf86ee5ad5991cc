/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Whole visits of Open311 feeds: a made-up server answers each request as its kind of server does
 * (with pages or without, cutting its lists, with open or closed ends of its windows, deaf to
 * dates), and every request of the history must have been seen when the visit ends, within a
 * number of questions that an office's server can bear. And many visits of a server that shows
 * its updates late, or by a clock that is wrong.
 */

#include "check.h"

#include "base/parse.h"

#define REQUESTS    6000
#define ASKED_MAX   400
#define NOW         INT64_C(1795161600) /* 2026-11-20T08:00:00Z */
#define YEAR        (365 * INT64_C(86400))
#define ARENA_BYTES (128u << 20)
#define DAY         INT64_C(86400)
#define UPDATES     120u

/* An update of a request: the time that it bears, and from when on the server shows it. */
struct update {
    int64_t at, shown;
};

struct server {
    const char *given;
    size_t cap;       /* of requests in one answer */
    bool has_pages;   /* else the page is not looked at */
    bool clamps;      /* page numbers behind the last one show it again */
    bool refuses;     /* … or are an error */
    bool is_deaf;     /* to dates */
    bool ignores_end; /* lists all since start_date */
    bool oldest_first;
    bool has_next_year;  /* the first request bears a time of next year */
    bool excludes_start; /* made at start_date is outside */
    bool excludes_end;
    size_t burst;                 /* how many were made within the same hour */
    const struct update *updates; /* UPDATES of them, or NULL */
    bool has_updates_alone;
    int64_t now; /* by our clock */
};

/*
 * When request i was made; the newest first. Some burst within an hour, the first of them at the
 * very edge of the first two windows.
 */
static int64_t
made_at(const struct server *server, size_t i)
{
    if (i == 0 && server->has_next_year)
        return NOW + YEAR;
    if (i < server->burst)
        return NOW - 89 * INT64_C(86400) - (int64_t)i;
    return NOW - (int64_t)(i - server->burst) * (YEAR - 86400) / REQUESTS;
}

static size_t
total(const struct server *server)
{
    return server->has_updates_alone ? 0 : REQUESTS + server->burst;
}

static bool
parameter(struct str url, const char *name, struct str *ret_value)
{
    char wanted[64];
    size_t at;
    size_t end;

    snprintf(wanted, sizeof(wanted), "%s=", name);
    at = str_find(url, str_from(wanted), 0);
    if (at == SIZE_MAX)
        return false;
    at += strlen(wanted);
    end = str_find(url, STR("&"), at);
    *ret_value = str_sub(url, at, end == SIZE_MAX ? url.n : end - at);
    return true;
}

static int64_t
date(struct str url, const char *name)
{
    char text[64];
    struct str value;
    size_t n = 0;
    int64_t us;

    assert_true(parameter(url, name, &value));
    for (size_t i = 0; i < value.n && n < sizeof(text) - 1; i++) {
        bool is_colon = value.p[i] == '%';
        text[n++] = is_colon ? ':' : value.p[i];
        i += is_colon ? 2 : 0;
    }
    assert_true(when_parse_rfc3339((struct str){ text, n }, &us));
    return us / WHEN_SECOND;
}

static bool
is_asked_for(const struct server *server, int64_t at, int64_t from, int64_t to)
{
    return server->is_deaf ||
           ((at > from || (at == from && !server->excludes_start)) &&
            (server->ignores_end || at < to || (at == to && !server->excludes_end)));
}

/* Ids of all that the window has, in their order. */
static size_t
select_all(const struct server *server, struct str url, size_t ids[])
{
    int64_t from = date(url, "start_date");
    int64_t to = date(url, "end_date");
    size_t count = 0;

    assert_true(from < to &&
                (server->ignores_end || server->is_deaf || to - from <= 90 * INT64_C(86400)));
    for (size_t i = 0; i < total(server); i++) {
        size_t id = server->oldest_first ? total(server) - 1 - i : i;
        if (is_asked_for(server, made_at(server, id), from, to))
            ids[count++] = id;
    }
    return count;
}

static size_t
first_of_page(const struct server *server, struct str url, size_t count)
{
    int64_t page = 1;
    size_t first;
    struct str text;

    if (!server->has_pages || !parameter(url, "&page", &text))
        return 0;
    assert_true(parse_int(text, &page));
    first = (size_t)(page - 1) * server->cap;
    if (server->clamps && first >= count && count > 0)
        first = (count - 1) / server->cap * server->cap;
    return first;
}

/* The newest first, as far as a list goes. */
static void
answer_updates(const struct server *server, struct str url, struct buf *out)
{
    int64_t from = date(url, "start_date");
    int64_t to = date(url, "end_date");
    char time[WHEN_FORMAT_MAX];
    size_t count = 0;

    assert_true(buf_printf(out, "HTTP/1.1 200 OK\n\n["));
    for (size_t i = UPDATES; server->updates != NULL && i-- > 0 && count < server->cap;) {
        const struct update *update = &server->updates[i];
        if (update->shown <= server->now && is_asked_for(server, update->at, from, to))
            assert_true(buf_printf(out,
                                   "%s{\"update_id\":\"%zu\",\"service_request_id\":\"1\","
                                   "\"updated_datetime\":\"%s\",\"description\":\"%zu\"}",
                                   count++ > 0 ? "," : "", i,
                                   when_format(update->at * WHEN_SECOND, time), i));
    }
    assert_true(buf_printf(out, "]"));
}

static void
answer_list(const struct server *server, struct str url, struct buf *out)
{
    static size_t ids[REQUESTS + 1000];
    size_t count = select_all(server, url, ids);
    size_t first = first_of_page(server, url, count);
    char time[WHEN_FORMAT_MAX];

    if (str_find(url, STR("updates.json"), 0) != SIZE_MAX) {
        answer_updates(server, url, out);
        return;
    }
    if (server->refuses && first > 0 && first >= count) {
        assert_true(buf_printf(out, "HTTP/1.1 400 Bad Request\nContent-Type: application/json\n\n"
                                    "[{\"code\":400,\"description\":\"no such page\"}]"));
        return;
    }
    assert_true(buf_printf(out, "HTTP/1.1 200 OK\nContent-Type: application/json\n\n["));
    for (size_t i = first; i < count && i < first + server->cap; i++)
        assert_true(buf_printf(out,
                               "%s{\"service_request_id\":\"%zu\",\"status\":\"open\","
                               "\"requested_datetime\":\"%s\"}",
                               i > first ? "," : "", ids[i],
                               when_format(made_at(server, ids[i]) * WHEN_SECOND, time)));
    assert_true(buf_printf(out, "]"));
}

/* Requests, or the updates of one by their words. */
static void
note_seen(const struct batch *batch, enum record_kind kind, bool seen[], size_t count)
{
    int64_t id;

    for (size_t i = 0; i < batch->count; i++) {
        const struct record *record = &batch->records[i];
        if (record->kind != kind)
            continue;
        if (kind == RECORD_COMPLAINT)
            assert_true(parse_int(record->of.complaint.external_id, &id));
        else if (!parse_int(record->of.complaint_event.text, &id))
            continue;
        assert_true((size_t)id < count);
        seen[id] = true;
    }
}

/* The core knows a place by its texts alone, and takes one that comes twice for a loop. */
static void
expect_new_place(struct buf *places, const struct cursor *next)
{
    char place[2 * CURSOR_AFTER_SIZE + 4];

    snprintf(place, sizeof(place), "\n%s %s\n", next->frames[0].after, next->frames[1].after);
    assert_true(next->frame_count >= 2);
    assert_true(str_find(buf_str(places), str_from(place), 0) == SIZE_MAX);
    assert_true(buf_append_str(places, str_from(place)));
}

/* Elements that were left out, and what else is told of a list. */
static size_t rejected;

/* Returns how often it asked. */
static size_t
visit_again(const struct server *server, struct fixture *fixture, enum record_kind kind,
            bool seen[], size_t count)
{
    CLEANUP(buf_done) struct buf places = BUF_INIT(1u << 20);
    size_t asked = 0;
    struct run run;

    for (bool more = true; more; asked++) {
        CLEANUP(buf_done) struct buf raw = BUF_INIT(FIXTURE_BYTES_MAX);
        struct arena *arena = arena_new(ARENA_BYTES);
        struct http_request request;
        struct error err = ERROR_INIT;
        fixture->view.arena = arena;
        assert_true(fixture->stream->plan(&fixture->view, &fixture->at, &request, &err));
        answer_list(server, request.url, &raw);
        fixture_run(fixture, buf_str(&raw), arena, &run);
        note_seen(&run.batch, kind, seen, count);
        rejected += run.batch.reject_count;
        more = run.outcome.verdict == VERDICT_MORE;
        assert_true(more || run.outcome.verdict == VERDICT_DONE);
        assert_int_equal(run.outcome.rest_from, 0);
        if (more)
            expect_new_place(&places, &run.outcome.next);
        fixture->at = run.outcome.next;
        arena_free(arena);
        assert_true(asked < ASKED_MAX);
    }
    return asked;
}

static size_t
visit(const struct server *server, bool seen[])
{
    struct fixture *fixture = fixture_make("walk", "open311", "complaints", STR(""), server->given);
    size_t asked;

    rejected = 0;
    asked = visit_again(server, fixture, RECORD_COMPLAINT, seen, total(server));
    fixture_free(fixture);
    return asked;
}

static void
expect_all_seen(const struct server *server)
{
    bool *seen = xcalloc(total(server), sizeof(*seen));
    size_t missing = 0;

    visit(server, seen);
    for (size_t i = 0; i < total(server); i++)
        missing += !seen[i];
    assert_int_equal(missing, 0);
    free(seen);
}

static void
test_lists_cut_at_1000(void **state)
{
    (void)state;
    expect_all_seen(&(struct server){ .given = "", .cap = 1000 });
}

/* A burst that fills whole lists is found by windows of an hour and less than a list. */
static void
test_lists_cut_at_100_with_a_burst(void **state)
{
    (void)state;
    expect_all_seen(&(struct server){ .given = "", .cap = 100, .burst = 90 });
}

static void
test_no_page_asked_for(void **state)
{
    (void)state;
    expect_all_seen(&(struct server){
        .given = "given set page_parameter=\ngiven set window_rows=137\n", .cap = 137 });
}

static void
test_pages_that_end_empty(void **state)
{
    (void)state;
    expect_all_seen(&(struct server){ .given = "", .cap = 50, .has_pages = true, .burst = 700 });
}

static void
test_pages_that_end_in_the_last_one_again(void **state)
{
    (void)state;
    expect_all_seen(&(struct server){ .given = "", .cap = 50, .has_pages = true, .clamps = true });
}

static void
test_pages_that_end_in_an_error(void **state)
{
    (void)state;
    expect_all_seen(&(struct server){ .given = "", .cap = 50, .has_pages = true, .refuses = true });
}

static void
test_windows_with_open_ends(void **state)
{
    (void)state;
    expect_all_seen(&(struct server){
        .given = "", .cap = 1000, .excludes_start = true, .excludes_end = true, .burst = 3 });
}

/* Behind the requests come the updates, through the same dates. */
static void
test_updates_behind_the_requests(void **state)
{
    (void)state;
    expect_all_seen(&(struct server){ .given = "given set answers=updates\n", .cap = 1000 });
}

/* What does not look at dates gives the same list again and again: that must end. */
static void
test_a_server_deaf_to_dates(void **state)
{
    const struct server deaf = { .given = "", .cap = 200, .is_deaf = true };
    bool *seen = xcalloc(total(&deaf), sizeof(*seen));

    (void)state;
    assert_in_range(visit(&deaf, seen), 1, 60);
    for (size_t i = 0; i < 200; i++)
        assert_true(seen[i]);
    free(seen);
}

/* Its pages are walked twice: with the first window, and once more for all the dates. */
static void
test_pages_of_a_server_deaf_to_dates(void **state)
{
    const struct server deaf = { .given = "", .cap = 200, .has_pages = true, .is_deaf = true };
    bool *seen = xcalloc(total(&deaf), sizeof(*seen));

    (void)state;
    assert_in_range(visit(&deaf, seen), 1, 2 * (REQUESTS / 200 + 2));
    for (size_t i = 0; i < total(&deaf); i++)
        assert_true(seen[i]);
    free(seen);
}

/* Each older window lists what is newer, too: all the dates are asked for at once. */
static void
test_pages_without_an_end(void **state)
{
    struct server server = { .given = "", .cap = 50, .has_pages = true, .ignores_end = true };

    (void)state;
    expect_all_seen(&server);
    assert_int_equal(rejected, 0);
    server.oldest_first = true;
    expect_all_seen(&server);
    server.has_next_year = true;
    expect_all_seen(&server);
    server.oldest_first = false;
    expect_all_seen(&server);
    server.clamps = true;
    expect_all_seen(&server);
}

static void
test_one_list_without_an_end(void **state)
{
    struct server server = { .given = "given set page_parameter=\ngiven set window_rows=9999\n",
                             .cap = REQUESTS + 1,
                             .burst = 1,
                             .ignores_end = true };

    (void)state;
    expect_all_seen(&server);
    assert_int_equal(rejected, 0);
    server.oldest_first = true;
    expect_all_seen(&server);
}

/* Behind the newest so many there is no way to ask: that is told, and the walk ends. */
static void
test_a_list_without_an_end_that_is_cut(void **state)
{
    const struct server server = { .given = "given set page_parameter=\n",
                                   .cap = 1000,
                                   .ignores_end = true };
    bool *seen = xcalloc(total(&server), sizeof(*seen));

    (void)state;
    assert_in_range(visit(&server, seen), 1, 20);
    for (size_t i = 0; i < total(&server); i++)
        assert_int_equal(seen[i], i < 1000);
    assert_int_equal(rejected, 1);
    free(seen);
}

/* Visits of 30 days, six hours apart. Returns how many of the updates none of them saw. */
static size_t
missed_in_30_days(const char *given, const struct update updates[])
{
    struct server server = {
        .given = given, .cap = 1000, .updates = updates, .has_updates_alone = true
    };
    struct fixture *fixture = fixture_make("walk", "open311", "complaints", STR(""), given);
    bool seen[UPDATES] = { false };
    size_t missed = 0;

    for (server.now = NOW; server.now <= NOW + 30 * DAY; server.now += DAY / 4) {
        fixture->view.now_us = server.now * WHEN_SECOND;
        (void)visit_again(&server, fixture, RECORD_COMPLAINT_EVENT, seen, UPDATES);
        /* As the core does: the start of a visit that was complete. */
        fixture->view.last_complete_us = fixture->view.now_us;
    }
    fixture_free(fixture);
    for (size_t i = 0; i < UPDATES; i++)
        missed += !seen[i];
    return missed;
}

#define GIVEN_UPDATES "given set answers=updates\ngiven set updates_overlap="

/* Each is shown so long after the time that it bears; negative for a clock that is ahead. */
static void
show_all_after(struct update updates[], int64_t delay)
{
    for (size_t i = 0; i < UPDATES; i++) {
        updates[i].shown = NOW + (int64_t)i * DAY / 4;
        updates[i].at = updates[i].shown - delay;
    }
}

static void
test_updates_as_they_are_made(void **state)
{
    struct update updates[UPDATES];

    (void)state;
    show_all_after(updates, 0);
    assert_int_equal(missed_in_30_days(GIVEN_UPDATES "1d\n", updates), 0);
}

/* Days before each visit, and yet the newest one that there is. */
static void
test_updates_that_are_all_shown_late(void **state)
{
    struct update updates[UPDATES];

    (void)state;
    show_all_after(updates, 20 * DAY);
    assert_int_equal(missed_in_30_days(GIVEN_UPDATES "1d\n", updates), 0);
}

/* The last visit sees what is of up to tomorrow; the rest comes on the days after it. */
static void
test_updates_of_a_clock_that_is_ahead(void **state)
{
    struct update updates[UPDATES];

    (void)state;
    show_all_after(updates, -DAY / 2);
    assert_int_equal(missed_in_30_days(GIVEN_UPDATES "1d\n", updates), 0);
    show_all_after(updates, -3 * DAY);
    assert_int_equal(missed_in_30_days(GIVEN_UPDATES "1d\n", updates), 2 * 4 - 1);
}

/* Among others that are shown at once: what the overlap reaches is seen, and no more. */
static void
test_some_updates_are_shown_late(void **state)
{
    struct update updates[UPDATES];

    (void)state;
    show_all_after(updates, 0);
    for (size_t i = 10; i < 20; i++)
        updates[i].shown = updates[i].at + 13 * DAY;
    assert_int_equal(missed_in_30_days("given set answers=updates\n", updates), 0);
    assert_int_equal(missed_in_30_days(GIVEN_UPDATES "5d\n", updates), 10);
}

/* One that bears a time of next year does not say up to when updates were seen. */
static void
test_an_update_of_next_year(void **state)
{
    struct update updates[UPDATES];

    (void)state;
    show_all_after(updates, 20 * DAY);
    updates[3].at = NOW + DAY * 365;
    assert_int_equal(missed_in_30_days(GIVEN_UPDATES "1d\n", updates), 1);
}

/* All that it lists was read with the first window; 400 windows of an hour are not walked. */
static void
test_updates_of_a_server_deaf_to_dates(void **state)
{
    struct update updates[UPDATES];
    struct server server = { .given = "given set answers=updates\n",
                             .cap = 50,
                             .is_deaf = true,
                             .updates = updates,
                             .now = NOW };
    struct fixture *fixture = fixture_make("walk", "open311", "complaints", STR(""), server.given);
    bool seen[UPDATES] = { false };

    (void)state;
    for (size_t i = 0; i < UPDATES; i++)
        updates[i] = (struct update){ NOW - (int64_t)(UPDATES - i) * DAY, 0 };
    assert_in_range(visit_again(&server, fixture, RECORD_COMPLAINT_EVENT, seen, UPDATES), 1, 20);
    for (size_t i = 0; i < UPDATES; i++)
        assert_int_equal(seen[i], i >= UPDATES - 50);
    fixture_free(fixture);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists_cut_at_1000),
        cmocka_unit_test(test_lists_cut_at_100_with_a_burst),
        cmocka_unit_test(test_no_page_asked_for),
        cmocka_unit_test(test_pages_that_end_empty),
        cmocka_unit_test(test_pages_that_end_in_the_last_one_again),
        cmocka_unit_test(test_pages_that_end_in_an_error),
        cmocka_unit_test(test_windows_with_open_ends),
        cmocka_unit_test(test_updates_behind_the_requests),
        cmocka_unit_test(test_a_server_deaf_to_dates),
        cmocka_unit_test(test_pages_of_a_server_deaf_to_dates),
        cmocka_unit_test(test_pages_without_an_end),
        cmocka_unit_test(test_one_list_without_an_end),
        cmocka_unit_test(test_a_list_without_an_end_that_is_cut),
        cmocka_unit_test(test_updates_as_they_are_made),
        cmocka_unit_test(test_updates_that_are_all_shown_late),
        cmocka_unit_test(test_updates_of_a_clock_that_is_ahead),
        cmocka_unit_test(test_some_updates_are_shown_late),
        cmocka_unit_test(test_an_update_of_next_year),
        cmocka_unit_test(test_updates_of_a_server_deaf_to_dates),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
