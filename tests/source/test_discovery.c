/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * lib/source/discovery and the platforms' tables for it: which accounts a token sees. Requests and
 * answers by the platforms' documentation; Pages, people and tokens are invented.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "config/setting.h"
#include "source/discovery.h"
#include "source/source.h"

static const struct discovery *
of_platform(const char *platform, const char *api, struct arena *arena)
{
    const struct source *source = source_find(str_from(platform));
    void *settings = arena_alloc(arena, source->settings_size);
    struct error err = ERROR_INIT;

    assert_true(setting_defaults(source->settings, settings, arena, &err));
    assert_true(api == NULL || setting_set(setting_find(source->settings, STR("api")),
                                           str_from(api), settings, arena, &err));
    return source->discovery(settings);
}

static void
test_requests(void **state)
{
    static const struct {
        const char *platform, *api, *base_url, *handle, *after, *url, *parts;
    } rows[] = {
        { "facebook", NULL, "https://graph.facebook.com/v26.0", NULL, NULL,
          "https://graph.facebook.com/v26.0/me/accounts?limit=100&fields=id,name,username,"
          "followers_count,verification_status,tasks,instagram_business_account%7Bid,username,name,"
          "followers_count%7D",
          "token token " },
        { "instagram", NULL, "https://graph.facebook.com/v26.0", NULL, "QVFI&=",
          "https://graph.facebook.com/v26.0/me/accounts?limit=100&fields=id,name,username,"
          "followers_count,verification_status,tasks,instagram_business_account%7Bid,username,name,"
          "followers_count%7D&after=QVFI%26%3D",
          "token token " },
        { "threads", NULL, "https://graph.threads.net/v1.0", NULL, NULL,
          "https://graph.threads.net/v1.0/me?fields=id,username,name", "token " },
        { "x", NULL, "https://api.x.com/2", NULL, NULL,
          "https://api.x.com/2/users/me?user.fields=id,name,username,verified_type,public_metrics",
          "token " },
        { "x", NULL, "https://api.x.com/2", "dinas&air", NULL,
          "https://api.x.com/2/users/by?user.fields=id,name,username,verified_type,public_metrics"
          "&usernames=dinas%26air",
          "token " },
        { "youtube", NULL, "https://www.googleapis.com/youtube/v3", "dinasair", NULL,
          "https://www.googleapis.com/youtube/v3/channels?part=snippet,statistics"
          "&forHandle=%40dinasair",
          "key token " },
        { "tiktok", "display", "https://open.tiktokapis.com/v2", NULL, NULL,
          "https://open.tiktokapis.com/v2/user/info/?fields=open_id,username,display_name,"
          "is_verified,follower_count",
          "token " },
        { "tiktok", "business", "https://business-api.tiktok.com/open_api/v1.3", NULL, NULL,
          "https://business-api.tiktok.com/open_api/v1.3/business/get/?fields=%5B%22username%22"
          "%2C%22display_name%22%2C%22followers_count%22%5D",
          "token open_id " },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct arena *arena = arena_new(1u << 16);
        const struct discovery_result result = { .handle = str_from(rows[i].handle),
                                                 .after = str_from(rows[i].after) };
        struct str parts = STR("");
        struct http_request request;
        struct error err = ERROR_INIT;

        assert_true(discovery_request(of_platform(rows[i].platform, rows[i].api, arena),
                                      str_from(rows[i].base_url), &result, arena, &request, &err));
        assert_string_equal(request.url.p, rows[i].url);
        for (size_t k = 0; k < request.secret_count; k++)
            assert_true(
                arena_printf(arena, &parts, "%.*s%s ", STR_ARGS(parts), request.secrets[k].part));
        assert_string_equal(parts.p, rows[i].parts);
        arena_free(arena);
    }
    assert_null(source_find(STR("web"))->discovery);
}

/* What does not fit is no request. */
static void
test_too_long(void **state)
{
    static char long_text[9000];
    struct arena *arena = arena_new(1u << 20);
    const struct discovery *x = of_platform("x", NULL, arena);
    struct discovery_result result = { .handle = STR("dinasair") };
    struct error err = ERROR_INIT;
    struct http_request request;
    size_t room = 0;

    (void)state;
    memset(long_text, 'a', sizeof(long_text) - 1);
    for (bool ok = false; !ok; room++) {
        struct arena *small = arena_new(room);
        error_clear(&err);
        ok = discovery_request(x, STR("https://api.x.com/2"), &result, small, &request, &err);
        assert_true(ok || error_is_set(&err));
        arena_free(small);
    }
    assert_in_range(room, 100, 2000);
    result.handle = str_from(long_text);
    assert_false(discovery_request(x, STR("https://api.x.com/2"), &result, arena, &request, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
    result = (struct discovery_result){ .after = str_from(long_text) };
    error_clear(&err);
    assert_false(discovery_request(of_platform("facebook", NULL, arena),
                                   STR("https://graph.facebook.com/v26.0"), &result, arena,
                                   &request, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
    arena_free(arena);
}

static bool
read_text(const struct discovery *discovery, int status, const char *body,
          struct discovery_result *result, struct error *err)
{
    const struct http_response answer = { .status = status, .body = str_from(body) };

    return discovery_read(discovery, &answer, result, err);
}

static void
test_pages(void **state)
{
    struct arena *arena = arena_new(1u << 20);
    const struct discovery *facebook = of_platform("facebook", NULL, arena);
    struct discovery_result result = { .arena = arena };
    struct error err = ERROR_INIT;
    const struct discovered *at;

    (void)state;
    assert_true(read_text(
        facebook, 200,
        "{\"data\":[{\"id\":\"100064000000001\",\"name\":\"Dinas Air\",\"username\":\"dinasair\","
        "\"followers_count\":1200,\"verification_status\":\"blue_verified\",\"tasks\":"
        "[\"ANALYZE\",\"MODERATE\"],\"instagram_business_account\":{\"id\":\"17841400000000001\","
        "\"username\":\"dinas.air\",\"followers_count\":300}},{\"name\":\"no id\"},7,"
        "{\"id\":100064000000002,\"name\":\"Dinas Api\",\"verification_status\":\"not_verified\","
        "\"tasks\":[\"ANALYZE\"]}],\"paging\":{\"cursors\":{\"before\":\"a\",\"after\":\"QVFI\"},"
        "\"next\":\"https://elsewhere.example/?access_token=SIMULATED-secret\"}}",
        &result, &err));
    assert_int_equal(result.count, 3);
    assert_int_equal(result.groups, 2);
    at = result.items;
    assert_string_equal(at[0].account->platform, "facebook");
    assert_true(at[0].account->own_token && !at[1].account->own_token);
    assert_string_equal(at[0].id.p, "100064000000001");
    assert_string_equal(at[0].handle.p, "dinasair");
    assert_string_equal(at[0].verified.p, "blue_verified");
    assert_true(at[0].followers == 1200 && at[0].lack_count == 0 && at[0].group == 0);
    assert_string_equal(at[1].account->platform, "instagram");
    assert_string_equal(at[1].id.p, "17841400000000001");
    assert_true(at[1].followers == 300 && str_is_none(at[1].name) && at[1].group == 0);
    assert_string_equal(at[2].id.p, "100064000000002");
    assert_true(at[2].followers == -1 && str_is_none(at[2].handle) && at[2].group == 1);
    assert_true(str_is_none(at[2].verified));
    assert_int_equal(at[2].lack_count, 2);
    assert_string_equal(at[2].lacks[0]->names[0], "MODERATE");
    assert_string_equal(at[2].lacks[1]->streams, "direct_messages");
    assert_string_equal(result.after.p, "QVFI");

    arena_free(arena);
}

/* Texts that are none or too long to be one, and places that lead nowhere. */
static void
test_odd_texts(void **state)
{
    static const char *const pagings[] = {
        "{\"cursors\":{\"after\":\"QVFI\"},\"next\":\"\"}",
        "{\"cursors\":{},\"next\":\"https://x.example/\"}",
        "{\"cursors\":{\"after\":\"\"},\"next\":\"https://x.example/\"}",
    };
    struct arena *arena = arena_new(1u << 20);
    const struct discovery *facebook = of_platform("facebook", NULL, arena);
    struct discovery_result result = { .arena = arena };
    struct error err = ERROR_INIT;
    static char body[8192], text[3001];

    (void)state;
    memset(text, 'a', sizeof(text) - 1);
    (void)snprintf(
        body, sizeof(body),
        "{\"data\":[{\"id\":\"1\",\"name\":\"%s\",\"username\":\"\"},{\"id\":\"\"}],\"paging\":"
        "{\"next\":\"x\",\"cursors\":{\"after\":\"%s\"}}}",
        text, text);
    assert_true(read_text(facebook, 200, body, &result, &err));
    assert_int_equal(result.count, 1);
    assert_true(str_is_none(result.items[0].name) && str_is_none(result.items[0].handle));
    assert_true(str_is_none(result.after));
    for (size_t i = 0; i < ARRAY_SIZE(pagings); i++) {
        (void)snprintf(body, sizeof(body), "{\"data\":[],\"paging\":%s}", pagings[i]);
        assert_true(read_text(facebook, 200, body, &result, &err));
        assert_true(str_is_none(result.after));
    }
    arena_free(arena);
}

/* More tasks may be lacking than a table of ours has today. */
static void
test_many_lacks(void **state)
{
    static const struct discovery_account accounts[] = {
        { .platform = "x", .at = "", .id = "id", .verified = "verified" },
        { .platform = NULL },
    };
    static const struct discovery_task needs[] = {
        { { "A" }, "a" }, { { "B" }, "b" }, { { "C" }, "c" },
        { { "D" }, "d" }, { { "E" }, "e" }, { { NULL }, NULL },
    };
    static const struct discovery many = {
        .list = "data", .accounts = accounts, .tasks = "tasks", .needs = needs
    };
    struct arena *arena = arena_new(1u << 20);
    struct discovery_result result = { .arena = arena };
    struct error err = ERROR_INIT;

    (void)state;
    assert_true(read_text(&many, 200,
                          "{\"data\":[{\"id\":\"1\",\"tasks\":[],\"verified\":false},"
                          "{\"id\":\"2\",\"tasks\":[\"B\"],\"verified\":true}]}",
                          &result, &err));
    assert_int_equal(result.items[0].lack_count, DISCOVERY_LACKS_MAX);
    assert_string_equal(result.items[0].lacks[3]->streams, "d");
    assert_true(str_is_none(result.items[0].verified));
    assert_int_equal(result.items[1].lack_count, 4);
    assert_string_equal(result.items[1].lacks[3]->streams, "e");
    assert_string_equal(result.items[1].verified.p, "verified");
    assert_false(read_text(
        &many, 200, "{\"data\":[],\"error\":{\"code\":\"access_token_invalid\"}}", &result, &err));
    assert_int_equal(err.kind, ERROR_DENIED);
    arena_free(arena);
}

/* What was there is not there twice; a place that stays ends the list. */
static void
test_more_pages(void **state)
{
    struct arena *arena = arena_new(1u << 20);
    const struct discovery *facebook = of_platform("facebook", NULL, arena);
    struct discovery_result result = { .arena = arena, .after = STR("QVFI") };
    struct error err = ERROR_INIT;

    (void)state;
    assert_true(
        read_text(facebook, 200, "{\"data\":[{\"id\":\"1\"},{\"id\":\"2\"}]}", &result, &err));
    result.after = STR("QVFI");
    assert_true(read_text(facebook, 200,
                          "{\"data\":[{\"id\":\"2\"},{\"id\":\"3\"}],\"paging\":"
                          "{\"cursors\":{\"after\":\"QVFI\"},\"next\":\"https://x.example/\"}}",
                          &result, &err));
    assert_int_equal(result.count, 3);
    assert_int_equal(result.groups, 3);
    assert_int_equal(result.items[2].lack_count, 0); /* tasks are not told */
    assert_true(str_is_none(result.after));

    /* cursors.after on the last page is no next one. */
    assert_true(read_text(facebook, 200,
                          "{\"data\":[],\"paging\":{\"cursors\":{\"after\":\"QVFX\"}}}", &result,
                          &err));
    assert_true(str_is_none(result.after) && result.count == 3);

    /* Nobody of that name: the list may be missing. */
    result.handle = STR("dinasair");
    assert_true(read_text(of_platform("x", NULL, arena), 200,
                          "{\"errors\":[{\"title\":\"Not Found "
                          "Error\"}]}",
                          &result, &err));
    assert_int_equal(result.count, 3);
    arena_free(arena);
}

static void
test_hundreds(void **state)
{
    struct arena *arena = arena_new(4u << 20);
    const struct discovery *facebook = of_platform("facebook", NULL, arena);
    struct discovery_result result = { .arena = arena };
    struct error err = ERROR_INIT;
    char body[200];

    (void)state;
    for (int i = 0; i < 700; i++) {
        (void)snprintf(body, sizeof(body),
                       "{\"data\":[{\"id\":\"%d\"}],\"paging\":{\"cursors\":{\"after\":\"p%d\"},"
                       "\"next\":\"https://x.example/\"}}",
                       1000 + i, i);
        assert_true(read_text(facebook, 200, body, &result, &err));
        assert_false(str_is_none(result.after));
    }
    assert_int_equal(result.count, 700);
    assert_string_equal(result.items[699].id.p, "1699");
    arena_free(arena);

    arena = arena_new(1u << 15);
    result = (struct discovery_result){ .arena = arena_new(2048) };
    assert_false(read_text(of_platform("facebook", NULL, arena), 200, "{\"data\":[{\"id\":\"1\"}]}",
                           &result, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
    arena_free(result.arena);
    arena_free(arena);
}

/* What is not as it should be is left out; and at every ceiling it ends in an error, or well. */
static void
test_odd_answers(void **state)
{
    static const char body[] =
        "{\"data\":[{\"id\":\"\",\"name\":\"empty\"},{\"id\":\"5\",\"name\":\"\",\"username\":8,"
        "\"followers_count\":-3,\"verification_status\":\"\",\"tasks\":[3,\"MODERATE\"],"
        "\"instagram_business_account\":{\"id\":{}}},{\"id\":\"6\",\"tasks\":[],\"username\":\"u\","
        "\"name\":\"n\",\"verification_status\":\"gray_verified\"}],\"paging\":{\"next\":\"n\","
        "\"cursors\":{\"after\":\"QVFI\"}}}";
    struct arena *arena = arena_new(1u << 20);
    const struct discovery *facebook = of_platform("facebook", NULL, arena);
    struct discovery_result result = { .arena = arena };
    struct error err = ERROR_INIT;
    size_t room = 0;

    (void)state;
    assert_true(read_text(facebook, 200, body, &result, &err));
    assert_int_equal(result.count, 2);
    assert_true(result.items[0].followers == -1 && str_is_none(result.items[0].name));
    assert_true(str_is_none(result.items[0].handle) && str_is_none(result.items[0].verified));
    assert_int_equal(result.items[0].lack_count, 0);
    assert_int_equal(result.items[1].lack_count, 2);
    assert_true(
        read_text(facebook, 200,
                  "{\"error\":null,\"data\":[],\"paging\":{\"next\":\"n\",\"cursors\":{\"after\""
                  ":\"\"}}}",
                  &result, &err));
    assert_true(str_is_none(result.after));
    for (bool ok = false; !ok; room += 4) {
        result = (struct discovery_result){ .arena = arena_new(room) };
        error_clear(&err);
        ok = read_text(facebook, 200, body, &result, &err);
        assert_true(ok || err.kind == ERROR_LIMIT);
        arena_free(result.arena);
    }
    arena_free(arena);
}

/* Whose a token is: one account. */
static void
test_owners(void **state)
{
    static const struct {
        const char *platform, *api, *body, *id, *handle, *name, *verified;
        int64_t followers;
    } rows[] = {
        { "threads", NULL, "{\"id\":\"9876543210\",\"username\":\"dinas.air\",\"name\":\"Air\"}",
          "9876543210", "dinas.air", "Air", NULL, -1 },
        { "x", NULL,
          "{\"data\":{\"id\":\"2244994945\",\"name\":\"Air\",\"username\":\"dinasair\","
          "\"verified_type\":\"government\",\"public_metrics\":{\"followers_count\":5}}}",
          "2244994945", "dinasair", "Air", "government", 5 },
        { "x", NULL,
          "{\"data\":[{\"id\":\"2244994945\",\"name\":\"Air\",\"username\":\"dinasair\","
          "\"verified_type\":\"none\"}]}",
          "2244994945", "dinasair", "Air", NULL, -1 },
        { "youtube", NULL,
          "{\"items\":[{\"id\":\"UCabcdefghijklmnopqrstuv\",\"snippet\":{\"title\":\"Air\","
          "\"customUrl\":\"@dinasair\"},\"statistics\":{\"subscriberCount\":\"1230\"}}]}",
          "UCabcdefghijklmnopqrstuv", "@dinasair", "Air", NULL, 1230 },
        { "tiktok", "display",
          "{\"data\":{\"user\":{\"open_id\":\"-000q\",\"username\":\"dinas.air\",\"is_verified\":"
          "true,\"display_name\":\"Air\",\"follower_count\":7}},\"error\":{\"code\":\"ok\","
          "\"message\":\"\",\"log_id\":\"1\"}}",
          "-000q", "dinas.air", "Air", "verified", 7 },
        { "tiktok", "business",
          "{\"code\":0,\"message\":\"OK\",\"data\":{\"username\":\"dinas.air\",\"display_name\":"
          "\"Air\",\"followers_count\":8}}",
          NULL, "dinas.air", "Air", NULL, 8 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct arena *arena = arena_new(1u << 16);
        struct discovery_result result = { .arena = arena };
        struct error err = ERROR_INIT;

        assert_true(read_text(of_platform(rows[i].platform, rows[i].api, arena), 200, rows[i].body,
                              &result, &err));
        assert_int_equal(result.count, 1);
        assert_true(str_equal(result.items[0].id, str_from(rows[i].id)));
        assert_true(str_equal(result.items[0].handle, str_from(rows[i].handle)));
        assert_true(str_equal(result.items[0].name, str_from(rows[i].name)));
        assert_true(str_equal(result.items[0].verified, str_from(rows[i].verified)));
        assert_true(result.items[0].followers == rows[i].followers);
        arena_free(arena);
    }
}

static void
test_refusals(void **state)
{
    static const struct {
        const char *platform, *api;
        int status;
        const char *body;
        enum error_kind kind;
        const char *words;
    } rows[] = {
        { "facebook", NULL, 400,
          "{\"error\":{\"message\":\"Invalid OAuth access token SIMULATED-secret\",\"type\":"
          "\"OAuthException\",\"code\":190}}",
          ERROR_DENIED, "status 400: code 190" },
        { "threads", NULL, 200, "{\"error\":{\"message\":\"no\",\"code\":10}}", ERROR_DENIED,
          ": code 10" },
        { "x", NULL, 403, "{\"title\":\"Unsupported Authentication\",\"status\":403}", ERROR_PEER,
          "status 403" },
        { "tiktok", "business", 200, "{\"code\":40105,\"message\":\"expired\",\"data\":{}}",
          ERROR_DENIED, "status 200: code 40105" },
        { "facebook", NULL, 502, "<html>", ERROR_PEER, "status 502" },
        { "facebook", NULL, 200, "{}", ERROR_PEER, "status 200" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct arena *arena = arena_new(1u << 16);
        struct discovery_result result = { .arena = arena };
        struct error err = ERROR_INIT;

        assert_false(read_text(of_platform(rows[i].platform, rows[i].api, arena), rows[i].status,
                               rows[i].body, &result, &err));
        assert_int_equal(err.kind, rows[i].kind);
        assert_non_null(strstr(err.text, rows[i].words));
        assert_null(strstr(err.text, "secret"));
        assert_int_equal(result.count, 0);
        arena_free(arena);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_requests),   cmocka_unit_test(test_pages),
        cmocka_unit_test(test_more_pages), cmocka_unit_test(test_odd_texts),
        cmocka_unit_test(test_many_lacks), cmocka_unit_test(test_hundreds),
        cmocka_unit_test(test_too_long),   cmocka_unit_test(test_odd_answers),
        cmocka_unit_test(test_owners),     cmocka_unit_test(test_refusals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
