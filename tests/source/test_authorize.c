/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * lib/source/authorize and the platforms' tables for it: the address that an account's owner opens,
 * the one he comes back with, the request for the token. Addresses, names of parameters and error
 * bodies by the platforms' documentation and RFC 6749; no code or token in it is real.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "config/setting.h"
#include "source/authorize.h"
#include "source/source.h"

static const struct authorization *
of_platform(const char *platform, const char *api, struct arena *arena)
{
    const struct source *source = source_find(str_from(platform));
    void *settings = arena_alloc(arena, source->settings_size);
    struct error err = ERROR_INIT;

    assert_true(setting_defaults(source->settings, settings, arena, &err));
    assert_true(api == NULL || setting_set(setting_find(source->settings, STR("api")),
                                           str_from(api), settings, arena, &err));
    return source->authorization(settings);
}

static const struct {
    const char *platform, *api, *redirect, *challenge, *url;
} address_rows[] = {
    { "facebook", NULL, "https://kota.example/kembali?a=1", NULL,
      "https://www.facebook.com/v26.0/dialog/oauth?response_type=code&client_id=4711"
      "&redirect_uri=https%3A%2F%2Fkota.example%2Fkembali%3Fa%3D1"
      "&scope=pages_show_list%2Cpages_read_engagement%2Cpages_read_user_content"
      "%2Cpages_manage_metadata%2Cpages_messaging&state=s1" },
    { "instagram", NULL, "https://kota.example/", NULL,
      "https://www.facebook.com/v26.0/dialog/oauth?response_type=code&client_id=4711"
      "&redirect_uri=https%3A%2F%2Fkota.example%2F"
      "&scope=pages_show_list%2Cpages_read_engagement%2Cinstagram_basic"
      "%2Cinstagram_manage_comments%2Cinstagram_manage_messages"
      "%2Cpages_manage_metadata&state=s1" },
    { "threads", NULL, "https://kota.example/", NULL,
      "https://threads.com/oauth/authorize?response_type=code&client_id=4711"
      "&redirect_uri=https%3A%2F%2Fkota.example%2F"
      "&scope=threads_basic%2Cthreads_read_replies%2Cthreads_manage_mentions"
      "%2Cthreads_manage_insights%2Cthreads_profile_discovery&state=s1" },
    { "x", NULL, "http://127.0.0.1:8000/", "abc",
      "https://x.com/i/oauth2/authorize?response_type=code&client_id=4711"
      "&redirect_uri=http%3A%2F%2F127.0.0.1%3A8000%2F"
      "&scope=tweet.read%20users.read%20offline.access&state=s1"
      "&code_challenge=abc&code_challenge_method=S256" },
    { "tiktok", "business", "https://kota.example/", NULL,
      "https://www.tiktok.com/v2/auth/authorize/?response_type=code&client_key=4711"
      "&redirect_uri=https%3A%2F%2Fkota.example%2F"
      "&scope=user.info.basic%2Cuser.info.username%2Cuser.info.stats%2Cvideo.list"
      "%2Cvideo.insights%2Ccomment.list&state=s1" },
    { "tiktok", "display", "http://localhost:3455/callback/", "abc",
      "https://www.tiktok.com/v2/auth/authorize/?response_type=code&client_key=4711"
      "&redirect_uri=http%3A%2F%2Flocalhost%3A3455%2Fcallback%2F"
      "&scope=user.info.basic%2Cuser.info.profile%2Cuser.info.stats%2Cvideo.list&state=s1"
      "&code_challenge=abc&code_challenge_method=S256" },
    { "youtube", NULL, "https://kota.example/", "abc",
      "https://accounts.google.com/o/oauth2/v2/auth?response_type=code&client_id=4711"
      "&redirect_uri=https%3A%2F%2Fkota.example%2F"
      "&scope=https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fyoutube.readonly"
      "%20https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fyoutube.force-ssl&state=s1"
      "&access_type=offline&prompt=consent&code_challenge=abc&code_challenge_method=S256" },
};

static void
test_addresses(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(address_rows); i++) {
        CLEANUP(buf_done) struct buf url = BUF_INIT(2048);
        struct arena *arena = arena_new(1u << 16);
        const struct authorization *authorization =
            of_platform(address_rows[i].platform, address_rows[i].api, arena);
        struct authorize_attempt attempt = { .client_id = STR("4711"),
                                             .redirect_uri = str_from(address_rows[i].redirect),
                                             .state = STR("s1"),
                                             .challenge = str_from(address_rows[i].challenge) };

        assert_true(authorize_url(authorization, &attempt, &url));
        assert_string_equal(url.data, address_rows[i].url);
        for (size_t room = strlen(address_rows[i].url); room-- > 0;) {
            url.max = room;
            buf_clear(&url);
            assert_false(authorize_url(authorization, &attempt, &url));
        }
        arena_free(arena);
    }
}

static void
test_proofs(void **state)
{
    static const struct {
        const char *platform, *api, *redirect;
        enum authorize_proof proof;
    } rows[] = {
        { "facebook", NULL, "http://localhost/", AUTHORIZE_NO_PROOF },
        { "x", NULL, "https://kota.example/", AUTHORIZE_PROOF },
        { "youtube", NULL, "https://kota.example/", AUTHORIZE_PROOF },
        { "tiktok", "business", "http://localhost:1/", AUTHORIZE_NO_PROOF },
        { "tiktok", "display", "https://kota.example/", AUTHORIZE_NO_PROOF },
        { "tiktok", "display", "http://localhost.kota.example/", AUTHORIZE_NO_PROOF },
        { "tiktok", "display", "http://localhost:3455/callback/", AUTHORIZE_PROOF_LOOPBACK },
        { "tiktok", "display", "https://127.0.0.1:3455/", AUTHORIZE_PROOF_LOOPBACK },
        { "tiktok", "display", "http://127.0.0.1", AUTHORIZE_PROOF_LOOPBACK },
        { "tiktok", "display", "http://localhost/kembali", AUTHORIZE_PROOF_LOOPBACK },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct arena *arena = arena_new(1u << 16);
        const struct authorization *authorization =
            of_platform(rows[i].platform, rows[i].api, arena);

        assert_int_equal(authorize_proof_for(authorization, str_from(rows[i].redirect)),
                         rows[i].proof);
        arena_free(arena);
    }
}

/* Where each platform wants the code, and with which parts. */
static void
test_exchanges(void **state)
{
    static const struct {
        const char *platform, *api, *base_url, *url, *parts, *longer;
    } rows[] = {
        { "facebook", NULL, "https://graph.facebook.com/v26.0",
          "https://graph.facebook.com/v26.0/oauth/access_token",
          "client_id=app_id client_secret=app_secret redirect_uri=redirect_uri code=code ",
          "https://graph.facebook.com/v26.0/oauth/access_token?grant_type=fb_exchange_token" },
        { "threads", NULL, "https://graph.threads.net/v1.0",
          "https://graph.threads.net/oauth/access_token",
          "client_id=app_id client_secret=app_secret redirect_uri=redirect_uri code=code ",
          "https://graph.threads.net/access_token?grant_type=th_exchange_token" },
        { "x", NULL, "https://api.x.com/2", "https://api.x.com/2/oauth2/token",
          "code=code client_id=client_id redirect_uri=redirect_uri code_verifier=code_verifier "
          "Authorization=client_id ",
          NULL },
        { "tiktok", "business", "https://business-api.tiktok.com/open_api/v1.3",
          "https://business-api.tiktok.com/open_api/v1.3/tt_user/oauth2/token/",
          "client_id=client_id client_secret=client_secret auth_code=code "
          "redirect_uri=redirect_uri ",
          NULL },
        { "tiktok", "display", "https://open.tiktokapis.com/v2",
          "https://open.tiktokapis.com/v2/oauth/token/",
          "client_key=client_id client_secret=client_secret code=code redirect_uri=redirect_uri "
          "code_verifier=code_verifier ",
          NULL },
        { "youtube", NULL, "https://www.googleapis.com/youtube/v3",
          "https://oauth2.googleapis.com/token",
          "client_id=client_id client_secret=client_secret code=code redirect_uri=redirect_uri "
          "code_verifier=code_verifier ",
          NULL },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct arena *arena = arena_new(1u << 16);
        const struct authorization *authorization =
            of_platform(rows[i].platform, rows[i].api, arena);
        struct str parts = STR("");
        struct http_request request;
        struct error err = ERROR_INIT;

        assert_true(renewal_request(&authorization->exchange->call, str_from(rows[i].base_url),
                                    arena, &request, &err));
        assert_true(str_equal_c(request.url, rows[i].url));
        for (size_t k = 0; k < request.secret_count; k++)
            assert_true(arena_printf(arena, &parts, "%.*s%s=%s ", STR_ARGS(parts),
                                     request.secrets[k].name, request.secrets[k].part));
        assert_true(str_equal_c(parts, rows[i].parts));
        assert_int_equal(authorization->lengthen == NULL, rows[i].longer == NULL);
        if (rows[i].longer != NULL) {
            assert_true(renewal_request(&authorization->lengthen->call, str_from(rows[i].base_url),
                                        arena, &request, &err));
            assert_true(str_equal_c(request.url, rows[i].longer));
        }
        arena_free(arena);
    }
}

static void
test_nobody_to_ask(void **state)
{
    struct arena *arena = arena_new(1u << 16);

    (void)state;
    assert_non_null(strstr(of_platform("youtube", NULL, arena)->note, "a key"));
    assert_null(of_platform("x", NULL, arena)->note);
    assert_null(source_find(STR("web"))->authorization);
    arena_free(arena);
}

static const struct {
    const char *pasted, *code; /* code NULL: refused */
    enum error_kind kind;
    const char *words;
} pasted_rows[] = {
    { "https://kota.example/?code=SIMULATED-1&state=s1", "SIMULATED-1", ERROR_NONE, NULL },
    { "  \"https://kota.example/?state=s1&code=SIMULATED-1#_=_\" \n", "SIMULATED-1", ERROR_NONE,
      NULL },
    { "<http://127.0.0.1:8000/?x&code=a%2Fb%2b+c%zz%2&state=s1>", "a/b+ c%zz%2", ERROR_NONE, NULL },
    { "https://kota.example/?code=%4z%g1%4&state=s1", "%4z%g1%4", ERROR_NONE, NULL },
    { "https://kota.example/?code=%-1%1:%4A&state=s1", "%-1%1:J", ERROR_NONE, NULL },
    { "code=SIMULATED-1&state=s1", "SIMULATED-1", ERROR_NONE, NULL },
    { "https://kota.example/?auth_code=SIMULATED-2&code=&state=s1&scopes=a", NULL, ERROR_PEER,
      "not the address" },
    { "https://kota.example/?auth_code=SIMULATED-2&state=s1&scopes=a", "SIMULATED-2", ERROR_NONE,
      NULL },
    { "https://kota.example/?code=SIMULATED-1&state=s2", NULL, ERROR_PEER, "another attempt" },
    { "https://kota.example/?code=SIMULATED-1", NULL, ERROR_PEER, "another attempt" },
    { "https://kota.example/", NULL, ERROR_PEER, "not the address" },
    { "", NULL, ERROR_PEER, "not the address" },
    { "SIMULATED-1", NULL, ERROR_PEER, "not the address" },
    { "https://kota.example/?error=access_denied&error_code=200&error_description=Permissions+"
      "error&error_reason=user_denied&state=s1#_=_",
      NULL, ERROR_DENIED, "did not allow it" },
    { "https://kota.example/?error=access_denied", NULL, ERROR_DENIED, "did not allow it" },
    { "https://kota.example/?error=access_denied&state=s2", NULL, ERROR_PEER, "another attempt" },
    { "https://kota.example/?error=invalid_scope%0a%1b[2J&state=s1", NULL, ERROR_DENIED,
      "did not ask the owner: invalid_scope" },
    { "https://kota.example/?error=galat%C3%A9&state=s1", NULL, ERROR_DENIED,
      "did not ask the owner: galat" },
    { "https://kota.example/?error=unauthorized_scope&state=s1", NULL, ERROR_DENIED,
      "did not ask the owner: unauthorized_scope" },
    { "https://kota.example/?error=user_cancelled_authorize&state=s1", NULL, ERROR_DENIED,
      "did not allow it" },
    { "https://kota.example/?error=user_denied&state=s1", NULL, ERROR_DENIED, "did not allow it" },
    /* Google's, with more in it than anybody asked for. */
    { "https://kota.example/?state=s1&iss=https://accounts.google.com&code=4%2F0SIMULATED&scope="
      "https://www.googleapis.com/auth/youtube.readonly&authuser=0&prompt=consent",
      "4/0SIMULATED", ERROR_NONE, NULL },
    { "\"'", NULL, ERROR_PEER, "not the address" },
    { "https://kota.example/?error=&state=s1", NULL, ERROR_DENIED, "did not ask the owner" },
    { "https://kota.example/?error=unauthorized_client&state=s1", NULL, ERROR_DENIED,
      "did not ask the owner: unauthorized_client" },
};

static void
test_codes(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(pasted_rows); i++) {
        struct arena *arena = arena_new(1u << 16);
        struct error err = ERROR_INIT;
        struct str code = STR_NONE;
        bool ok = authorize_code(str_from(pasted_rows[i].pasted), STR("s1"), arena, &code, &err);

        assert_int_equal(ok, pasted_rows[i].code != NULL);
        if (ok) {
            assert_true(str_equal_c(code, pasted_rows[i].code));
        } else {
            assert_int_equal(err.kind, pasted_rows[i].kind);
            assert_non_null(strstr(err.text, pasted_rows[i].words));
            assert_true(err.hint[0] != '\0');
            for (const char *at = err.text; *at != '\0'; at++)
                assert_true(*at >= ' ');
        }
        arena_free(arena);
    }
}

static void
test_too_long_a_code(void **state)
{
    struct arena *arena = arena_new(2);
    struct error err = ERROR_INIT;
    struct str code;

    (void)state;
    assert_false(authorize_code(STR("code=SIMULATED-1&state=s1"), STR("s1"), arena, &code, &err));
    assert_int_equal(err.kind, ERROR_PEER);
    arena_free(arena);
}

static const struct {
    const char *body, *hint; /* hint NULL: nothing is known of it */
} refused_rows[] = {
    { "{\"error\":{\"message\":\"This authorization code has expired.\",\"type\":"
      "\"OAuthException\",\"code\":100,\"error_subcode\":36007}}",
      "too old" },
    { "{\"error\":{\"message\":\"This authorization code has been used.\",\"type\":"
      "\"OAuthException\",\"code\":100,\"error_subcode\":36009}}",
      "used before" },
    { "{\"error\":{\"message\":\"Error validating verification code. Please make sure your "
      "redirect_uri is identical to the one you used in the OAuth dialog request\",\"type\":"
      "\"OAuthException\",\"code\":100,\"error_subcode\":36008}}",
      "redirect address" },
    { "{\"error\":{\"message\":\"Error validating client secret.\",\"type\":\"OAuthException\","
      "\"code\":1}}",
      "id and secret" },
    { "{\"error_type\":\"OAuthException\",\"code\":400,\"error_message\":\"Matching code was "
      "not found or was already used\"}",
      "used before" },
    { "{\"error_type\":\"OAuthException\",\"code\":400,\"error_message\":\"Error validating "
      "verification code. Please make sure your redirect_uri is identical\"}",
      "redirect address" },
    { "{\"error\":\"invalid_request\",\"error_description\":\"Value passed for the "
      "authorization code was invalid.\"}",
      "too old" },
    { "{\"error\":\"invalid_grant\",\"error_description\":\"Code verifier or code challenge is "
      "invalid.\"}",
      "another attempt" },
    { "{\"code\":40110,\"message\":\"Redirect_uri is not the same\"}", "redirect address" },
    { "{\"error\":\"invalid_client\"}", "id and secret" },
    { "{\"error\":\"redirect_uri_mismatch\",\"error_description\":\"Bad Request\"}",
      "redirect address" },
    { "{\"error\":\"invalid_grant\",\"error_description\":\"Missing code verifier.\"}",
      "another attempt" },
    { "{\"error\":\"invalid_grant\",\"error_description\":\"Malformed auth code.\"}",
      "used before" },
    { "{\"error\":\"invalid_grant\",\"error_description\":\"Authorization code is expired.\","
      "\"log_id\":\"1\"}",
      "too old" },
    { "{\"code\":40110,\"message\":\"Auth_code is used\",\"data\":{}}", "used before" },
    { "{\"code\":40002,\"message\":\"Something\",\"data\":{}}", NULL },
    { "<html>", NULL },
};

static void
test_refusals(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(refused_rows); i++) {
        struct http_response answer = { .status = 400, .body = str_from(refused_rows[i].body) };
        struct error err = ERROR_INIT;

        (void)error_set(&err, ERROR_DENIED, "the platform answered with status 400");
        authorize_explain(&answer, &err);
        if (refused_rows[i].hint == NULL)
            assert_string_equal(err.hint, "");
        else
            assert_non_null(strstr(err.hint, refused_rows[i].hint));

        error_clear(&err);
        (void)error_set(&err, ERROR_PEER, "the platform answered with status 503");
        authorize_explain(&answer, &err);
        assert_string_equal(err.hint, "");
    }
}

static void
test_lacks(void **state)
{
    struct arena *arena = arena_new(1u << 16);
    const struct authorization *tiktok = of_platform("tiktok", "business", arena);
    struct str all = STR("user.info.basic,user.info.username,user.info.stats,video.list,"
                         "video.insights,comment.list");

    (void)state;
    assert_null(authorize_lack(tiktok, all, 0));
    all = STR("xuser.info.basic comment.list.manage user.info.stats video.list "
              "user.info.username");
    assert_string_equal(authorize_lack(tiktok, all, 0)->name, "user.info.basic");
    assert_string_equal(authorize_lack(tiktok, all, 1)->name, "video.insights");
    assert_string_equal(authorize_lack(tiktok, all, 2)->streams, "comments");
    assert_null(authorize_lack(tiktok, all, 3));
    assert_string_equal(authorize_lack(tiktok, STR(""), 5)->name, "comment.list");
    arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses), cmocka_unit_test(test_proofs),
        cmocka_unit_test(test_exchanges), cmocka_unit_test(test_nobody_to_ask),
        cmocka_unit_test(test_codes),     cmocka_unit_test(test_too_long_a_code),
        cmocka_unit_test(test_refusals),  cmocka_unit_test(test_lacks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
