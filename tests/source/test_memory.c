/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The end of room, wherever it comes: over every recorded answer each of the pieces that planning
 * and reading take from the arena is refused once, alone and with all that follow it, and so is
 * each that planning puts into a buffer. No page may then pass as whole, and no request as made;
 * nor may what connects an account. The functions are replaced by the linker (meson.build) by ones
 * that count.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "config/setting.h"
#include "dump.h"
#include "source/authorize.h"
#include "source/discovery.h"

#define ARENA_BYTES    (16u << 20)
#define TEXT_MAX       4096
#define DUMP_BYTES_MAX (4u << 20)
#define EACH_MAX       600u /* pieces of an answer that are all refused; of larger ones so many */

static struct {
    size_t taken;   /* pieces asked for so far */
    size_t refused; /* the number of the first that is refused */
    bool onwards;   /* and all behind it */
    bool active;
    bool buffers; /* and what is put into those, too */
} memory;

static bool
is_refused(void)
{
    size_t nth = memory.taken++;

    return memory.active && (nth == memory.refused || (memory.onwards && nth > memory.refused));
}

static bool
is_full(void)
{
    return memory.buffers && is_refused();
}

/* ---- what the linker puts in the place of arena.h's ---- */

void *__real_arena_alloc(struct arena *arena, size_t size);
void *__real_arena_array(struct arena *arena, size_t count, size_t size);
void *__real_arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size);
bool __real_arena_str(struct arena *arena, struct str s, struct str *ret_copy);
bool __real_arena_printf(struct arena *arena, struct str *ret_text, const char *format, ...);
void *__wrap_arena_alloc(struct arena *arena, size_t size);
void *__wrap_arena_array(struct arena *arena, size_t count, size_t size);
void *__wrap_arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size);
bool __wrap_arena_str(struct arena *arena, struct str s, struct str *ret_copy);
bool __wrap_arena_printf(struct arena *arena, struct str *ret_text, const char *format, ...)
    PRINTF_LIKE(3, 4);

void *
__wrap_arena_alloc(struct arena *arena, size_t size)
{
    return is_refused() ? NULL : __real_arena_alloc(arena, size);
}

void *
__wrap_arena_array(struct arena *arena, size_t count, size_t size)
{
    return is_refused() ? NULL : __real_arena_array(arena, count, size);
}

void *
__wrap_arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size)
{
    return is_refused() ? NULL : __real_arena_grow(arena, old, old_size, new_size);
}

bool
__wrap_arena_str(struct arena *arena, struct str s, struct str *ret_copy)
{
    return !is_refused() && __real_arena_str(arena, s, ret_copy);
}

bool
__wrap_arena_printf(struct arena *arena, struct str *ret_text, const char *format, ...)
{
    char text[TEXT_MAX];
    va_list arguments;

    if (is_refused())
        return false;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    return __real_arena_printf(arena, ret_text, "%s", text);
}

/* ---- and in that of buf.h ---- */

bool __real_buf_append(struct buf *buf, const void *bytes, size_t n);
bool __real_buf_append_str(struct buf *buf, struct str s);
bool __wrap_buf_append(struct buf *buf, const void *bytes, size_t n);
bool __wrap_buf_append_str(struct buf *buf, struct str s);
bool __wrap_buf_printf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);

bool
__wrap_buf_append(struct buf *buf, const void *bytes, size_t n)
{
    return !is_full() && __real_buf_append(buf, bytes, n);
}

bool
__wrap_buf_append_str(struct buf *buf, struct str s)
{
    return !is_full() && __real_buf_append_str(buf, s);
}

bool
__wrap_buf_printf(struct buf *buf, const char *format, ...)
{
    char *text = NULL;
    va_list arguments;
    int n;
    bool ok;

    if (is_full())
        return false;
    va_start(arguments, format);
    n = vasprintf(&text, format, arguments);
    va_end(arguments);
    ok = n >= 0 && __real_buf_append(buf, text, (size_t)n);
    free(text);
    return ok;
}

/* ---- the test ---- */

static size_t faults;

static bool
passes_as_whole(const struct run *run)
{
    return run->planned && run->parsed &&
           (run->outcome.verdict == VERDICT_DONE || run->outcome.verdict == VERDICT_MORE);
}

/* What must not be lost; the words of a refusal and the version that answered may be. */
static void
dump(const struct fixture *fixture, const struct run *run, struct buf *out)
{
    struct run kept = *run;

    assert_true(buf_printf(out, "%zu refused\n", run->batch.reject_count));
    kept.batch.reject_count = 0;
    kept.outcome.served_version = STR_NONE;
    dump_run(fixture, &kept, out);
}

/* One more run, with the nth piece refused. */
static void
refuse(const struct fixture *fixture, struct str whole, size_t nth, bool onwards)
{
    CLEANUP(buf_done) struct buf out = BUF_INIT(DUMP_BYTES_MAX);
    struct arena *arena = arena_new(ARENA_BYTES);
    struct run run;

    memory.taken = 0;
    memory.refused = nth;
    memory.onwards = onwards;
    memory.active = true;
    fixture_run(fixture, buf_str(&fixture->raw), arena, &run);
    memory.active = false;
    if (memory.taken <= nth)
        fail_msg("%s: piece %zu was not asked for", fixture->name, nth);
    if (passes_as_whole(&run)) {
        dump(fixture, &run, &out);
        if (!str_equal(buf_str(&out), whole)) {
            print_error("%s: without piece %zu%s another page passes as whole\n", fixture->name,
                        nth, onwards ? " and what follows" : "");
            faults++;
        }
    }
    arena_free(arena);
}

static void
check(const struct fixture *fixture)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    CLEANUP(buf_done) struct buf whole = BUF_INIT(DUMP_BYTES_MAX);
    struct run run;
    size_t pieces;

    memory.taken = 0;
    fixture_run(fixture, buf_str(&fixture->raw), arena, &run);
    pieces = memory.taken;
    dump(fixture, &run, &whole);
    for (size_t nth = 0; nth < pieces; nth += 1 + pieces / EACH_MAX) {
        refuse(fixture, buf_str(&whole), nth, false);
        refuse(fixture, buf_str(&whole), nth, true);
    }
    arena_free(arena);
}

/* The request alone: what is put together in buffers is refused, too. */
static void
check_request(const struct fixture *fixture)
{
    struct error err = ERROR_INIT;
    struct http_request whole;
    struct source_view view = fixture->view;
    bool planned;
    size_t pieces;

    view.arena = arena_new(ARENA_BYTES);
    memory.taken = 0;
    memory.buffers = true;
    planned = fixture->stream->plan(&view, &fixture->at, &whole, &err);
    pieces = planned ? memory.taken : 0;
    memory.onwards = false;
    memory.active = true;
    for (memory.refused = 0; memory.refused < pieces; memory.refused++) {
        struct http_request request;

        error_clear(&err);
        memory.taken = 0;
        if (!fixture->stream->plan(&view, &fixture->at, &request, &err))
            assert_true(error_is_set(&err));
        else if (!str_equal(request.url, whole.url) || !str_equal(request.body, whole.body))
            fail_msg("%s: without piece %zu another request: %.*s", fixture->name, memory.refused,
                     STR_ARGS(request.url));
    }
    memory.active = memory.buffers = false;
    arena_free(view.arena);
}

static void
test_memory(void **state)
{
    size_t count = 0;
    char **names = fixture_names(&count);

    (void)state;
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        struct fixture *fixture = fixture_load(names[i]);
        check(fixture);
        check_request(fixture);
        fixture_free(fixture);
        free(names[i]);
    }
    free(names);
    assert_int_equal(faults, 0);
}

/* ---- connecting: by the tables of every platform ---- */

/* What came of one of them, in words; the arena and the buffers are those that run out. */
struct made {
    const struct source *source;
    void *settings;
    struct arena *arena;
    char text[TEXT_MAX];
};

typedef bool (*make_fn)(struct made *made, struct error *err);

static const char news_body[] =
    "{\"access_token\":\"SIMULATED-1\",\"refresh_token\":\"SIMULATED-2\",\"open_id\":\"o1\","
    "\"scope\":\"a b\",\"data\":{\"access_token\":\"SIMULATED-3\",\"refresh_token\":\"SIMULATED-4\","
    "\"scope\":\"c d\",\"open_id\":\"o2\",\"is_valid\":true,\"type\":\"PAGE\",\"profile_id\":\"7\","
    "\"scopes\":[\"a\",\"b\"]}}";
static const char list_body[] =
    "{\"id\":\"1\",\"username\":\"dinasair\",\"name\":\"Dinas Air\",\"data\":[{\"id\":\"2\","
    "\"username\":\"dinas.air\",\"name\":\"Air\",\"verification_status\":\"blue_verified\","
    "\"instagram_business_account\":{\"id\":\"3\"}}],\"items\":[{\"id\":\"UC4\",\"snippet\":"
    "{\"title\":\"Air\",\"customUrl\":\"@air\"}}],\"paging\":{\"cursors\":{\"after\":\"QVFI\"},"
    "\"next\":\"https://elsewhere.example/\"}}";

static const struct http_response news_answer = { .status = 200,
                                                  .body = { news_body, sizeof(news_body) - 1 } };
static const struct http_response list_answer = { .status = 200,
                                                  .body = { list_body, sizeof(list_body) - 1 } };

static bool
make_renewal_request(struct made *made, struct error *err)
{
    struct http_request request;

    if (!renewal_request(&made->source->renewal(made->settings)->call,
                         STR("https://graph.example/v26.0"), made->arena, &request, err))
        return false;
    (void)snprintf(made->text, sizeof(made->text), "%.*s", STR_ARGS(request.url));
    return true;
}

static bool
make_discovery_request(struct made *made, struct error *err)
{
    const struct discovery *discovery = made->source->discovery(made->settings);
    const struct discovery_result so_far = {
        .handle = discovery->by_handle.path != NULL ? STR("dinas&air") : STR_NONE,
        .after = STR("QVFI"),
    };
    struct http_request request;

    if (!discovery_request(discovery, STR("https://graph.example/v26.0"), &so_far, made->arena,
                           &request, err))
        return false;
    (void)snprintf(made->text, sizeof(made->text), "%.*s", STR_ARGS(request.url));
    return true;
}

static bool
make_address(struct made *made, struct error *err)
{
    CLEANUP(buf_done) struct buf url = BUF_INIT(TEXT_MAX);
    const struct authorize_attempt attempt = { .client_id = STR("4711"),
                                               .redirect_uri = STR("https://kota.example/"),
                                               .state = STR("s1"),
                                               .challenge = STR("abc") };

    if (!authorize_url(made->source->authorization(made->settings), &attempt, &url))
        return error_set(err, ERROR_LIMIT, "it does not fit");
    (void)snprintf(made->text, sizeof(made->text), "%s", url.data);
    return true;
}

static void
put_news(struct made *made, const struct renewal_news *news)
{
    (void)snprintf(made->text, sizeof(made->text), "%.*s|%.*s|%.*s|%.*s|%.*s|%.*s",
                   STR_ARGS(news->token), STR_ARGS(news->refresh_token), STR_ARGS(news->scopes),
                   STR_ARGS(news->account_id), STR_ARGS(news->kind), STR_ARGS(news->owner));
}

static bool
make_news(struct made *made, struct error *err)
{
    struct renewal_news news;

    if (!renewal_read(made->source->authorization(made->settings)->exchange, &news_answer, 0,
                      made->arena, &news, err))
        return false;
    put_news(made, &news);
    return true;
}

static bool
make_inspection(struct made *made, struct error *err)
{
    struct renewal_news news;

    if (!renewal_inspect(made->source->inspection, &news_answer, made->arena, &news, err))
        return false;
    put_news(made, &news);
    return true;
}

static bool
make_list(struct made *made, struct error *err)
{
    struct discovery_result result = { .arena = made->arena };
    size_t n;

    if (!discovery_read(made->source->discovery(made->settings), &list_answer, &result, err))
        return false;
    n = (size_t)snprintf(made->text, sizeof(made->text), "%zu after %.*s", result.count,
                         STR_ARGS(result.after));
    for (size_t i = 0; i < result.count; i++)
        n += (size_t)snprintf(made->text + n, sizeof(made->text) - n, "|%.*s %.*s %.*s %.*s",
                              STR_ARGS(result.items[i].id), STR_ARGS(result.items[i].handle),
                              STR_ARGS(result.items[i].name), STR_ARGS(result.items[i].verified));
    return true;
}

/* Made, or refused with a word: nothing in between. */
static void
check_made(const struct source *source, void *settings, make_fn make, bool buffers)
{
    struct made whole = { source, settings, arena_new(ARENA_BYTES), "" };
    struct error err = ERROR_INIT;
    size_t pieces;

    memory.taken = 0;
    memory.buffers = buffers;
    memory.onwards = false;
    if (!make(&whole, &err)) {
        arena_free(whole.arena); /* the answer has another form there */
        memory.buffers = false;
        return;
    }
    pieces = memory.taken;
    memory.active = true;
    for (memory.refused = 0; memory.refused < pieces; memory.refused++) {
        struct made again = { source, settings, whole.arena, "" };

        memory.taken = 0;
        error_clear(&err);
        if (make(&again, &err))
            assert_string_equal(again.text, whole.text);
        else
            assert_true(error_is_set(&err));
    }
    memory.active = memory.buffers = false;
    assert_true(pieces > 0);
    arena_free(whole.arena);
}

static void
test_connecting(void **state)
{
    (void)state;
    for (size_t i = 0; sources[i] != NULL; i++) {
        const struct source *source = sources[i];
        struct arena *arena = arena_new(ARENA_BYTES);
        void *settings = arena_alloc(arena, source->settings_size);
        struct error err = ERROR_INIT;

        assert_true(setting_defaults(source->settings, settings, arena, &err));
        if (source->renewal != NULL)
            check_made(source, settings, make_renewal_request, true);
        if (source->discovery != NULL)
            check_made(source, settings, make_discovery_request, true);
        if (source->discovery != NULL)
            check_made(source, settings, make_list, false);
        if (source->inspection != NULL)
            check_made(source, settings, make_inspection, false);
        if (source->authorization != NULL) {
            check_made(source, settings, make_address, true);
            check_made(source, settings, make_news, false);
        }
        arena_free(arena);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_memory),
                                        cmocka_unit_test(test_connecting) };

    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
