/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The contract of source/source.h, held over every adapter and every recorded answer: what it must
 * give (the .expect file), and what must be true whatever the bytes are. `test_source --update`
 * rewrites the expectations; every line of them is then to be read again beside its answer.
 * `test_source PLATFORM` looks at the answers of that platform alone.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump.h"
#include "json/jlist.h"

#define ARENA_BYTES    (16u << 20)
#define EVERY_BYTE_MAX 4096u /* positions of truncations and flips; above them a sample */
#define SAMPLED        100u
#define FULL_MAX       2u /* answers of a stream of which all is tried */
#define DUMP_BYTES_MAX (4u << 20)
#define ARENA_PER_BYTE 64u
#define CEILING_NEAR   8192u
#define ADDRESS_MAX    10000u /* longer than a URL of ours may be */
#define ARENA_AT_LEAST (64u << 10)

/* One answer, given to what is to be checked of it. */
typedef void (*check_fn)(const struct fixture *fixture, struct arena *arena);

static const char *platform; /* the only one to be looked at, or NULL */

static bool
is_wanted(const char *name)
{
    return platform == NULL ||
           (str_starts(str_from(name), str_from(platform)) && name[strlen(platform)] == '/');
}

static void
check_one(const char *name, check_fn check)
{
    struct fixture *fixture = fixture_load(name);
    struct arena *arena = arena_new(ARENA_BYTES);

    check(fixture, arena);
    arena_free(arena);
    fixture_free(fixture);
}

static void
each_fixture(check_fn check)
{
    size_t count = 0, checked = 0;
    char **names = fixture_names(&count);

    for (size_t i = 0; i < count; i++) {
        if (is_wanted(names[i])) {
            check_one(names[i], check);
            checked++;
        }
        free(names[i]);
    }
    free(names);
    assert_true(checked > 0);
}

/* Tells the first line that differs. */
static void
expect_same(const char *name, struct str got, struct str want)
{
    struct str got_line, want_line;
    size_t number = 0;

    while (!str_is_none(got) || !str_is_none(want)) {
        bool has_got = str_split(&got, '\n', &got_line);
        bool has_want = str_split(&want, '\n', &want_line);
        number++;
        got_line = has_got ? got_line : STR("(nothing)");
        want_line = has_want ? want_line : STR("(nothing)");
        if (!str_equal(got_line, want_line))
            fail_msg("%s: line %zu is\n  %.*s\nexpected\n  %.*s", name, number, STR_ARGS(got_line),
                     STR_ARGS(want_line));
    }
}

static void
check_golden(const struct fixture *fixture, struct arena *arena)
{
    CLEANUP(buf_done) struct buf out = BUF_INIT(DUMP_BYTES_MAX);
    struct run run;

    fixture_run(fixture, buf_str(&fixture->raw), arena, &run);
    dump_run(fixture, &run, &out);
    expect_same(fixture->name, buf_str(&out), buf_str(&fixture->expect));
}

static void
test_golden(void **state)
{
    (void)state;
    each_fixture(check_golden);
}

/* What holds for any bytes. */
static void
check_run(const struct fixture *fixture, const struct run *run, size_t input)
{
    struct error err = ERROR_INIT;

    if (!run->parsed)
        return;
    assert_true(run->planned);
    assert_true((unsigned)run->outcome.verdict < VERDICT_COUNT);
    assert_true((unsigned)run->outcome.scope < SCOPE_COUNT);
    assert_true((unsigned)run->outcome.cause < CAUSE_COUNT);
    for (size_t i = 0; i < run->batch.count; i++) {
        if (!record_check(&run->batch.records[i], &err))
            fail_msg("%s: record %zu: %s", fixture->name, i, err.text);
    }
    if (run->outcome.verdict == VERDICT_MORE || run->outcome.verdict == VERDICT_SMALLER)
        assert_false(cursor_equal(&run->outcome.next, &fixture->at));
    if (run->outcome.verdict == VERDICT_MALFORMED || run->outcome.verdict == VERDICT_DENIED ||
        run->outcome.verdict == VERDICT_GONE)
        assert_true(error_is_set(&run->err));
    if (arena_used(run->arena) > ARENA_AT_LEAST + ARENA_PER_BYTE * input)
        fail_msg("%s: %zu bytes of memory for %zu of input", fixture->name, arena_used(run->arena),
                 input);
}

/*
 * Positions that are tried in an answer: all of the first ones in the first answers of each stream
 * (001 and 002), and a sample that is the same each time of the rest, and of what lies behind. The
 * whole of all answers takes minutes of a core; what the sample leaves out is the fuzzer's.
 */
static size_t
every_byte_max(const struct fixture *fixture)
{
    const char *number = strrchr(fixture->name, '/');

    return number != NULL && strtoul(number + 1, NULL, 10) <= FULL_MAX ? EVERY_BYTE_MAX : 0;
}

static size_t
position(const struct fixture *fixture, size_t i)
{
    size_t every = every_byte_max(fixture);
    size_t size = fixture->raw.used;

    if (i < every || size <= SAMPLED)
        return i;
    return every + (i * UINT64_C(2654435761)) % (size - every);
}

static size_t
positions(const struct fixture *fixture)
{
    size_t every = every_byte_max(fixture);
    size_t size = fixture->raw.used;

    return size <= every + SAMPLED ? size : every + SAMPLED;
}

/* A copy with no byte to spare, so that reading over the end is seen. */
static void
run_copy(const struct fixture *fixture, const char *bytes, size_t n, struct arena *arena)
{
    char *copy = malloc(n > 0 ? n : 1);
    struct run run;

    assert_non_null(copy);
    if (n > 0)
        memcpy(copy, bytes, n);
    arena_reset(arena);
    fixture_run(fixture, (struct str){ copy, n }, arena, &run);
    check_run(fixture, &run, n);
    free(copy);
}

static void
check_truncations(const struct fixture *fixture, struct arena *arena)
{
    for (size_t i = 0; i < positions(fixture); i++)
        run_copy(fixture, fixture->raw.data, position(fixture, i), arena);
    run_copy(fixture, fixture->raw.data, fixture->raw.used, arena);
}

static void
test_truncations(void **state)
{
    (void)state;
    each_fixture(check_truncations);
}

static void
check_flips(const struct fixture *fixture, struct arena *arena)
{
    char *bytes = xmalloc(fixture->raw.used);

    memcpy(bytes, fixture->raw.data, fixture->raw.used);
    for (size_t i = 0; i < positions(fixture); i++) {
        size_t at = position(fixture, i);
        char was = bytes[at];
        bytes[at] = (char)(was ^ (1 << (i % 8)));
        run_copy(fixture, bytes, fixture->raw.used, arena);
        bytes[at] = was;
    }
    free(bytes);
}

static void
test_flips(void **state)
{
    (void)state;
    each_fixture(check_flips);
}

static void
check_same_twice(const struct fixture *fixture, struct arena *arena)
{
    CLEANUP(buf_done) struct buf first = BUF_INIT(DUMP_BYTES_MAX);
    CLEANUP(buf_done) struct buf second = BUF_INIT(DUMP_BYTES_MAX);
    struct run run;

    fixture_run(fixture, buf_str(&fixture->raw), arena, &run);
    dump_run(fixture, &run, &first);
    arena_reset(arena);
    fixture_run(fixture, buf_str(&fixture->raw), arena, &run);
    dump_run(fixture, &run, &second);
    expect_same(fixture->name, buf_str(&first), buf_str(&second));
}

static void
test_same_twice(void **state)
{
    (void)state;
    each_fixture(check_same_twice);
}

/*
 * The next place goes through its stored form and plans a request: after a page another one, after
 * the last always the same.
 */
static void
check_next(const struct fixture *fixture, struct arena *arena)
{
    struct source_view view = fixture->view;
    struct http_request first, second;
    struct error err = ERROR_INIT;
    struct cursor next;
    struct str stored;
    struct run run;

    fixture_run(fixture, buf_str(&fixture->raw), arena, &run);
    if (!run.parsed || (run.outcome.verdict != VERDICT_MORE && run.outcome.verdict != VERDICT_DONE))
        return;
    assert_true(cursor_format(&run.outcome.next, arena, &stored));
    assert_true(cursor_parse(stored, &next));
    assert_true(cursor_equal(&next, &run.outcome.next));
    view.arena = arena;
    assert_true(fixture->stream->plan(&view, &next, &first, &err));
    assert_true(fixture->stream->plan(&view, &next, &second, &err));
    assert_true(str_equal(first.url, second.url));
    assert_true(str_equal(first.body, second.body));
    if (run.outcome.verdict == VERDICT_MORE)
        assert_false(str_equal(first.url, run.request.url) &&
                     str_equal(first.body, run.request.body));
}

static void
test_next_place(void **state)
{
    (void)state;
    each_fixture(check_next);
}

/*
 * At a ceiling of memory no page may pass as whole, wherever it is reached: every few bytes at
 * first, where the request and the first items are made, then in larger steps.
 */
static void
check_ceiling(const struct fixture *fixture, struct arena *arena)
{
    struct run whole, run;
    size_t most;

    fixture_run(fixture, buf_str(&fixture->raw), arena, &whole);
    most = arena_used(arena);
    for (size_t limit = 8; limit < most; limit += limit < CEILING_NEAR ? 8 : limit / 4) {
        struct arena *small = arena_new(limit);
        fixture_run(fixture, buf_str(&fixture->raw), small, &run);
        if (run.planned && run.parsed &&
            (run.outcome.verdict == VERDICT_DONE || run.outcome.verdict == VERDICT_MORE) &&
            run.batch.count + run.batch.reject_count !=
                whole.batch.count + whole.batch.reject_count)
            fail_msg("%s: with %zu bytes a whole page of %zu records, else of %zu", fixture->name,
                     limit, run.batch.count, whole.batch.count);
        arena_free(small);
    }
}

static void
test_memory_ceiling(void **state)
{
    (void)state;
    each_fixture(check_ceiling);
}

/*
 * An address in the configuration may be as long as it likes: a request has it whole, with all that
 * belongs behind it, or is refused in words; from some length on always.
 */
static void
check_addresses(const struct fixture *fixture, struct arena *arena)
{
    struct source_view view = fixture->view;
    struct http_request request;
    char address[ADDRESS_MAX];
    bool fits = true;

    memset(address, 'a', sizeof(address));
    memcpy(address, "https://a/", 10);
    view.arena = arena;
    for (size_t n = 10; n < sizeof(address); n += 5) {
        struct error err = ERROR_INIT;
        bool planned;
        view.base_url = (struct str){ address, n };
        planned = fixture->stream->plan(&view, &fixture->at, &request, &err);
        assert_true(fits || !planned);
        assert_int_equal(planned, !error_is_set(&err));
        assert_true(!planned || str_starts(request.url, view.base_url));
        fits = planned;
        arena_reset(arena);
    }
    assert_false(fits);
}

static void
test_addresses(void **state)
{
    (void)state;
    each_fixture(check_addresses);
}

/* The answer with another body behind its head. */
static struct str
with_body(const struct fixture *fixture, struct str body, struct arena *arena)
{
    struct str raw = buf_str(&fixture->raw);
    size_t head = str_find(raw, STR("\r\n\r\n"), 0);
    size_t gap = 4;
    struct str bytes;

    if (head == SIZE_MAX) {
        head = str_find(raw, STR("\n\n"), 0);
        gap = 2;
    }
    assert_true(head != SIZE_MAX);
    assert_true(arena_printf(arena, &bytes, "%.*s%.*s", (int)(head + gap), raw.p, STR_ARGS(body)));
    return bytes;
}

/* Index of the nth message in the batch. */
static size_t
message_at(const struct batch *batch, size_t nth)
{
    for (size_t i = 0;; i++) {
        assert_true(i < batch->count);
        if (batch->records[i].kind == RECORD_MESSAGE && nth-- == 0)
            return i;
    }
}

/* The nth message, with what follows it up to the next, is all that is in the second batch. */
static void
expect_alone(const struct fixture *fixture, const struct run *whole, size_t nth,
             const struct run *alone)
{
    CLEANUP(buf_done) struct buf want = BUF_INIT(DUMP_BYTES_MAX);
    CLEANUP(buf_done) struct buf got = BUF_INIT(DUMP_BYTES_MAX);
    struct run part = *whole;
    size_t from = message_at(&whole->batch, nth);
    size_t to = from + 1;

    while (to < whole->batch.count && whole->batch.records[to].kind != RECORD_MESSAGE)
        to++;
    part.batch.records += from;
    part.batch.count = to - from;
    dump_run(fixture, &part, &want);
    dump_run(fixture, alone, &got);
    expect_same(fixture->name, buf_str(&got), buf_str(&want));
}

static size_t elements_tried;

/* What source.h says of `list`: with all elements but one left out, that one gives what it gave. */
static void
check_list(const struct fixture *fixture, struct arena *arena)
{
    const char *mark = fixture->stream->list_linked_by;
    bool kept[JLIST_ELEMENTS_MAX] = { false };
    struct run whole, alone;
    struct jlist list;
    struct str body;

    if (fixture->stream->list == NULL)
        return;
    fixture_run(fixture, buf_str(&fixture->raw), arena, &whole);
    if (!whole.planned || !whole.parsed ||
        !jlist_find(whole.answer.body, str_from(fixture->stream->list), arena, &list) ||
        batch_count_kind(&whole.batch, RECORD_MESSAGE) != list.count)
        return;
    for (size_t i = 0; i < list.count; i++) {
        if (mark != NULL && str_find(list.elements[i], str_from(mark), 0) != SIZE_MAX)
            continue;
        kept[i] = true;
        assert_true(jlist_keep(&list, kept, arena, &body));
        kept[i] = false;
        fixture_run(fixture, with_body(fixture, body, arena), arena, &alone);
        expect_alone(fixture, &whole, i, &alone);
        elements_tried++;
    }
}

static void
test_list(void **state)
{
    (void)state;
    each_fixture(check_list);
    assert_true(elements_tried >= 20 || platform != NULL);
}

static void
test_registry(void **state)
{
    struct arena *arena = arena_new(64u << 10);
    const struct source_info *const *infos = source_infos(arena);

    (void)state;
    assert_non_null(infos);
    for (size_t i = 0; sources[i] != NULL; i++) {
        assert_string_equal(infos[i]->name, sources[i]->name);
        assert_int_equal(infos[i]->stream_count, sources[i]->stream_count);
        assert_ptr_equal(source_find(str_from(sources[i]->name)), sources[i]);
        assert_true(sources[i]->is_feed || sources[i]->has_sites ||
                    sources[i]->default_base_url != NULL);
        if (sources[i + 1] != NULL)
            assert_true(strcmp(sources[i]->name, sources[i + 1]->name) < 0);
    }
    assert_null(source_find(STR("myspace")));
    assert_null(source_stream_find(sources[0], STR("stories")));
    arena_free(arena);
}

/* The database knows the streams by name, because they differ in what they tell of a wait. */
static void
test_stream_names(void **state)
{
    CLEANUP(buf_done) struct buf bytes = BUF_INIT(FIXTURE_BYTES_MAX);
    struct str names, start = STR("check (stream in (");
    char quoted[64];
    size_t at;

    (void)state;
    assert_true(fixture_read_file(TEST_ROOT_DIR "/sql/migrations/0002_ops_tables.sql", &bytes));
    at = str_find(buf_str(&bytes), start, 0);
    assert_true(at != SIZE_MAX);
    names = str_sub(buf_str(&bytes), at + start.n, SIZE_MAX);
    names = str_sub(names, 0, str_find(names, STR("))"), 0));
    for (size_t i = 0; sources[i] != NULL; i++) {
        for (size_t k = 0; k < sources[i]->stream_count; k++) {
            const struct source_stream *stream = &sources[i]->streams[k];
            snprintf(quoted, sizeof(quoted), "'%s'", stream->name);
            if ((stream->flags & SOURCE_INTERNAL) == 0 &&
                str_find(names, str_from(quoted), 0) == SIZE_MAX)
                fail_msg("%s: ops.stream knows no stream %s", sources[i]->name, quoted);
            for (size_t other = 0; other < k; other++)
                assert_string_not_equal(sources[i]->streams[other].name, stream->name);
        }
    }
}

static void
update(const struct fixture *fixture, struct arena *arena)
{
    CLEANUP(buf_done) struct buf out = BUF_INIT(DUMP_BYTES_MAX);
    char path[512];
    struct run run;
    FILE *file;

    fixture_run(fixture, buf_str(&fixture->raw), arena, &run);
    dump_run(fixture, &run, &out);
    snprintf(path, sizeof(path), "%s/%s.expect", fixture_root(), fixture->name);
    file = fopen(path, "wb");
    assert_non_null(file);
    fprintf(file, "%.*s%.*s", STR_ARGS(buf_str(&fixture->given)), STR_ARGS(buf_str(&out)));
    fclose(file);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_registry),       cmocka_unit_test(test_golden),
        cmocka_unit_test(test_same_twice),     cmocka_unit_test(test_next_place),
        cmocka_unit_test(test_truncations),    cmocka_unit_test(test_flips),
        cmocka_unit_test(test_memory_ceiling), cmocka_unit_test(test_list),
        cmocka_unit_test(test_addresses),      cmocka_unit_test(test_stream_names),
    };

    if (argc > 1 && strcmp(argv[1], "--update") == 0) {
        each_fixture(update);
        return 0;
    }
    platform = argc > 1 ? argv[1] : NULL;
    return cmocka_run_group_tests_name("source", tests, NULL, NULL);
}
