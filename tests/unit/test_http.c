/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * http/http: headers, Retry-After (RFC 9110, 10.2.3), error pages, recorded answers.
 */

#include "unit.h"

#include "base/when.h"
#include "http/http.h"

#define NOW (784111777 * WHEN_SECOND) /* Sun, 06 Nov 1994 08:49:37 GMT */

static void
test_header_find(void **state)
{
    (void)state;
    const struct http_header headers[] = {
        { STR("ETag"), STR("  \"a\" ") },
        { STR("x-a"), STR("1") },
        { STR("X-A"), STR("2") },
        { STR("Empty"), STR("") },
    };
    const struct http_response response = { .headers = headers,
                                            .header_count = ARRAY_SIZE(headers) };
    const struct http_response none = { .status = 200 };
    EXPECT_STR("trimmed", http_header_find(&response, "etag"), STR("\"a\""));
    EXPECT_STR("the first", http_header_find(&response, "X-A"), STR("1"));
    EXPECT_STR("empty", http_header_find(&response, "EMPTY"), STR(""));
    EXPECT_STR("absent", http_header_find(&response, "Date"), STR_NONE);
    EXPECT_STR("prefix", http_header_find(&response, "ETa"), STR_NONE);
    EXPECT_STR("no headers", http_header_find(&none, "ETag"), STR_NONE);
}

static void
test_retry_after(void **state)
{
    (void)state;
    const struct {
        const char *value;
        int64_t us;
    } rows[] = {
        { "120", NOW + 120 * WHEN_SECOND },
        { " 0 ", NOW },
        { "604800", NOW + 7 * WHEN_DAY },
        { "604801", NOW + 7 * WHEN_DAY },
        { "9223372036854775807", NOW + 7 * WHEN_DAY },
        { "99999999999999999999999", NOW + 7 * WHEN_DAY },
        { "Sun, 06 Nov 1994 08:50:37 GMT", NOW + WHEN_MINUTE },
        { "Sun, 06 Nov 1994 08:00:00 GMT", NOW },
        { "Sun, 13 Nov 1994 08:49:37 GMT", NOW + 7 * WHEN_DAY },
        { "Sun, 13 Nov 1994 08:49:38 GMT", NOW + 7 * WHEN_DAY },
        { "Fri, 31 Dec 1999 23:59:59 GMT", NOW + 7 * WHEN_DAY },
        { "-1", WHEN_NONE },
        { "+1", WHEN_NONE },
        { "1.5", WHEN_NONE },
        { "soon", WHEN_NONE },
        { "", WHEN_NONE },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        const struct http_header header = { STR("retry-after"), str_from(rows[i].value) };
        const struct http_response response = { .headers = &header, .header_count = 1 };
        EXPECT_INT(rows[i].value, http_retry_after(&response, NOW), rows[i].us);
    }
    const struct http_response none = { .status = 429 };
    EXPECT_INT("absent", http_retry_after(&none, NOW), WHEN_NONE);
}

static void
test_is_html(void **state)
{
    (void)state;
    const struct {
        const char *type, *body;
        bool is_html;
    } rows[] = {
        { NULL, "<!DOCTYPE html>", true },
        { NULL, " \r\n\t<html>", true },
        { NULL, "\xef\xbb\xbf<html>", true },
        { "application/json", "<html>", true },
        { "text/html; charset=utf-8", "Sedang pemeliharaan", true },
        { "text/html; charset=utf-8", "{}", false },
        { "text/html", "\xef\xbb\xbf\n[]", false },
        { "TEXT/HTML", "", true },
        { "html", "", true },
        { "application/xhtml+xml", "", true },
        { "application/json", "{\"a\":\"<html>\"}", false },
        { "application/json; note=html", "x", false },
        { "text/htm", "x", false },
        { NULL, "", false },
        { NULL, "   ", false },
        { NULL, NULL, false },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        const struct http_header header = { STR("Content-Type"), str_from(rows[i].type) };
        const struct http_response response = { .status = 500,
                                                .headers = &header,
                                                .header_count = rows[i].type != NULL ? 1 : 0,
                                                .body = str_from(rows[i].body) };
        const char *row = rows[i].body != NULL ? rows[i].body : "(no body)";
        EXPECT_INT(row, http_is_html(&response), rows[i].is_html);
    }
}

static void
test_parse(void **state)
{
    (void)state;
    struct http_header headers[2];
    struct http_response response = { .status = 0 };
    struct error err = ERROR_INIT;
    assert_true(
        http_response_parse(STR("HTTP/1.1 200 OK\r\nA: 1\r\nB:  two \r\nC:3\r\n\r\nbody\r\nA: 2"),
                            headers, 2, &response, &err));
    assert_int_equal(response.status, 200);
    assert_int_equal(response.header_count, 2);
    EXPECT_STR("A", http_header_find(&response, "a"), STR("1"));
    EXPECT_STR("B", headers[1].value, STR("two"));
    EXPECT_STR("dropped", http_header_find(&response, "C"), STR_NONE);
    EXPECT_STR("body", response.body, STR("body\r\nA: 2"));
    assert_true(http_response_parse(STR("HTTP/2 404\n\n"), NULL, 0, &response, &err));
    assert_int_equal(response.status, 404);
    assert_int_equal(response.header_count, 0);
    EXPECT_STR("empty body", response.body, STR(""));
    assert_true(http_response_parse(STR("HTTP/1.1 503 Service Unavailable\nA:\n\n\r\n"), headers, 2,
                                    &response, &err));
    EXPECT_STR("empty value", headers[0].value, STR(""));
    EXPECT_STR("body of a line end", response.body, STR("\r\n"));
    assert_true(http_response_parse(STR("HTTP/1.1 100 x\n\n"), NULL, 0, &response, &err));
    assert_true(http_response_parse(STR("HTTP/1.1 599 x\n\n"), NULL, 0, &response, &err));
    assert_int_equal(response.status, 599);
    assert_false(error_is_set(&err));
}

static void
test_parse_refuses(void **state)
{
    (void)state;
    const struct {
        struct str raw;
        const char *text;
    } rows[] = {
        { STR(""), "no status line" },
        { STR("HTTP/1.1 200 OK"), "no status line" },
        { STR("HTTP/1.1\r\n\r\n"), "no status line" },
        { STR("HTTP/1.1 20\r\n\r\n"), "no status line" },
        { STR("HTTP/1.1 2000\r\n\r\n"), "no status line" },
        { STR("HTTP/1.1 +20\r\n\r\n"), "no status line" },
        { STR("HTTP/1.1 20x\r\n\r\n"), "no status line" },
        { STR("HTTP/1.1 099\r\n\r\n"), "no status line" },
        { STR("HTTP/1.1 600\r\n\r\n"), "no status line" },
        { STR("HTTP/1.1  200\r\n\r\n"), "no status line" },
        { STR("200 OK\r\n\r\n"), "no status line" },
        { STR("HTTP/1.1 200 OK\r\nA: 1\r\n"), "no empty line after the headers" },
        { STR("HTTP/1.1 200 OK\r\nA: 1\r\nB"), "no empty line after the headers" },
        { STR("HTTP/1.1 200 OK\r\nA\r\n\r\n"), "header line without a name" },
        { STR("HTTP/1.1 200 OK\r\n: 1\r\n\r\n"), "header line without a name" },
        { STR("HTTP/1.1 200 OK\r\nA: 1\r\n b: c\r\n\r\n"), "header line without a name" },
        { STR("HTTP/1.1 200 OK\r\nA : 1\r\n\r\n"), "header line without a name" },
        { STR("HTTP/1.1 200 OK\r\n \r\n\r\n"), "header line without a name" },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct http_header headers[4];
        struct http_response response = { .status = 7 };
        struct error err = ERROR_INIT;
        EXPECT(rows[i].raw.p, !http_response_parse(rows[i].raw, headers, 4, &response, &err));
        EXPECT_INT(rows[i].raw.p, err.kind, ERROR_PEER);
        assert_string_equal(err.text, rows[i].text);
        EXPECT_INT("untouched", response.status, 7);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_header_find),   cmocka_unit_test(test_retry_after),
        cmocka_unit_test(test_is_html),       cmocka_unit_test(test_parse),
        cmocka_unit_test(test_parse_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
