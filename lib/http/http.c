/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Responses: what their headers say, and their text form.
 */

#include "http/http.h"

#include "base/ascii.h"
#include "base/parse.h"
#include "base/when.h"

#define RETRY_AFTER_MAX (7 * WHEN_DAY) /* who says more has made a mistake */

struct str
http_header_find(const struct http_response *response, const char *name)
{
    for (size_t i = 0; i < response->header_count; i++)
        if (str_equal_nocase(response->headers[i].name, str_from(name)))
            return str_trim(response->headers[i].value);
    return STR_NONE;
}

/* Digits alone; more than fits is the largest there is. */
static bool
parse_digits(struct str text, int64_t *ret_value)
{
    for (size_t i = 0; i < text.n; i++)
        if (!ascii_is_digit(text.p[i]))
            return false;
    if (text.n > 0 && !parse_int(text, ret_value))
        *ret_value = INT64_MAX;
    return text.n > 0;
}

int64_t
http_retry_after(const struct http_response *response, int64_t now_us)
{
    struct str value = http_header_find(response, "Retry-After");
    int64_t seconds;
    int64_t at_us;
    if (parse_digits(value, &seconds)) {
        bool is_sane = seconds <= RETRY_AFTER_MAX / WHEN_SECOND;
        return now_us + (is_sane ? seconds * WHEN_SECOND : RETRY_AFTER_MAX);
    }
    if (!when_parse_http(value, &at_us))
        return WHEN_NONE;
    at_us = at_us < now_us ? now_us : at_us;
    return at_us > now_us + RETRY_AFTER_MAX ? now_us + RETRY_AFTER_MAX : at_us;
}

static bool
mentions_html(struct str content_type)
{
    for (size_t at = 0; at < content_type.n && content_type.p[at] != ';'; at++)
        if (str_equal_nocase(str_sub(content_type, at, 4), STR("html")))
            return true;
    return false;
}

bool
http_is_html(const struct http_response *response)
{
    struct str body = response->body;
    if (str_starts(body, STR("\xEF\xBB\xBF"))) /* byte order mark */
        body = str_sub(body, 3, SIZE_MAX);
    body = str_trim(body);
    if (str_starts(body, STR("{")) || str_starts(body, STR("[")))
        return false;
    return str_starts(body, STR("<")) || mentions_html(http_header_find(response, "Content-Type"));
}

/* Takes a line off the front, without its CR LF or LF. */
static bool
take_line(struct str *rest, struct str *ret_line)
{
    size_t end = str_find(*rest, STR("\n"), 0);
    if (end == SIZE_MAX)
        return false;
    struct str line = str_sub(*rest, 0, end);
    *rest = str_sub(*rest, end + 1, SIZE_MAX);
    *ret_line = str_ends(line, STR("\r")) ? str_sub(line, 0, line.n - 1) : line;
    return true;
}

/* "HTTP/1.1 200 OK", "HTTP/2 200". */
static bool
parse_status(struct str line, int *ret_status)
{
    struct str part = STR_NONE;
    int64_t status;
    if (!str_starts(line, STR("HTTP/")))
        return false;
    str_split(&line, ' ', &part); /* the version */
    if (!str_split(&line, ' ', &part) || part.n != 3 || !parse_digits(part, &status) ||
        status < 100 || status > 599)
        return false;
    *ret_status = (int)status;
    return true;
}

/* "Name: value". Lines that continue the one before (obsolete since RFC 7230) are no headers. */
static bool
parse_header(struct str line, struct http_header *ret_header)
{
    size_t colon = str_find(line, STR(":"), 0);
    struct str name = str_sub(line, 0, colon);
    if (colon == SIZE_MAX || colon == 0 || str_trim(name).n != name.n)
        return false;
    *ret_header = (struct http_header){ name, str_trim(str_sub(line, colon + 1, SIZE_MAX)) };
    return true;
}

bool
http_response_parse(struct str raw, struct http_header *headers, size_t max,
                    struct http_response *ret_response, struct error *err)
{
    struct http_response response = { .headers = headers };
    struct str line;
    if (!take_line(&raw, &line) || !parse_status(line, &response.status))
        return error_set(err, ERROR_PEER, "no status line");
    for (;;) {
        struct http_header header;
        if (!take_line(&raw, &line))
            return error_set(err, ERROR_PEER, "no empty line after the headers");
        if (line.n == 0)
            break;
        if (!parse_header(line, &header))
            return error_set(err, ERROR_PEER, "header line without a name");
        if (response.header_count < max)
            headers[response.header_count++] = header;
    }
    response.body = raw;
    *ret_response = response;
    return true;
}
