/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * lib/source/renewal: requests about tokens, and what of the answers is kept and told. Shapes of
 * answers by RFC 6749 (5.1, 5.2) and the platforms' documentation; no token in it is real.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "config/setting.h"
#include "source/renewal.h"
#include "source/source.h"

#define NOW_US (INT64_C(1795000000) * WHEN_SECOND)

static const struct renewal oauth = {
    .call = { .method = HTTP_POST,
              .path = "/2/oauth2/token",
              .from_origin = true,
              .body = "grant_type=refresh_token",
              .content_type = "application/x-www-form-urlencoded",
              .secrets = { { .place = HTTP_SECRET_FORM,
                             .name = "refresh_token",
                             .part = "refresh_token" } },
              .secret_count = 1 },
    .refreshes = true,
    .token = "access_token",
    .refresh_token = "refresh_token",
    .expires_in = "expires_in",
    .refresh_expires_in = "data.refresh_expires_in",
    .scopes = "scope",
    .account_id = "open_id",
};

static struct http_response
answer_of(int status, const char *body)
{
    return (struct http_response){ .status = status, .body = str_from(body) };
}

static void
test_request(void **state)
{
    struct arena *arena = arena_new(1u << 16);
    struct http_request request;
    struct error err = ERROR_INIT;

    (void)state;
    assert_true(
        renewal_request(&oauth.call, STR("https://api.example/2/x"), arena, &request, &err));
    assert_true(str_equal_c(request.url, "https://api.example/2/oauth2/token"));
    assert_true(str_equal_c(request.body, "grant_type=refresh_token"));
    assert_int_equal(request.secret_count, 1);
    assert_string_equal(request.secrets[0].name, "refresh_token");
    assert_true(renewal_request(&source_find(STR("facebook"))->inspection->call,
                                STR("https://graph.example/v26.0"), arena, &request, &err));
    assert_true(str_equal_c(request.url, "https://graph.example/v26.0/debug_token"));
    assert_true(str_is_none(request.body));
    assert_false(renewal_request(&oauth.call, STR("graph.example"), arena, &request, &err));
    assert_int_equal(err.kind, ERROR_CONFIG);
    arena_free(arena);
}

/* A host of its own for tokens, of the platform itself; a proxy answers for both. */
static void
test_another_host(void **state)
{
    static const struct {
        const char *base_url, *origin;
    } rows[] = {
        { "https://www.googleapis.com/youtube/v3", "https://oauth2.googleapis.com" },
        { "https://WWW.googleapis.com:443/youtube/v3", "https://oauth2.googleapis.com" },
        { "http://www.googleapis.com/youtube/v3", "http://www.googleapis.com" },
        { "https://proxy.example:8443/yt", "https://proxy.example:8443" },
        { "https://www.googleapis.com.example/yt", "https://www.googleapis.com.example" },
    };
    const struct renewal *renewal = source_find(STR("youtube"))->renewal(NULL);
    CLEANUP(buf_done) struct buf origin = BUF_INIT(256);
    CLEANUP(buf_done) struct buf small = BUF_INIT(27); /* has room for the first alone */

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        buf_clear(&origin);
        assert_true(renewal_origin(&renewal->call, str_from(rows[i].base_url), &origin));
        assert_true(str_equal_c(buf_str(&origin), rows[i].origin));
    }
    assert_false(renewal_origin(&renewal->call, STR("www.googleapis.com"), &origin));
    assert_false(renewal_origin(&renewal->call, str_from(rows[0].base_url), &small));
}

static void
test_renewed(void **state)
{
    struct arena *arena = arena_new(1u << 16);
    struct http_response answer =
        answer_of(200, "{\"token_type\":\"bearer\",\"expires_in\":7200,\"access_token\":"
                       "\"SIMULATED-new\",\"refresh_token\":\"SIMULATED-next\",\"scope\":"
                       "\"tweet.read users.read\",\"open_id\":\"7\",\"data\":"
                       "{\"refresh_expires_in\":86400}}");
    struct renewal_news news;
    struct error err = ERROR_INIT;

    (void)state;
    assert_true(renewal_read(&oauth, &answer, NOW_US, arena, &news, &err));
    assert_true(str_equal_c(news.token, "SIMULATED-new"));
    assert_true(str_equal_c(news.refresh_token, "SIMULATED-next"));
    assert_true(str_equal_c(news.scopes, "tweet.read users.read"));
    assert_true(news.expires_at_us == NOW_US + 7200 * WHEN_SECOND);
    assert_true(news.refresh_expires_at_us == NOW_US + 86400 * WHEN_SECOND);
    assert_int_equal(news.is_valid, TRI_YES);
    assert_true(str_equal_c(news.account_id, "7"));

    assert_true(renewal_read(&oauth, &answer, NOW_US + WHEN_SECOND - 1, arena, &news, &err));
    assert_true(news.expires_at_us == NOW_US + 7200 * WHEN_SECOND); /* no part of a second */
    answer = answer_of(200, "{\"access_token\":\"SIMULATED-new\",\"expires_in\":-5}");
    assert_true(renewal_read(&oauth, &answer, NOW_US, arena, &news, &err));
    assert_true(str_is_none(news.refresh_token) && str_is_none(news.scopes));
    assert_true(news.expires_at_us == WHEN_NONE && news.refresh_expires_at_us == WHEN_NONE);
    arena_free(arena);
}

static void
test_refused(void **state)
{
    static const struct {
        int status;
        const char *body;
        enum error_kind kind;
        const char *text;
    } rows[] = {
        { 400, "{\"error\":\"invalid_grant\",\"error_description\":\"SIMULATED-secret is old\"}",
          ERROR_DENIED, "the platform answered with status 400: invalid_grant" },
        { 400, "{\"error\":{\"message\":\"SIMULATED-secret\",\"code\":190}}", ERROR_DENIED,
          "the platform answered with status 400: code 190" },
        { 200, "{\"code\":40105,\"message\":\"SIMULATED-secret\",\"data\":{}}", ERROR_DENIED,
          "the platform answered with status 200: code 40105" },
        { 200, "{\"error\":\"a sentence with SIMULATED-secret\",\"error_code\":0}", ERROR_PEER,
          "the platform answered with status 200" },
        { 200, "{\"access_token\":\"\"}", ERROR_PEER, "the platform answered with status 200" },
        { 503, "{\"error\":\"temporarily_unavailable\"}", ERROR_PEER,
          "the platform answered with status 503: temporarily_unavailable" },
        { 429, "{\"error\":{\"type\":\"OAuthException\"}}", ERROR_PEER,
          "the platform answered with status 429: OAuthException" },
        { 502, "<html>SIMULATED-secret</html>", ERROR_PEER,
          "the platform answered with status 502" },
        { 201, "{\"access_token\":\"SIMULATED-secret\"}", ERROR_PEER,
          "the platform answered with status 201" },
        { 400, "{\"error\":\"invalid-grant\"}", ERROR_DENIED,
          "the platform answered with status 400: invalid-grant" },
        { 400,
          "{\"error\":\"\",\"error_code\":\"a_secret_of_more_than_forty_letters_in_one_word\"}",
          ERROR_PEER, "the platform answered with status 400" },
    };
    struct arena *arena = arena_new(1u << 16);

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct http_response answer = answer_of(rows[i].status, rows[i].body);
        struct renewal_news news;
        struct error err = ERROR_INIT;
        assert_false(renewal_read(&oauth, &answer, NOW_US, arena, &news, &err));
        assert_int_equal(err.kind, rows[i].kind);
        assert_true(str_starts(str_from(err.text), str_from(rows[i].text)));
        assert_null(strstr(err.text, "secret"));
    }
    arena_free(arena);
}

static void
test_inspected(void **state)
{
    const struct renewal_inspection *inspection = source_find(STR("facebook"))->inspection;
    struct arena *arena = arena_new(1u << 16);
    struct http_response answer = answer_of(
        200, "{\"data\":{\"app_id\":\"1\",\"type\":\"PAGE\",\"is_valid\":true,\"expires_at\":0,"
             "\"data_access_expires_at\":1796000000,\"scopes\":[\"pages_show_list\","
             "\"pages_read_engagement\"]}}");
    struct renewal_news news;
    struct error err = ERROR_INIT;

    (void)state;
    assert_true(renewal_inspect(inspection, &answer, arena, &news, &err));
    assert_int_equal(news.is_valid, TRI_YES);
    assert_true(news.never_expires && news.expires_at_us == WHEN_NONE);
    assert_true(str_equal_c(news.scopes, "pages_show_list pages_read_engagement"));

    answer = answer_of(200, "{\"data\":{\"is_valid\":false,\"expires_at\":1794000000}}");
    assert_true(renewal_inspect(inspection, &answer, arena, &news, &err));
    assert_int_equal(news.is_valid, TRI_NO);
    assert_false(news.never_expires);
    assert_true(news.expires_at_us == INT64_C(1794000000) * WHEN_SECOND);
    assert_true(news.data_access_expires_at_us == WHEN_NONE && str_is_none(news.scopes));

    answer = answer_of(400, "{\"error\":{\"code\":190,\"message\":\"SIMULATED\"}}");
    assert_false(renewal_inspect(inspection, &answer, arena, &news, &err));
    assert_int_equal(err.kind, ERROR_DENIED);
    arena_free(arena);
}

/* Ends that no token has, and scopes of which some are none. */
static void
test_odd_numbers(void **state)
{
    const struct renewal_inspection *inspection = source_find(STR("facebook"))->inspection;
    struct arena *arena = arena_new(1u << 16);
    struct http_response answer = answer_of(
        200,
        "{\"access_token\":\"SIMULATED-new\",\"expires_in\":99999999999,\"scope\":[\"a\",7,\"b\"]}");
    struct renewal_news news;
    struct error err = ERROR_INIT;

    (void)state;
    assert_true(renewal_read(&oauth, &answer, NOW_US, arena, &news, &err));
    assert_true(news.expires_at_us == WHEN_NONE);
    assert_true(str_equal_c(news.scopes, "a b"));

    answer = answer_of(200, "{\"data\":{\"is_valid\":true,\"expires_at\":-1,"
                            "\"data_access_expires_at\":99999999999999}}");
    assert_true(renewal_inspect(inspection, &answer, arena, &news, &err));
    assert_true(!news.never_expires && news.expires_at_us == WHEN_NONE);
    assert_true(news.data_access_expires_at_us == WHEN_NONE);

    answer = answer_of(200, "{\"data\":{\"expires_at\":0}}"); /* valid or not: it does not say */
    assert_false(renewal_inspect(inspection, &answer, arena, &news, &err));
    assert_string_equal(err.text, "the platform answered with status 200");
    error_clear(&err);
    answer = answer_of(502, "<html>");
    assert_false(renewal_inspect(inspection, &answer, arena, &news, &err));
    assert_int_equal(err.kind, ERROR_PEER);
    error_clear(&err);
    assert_false(renewal_refusal(&answer, &err));
    assert_int_equal(err.kind, ERROR_PEER);
    arena_free(arena);
}

/* As many scopes as there is room for, each of them whole. */
static void
test_many_scopes(void **state)
{
    struct arena *arena = arena_new(1u << 20);
    CLEANUP(buf_done) struct buf body = BUF_INIT(1u << 16);
    struct http_response answer;
    struct renewal_news news;
    struct error err = ERROR_INIT;
    struct str name;

    (void)state;
    assert_true(buf_append_str(&body, STR("{\"access_token\":\"SIMULATED-new\",\"scope\":[\"a\"")));
    for (int i = 0; i < 1000; i++)
        assert_true(buf_append_str(&body, STR(",\"threads_basic\"")));
    assert_true(buf_append_str(&body, STR("]}")));
    answer = answer_of(200, body.data);
    assert_true(renewal_read(&oauth, &answer, NOW_US, arena, &news, &err));
    assert_in_range(news.scopes.n, RECORD_LINE_MAX - 20, RECORD_LINE_MAX);
    assert_true(str_split(&news.scopes, ' ', &name) && str_equal_c(name, "a"));
    while (str_split(&news.scopes, ' ', &name) && news.scopes.n > 0)
        assert_true(str_equal_c(name, "threads_basic"));
    arena_free(arena);
}

/* A token without an end, whose data ends 90 days after its owner's last login. */
static void
quirk_32_a_token_without_an_end_has_data_that_ends(void **state)
{
    const struct renewal_inspection *inspection = source_find(STR("facebook"))->inspection;
    struct arena *arena = arena_new(1u << 16);
    struct http_response answer = answer_of(200, "{\"data\":{\"is_valid\":true,\"expires_at\":0,"
                                                 "\"data_access_expires_at\":1796000000}}");
    struct renewal_news news;
    struct error err = ERROR_INIT;

    (void)state;
    assert_true(renewal_inspect(inspection, &answer, arena, &news, &err));
    assert_true(news.never_expires && news.expires_at_us == WHEN_NONE);
    assert_true(news.data_access_expires_at_us == INT64_C(1796000000) * WHEN_SECOND);
    arena_free(arena);
}

static void
quirk_33_an_exchange_without_a_life_has_no_known_end(void **state)
{
    struct arena *arena = arena_new(1u << 16);
    struct http_response answer =
        answer_of(200, "{\"access_token\":\"SIMULATED-new\",\"token_type\":\"bearer\"}");
    struct renewal_news news;
    struct error err = ERROR_INIT;

    (void)state;
    assert_true(renewal_read(&oauth, &answer, NOW_US, arena, &news, &err));
    assert_true(str_equal_c(news.token, "SIMULATED-new"));
    assert_true(news.expires_at_us == WHEN_NONE && news.refresh_expires_at_us == WHEN_NONE);
    arena_free(arena);
}

/* Where each platform wants it, and with which parts: by their documentation. */
static void
test_platforms(void **state)
{
    static const struct {
        const char *platform, *setting, *base_url, *url, *parts;
    } rows[] = {
        { "facebook", NULL, "https://graph.facebook.com/v26.0",
          "https://graph.facebook.com/v26.0/oauth/access_token?grant_type=fb_exchange_token",
          "client_id=app_id client_secret=app_secret fb_exchange_token=token " },
        { "instagram", NULL, "https://graph.facebook.com/v26.0",
          "https://graph.facebook.com/v26.0/oauth/access_token?grant_type=fb_exchange_token",
          "client_id=app_id client_secret=app_secret fb_exchange_token=token " },
        { "threads", NULL, "https://graph.threads.net/v1.0",
          "https://graph.threads.net/refresh_access_token?grant_type=th_refresh_token",
          "access_token=token " },
        { "x", NULL, "https://api.x.com/2", "https://api.x.com/2/oauth2/token",
          "refresh_token=refresh_token client_id=client_id Authorization=client_id " },
        { "youtube", NULL, "https://www.googleapis.com/youtube/v3",
          "https://oauth2.googleapis.com/token",
          "client_id=client_id client_secret=client_secret refresh_token=refresh_token " },
        { "tiktok", "business", "https://business-api.tiktok.com/open_api/v1.3",
          "https://business-api.tiktok.com/open_api/v1.3/tt_user/oauth2/refresh_token/",
          "client_id=client_id client_secret=client_secret refresh_token=refresh_token " },
        { "tiktok", "display", "https://open.tiktokapis.com/v2",
          "https://open.tiktokapis.com/v2/oauth/token/",
          "client_key=client_id client_secret=client_secret refresh_token=refresh_token " },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        const struct source *source = source_find(str_from(rows[i].platform));
        struct arena *arena = arena_new(1u << 16);
        void *settings = arena_alloc(arena, source->settings_size);
        struct error err = ERROR_INIT;
        struct http_request request;
        struct str parts = STR("");
        assert_true(setting_defaults(source->settings, settings, arena, &err));
        assert_true(rows[i].setting == NULL ||
                    setting_set(setting_find(source->settings, STR("api")),
                                str_from(rows[i].setting), settings, arena, &err));
        assert_true(renewal_request(&source->renewal(settings)->call, str_from(rows[i].base_url),
                                    arena, &request, &err));
        assert_true(str_equal_c(request.url, rows[i].url));
        for (size_t k = 0; k < request.secret_count; k++)
            assert_true(arena_printf(arena, &parts, "%.*s%s=%s ", STR_ARGS(parts),
                                     request.secrets[k].name, request.secrets[k].part));
        assert_true(str_equal_c(parts, rows[i].parts));
        arena_free(arena);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_request),
        cmocka_unit_test(test_another_host),
        cmocka_unit_test(test_renewed),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_inspected),
        cmocka_unit_test(test_odd_numbers),
        cmocka_unit_test(test_many_scopes),
        cmocka_unit_test(test_platforms),
        cmocka_unit_test(quirk_32_a_token_without_an_end_has_data_that_ends),
        cmocka_unit_test(quirk_33_an_exchange_without_a_life_has_no_known_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
