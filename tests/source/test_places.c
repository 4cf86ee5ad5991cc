/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Stored places that another version wrote or that somebody changed: over every recorded answer
 * that was asked for from within a visit, each part of its place is replaced by what no adapter
 * wrote. The adapter asks its own host or says why it cannot, and goes on from there or ends: it
 * never stays where it was for ever.
 */

#include "check.h"

#include "http/url.h"
#include "source/id_set.h"

#define PAGES_MAX 3 /* that the same answer may lead on */

static const char *const strange[] = {
    "",
    "-",
    "x",
    "-1",
    "0",
    "99999999999999999999",
    ",",
    "9223372036854775807",
    "-9223372036854775808",
    "1",
    "1:2",
    "all:5:1:-1",
    "9:-9:9:9:x:",
    " a b",
    "\"}]}&x=y#",
    "%zz%41%",
};

/* What follows the base URL is a path or a query. */
static bool
is_of_host(struct str url, struct str base)
{
    CLEANUP(buf_done) struct buf own = BUF_INIT(4096);
    CLEANUP(buf_done) struct buf asked = BUF_INIT(4096);

    return url_origin(base, &own) && url_origin(url, &asked) &&
           str_equal(buf_str(&own), buf_str(&asked)) && memchr(url.p, ' ', url.n) == NULL &&
           memchr(url.p, '"', url.n) == NULL;
}

/* One page; true where it leads on. */
static bool
read_page(const struct fixture *fixture, struct cursor *at, struct arena *arena)
{
    struct source_view view = fixture->view;
    struct error err = ERROR_INIT, wrong = ERROR_INIT;
    struct http_request request;
    struct http_response answer;
    struct source_outcome outcome;
    struct batch batch;

    view.arena = arena;
    batch_init(&batch, arena);
    if (!fixture->stream->plan(&view, at, &request, &err)) {
        assert_true(error_is_set(&err));
        return false;
    }
    if (!is_of_host(request.url, view.base_url))
        fail_msg("%s: %.*s is not of %.*s", fixture->name, STR_ARGS(request.url),
                 STR_ARGS(view.base_url));
    if (!http_response_parse(buf_str(&fixture->raw), fixture->headers, FIXTURE_HEADERS_MAX, &answer,
                             &wrong))
        fail_msg("%s: nothing was digested: %s", fixture->name, wrong.text);
    outcome = fixture->stream->digest(&view, at, &answer, &batch, &err);
    for (size_t i = 0; i < batch.count; i++)
        assert_true(record_check(&batch.records[i], &err));
    if (outcome.verdict == VERDICT_MORE && cursor_equal(&outcome.next, at))
        fail_msg("%s: it stays at %s \"%s\" \"%s\"", fixture->name, at->frames[0].edge,
                 at->frames[0].object, at->frames[0].after);
    *at = outcome.next;
    return outcome.verdict == VERDICT_MORE;
}

static void
read_from(const struct fixture *fixture, struct cursor at)
{
    struct arena *arena = arena_new(CHECK_ARENA_BYTES);

    for (int page = 0; page < PAGES_MAX && read_page(fixture, &at, arena); page++)
        arena_reset(arena);
    arena_free(arena);
}

static void
try_strange(const struct fixture *fixture)
{
    for (size_t i = 0; i < ARRAY_SIZE(strange); i++) {
        for (unsigned k = 0; k < fixture->at.frame_count; k++) {
            struct cursor at = fixture->at;

            (void)snprintf(at.frames[k].after, sizeof(at.frames[k].after), "%s", strange[i]);
            read_from(fixture, at);
            at = fixture->at;
            (void)snprintf(at.frames[k].object, sizeof(at.frames[k].object), "%s", strange[i]);
            read_from(fixture, at);
            at = fixture->at;
            (void)snprintf(at.frames[k].edge, sizeof(at.frames[k].edge), "lain");
            read_from(fixture, at);
            at = fixture->at;
            at.frame_count = k;
            read_from(fixture, at);
        }
    }
}

/* Does this answer lead on, when it is asked for as it was recorded? */
static bool
leads_on(const struct fixture *fixture)
{
    struct arena *arena = arena_new(CHECK_ARENA_BYTES);
    struct cursor at = fixture->at;
    bool more = read_page(fixture, &at, arena);

    arena_free(arena);
    return more;
}

/* "facebook/posts", the name of a fixture without its last part. */
static struct str
stream_of(const char *name)
{
    return str_sub(str_from(name), 0, (size_t)(strrchr(name, '/') - name));
}

/* What one stream lacks the others do not make up for. That each is recorded with an answer that
 * leads on, where it can, coverage.sh sees. */
static void
test_places(void **state)
{
    size_t count = 0, walked = 0;
    char **names = fixture_names(&count);
    struct arena *arena = arena_new(CHECK_ARENA_BYTES);
    struct id_set *within = id_set_new(arena, count);
    struct id_set *further = id_set_new(arena, count);

    (void)state;
    assert_true(within != NULL && further != NULL);
    for (size_t i = 0; i < count; i++) {
        struct fixture *fixture = fixture_load(names[i]);

        if (fixture->at.frame_count > 0)
            walked += id_set_put(within, stream_of(names[i]), i);
        if (leads_on(fixture))
            (void)id_set_put(further, stream_of(names[i]), i);
        try_strange(fixture);
        fixture_free(fixture);
    }
    assert_true(walked > 0);
    for (size_t i = 0; i < count; i++) {
        if (id_set_find(further, stream_of(names[i])) == i &&
            id_set_find(within, stream_of(names[i])) == SIZE_MAX)
            fail_msg("%s leads on, and no answer from there is recorded", names[i]);
    }
    for (size_t i = 0; i < count; i++)
        free(names[i]);
    free(names);
    arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_places) };

    return cmocka_run_group_tests_name("places", tests, NULL, NULL);
}
