/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Requests and responses as values. No socket, no secret: a request says which parts of a
 * credential belong where, and only the daemon's fetcher fills them in. A response's views point
 * into the fetcher's buffers and live as long as the job's cycle.
 */

#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include "base/error.h"
#include "base/str.h"

enum http_method { HTTP_GET, HTTP_POST };
enum http_secret_place {
    HTTP_SECRET_HEADER,
    HTTP_SECRET_QUERY,
    HTTP_SECRET_FORM,
    HTTP_SECRET_JSON
};
enum http_secret_transform {
    HTTP_SECRET_AS_IS,
    HTTP_SECRET_BEARER,      /* "Bearer " + part */
    HTTP_SECRET_HMAC_SHA256, /* hex HMAC of part, keyed with key_part (Meta's appsecret_proof) */
    HTTP_SECRET_BASIC,       /* "Basic " + base64 of part ":" key_part */
};

struct http_secret {
    enum http_secret_place place;
    enum http_secret_transform transform;
    const char *name;     /* of the header, query parameter, form field or JSON member */
    const char *part;     /* of the credential: "token", "app_secret" … */
    const char *key_part; /* second part for HMAC, else NULL */
    bool optional;        /* a credential that lacks the part is no error: the secret is left out */
};
#define HTTP_SECRETS_MAX 5
#define HTTP_HEADERS_MAX 8

struct http_header {
    struct str name, value;
};

struct http_request {
    enum http_method method;
    struct str url;  /* complete but for secrets in the query */
    struct str body; /* POST: as content_type says; STR_NONE with form or JSON secrets only */
    const char *content_type;
    struct http_header headers[HTTP_HEADERS_MAX];
    size_t header_count;
    struct http_secret secrets[HTTP_SECRETS_MAX];
    size_t secret_count;
};

struct http_response {
    int status; /* 100 to 599 */
    const struct http_header *headers;
    size_t header_count;
    struct str body; /* decoded (gzip is undone) and bounded by the fetcher */
};

/* Value of the first header of that name in any case, trimmed; STR_NONE when there is none. */
struct str http_header_find(const struct http_response *response, const char *name);
/*
 * Retry-After as an instant: seconds or HTTP-date. WHEN_NONE when absent or unreadable; never
 * earlier than now, never more than 7 days ahead.
 */
int64_t http_retry_after(const struct http_response *response, int64_t now_us);
/*
 * True when the body's first byte after white space is '<', or the content type says html: an error
 * page, whatever the status. A body that begins as JSON does is none: what PHP writes is text/html
 * until somebody says otherwise.
 */
bool http_is_html(const struct http_response *response);
/*
 * Splits raw "HTTP/1.1 200 OK\r\nName: value\r\n…\r\n\r\nbody" (recorded answers, fuzzing); LF
 * alone is accepted. Views into raw. headers has room for max entries; what exceeds it is dropped.
 */
bool http_response_parse(struct str raw, struct http_header *headers, size_t max,
                         struct http_response *ret_response, struct error *err) MUST_CHECK;

#endif
