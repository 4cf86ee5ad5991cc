/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * http/http over any bytes: views stay inside, Retry-After stays inside its week.
 */

#include "fuzz.h"

#include "base/when.h"
#include "http/http.h"

#define NOW (INT64_C(1767225600) * WHEN_SECOND)

static void
check_view(struct str view, struct str raw)
{
    HOLDS(view.p >= raw.p && view.n <= raw.n && view.p + view.n <= raw.p + raw.n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str raw = { (const char *)data, size };
    struct http_header headers[8];
    struct http_response response;
    struct error err = ERROR_INIT;
    if (!http_response_parse(raw, headers, ARRAY_SIZE(headers), &response, &err)) {
        HOLDS(err.kind == ERROR_PEER);
        return 0;
    }
    HOLDS(!error_is_set(&err));
    HOLDS(response.status >= 100 && response.status <= 599);
    HOLDS(response.header_count <= ARRAY_SIZE(headers));
    check_view(response.body, raw);
    for (size_t i = 0; i < response.header_count; i++) {
        check_view(headers[i].name, raw);
        check_view(headers[i].value, raw);
        HOLDS(headers[i].name.n > 0);
    }
    int64_t at = http_retry_after(&response, NOW);
    HOLDS(at == WHEN_NONE || (at >= NOW && at <= NOW + 7 * WHEN_DAY));
    http_is_html(&response);
    return 0;
}
