/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The mapped feed beyond its recorded answers: hints that say what stands where a path found
 * nothing, settings that do not fit together, visits with the map of the last one and with another.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "fixture.h"

#define ARENA_BYTES (8u << 20)
#define JSON        "HTTP/1.1 200 OK\nContent-Type: application/json\n\n"
#define APP         "given map city-app\n"
#define LIKE \
    "given map lapor-like\ngiven at events events\ngiven at list 0000000000000000-00000000 \n"
#define FIELDS "given set map.fields.id=id\ngiven set map.fields.received=t\n"
#define EVENTS FIELDS "given set map.events.list=log\ngiven set map.events.time=w\n"
#define LONG   "nama_yang_panjang_sekali_untuk_sebuah_kunci_"

/* A wrong map says which path found nothing in which item, and what is there instead. */
static const struct {
    const char *given, *body, *text, *hint;
} wrong[] = {
    { APP, "{\"data\":{\"laporan\":[{\"kode\":1,\"waktu_lapor\":2}]}}",
      "$.data.laporan[0].nomor: nothing at \"map.fields.id\"",
      "Members of $.data.laporan[0]: kode, waktu_lapor." },
    { APP, "{\"data\":{\"aduan\":[],\"jumlah\":0}}", "$.data.laporan: nothing at \"map.list\"",
      "Members of $.data: aduan, jumlah." },
    { APP, "{\"hasil\":[]}", "$.data.laporan: nothing at \"map.list\"", "Members of $: hasil." },
    { APP, "[]", "$.data.laporan: nothing at \"map.list\"", "$ is array." },
    { APP, "{\"data\":{\"laporan\":{\"nomor\":1}}}",
      "$.data.laporan: expected a list at \"map.list\", got object",
      "Members of $.data.laporan: nomor." },
    { APP "given set map.fields.received=waktu.lapor\n",
      "{\"data\":{\"laporan\":[{\"nomor\":1,\"waktu\":{\"masuk\":2,\"a\":1}}]}}",
      "$.data.laporan[0].waktu.lapor: nothing at \"map.fields.received\"",
      "Members of $.data.laporan[0].waktu: masuk, a." },
    { APP, "{\"data\":{\"laporan\":[7]}}", "$.data.laporan[0].nomor: nothing at \"map.fields.id\"",
      "$.data.laporan[0] is integer." },
    { EVENTS,
      "[{\"id\":1,\"t\":\"2026-11-19\"},{\"id\":2,\"t\":\"2026-11-19\",\"log\":[{\"jam\":1}]}]",
      "$[1].log[0].w: nothing at \"map.events.time\"", "Members of $[1].log[0]: jam." },
    { LIKE, "{\"items\":[{\"laporan\":1,\"jam\":2}]}",
      "$.items[0].pada: nothing at \"map.events.time\"", "Members of $.items[0]: laporan, jam." },
    { LIKE, "{\"item\":[]}", "$.items: nothing at \"map.events.list\"", "Members of $: item." },
    { FIELDS "given set map.fields.id=a.b\n", "[{\"a\":{}}]",
      "$[0].a.b: nothing at \"map.fields.id\"", "$[0].a is object." },
    { FIELDS "given set map.fields.id=b\n",
      "[{\"a\":{},\"" LONG "0\":1,\"" LONG "1\":1,\"" LONG "2\":1}]",
      "$[0].b: nothing at \"map.fields.id\"", "Members of $[0]: a, " LONG "0, " LONG "1, …." },
};

static struct fixture *
run_body(const char *given, const char *body, struct arena *arena, struct run *ret_run)
{
    CLEANUP(buf_done) struct buf raw = BUF_INIT(FIXTURE_BYTES_MAX);
    struct fixture *fixture;

    assert_true(buf_append_str(&raw, STR(JSON)) && buf_append_str(&raw, str_from(body)));
    fixture = fixture_make("mapped", "mapped", "complaints", buf_str(&raw), given);
    fixture_run(fixture, buf_str(&fixture->raw), arena, ret_run);
    return fixture;
}

static void
test_wrong_maps(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new(ARENA_BYTES);
        struct run run;
        struct fixture *fixture = run_body(wrong[i].given, wrong[i].body, arena, &run);
        assert_int_equal(run.outcome.verdict, VERDICT_MALFORMED);
        assert_int_equal(run.outcome.cause, CAUSE_BAD_ANSWER);
        assert_string_equal(run.err.text, wrong[i].text);
        assert_string_equal(run.err.hint, wrong[i].hint);
        assert_int_equal(run.batch.count, 0);
        fixture_free(fixture);
    }
}

/* Settings, and the fault that only all of them together have. */
static const struct {
    const char *given, *path, *hint;
} faults[] = {
    { "", NULL, NULL },
    { "given set map.paging.style=page\n", "map.paging.parameter",
      "This style of paging has a parameter." },
    { "given set map.paging.style=link\ngiven set map.paging.parameter=p\n", NULL, NULL },
    { "given set map.paging.style=cursor\ngiven set map.paging.parameter=p\n", "map.paging.next",
      "This style of paging reads it from the answer." },
    { "given set map.secret.place=header\n", "map.secret.name",
      "A header and a parameter have a name." },
    { "given set map.secret.place=bearer\n", NULL, NULL },
    { "given set map.events.list=log\n", "map.events.time",
      "An event without a time tells nothing." },
    { "given set map.events.time=t\n", "map.events.list", "Events stand in a list." },
    { "given set map.events.path=log\ngiven set map.events.time=t\n", "map.events.case",
      "Events of a list of their own name their complaint." },
    { APP, NULL, NULL },
    { "given map lapor-like\n", NULL, NULL },
};

static void
test_faults(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
        struct fixture *fixture =
            fixture_make("mapped", "mapped", "complaints", STR(""), faults[i].given);
        struct error err = ERROR_INIT;
        struct error none = ERROR_INIT;
        const char *path = fixture->source->fault(fixture->settings, 0, &err);
        if (faults[i].path == NULL) {
            assert_null(path);
        } else {
            assert_string_equal(path, faults[i].path);
            assert_string_equal(err.hint, faults[i].hint);
            assert_null(fixture->source->fault(fixture->settings, 1, &none));
        }
        fixture_free(fixture);
    }
}

/* Answers are shown where a kind of event is one, and there are events. */
static void
test_shows_answers(void **state)
{
    static const struct {
        const char *given;
        bool shows;
    } rows[] = {
        { APP, true },
        { "given map lapor-like\n", true },
        { "", false },
        { "given set map.events.kinds.jawab=answered\n", false },
        { "given set map.events.kinds.jawab=answered\ngiven set map.events.time=t\n", true },
        { "given set map.events.kinds.cek=acknowledged\ngiven set map.events.time=t\n", false },
        { "given set map.events.otherwise=answered\ngiven set map.events.time=t\n", true },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct fixture *fixture =
            fixture_make("mapped", "mapped", "complaints", STR(""), rows[i].given);
        assert_int_equal(fixture->source->shows_answers(fixture->settings), rows[i].shows);
        fixture_free(fixture);
    }
}

static void
test_shows_ended(void **state)
{
    static const struct {
        const char *adapter, *given;
        bool shows;
    } rows[] = {
        { "mapped", APP, true },
        { "mapped", "given set map.shows_ended=true\n", true },
        { "mapped", "given set map.shows_ended=false\n", false },
        { "open311", "", true },
        { "open311", "given set shows_ended=false\n", false },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct fixture *fixture =
            fixture_make("ended", rows[i].adapter, "complaints", STR(""), rows[i].given);
        assert_int_equal(fixture->source->shows_ended(fixture->settings), rows[i].shows);
        fixture_free(fixture);
    }
}

#define SINCE                                      \
    FIELDS "given set map.fields.title=judul\n"    \
           "given set map.since.parameter=sejak\n" \
           "given since 2026-10-01T00:00:00Z\n"
#define ONE "[{\"id\":1,\"t\":\"2026-11-19T00:00:00Z\"}]"

/*
 * Of visits after a first one: what they ask for, and how much they tell of what the map does not
 * find. With the same map it is what changed, with the overlap and never before the history that is
 * wanted or after now; with another map it is everything, and it is told again.
 */
static void
test_next_visit(void **state)
{
    static const struct {
        const char *given, *asked;
        size_t told;
    } rows[] = {
        { "given watermark 2026-11-20T08:00:00Z\n", "sejak=2026-11-19T08%3A00%3A00Z", 0 },
        { "given watermark 2027-01-01T00:00:00Z\n", "sejak=2026-11-19T08%3A00%3A00Z", 0 },
        { "given watermark 2026-10-01T12:00:00Z\n", "sejak=2026-10-01T00%3A00%3A00Z", 0 },
        { "given watermark 2026-11-20T08:00:00Z\ngiven set map.since.overlap=0s\n",
          "sejak=2026-10-01T00%3A00%3A00Z", 1 },
        { "given watermark 2026-11-20T08:00:00Z\ngiven set map.statuses.A=verified\n",
          "sejak=2026-10-01T00%3A00%3A00Z", 1 },
    };
    CLEANUP(arena_freep) struct arena *arena = arena_new(ARENA_BYTES);
    struct run first;
    struct fixture *fixture = run_body(SINCE, ONE, arena, &first);

    (void)state;
    assert_int_equal(first.outcome.verdict, VERDICT_DONE);
    assert_int_equal(first.batch.reject_count, 1);
    assert_true(str_equal(first.batch.rejects[0].why,
                          STR("nothing at \"map.fields.title\" in any complaint")));
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP(buf_done) struct buf given = BUF_INIT(1 << 12);
        struct fixture *again;
        struct run second;
        assert_true(buf_printf(&given, SINCE "%sgiven version %u\n", rows[i].given,
                               first.outcome.next.version));
        again = run_body(given.data, ONE, arena, &second);
        if (str_find(second.request.url, str_from(rows[i].asked), 0) == SIZE_MAX)
            fail_msg("%zu: %.*s", i, STR_ARGS(second.request.url));
        assert_int_equal(second.batch.reject_count, rows[i].told);
        fixture_free(again);
    }
    fixture_free(fixture);
}

/* Ten lists of 2,500 events do not fit into a batch: they come in parts, each once. */
static void
test_parts(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(64u << 20);
    CLEANUP(buf_done) struct buf body = BUF_INIT(FIXTURE_BYTES_MAX);
    size_t events = 0;
    struct fixture *fixture;
    size_t parts = 1;
    struct run run;

    (void)state;
    for (int i = 0; i < 10; i++) {
        assert_true(
            buf_printf(&body, "%s{\"id\":%d,\"t\":\"2026-11-19\",\"log\":[", i > 0 ? "," : "[", i));
        for (int k = 0; k < 2500; k++)
            assert_true(
                buf_printf(&body, "%s{\"w\":\"2026-11-19\",\"n\":%d}", k > 0 ? "," : "", k));
        assert_true(buf_printf(&body, "]}"));
    }
    assert_true(buf_printf(&body, "]"));
    fixture = run_body(EVENTS "given set map.events.id=n\n", body.data, arena, &run);
    events += batch_count_kind(&run.batch, RECORD_COMPLAINT_EVENT);
    while (run.outcome.verdict == VERDICT_MORE) {
        fixture->view.skip = run.outcome.rest_from;
        arena_reset(arena);
        fixture_run(fixture, buf_str(&fixture->raw), arena, &run);
        events += batch_count_kind(&run.batch, RECORD_COMPLAINT_EVENT);
        parts++;
    }
    assert_int_equal(run.outcome.verdict, VERDICT_DONE);
    assert_int_equal(parts, 2);
    assert_int_equal(events, 10 * 2500 + 10); /* and when each came in */
    fixture_free(fixture);
}

/* More events in one complaint than any batch holds: it is left out alone. */
static void
test_too_many_events(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(64u << 20);
    CLEANUP(buf_done) struct buf body = BUF_INIT(FIXTURE_BYTES_MAX);
    struct fixture *fixture;
    struct run run;

    (void)state;
    assert_true(buf_printf(&body, "[{\"id\":1,\"t\":\"2026-11-19\",\"log\":[0"));
    for (int i = 0; i < 20000; i++)
        assert_true(buf_printf(&body, ",0"));
    assert_true(buf_printf(&body, "]},{\"id\":2,\"t\":\"2026-11-19\",\"log\":[{\"w\":null}]}]"));
    fixture = run_body(EVENTS, body.data, arena, &run);
    assert_int_equal(run.outcome.verdict, VERDICT_DONE);
    assert_int_equal(batch_count_kind(&run.batch, RECORD_COMPLAINT), 1);
    assert_int_equal(run.batch.reject_count, 2);
    assert_true(str_equal(run.batch.rejects[0].why, STR("more than 19994 events")));
    assert_true(str_equal(run.batch.rejects[1].why, STR("w: expected a time")));
    fixture_free(fixture);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrong_maps),      cmocka_unit_test(test_faults),
        cmocka_unit_test(test_shows_answers),   cmocka_unit_test(test_shows_ended),
        cmocka_unit_test(test_next_visit),      cmocka_unit_test(test_parts),
        cmocka_unit_test(test_too_many_events),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
