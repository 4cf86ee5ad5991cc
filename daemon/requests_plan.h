/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The answer to a request of kind plan: what the collector will ask next, as JSON within the bounds
 * of ops.request.
 */

#ifndef DAEMON_REQUESTS_PLAN_H
#define DAEMON_REQUESTS_PLAN_H

#include "collector.h"

/* ops.request.result holds 65536 bytes. */
#define REQUESTS_PLAN_BYTES_MAX 65000u

/* Whether somebody waits for a visit of that stream; ctx is the asker's. */
struct requests_plan_asked {
    bool (*fn)(const void *ctx, const struct account *account, const char *stream);
    const void *ctx;
};

/*
 * argument: {"limit": visits at most, "within_s": no further ahead, "accounts": [[government,
 * account] …]}, all of it optional. The text is in ret_text, made with at least
 * REQUESTS_PLAN_BYTES_MAX. False, and *err, where argument is no JSON.
 */
bool requests_plan(const struct collector *collector, struct str argument,
                   const struct requests_plan_asked *asked, struct buf *ret_text,
                   struct error *err) MUST_CHECK;

#endif
