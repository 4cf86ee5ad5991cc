/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A part of the history: each platform that can be told from when to when is told so, and none is
 * without being asked. 2026-01-01 is 1767225600 and 2026-07-01 1782864000.
 */

#include "check.h"

#include <string.h>

#include "fixture.h"

#define FROM  "given since 2026-01-01T00:00:00Z\ngiven watermark 2026-01-01T00:00:00Z\n"
#define UNTIL "given until 2026-07-01T00:00:00Z\n"
#define DAY   "2026-07-01T00%3A00%3A00Z"

static const struct row {
    const char *source, *stream, *given;
    const char *from, *until; /* until NULL: it takes none */
} rows[] = {
    { "facebook", "posts", "", "since=1767225600", "until=1782864000" },
    { "facebook", "mentions", "", "since=1767225600", "until=1782864000" },
    { "instagram", "posts", "", "since=1767225600", "until=1782864000" },
    { "threads", "posts", "", "since=1767225600", "until=1782864000" },
    { "threads", "mentions", "", "since=1767225600", "until=1782864000" },
    { "x", "posts", "", "start_time=2026-01-01T00%3A00%3A00Z", "end_time=" DAY },
    { "x", "mentions", "", "start_time=2026-01-01T00%3A00%3A00Z", "end_time=" DAY },
    { "web", "posts", "given base https://dinas.example/wp-json/wp/v2/posts\n",
      "after=2026-01-01T00%3A00%3A00Z", "before=" DAY },
    /* A window that ends a day behind it, for servers that take our UTC for their own time. */
    { "open311", "complaints", "given base https://open311.example/v2\n",
      "end_date=", "end_date=2026-07-02T00%3A00%3A00Z" },
    { "youtube", "posts", "", "playlistItems", NULL },
    { "tiktok", "posts", "", "video/list", NULL },
};

/* The request of a first page; every other text is wrong. */
static void
expect(const struct row *row, const char *given, const char *want, const char *never)
{
    char all[512];
    struct arena *arena = arena_new(1u << 20);
    struct fixture *fixture;
    struct run run;
    char url[4096];

    snprintf(all, sizeof(all), "%s%s%s", FROM, row->given, given);
    fixture =
        fixture_make("history", row->source, row->stream, STR("HTTP/1.1 200 OK\r\n\r\n{}"), all);
    fixture_run(fixture, buf_str(&fixture->raw), arena, &run);
    assert_true(run.planned);
    snprintf(url, sizeof(url), "%.*s", STR_ARGS(run.request.url));
    if (strstr(url, row->from) == NULL || (want != NULL && strstr(url, want) == NULL) ||
        (never != NULL && strstr(url, never) != NULL))
        fail_msg("%s %s: %s", row->source, row->stream, url);
    fixture_free(fixture);
    arena_free(arena);
}

static void
test_until(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        expect(&rows[i], UNTIL, rows[i].until, NULL);
}

static void
test_up_to_now(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        expect(&rows[i], "", NULL, rows[i].until == NULL ? "until" : rows[i].until);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_until),
        cmocka_unit_test(test_up_to_now),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
