/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Where secrets go in a request: each place, each transform (the HMAC by Python's hmac), what is
 * refused, and that a failure leaves nothing.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sys/stat.h>
#include <unistd.h>

#include "credential.h"
#include "fill.h"

#define HMAC "2f5e144d67b83cb7cd7d7c5f5c491264709b31397f0ce6775cbd925fc91ca098"

#define FILE_TEXT "token=EAAB token\napp_secret=rahasia\nodd=\"a\\b&c\"\n"

static const struct fill_case {
    const char *name;
    const char *url, *body, *type;
    enum http_method method;
    struct http_secret secrets[HTTP_SECRETS_MAX];
    const char *filled_url, *filled_body, *header;
} cases[] = {
    { "nothing", "https://a/b?c=d", NULL, NULL, HTTP_GET, { { 0 } }, "https://a/b?c=d", "", NULL },
    { "bearer",
      "https://a/b",
      NULL,
      NULL,
      HTTP_GET,
      { { HTTP_SECRET_HEADER, HTTP_SECRET_BEARER, "Authorization", "token", NULL, false } },
      "https://a/b",
      "",
      "Authorization: Bearer EAAB token" },
    { "basic",
      "https://a/b",
      NULL,
      NULL,
      HTTP_GET,
      { { HTTP_SECRET_HEADER, HTTP_SECRET_BASIC, "Authorization", "token", "app_secret", false } },
      "https://a/b",
      "",
      "Authorization: Basic RUFBQiB0b2tlbjpyYWhhc2lh" }, /* by Python's base64 */
    { "basic, optional and absent",
      "https://a/b",
      NULL,
      NULL,
      HTTP_GET,
      { { HTTP_SECRET_HEADER, HTTP_SECRET_BASIC, "Authorization", "token", "nosuch", true } },
      "https://a/b",
      "",
      NULL },
    { "query, first and second",
      "https://a/b",
      NULL,
      NULL,
      HTTP_GET,
      { { HTTP_SECRET_QUERY, HTTP_SECRET_AS_IS, "access token", "token", NULL, false },
        { HTTP_SECRET_QUERY, HTTP_SECRET_HMAC_SHA256, "appsecret_proof", "token", "app_secret",
          false } },
      "https://a/b?access%20token=EAAB%20token&appsecret_proof=" HMAC,
      "",
      NULL },
    { "query behind another",
      "https://a/b?c=d",
      NULL,
      NULL,
      HTTP_GET,
      { { HTTP_SECRET_QUERY, HTTP_SECRET_AS_IS, "t", "odd", NULL, false } },
      "https://a/b?c=d&t=%22a%5Cb%26c%22",
      "",
      NULL },
    { "optional and absent",
      "https://a/b",
      NULL,
      NULL,
      HTTP_GET,
      { { HTTP_SECRET_QUERY, HTTP_SECRET_HMAC_SHA256, "p", "token", "nosuch", true },
        { HTTP_SECRET_HEADER, HTTP_SECRET_AS_IS, "X-Key", "nosuch", NULL, true } },
      "https://a/b",
      "",
      NULL },
    { "form alone",
      "https://a/b",
      NULL,
      NULL,
      HTTP_POST,
      { { HTTP_SECRET_FORM, HTTP_SECRET_AS_IS, "token", "odd", NULL, false } },
      "https://a/b",
      "token=%22a%5Cb%26c%22",
      "Content-Type: application/x-www-form-urlencoded" },
    { "form behind another",
      "https://a/b",
      "a=1",
      "application/x-www-form-urlencoded",
      HTTP_POST,
      { { HTTP_SECRET_FORM, HTTP_SECRET_AS_IS, "k", "app_secret", NULL, false } },
      "https://a/b",
      "a=1&k=rahasia",
      "Content-Type: application/x-www-form-urlencoded" },
    { "json alone",
      "https://a/b",
      NULL,
      NULL,
      HTTP_POST,
      { { HTTP_SECRET_JSON, HTTP_SECRET_AS_IS, "k", "odd", NULL, false } },
      "https://a/b",
      "{\"k\":\"\\\"a\\\\b&c\\\"\"}",
      "Content-Type: application/json" },
    { "json behind another",
      "https://a/b",
      " {\"a\": {}} ",
      "application/json",
      HTTP_POST,
      { { HTTP_SECRET_JSON, HTTP_SECRET_AS_IS, "k", "app_secret", NULL, false },
        { HTTP_SECRET_JSON, HTTP_SECRET_AS_IS, "l", "app_secret", NULL, false } },
      "https://a/b",
      " {\"a\": {},\"k\":\"rahasia\",\"l\":\"rahasia\"}",
      "Content-Type: application/json" },
    { "a type of its own",
      "https://a/b",
      "a=1",
      "text/x",
      HTTP_POST,
      { { HTTP_SECRET_FORM, HTTP_SECRET_AS_IS, "k", "app_secret", NULL, false } },
      "https://a/b",
      "a=1&k=rahasia",
      "Content-Type: text/x" },
    { "no body, no type",
      "https://a/b",
      NULL,
      "text/x",
      HTTP_GET,
      { { 0 } },
      "https://a/b",
      "",
      NULL },
    { "a key that is not asked for",
      "https://a/b",
      NULL,
      NULL,
      HTTP_GET,
      { { HTTP_SECRET_HEADER, HTTP_SECRET_AS_IS, "X-Key", "token", "nosuch", false } },
      "https://a/b",
      "",
      "X-Key: EAAB token" },
};

static struct http_request
request_of(const struct fill_case *row)
{
    struct http_request request = { .method = row->method,
                                    .url = str_from(row->url),
                                    .body = str_from(row->body),
                                    .content_type = row->type };

    memcpy(request.secrets, row->secrets, sizeof(request.secrets));
    while (request.secret_count < HTTP_SECRETS_MAX &&
           request.secrets[request.secret_count].name != NULL)
        request.secret_count++;
    return request;
}

static void
test_places(void **state)
{
    struct secret_store *store = credential_store("fb", FILE_TEXT);

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct http_request request = request_of(&cases[i]);
        struct error err = ERROR_INIT;
        struct fill fill;

        if (!fill_request(&request, secret_find(store, STR("fb")), &fill, &err))
            fail_msg("%s: %s", cases[i].name, err.text);
        assert_string_equal(fill.url, cases[i].filled_url);
        assert_string_equal(fill.body, cases[i].filled_body);
        assert_int_equal(fill.body_size, strlen(cases[i].filled_body));
        assert_int_equal(fill.header_count, cases[i].header != NULL ? 1 : 0);
        if (cases[i].header != NULL)
            assert_string_equal(fill.headers[0], cases[i].header);
        fill_done(&fill);
        assert_null(fill.url);
    }
    secret_store_free(store);
}

static void
refuse(const struct secret *secret, struct http_request request, enum error_kind kind,
       const char *text)
{
    struct error err = ERROR_INIT;
    struct fill fill;

    assert_false(fill_request(&request, secret, &fill, &err));
    if (err.kind != kind || strstr(err.text, text) == NULL)
        fail_msg("kind %d: %s", (int)err.kind, err.text);
    assert_null(strstr(err.text, "EAAB"));
    if (kind == ERROR_DENIED)
        assert_non_null(strstr(err.hint, "Add the line "));
}

static void
test_refusals(void **state)
{
    struct secret_store *store = credential_store("fb", FILE_TEXT);
    const struct secret *secret = secret_find(store, STR("fb"));
    const struct http_secret bearer = {
        HTTP_SECRET_HEADER, HTTP_SECRET_BEARER, "Authorization", "token", NULL, false
    };
    const struct http_secret missing = {
        HTTP_SECRET_QUERY, HTTP_SECRET_HMAC_SHA256, "p", "token", "nosuch", false
    };
    const struct http_secret form = {
        HTTP_SECRET_FORM, HTTP_SECRET_AS_IS, "t", "token", NULL, false
    };
    const struct http_secret json = {
        HTTP_SECRET_JSON, HTTP_SECRET_AS_IS, "t", "token", NULL, false
    };
    const struct http_header no_lines[] = {
        { STR("X-A"), STR("b\r\nX-B: c") },
        { STR("X-A"), STR("b\x7f") },
        { STR("X-A\r\nX-B"), STR("c") },
        { STR(""), STR("b") },
    };
    struct http_request request = { .url = STR("https://a/") };

    (void)state;
    request.secrets[0] = bearer;
    request.secrets[1] = missing;
    request.secret_count = 2;
    refuse(secret, request, ERROR_DENIED, "\"nosuch\"");
    refuse(NULL, request, ERROR_DENIED, "\"token\"");
    request.secrets[0] = form;
    request.secret_count = 1;
    refuse(secret, request, ERROR_INTERNAL, "GET");
    request.secret_count = 0;
    request.body = STR("a=1");
    refuse(secret, request, ERROR_INTERNAL, "GET");
    request.secret_count = 1;
    request.method = HTTP_POST;
    request.secrets[0] = json;
    request.body = STR("[1]");
    refuse(secret, request, ERROR_INTERNAL, "no JSON object");
    request.body = STR("{\"a\": 1]");
    refuse(secret, request, ERROR_INTERNAL, "no JSON object");
    request.body = STR("1}");
    refuse(secret, request, ERROR_INTERNAL, "no JSON object");
    request.body = STR_NONE;
    request.method = HTTP_GET;
    refuse(secret, request, ERROR_INTERNAL, "GET");
    request.method = HTTP_POST;
    request.secret_count = 0;
    request.header_count = 1;
    for (size_t i = 0; i < ARRAY_SIZE(no_lines); i++) {
        request.headers[0] = no_lines[i];
        refuse(secret, request, ERROR_INTERNAL, "not one line");
    }
    request.header_count = 0;
    request.url = STR("https://a/\nb");
    refuse(secret, request, ERROR_INTERNAL, "not one line");
    secret_store_free(store);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_refusals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
