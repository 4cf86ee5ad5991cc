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

#include "base/ascii.h"
#include "dump.h"
#include "json/jlist.h"

#define ARENA_BYTES    (16u << 20)
#define EVERY_BYTE_MAX 4096u /* of the first answer of a stream all positions up to here */
#define POSITIONS_MAX  1000u /* further ones */
#define WORDS_ALL      300u  /* words of which each is tried; behind them one of eight */
#define MARKS_APART    32u   /* bytes between words of which one is tried */
#define DUMP_BYTES_MAX (4u << 20)
#define ARENA_PER_BYTE 64u
#define ADDRESS_MAX    10000u /* longer than a URL of ours may be */
#define ADDRESS_STEP   200u
#define ARENA_AT_LEAST (64u << 10)

/* One answer, given to what is to be checked of it. */
typedef void (*check_fn)(const struct fixture *fixture, struct arena *arena);

static const char *platform; /* the only one to be looked at, or NULL */
static const struct source_stream *counters_wanted;
static bool counters_shown;

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

static void
note_counters(const struct fixture *fixture, struct arena *arena)
{
    struct run run;

    fixture_run(fixture, buf_str(&fixture->raw), arena, &run);
    for (size_t i = 0; i < run.batch.count && !counters_shown; i++)
        counters_shown =
            fixture->stream == counters_wanted && run.batch.records[i].kind == RECORD_POST_SAMPLE;
}

/* What the core asks for counters shows them. */
static void
test_counters(void **state)
{
    const char *only = platform;

    (void)state;
    for (size_t i = 0; sources[i] != NULL; i++) {
        for (size_t k = 0; k < sources[i]->stream_count; k++) {
            counters_wanted = &sources[i]->streams[k];
            if (!(counters_wanted->flags & SOURCE_COUNTERS) ||
                (only != NULL && strcmp(only, sources[i]->name) != 0))
                continue;
            counters_shown = false;
            platform = sources[i]->name;
            each_fixture(note_counters);
            if (!counters_shown)
                fail_msg("%s: no answer of %s shows a counter", sources[i]->name,
                         counters_wanted->name);
        }
    }
    platform = only;
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
    for (size_t i = 0; i < run->outcome.passed_count; i++) {
        assert_true(run->outcome.passed[i] < FIXTURE_TARGETS_MAX);
        assert_true(i == 0 || run->outcome.passed[i] != run->outcome.passed[i - 1]);
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

static bool
is_word(char c)
{
    return ascii_is_alphanumeric(c) || c == '_' || (unsigned char)c >= 0x80;
}

/*
 * Where an answer is cut and damaged: in each name and each value of each answer at one byte, which
 * one the answer's own bytes say, and at one of some marks between them; in the first answer of a
 * stream (001) at every byte. All bytes of all answers would take ten minutes of a core, most of
 * them in the middle of a word, where the next byte does what this one did.
 */
struct positions {
    size_t at[EVERY_BYTE_MAX + POSITIONS_MAX];
    size_t count;
};

static void
choose(const struct fixture *fixture, struct positions *ret)
{
    struct str raw = buf_str(&fixture->raw);
    const char *number = strrchr(fixture->name, '/');
    size_t every = number != NULL && strtoul(number + 1, NULL, 10) == 1 ? EVERY_BYTE_MAX : 0;
    uint32_t hash = 2166136261u; /* FNV-1a of what was passed */
    size_t words = 0, end;

    ret->count = 0;
    for (size_t i = 0; i < raw.n && i < every; i++)
        ret->at[ret->count++] = i;
    for (size_t i = every; i < raw.n && ret->count < ARRAY_SIZE(ret->at); i = end) {
        for (end = i + 1;
             end < raw.n && end < i + MARKS_APART && !is_word(raw.p[i]) && !is_word(raw.p[end]);
             end++)
            ;
        while (is_word(raw.p[i]) && end < raw.n && is_word(raw.p[end]))
            end++;
        for (size_t k = i; k < end; k++)
            hash = (hash ^ (unsigned char)raw.p[k]) * 16777619u;
        if (words++ < WORDS_ALL || words % 8 == 0)
            ret->at[ret->count++] = i + hash % (end - i);
    }
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
    struct positions positions;
    /* Cut JSON is no JSON, wherever it is cut: there a few of the words are enough. */
    bool all = strstr(fixture->name, "/001") != NULL || fixture->source->has_sites;

    choose(fixture, &positions);
    for (size_t i = 0; i < positions.count; i += all ? 1 : 4)
        run_copy(fixture, fixture->raw.data, positions.at[i], arena);
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
    struct positions positions;

    choose(fixture, &positions);
    memcpy(bytes, fixture->raw.data, fixture->raw.used);
    for (size_t i = 0; i < positions.count; i++) {
        size_t at = positions.at[i];
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

/* Whether a request to an address of n bytes is made: then with all that belongs behind it. */
static bool
address_fits(const struct fixture *fixture, const char *address, size_t n, struct arena *arena)
{
    struct source_view view = fixture->view;
    struct error err = ERROR_INIT;
    struct http_request request;
    bool planned;

    arena_reset(arena);
    view.arena = arena;
    view.base_url = (struct str){ address, n };
    planned = fixture->stream->plan(&view, &fixture->at, &request, &err);
    assert_int_equal(planned, !error_is_set(&err));
    assert_true(!planned || str_starts(request.url, view.base_url));
    return planned;
}

/*
 * An address in the configuration may be as long as it likes: a request has it whole, with all that
 * belongs behind it, or is refused in words; from some length on always. Looked at in steps, and
 * byte by byte around that length.
 */
static void
check_addresses(const struct fixture *fixture, struct arena *arena)
{
    char address[ADDRESS_MAX];
    size_t fits = 10, refused;

    memset(address, 'a', sizeof(address));
    memcpy(address, "https://a/", 10);
    while (fits < sizeof(address) && address_fits(fixture, address, fits, arena))
        fits += ADDRESS_STEP;
    assert_true(fits > 10 && fits < sizeof(address));
    for (refused = fits - ADDRESS_STEP; address_fits(fixture, address, refused, arena); refused++)
        ;
    assert_true(refused <= fits);
    for (size_t n = refused; n < sizeof(address); n += n < fits ? 1 : ADDRESS_STEP)
        assert_false(address_fits(fixture, address, n, arena));
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
message_index(const struct batch *batch, size_t nth)
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
    size_t from = message_index(&whole->batch, nth);
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

/* How often what is kept is confirmed by a look-up, and nothing else confirms; 0: never. */
static int64_t
confirm_s(const struct source *source)
{
    int64_t found_s = 0;

    for (size_t i = 0; i < source->stream_count; i++) {
        const struct source_stream *stream = &source->streams[i];

        if (stream->confirm_s == 0)
            continue;
        assert_int_equal(found_s, 0);
        assert_true(stream->flags & SOURCE_TARGETS_MESSAGES);
        found_s = stream->confirm_s;
    }
    return found_s;
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
        /* A round has time to end before a text of it goes, and texts that go have a limit. */
        assert_int_equal(sources[i]->erases_text, sources[i]->keeps_s > 0);
        assert_int_equal(confirm_s(sources[i]) > 0 && sources[i]->keeps_s > 0,
                         sources[i]->keeps_s > confirm_s(sources[i]));
        assert_true(sources[i]->keeps_s > 0 || sources[i]->spares_s == 0);
        if (sources[i + 1] != NULL)
            assert_true(strcmp(sources[i]->name, sources[i + 1]->name) < 0);
    }
    assert_null(source_find(STR("myspace")));
    assert_null(source_stream_find(sources[0], STR("stories")));
    arena_free(arena);
}

/* Readers of metrics.data_quality see what a platform does not show, in both languages. */
static void
test_limits(void **state)
{
    (void)state;
    for (size_t i = 0; sources[i] != NULL; i++) {
        const struct source_limit *each = sources[i]->limits;
        if (each == NULL || each->en == NULL)
            fail_msg("%s: says nothing of its limits", sources[i]->name);
        for (; each->en != NULL; each++) {
            assert_true(str_ends(str_from(each->en), STR(".")));
            assert_non_null(each->id);
            assert_true(str_ends(str_from(each->id), STR(".")));
            assert_string_not_equal(each->en, each->id);
        }
    }
}

/* What check-config tells of ids before anything is asked. */
static void
test_ids(void **state)
{
    static const struct {
        const char *name, *begins;
        size_t bytes;
        bool digits, asks_via;
    } rows[] = {
        { "facebook", NULL, 0, true, false }, { "instagram", NULL, 0, true, true },
        { "lapor", NULL, 0, false, false },   { "threads", NULL, 0, true, false },
        { "tiktok", NULL, 0, false, false },  { "web", NULL, 0, false, false },
        { "x", NULL, 0, true, false },        { "youtube", "UC", 24, false, false },
    };
    struct arena *arena = arena_new(64u << 10);
    const struct source_info *const *infos = source_infos(arena);
    size_t found = 0;

    (void)state;
    for (size_t i = 0; infos[i] != NULL; i++) {
        for (size_t k = 0; k < ARRAY_SIZE(rows); k++) {
            if (strcmp(infos[i]->name, rows[k].name) != 0)
                continue;
            found++;
            assert_int_equal(infos[i]->ids.bytes, rows[k].bytes);
            assert_int_equal(infos[i]->ids.digits, rows[k].digits);
            assert_int_equal(infos[i]->asks_via, rows[k].asks_via);
            assert_int_equal(infos[i]->ids.begins == NULL, rows[k].begins == NULL);
            if (rows[k].begins != NULL)
                assert_string_equal(infos[i]->ids.begins, rows[k].begins);
        }
    }
    assert_int_equal(found, ARRAY_SIZE(rows));
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
        cmocka_unit_test(test_registry),    cmocka_unit_test(test_golden),
        cmocka_unit_test(test_same_twice),  cmocka_unit_test(test_next_place),
        cmocka_unit_test(test_truncations), cmocka_unit_test(test_flips),
        cmocka_unit_test(test_list),        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_ids),         cmocka_unit_test(test_stream_names),
        cmocka_unit_test(test_counters),    cmocka_unit_test(test_limits),
    };

    if (argc > 1 && strcmp(argv[1], "--update") == 0) {
        each_fixture(update);
        return 0;
    }
    platform = argc > 1 ? argv[1] : NULL;
    return cmocka_run_group_tests_name("source", tests, NULL, NULL);
}
