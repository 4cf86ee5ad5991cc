/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Builds request URLs: base + path segments + query, each part escaped where it enters (RFC 3986
 * unreserved characters stay). Of what others gave only parameters are read; it follows nothing.
 */

#ifndef HTTP_URL_H
#define HTTP_URL_H

#include "base/buf.h"

/*
 * scheme://host[:port] in lower case, default ports dropped: what host pinning compares. False when
 * it is no http(s) URL of a plain host, or has a user before it.
 */
bool url_origin(struct str url, struct buf *ret_origin) MUST_CHECK;
/* Appends "/" and the segment, escaped ("/" inside becomes %2F). */
bool url_add_segment(struct buf *url, struct str segment) MUST_CHECK;
/* Appends "?name=value" or "&name=value", both escaped. */
bool url_add_query(struct buf *url, struct str name, struct str value) MUST_CHECK;
/* Appends text with everything but unreserved characters as %XX. */
bool url_escape(struct buf *url, struct str text) MUST_CHECK;
/* Appends text without its escapes: %XX is that byte, "+" a blank; a broken escape stays. */
bool url_unescape(struct buf *target, struct str text) MUST_CHECK;
/* What stands between "?" and "#"; absent where there is no "?". */
struct str url_query(struct str url);
/*
 * The first value of a parameter of that name, in a query as it stands behind the "?": with its
 * escapes, and empty where nothing follows the "=". Absent where there is none. Names may be
 * written with escapes, and the query as in HTML ("&amp;").
 */
struct str url_parameter(struct str query, struct str name);

#endif
