/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the Graph API's refusals mean: every row of the documented table, what surrounds it
 * (statuses without a body, unknown codes), what becomes of the message, and the usage headers.
 */

#include "check.h"

#include <math.h>

#define ANSWER_MAX 4096

/* Row of the table; code 0: no error body. */
struct row {
    const char *stream;
    int status, code, subcode;
    enum verdict verdict;
    enum verdict_scope scope;
    enum cause cause;
    const char *message;
};

static const struct row rows[] = {
    { "posts", 500, 1, 0, VERDICT_SMALLER, SCOPE_STREAM, CAUSE_TOO_MUCH, "unknown" },
    { "comments", 500, 1, 0, VERDICT_SMALLER, SCOPE_TARGET, CAUSE_TOO_MUCH, "unknown" },
    { "account", 500, 1, 0, VERDICT_BUSY, SCOPE_STREAM, CAUSE_PEER_TROUBLE, "unknown" },
    { "lookup", 500, 1, 0, VERDICT_BUSY, SCOPE_TARGET, CAUSE_PEER_TROUBLE, "unknown" },
    { "account", 500, 1, 0, VERDICT_BUSY, SCOPE_STREAM, CAUSE_TOO_MUCH,
      "Please reduce the amount of data you're asking for, then retry your request" },
    { "posts", 500, 2, 0, VERDICT_BUSY, SCOPE_STREAM, CAUSE_PEER_TROUBLE, "temporary" },
    { "posts", 400, 3, 0, VERDICT_DENIED, SCOPE_STREAM, CAUSE_PERMISSION, "capability" },
    { "posts", 400, 4, 0, VERDICT_LIMITED, SCOPE_APP, CAUSE_QUOTA, "app limit" },
    { "posts", 403, 10, 0, VERDICT_DENIED, SCOPE_STREAM, CAUSE_PERMISSION, "permission" },
    { "posts", 400, 17, 2446079, VERDICT_LIMITED, SCOPE_CREDENTIAL, CAUSE_QUOTA, "user limit" },
    { "posts", 400, 32, 0, VERDICT_LIMITED, SCOPE_ACCOUNT, CAUSE_QUOTA, "page limit" },
    { "posts", 400, 80001, 0, VERDICT_LIMITED, SCOPE_ACCOUNT, CAUSE_QUOTA, "page limit" },
    { "posts", 400, 80002, 0, VERDICT_LIMITED, SCOPE_ACCOUNT, CAUSE_QUOTA, "instagram limit" },
    { "posts", 400, 80006, 0, VERDICT_LIMITED, SCOPE_STREAM, CAUSE_QUOTA, "messenger limit" },
    { "posts", 400, 613, 0, VERDICT_LIMITED, SCOPE_ACCOUNT, CAUSE_QUOTA, "custom limit" },
    { "posts", 400, 341, 0, VERDICT_LIMITED, SCOPE_ACCOUNT, CAUSE_QUOTA, "temporary limit" },
    { "posts", 403, 200, 0, VERDICT_DENIED, SCOPE_STREAM, CAUSE_PERMISSION, "permission" },
    { "posts", 400, 210, 0, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID,
      "(#210) A page access token is required to request this resource." },
    { "posts", 400, 200, 0, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_POLICY, "API access blocked." },
    { "posts", 200, 200, 0, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_POLICY,
      "API access deactivated. To reactivate, go to the app dashboard." },
    { "posts", 403, 200, 0, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID,
      "(#200) Provide valid app ID" },
    { "posts", 403, 299, 0, VERDICT_DENIED, SCOPE_STREAM, CAUSE_PERMISSION, "permission" },
    { "posts", 400, 100, 0, VERDICT_DENIED, SCOPE_STREAM, CAUSE_OUR_REQUEST,
      "Tried accessing nonexisting field (foo)" },
    { "posts", 400, 100, 0, VERDICT_DENIED, SCOPE_STREAM, CAUSE_PERMISSION,
      "(#100) Object does not exist, cannot be loaded due to missing permission" },
    { "posts", 400, 100, 0, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_PROOF_REQUIRED,
      "(#100) Pages Public Content Access requires either app secret proof or an app token" },
    { "posts", 400, 100, 0, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_PROOF_REQUIRED,
      "API calls from the server require an appsecret_proof argument" },
    { "account", 400, 100, 33, VERDICT_GONE, SCOPE_ACCOUNT, CAUSE_GONE, "gone" },
    { "comments", 400, 100, 33, VERDICT_GONE, SCOPE_TARGET, CAUSE_GONE, "gone" },
    { "lookup", 404, 100, 33, VERDICT_GONE, SCOPE_TARGET, CAUSE_GONE, "gone" },
    { "lookup", 400, 100, 2108006, VERDICT_GONE, SCOPE_TARGET, CAUSE_GONE, "older media" },
    { "posts", 401, 102, 0, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID, "session" },
    { "posts", 401, 190, 0, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID, "token" },
    { "posts", 401, 190, 458, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_REVOKED, "app" },
    { "posts", 401, 190, 460, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_REVOKED, "password" },
    { "posts", 401, 190, 463, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_EXPIRED, "expired" },
    { "posts", 401, 190, 464, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_REVOKED, "confirm" },
    { "posts", 401, 190, 461, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_REVOKED, "app" },
    { "posts", 401, 190, 466, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_REVOKED, "by a call" },
    { "posts", 401, 190, 467, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID, "invalid" },
    { "posts", 401, 190, 467, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_REVOKED,
      "The session is invalid because the user logged out." },
    { "posts", 401, 190, 467, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_EXPIRED,
      "Invalid OAuth access token - Session has expired" },
    { "posts", 401, 190, 468, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_EXPIRED, "unused" },
    { "posts", 401, 190, 492, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_REVOKED, "role" },
    { "posts", 401, 190, 493, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_EXPIRED, "unused" },
    { "posts", 400, 368, 0, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_POLICY, "blocked" },
    { "account", 404, 803, 0, VERDICT_DENIED, SCOPE_ACCOUNT, CAUSE_WRONG_ID, "aliases" },
    { "posts", 400, 2500, 0, VERDICT_DENIED, SCOPE_STREAM, CAUSE_OUR_REQUEST, "path" },
    { "posts", 400, 2500, 0, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID,
      "An active access token must be used to query information about the current user." },
    { "posts", 400, -3, 0, VERDICT_SMALLER, SCOPE_STREAM, CAUSE_TOO_MUCH, "too much" },
    { "account", 400, -3, 0, VERDICT_BUSY, SCOPE_STREAM, CAUSE_TOO_MUCH, "too much" },
    { "posts", 500, -1, 0, VERDICT_BUSY, SCOPE_STREAM, CAUSE_PEER_TROUBLE, "fatal" },
    { "posts", 400, -2, 0, VERDICT_BUSY, SCOPE_STREAM, CAUSE_PEER_TROUBLE, "timeout" },
    { "posts", 403, 5, 0, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_PERMISSION, "address" },
    { "posts", 400, 9, 0, VERDICT_LIMITED, SCOPE_ACCOUNT, CAUSE_QUOTA, "too many actions" },
    { "posts", 400, 11, 0, VERDICT_DENIED, SCOPE_STREAM, CAUSE_OUR_REQUEST, "deprecated" },
    { "posts", 400, 12, 0, VERDICT_DENIED, SCOPE_STREAM, CAUSE_OUR_REQUEST, "deprecated" },
    { "posts", 400, 15, 0, VERDICT_DENIED, SCOPE_STREAM, CAUSE_PERMISSION, "other apps" },
    { "posts", 400, 21, 0, VERDICT_DENIED, SCOPE_ACCOUNT, CAUSE_WRONG_ID, "migrated" },
    { "lookup", 400, 24, 0, VERDICT_GONE, SCOPE_TARGET, CAUSE_GONE, "no such resource" },
    { "posts", 400, 25, 2207050, VERDICT_DENIED, SCOPE_ACCOUNT, CAUSE_POLICY, "restricted" },
    { "posts", 400, 101, 0, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID, "no app" },
    { "posts", 400, 104, 0, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID, "no token" },
    { "posts", 400, 110, 2207013, VERDICT_DENIED, SCOPE_ACCOUNT, CAUSE_WRONG_ID, "handle" },
    { "posts", 401, 190, 459, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_REVOKED, "check" },
    { "posts", 401, 190, 490, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_REVOKED, "check" },
    { "posts", 401, 450, 0, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_EXPIRED, "session" },
    { "posts", 401, 452, 0, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID, "session" },
    { "posts", 400, 80000, 0, VERDICT_LIMITED, SCOPE_ACCOUNT, CAUSE_QUOTA, "insights limit" },
    { "posts", 400, 80014, 0, VERDICT_LIMITED, SCOPE_ACCOUNT, CAUSE_QUOTA, "catalogue limit" },
    /* Unknown codes: theirs when the status says so, else told and tried again. */
    { "posts", 500, 4711, 0, VERDICT_BUSY, SCOPE_STREAM, CAUSE_PEER_TROUBLE, "new" },
    { "comments", 400, 4711, 0, VERDICT_MALFORMED, SCOPE_TARGET, CAUSE_BAD_ANSWER, "new" },
    { "posts", 429, 4711, 0, VERDICT_LIMITED, SCOPE_CREDENTIAL, CAUSE_QUOTA, "new" },
    { "posts", 200, 190, 463, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_EXPIRED, "on 200" },
    /* No body that says why. */
    { "posts", 429, 0, 0, VERDICT_LIMITED, SCOPE_CREDENTIAL, CAUSE_QUOTA, "" },
    { "posts", 401, 0, 0, VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID, "" },
    { "posts", 403, 0, 0, VERDICT_DENIED, SCOPE_STREAM, CAUSE_PERMISSION, "" },
    { "comments", 404, 0, 0, VERDICT_MALFORMED, SCOPE_TARGET, CAUSE_BAD_ANSWER, "" },
    { "comments", 408, 0, 0, VERDICT_BUSY, SCOPE_TARGET, CAUSE_PEER_TROUBLE, "" },
    { "comments", 500, 0, 0, VERDICT_SMALLER, SCOPE_TARGET, CAUSE_TOO_MUCH, "" },
    { "account", 500, 0, 0, VERDICT_BUSY, SCOPE_STREAM, CAUSE_PEER_TROUBLE, "" },
    { "posts", 502, 0, 0, VERDICT_BUSY, SCOPE_PLATFORM, CAUSE_PEER_TROUBLE, "" },
    { "posts", 504, 0, 0, VERDICT_BUSY, SCOPE_PLATFORM, CAUSE_PEER_TROUBLE, "" },
    { "posts", 302, 0, 0, VERDICT_MALFORMED, SCOPE_PLATFORM, CAUSE_BAD_ANSWER, "" },
    { "posts", 304, 0, 0, VERDICT_UNCHANGED, SCOPE_STREAM, CAUSE_NONE, "" },
};

static struct look
look_at_error(const struct row *row)
{
    char raw[ANSWER_MAX];

    if (row->code == 0)
        snprintf(raw, sizeof(raw), "HTTP/1.1 %d X\n\n", row->status);
    else
        snprintf(raw, sizeof(raw),
                 "HTTP/1.1 %d X\nContent-Type: application/json\n\n"
                 "{\"error\":{\"message\":\"%s\",\"type\":\"OAuthException\",\"code\":%d,"
                 "\"error_subcode\":%d,\"fbtrace_id\":\"A\"}}",
                 row->status, row->message, row->code, row->subcode);
    return look_made("facebook", row->stream, raw, "");
}

static void
test_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct look look = look_at_error(&rows[i]);
        const struct source_outcome *got = &look.run.outcome;
        if (got->verdict != rows[i].verdict || got->scope != rows[i].scope ||
            got->cause != rows[i].cause)
            fail_msg("%s, HTTP %d, code %d, subcode %d: %s %s %s, expected %s %s %s",
                     rows[i].stream, rows[i].status, rows[i].code, rows[i].subcode,
                     verdict_name(got->verdict), verdict_scope_name(got->scope),
                     cause_name(got->cause), verdict_name(rows[i].verdict),
                     verdict_scope_name(rows[i].scope), cause_name(rows[i].cause));
        assert_int_equal(look.run.batch.count, 0);
        look_done(&look);
    }
}

/* What a body with status 400 means, whatever words stand in it. */
struct meaning {
    enum verdict verdict;
    enum verdict_scope scope;
    enum cause cause;
};

static void
expect_meaning(const char *stream, const char *body, const struct meaning *want)
{
    char raw[ANSWER_MAX];
    struct look look;
    const struct source_outcome *got = &look.run.outcome;

    snprintf(raw, sizeof(raw), "HTTP/1.1 400 X\n\n%s", body);
    look = look_made("facebook", stream, raw, "");
    if (got->verdict != want->verdict || got->scope != want->scope || got->cause != want->cause)
        fail_msg("%s, %s: %s %s %s, expected %s %s %s", stream, body, verdict_name(got->verdict),
                 verdict_scope_name(got->scope), cause_name(got->cause),
                 verdict_name(want->verdict), verdict_scope_name(want->scope),
                 cause_name(want->cause));
    look_done(&look);
}

/*
 * Without a code (0) the type decides, and of a 100 without a subcode type and words together
 * whether one object is meant.
 */
static const struct type_case {
    const char *stream, *message, *type;
    int code, subcode;
    struct meaning meaning;
} type_cases[] = {
#define GRAPH "GraphMethodException"
#define OAUTH "OAuthException"
#define GONE                                   \
    {                                          \
        VERDICT_GONE, SCOPE_TARGET, CAUSE_GONE \
    }
#define REVOKED                                               \
    {                                                         \
        VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_REVOKED \
    }
#define OUR_REQUEST                                     \
    {                                                   \
        VERDICT_DENIED, SCOPE_STREAM, CAUSE_OUR_REQUEST \
    }
    { "posts", "no", OAUTH, 0, 0, { VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID } },
    { "posts", "(#459) no", OAUTH, 190, 459, REVOKED },
    { "lookup", "no", GRAPH, 0, 0, GONE },
    { "comments", "Unsupported get request.", GRAPH, 100, 0, GONE },
    { "comments", "Unsupported request - method type: get", GRAPH, 100, 0, GONE },
    { "posts", "Unsupported get request.", GRAPH, 100, 0, OUR_REQUEST },
    { "comments", "Unsupported get request.", OAUTH, 100, 0, OUR_REQUEST },
    { "comments", "Unsupported get request.", GRAPH, 100, 7, OUR_REQUEST },
    { "comments", "No such field", GRAPH, 100, 0, OUR_REQUEST },
    { "posts", "no", "NewException", 0, 0, { VERDICT_MALFORMED, SCOPE_STREAM, CAUSE_BAD_ANSWER } },
#undef GRAPH
#undef OAUTH
#undef GONE
#undef REVOKED
#undef OUR_REQUEST
};

static void
test_types(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(type_cases); i++) {
        const struct type_case *row = &type_cases[i];
        CLEANUP(buf_done) struct buf body = BUF_INIT(ANSWER_MAX);

        assert_true(buf_printf(&body, "{\"error\":{\"message\":\"%s\",\"type\":\"%s\"",
                               row->message, row->type));
        if (row->code != 0)
            assert_true(buf_printf(&body, ",\"code\":%d", row->code));
        if (row->subcode != 0)
            assert_true(buf_printf(&body, ",\"error_subcode\":%d", row->subcode));
        assert_true(buf_printf(&body, "}}"));
        expect_meaning(row->stream, body.data, &row->meaning);
    }
}

/* Instagram's first hosts: "code" is an HTTP status there. */
static void
test_types_of_the_first_hosts(void **state)
{
    static const struct {
        const char *stream, *body;
        struct meaning meaning;
    } cases[] = {
        { "posts",
          "{\"error_type\":\"OAuthException\",\"code\":400,\"error_message\":\"no\"}",
          { VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID } },
        { "posts",
          "{\"meta\":{\"error_type\":\"OAuthAccessTokenException\",\"code\":400,"
          "\"error_message\":\"no\"}}",
          { VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID } },
        { "posts",
          "{\"error_type\":\"OAuthForbiddenException\",\"code\":403,\"error_message\":\"\"}",
          { VERDICT_DENIED, SCOPE_STREAM, CAUSE_PERMISSION } },
        { "posts",
          "{\"error_type\":\"OAuthPermissionsException\",\"code\":400}",
          { VERDICT_DENIED, SCOPE_STREAM, CAUSE_PERMISSION } },
        { "posts",
          "{\"error_type\":\"OAuthParameterException\",\"code\":400}",
          { VERDICT_DENIED, SCOPE_STREAM, CAUSE_OUR_REQUEST } },
        { "account",
          "{\"meta\":{\"code\":400,\"error_message\":\"this user does not exist\","
          "\"error_type\":\"APINotFoundError\"}}",
          { VERDICT_GONE, SCOPE_ACCOUNT, CAUSE_GONE } },
        { "posts",
          "{\"meta\":{\"code\":400,\"error_type\":\"APINotAllowedError\"}}",
          { VERDICT_DENIED, SCOPE_STREAM, CAUSE_PERMISSION } },
        { "posts",
          "{\"meta\":{\"code\":400,\"error_type\":\"APIInvalidParametersError\"}}",
          { VERDICT_DENIED, SCOPE_STREAM, CAUSE_OUR_REQUEST } },
        { "posts",
          "{\"error_type\":\"OAuthRateLimitException\",\"code\":429}",
          { VERDICT_LIMITED, SCOPE_CREDENTIAL, CAUSE_QUOTA } },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        expect_meaning(cases[i].stream, cases[i].body, &cases[i].meaning);
}

/* The first versions told the code in the words, and all that ends a token under one code. */
static void
test_words_of_the_first_versions(void **state)
{
    static const struct {
        const char *body;
        enum verdict verdict;
        enum cause cause;
    } cases[] = {
        { "{\"error\":{\"message\":\"(#4) Application request limit reached\","
          "\"type\":\"OAuthException\"}}",
          VERDICT_LIMITED, CAUSE_QUOTA },
        { "{\"error\":{\"message\":\"(#4) Application request limit reached\","
          "\"type\":\"OAuthException\",\"code\":190}}",
          VERDICT_LIMITED, CAUSE_QUOTA },
        { "{\"error\":{\"message\":\"(#200) Requires extended permission\","
          "\"type\":\"OAuthException\"}}",
          VERDICT_DENIED, CAUSE_PERMISSION },
        { "{\"error\":{\"message\":\"(#x) no\",\"type\":\"OAuthException\"}}", VERDICT_DENIED,
          CAUSE_TOKEN_INVALID },
        { "{\"error\":{\"message\":\"(#4\",\"type\":\"OAuthException\"}}", VERDICT_DENIED,
          CAUSE_TOKEN_INVALID },
        { "{\"error\":{\"message\":\"(#4) no\",\"type\":\"OAuthException\",\"code\":10}}",
          VERDICT_DENIED, CAUSE_PERMISSION },
        { "{\"error\":{\"message\":\"Session has expired at unix time 1.\",\"code\":190}}",
          VERDICT_DENIED, CAUSE_TOKEN_EXPIRED },
        { "{\"error\":{\"message\":\"the user has changed the Password.\",\"code\":190}}",
          VERDICT_DENIED, CAUSE_TOKEN_REVOKED },
        { "{\"error\":{\"message\":\"The user has not authorized application 7.\","
          "\"type\":\"OAuthException\"}}",
          VERDICT_DENIED, CAUSE_TOKEN_REVOKED },
        { "{\"error_code\":190,\"error_msg\":\"Invalid OAuth 2.0 Access Token\"}", VERDICT_DENIED,
          CAUSE_TOKEN_INVALID },
        { "{\"error_code\":17,\"error_msg\":\"User request limit reached\"}", VERDICT_LIMITED,
          CAUSE_QUOTA },
    };
    char raw[ANSWER_MAX];

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct look look;
        snprintf(raw, sizeof(raw), "HTTP/1.1 400 X\n\n%s", cases[i].body);
        look = look_made("facebook", "posts", raw, "");
        if (look.run.outcome.verdict != cases[i].verdict ||
            look.run.outcome.cause != cases[i].cause)
            fail_msg("%s: %s %s", cases[i].body, verdict_name(look.run.outcome.verdict),
                     cause_name(look.run.outcome.cause));
        look_done(&look);
    }
}

/* What stands between: its words come with what to do, and nothing of the target but its origin. */
static void
test_between_us_and_them(void **state)
{
    static const struct {
        const char *raw, *text, *hint;
    } cases[] = {
        { "HTTP/1.1 302 Found\nLocation: https://Login.example:443/in?token=secret\n\n",
          "HTTP 302: redirected to https://login.example", "base_url" },
        { "HTTP/1.1 301 Moved\nLocation: /v27.0/me\n\n", "HTTP 301: redirected", "base_url" },
        { "HTTP/1.1 308 Moved\nContent-Type: text/html\n\n<html>go on</html>",
          "HTTP 308: redirected", "base_url" },
        { "HTTP/1.1 407 Login\n\n", "HTTP 407: the proxy asks for a login", "http.proxy" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct look look = look_made("facebook", "posts", cases[i].raw, "");
        assert_int_equal(look.run.outcome.scope, SCOPE_PLATFORM);
        assert_string_equal(look.run.err.text, cases[i].text);
        assert_non_null(strstr(look.run.err.hint, cases[i].hint));
        look_done(&look);
        look = look_made("lapor", "complaints", cases[i].raw, "");
        assert_string_equal(look.run.err.text, cases[i].text);
        look_done(&look);
    }
}

static void
test_transient_wins(void **state)
{
    struct look look =
        look_made("facebook", "posts",
                  "HTTP/1.1 400 X\n\n{\"error\":{\"code\":190,\"is_transient\":true}}", "");

    (void)state;
    assert_int_equal(look.run.outcome.verdict, VERDICT_BUSY);
    look_done(&look);
}

/* Limits come marked as transient, and end by the hour, not by the next try. */
static void
test_but_not_over_a_limit(void **state)
{
    static const struct {
        int code;
        enum verdict_scope scope;
    } limits[] = { { 4, SCOPE_APP }, { 17, SCOPE_CREDENTIAL }, { 32, SCOPE_ACCOUNT } };
    char raw[ANSWER_MAX];

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
        struct look look;
        snprintf(raw, sizeof(raw),
                 "HTTP/1.1 403 X\n\n{\"error\":{\"message\":\"(#%d) limit\",\"code\":%d,"
                 "\"is_transient\":true}}",
                 limits[i].code, limits[i].code);
        look = look_made("facebook", "posts", raw, "");
        assert_int_equal(look.run.outcome.verdict, VERDICT_LIMITED);
        assert_int_equal(look.run.outcome.scope, limits[i].scope);
        look_done(&look);
    }
}

/* The token stands in some of Meta's messages; ids and names of permissions must stay readable. */
static void
test_message_is_cleaned(void **state)
{
    static const struct {
        const char *message, *want;
    } cases[] = {
        { "Malformed access token EAABsbCS1234ZCpsZBkQ9end", "Malformed access token *" },
        { "token EAAshort1 is bad", "token * is bad" },
        { "proof 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.", "proof *." },
        { "Object 19292868552_10158347294088553_10158348537573553 does not exist",
          "Object 19292868552_10158347294088553_10158348537573553 does not exist" },
        { "needs instagram_business_manage_comments", "needs instagram_business_manage_comments" },
        { "a\\nb\\u0007c", "a b c" },
    };
    char raw[ANSWER_MAX], want[ANSWER_MAX];

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct look look;
        snprintf(raw, sizeof(raw),
                 "HTTP/1.1 401 X\n\n{\"error\":{\"message\":\"%s\",\"code\":190}}",
                 cases[i].message);
        look = look_made("facebook", "posts", raw, "");
        snprintf(want, sizeof(want), "code 190: %s", cases[i].want);
        assert_string_equal(look.run.err.text, want);
        look_done(&look);
    }
}

static void
test_message_is_bounded(void **state)
{
    char raw[ANSWER_MAX], words[2001];
    struct look look;

    (void)state;
    for (size_t i = 0; i < 2000; i += 4)
        memcpy(words + i, "kata", 4);
    words[1999] = ' '; /* one word of letters alone is no token */
    words[2000] = '\0';
    snprintf(raw, sizeof(raw), "HTTP/1.1 401 X\n\n{\"error\":{\"message\":\"%s\",\"code\":190}}",
             words);
    look = look_made("facebook", "posts", raw, "");
    assert_int_equal(strlen(look.run.err.text), strlen("code 190: ") + 240);
    look_done(&look);
}

static void
test_old_error_form(void **state)
{
    struct look look = look_made(
        "facebook", "posts", "HTTP/1.1 400 X\n\n{\"error\":\"invalid_request\",\"code\":100}", "");

    (void)state;
    assert_int_equal(look.run.outcome.verdict, VERDICT_MALFORMED);
    look_done(&look);
}

static size_t
notes_of(const char *headers, struct source_quota_note notes[SOURCE_NOTES_MAX])
{
    char raw[ANSWER_MAX];
    struct look look;
    size_t count;

    snprintf(raw, sizeof(raw), "HTTP/1.1 200 OK\n%s\n{\"data\":[]}", headers);
    look = look_made("facebook", "posts", raw, "");
    count = look.fixture->source->notes(&look.run.answer, look.fixture->view.now_us, notes);
    look_done(&look);
    return count;
}

static void
test_usage_headers(void **state)
{
    struct source_quota_note notes[SOURCE_NOTES_MAX];
    const int64_t now_us = INT64_C(1795161600) * WHEN_SECOND; /* 2026-11-20T08:00:00Z */

    (void)state;
    assert_int_equal(notes_of("X-Ad-Account-Usage: {\"acc_id_util_pct\":9.5}\n", notes), 1);
    assert_string_equal(notes[0].name, "ad_account_usage");
    assert_true(fabs(notes[0].used_share - 0.095) < 1e-12);
    assert_int_equal(notes[0].regain_at_us, WHEN_NONE);
    /* The worse of two entries of one type; a type that is no word; a regain time beyond a week. */
    assert_int_equal(notes_of("x-business-use-case-usage: {\"1\":[{\"type\":\"pages\","
                              "\"call_count\":10,\"estimated_time_to_regain_access\":3},"
                              "{\"type\":\"pages\",\"total_time\":90,"
                              "\"estimated_time_to_regain_access\":99999999}],"
                              "\"2\":[{\"type\":\"A b\\\"\",\"call_count\":1},{\"type\":\"x\"}]}\n",
                              notes),
                     2);
    assert_string_equal(notes[0].name, "pages");
    assert_true(fabs(notes[0].used_share - 0.9) < 1e-12);
    assert_int_equal(notes[0].regain_at_us, now_us + 7 * WHEN_DAY);
    assert_string_equal(notes[1].name, "__b_");
    assert_int_equal(notes_of("X-App-Usage: not json\nX-Page-Usage: []\n", notes), 0);
}

/* More kinds than there is room for: the first ones are kept, nothing is written past them. */
static void
test_more_notes_than_room(void **state)
{
    struct source_quota_note notes[SOURCE_NOTES_MAX];

    (void)state;
    assert_int_equal(notes_of("X-Business-Use-Case-Usage: {\"1\":["
                              "{\"type\":\"a\",\"call_count\":1},{\"type\":\"b\",\"call_count\":1},"
                              "{\"type\":\"c\",\"call_count\":1},{\"type\":\"d\",\"call_count\":1},"
                              "{\"type\":\"e\",\"call_count\":1}]}\n"
                              "X-App-Usage: {\"call_count\":5}\n",
                              notes),
                     SOURCE_NOTES_MAX);
    assert_string_equal(notes[3].name, "d");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_types),
        cmocka_unit_test(test_types_of_the_first_hosts),
        cmocka_unit_test(test_words_of_the_first_versions),
        cmocka_unit_test(test_between_us_and_them),
        cmocka_unit_test(test_transient_wins),
        cmocka_unit_test(test_but_not_over_a_limit),
        cmocka_unit_test(test_message_is_cleaned),
        cmocka_unit_test(test_message_is_bounded),
        cmocka_unit_test(test_old_error_form),
        cmocka_unit_test(test_usage_headers),
        cmocka_unit_test(test_more_notes_than_room),
    };

    return cmocka_run_group_tests_name("errors", tests, NULL, NULL);
}
