/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * URLs are appended to, part by part; origins are looked at only where an operator wrote them. A
 * part that does not fit is taken back whole.
 */

#include "http/url.h"

#include <string.h>

#include "base/ascii.h"
#include "base/parse.h"

/* What stands before the path. Views into the URL. */
struct authority {
    struct str scheme, host;
    int64_t port; /* the scheme's where none is written */
};

/* strchr() would find the NUL too. */
static bool
is_one_of(char c, const char *characters)
{
    return c != '\0' && strchr(characters, c) != NULL;
}

/* Index of the first of the characters, or s.n. */
static size_t
find_any(struct str s, const char *characters)
{
    size_t at = 0;
    while (at < s.n && !is_one_of(s.p[at], characters))
        at++;
    return at;
}

/* A name, an IPv4 address, or an IPv6 address in brackets. */
static bool
is_host(struct str host)
{
    bool is_ipv6 = str_starts(host, STR("[")) && str_ends(host, STR("]"));
    const char *others = is_ipv6 ? ":." : "-._";
    struct str inner = is_ipv6 ? str_sub(host, 1, host.n - 2) : host;
    for (size_t i = 0; i < inner.n; i++)
        if (!ascii_is_alphanumeric(inner.p[i]) && !is_one_of(inner.p[i], others))
            return false;
    return inner.n > 0;
}

static bool
parse_port(struct str port, int64_t *ret_number)
{
    return port.n > 0 && ascii_is_digit(port.p[0]) && parse_int(port, ret_number) &&
           *ret_number >= 1 && *ret_number <= 65535;
}

/* "user:password@" stays in the host and is refused there, like all that is no host. */
static bool
split_authority(struct str url, struct authority *ret_parts)
{
    size_t scheme_end = str_find(url, STR("://"), 0);
    struct authority parts = { .scheme = str_sub(url, 0, scheme_end) };
    if (scheme_end == SIZE_MAX || (!str_equal_nocase(parts.scheme, STR("http")) &&
                                   !str_equal_nocase(parts.scheme, STR("https"))))
        return false;
    struct str after = str_sub(url, scheme_end + 3, SIZE_MAX);
    struct str host = str_sub(after, 0, find_any(after, "/?#"));
    size_t bracket = str_find(host, STR("]"), 0);
    size_t colon = str_find(host, STR(":"), bracket == SIZE_MAX ? 0 : bracket);
    parts.host = str_sub(host, 0, colon);
    parts.port = str_equal_nocase(parts.scheme, STR("https")) ? 443 : 80;
    if (!is_host(parts.host) ||
        (colon != SIZE_MAX && !parse_port(str_sub(host, colon + 1, SIZE_MAX), &parts.port)))
        return false;
    *ret_parts = parts;
    return true;
}

static bool
append_lower(struct buf *target, struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = ascii_lower(text.p[i]);
        if (!buf_append(target, &c, 1))
            return false;
    }
    return true;
}

static bool
append_port(struct buf *target, const struct authority *parts)
{
    int64_t usual = str_equal_nocase(parts->scheme, STR("https")) ? 443 : 80;
    return parts->port == usual || buf_printf(target, ":%d", (int)parts->port);
}

/* Gives fits; where it is false, the buffer is as it was before. */
static bool
keep_if(bool fits, struct buf *buf, size_t used)
{
    if (!fits && buf->data != NULL) {
        buf->used = used;
        buf->data[used] = '\0';
    }
    return fits;
}

bool
url_origin(struct str url, struct buf *ret_origin)
{
    struct authority parts;
    size_t used = ret_origin->used;
    if (!split_authority(url, &parts))
        return false;
    bool fits = append_lower(ret_origin, parts.scheme) && buf_append_str(ret_origin, STR("://")) &&
                append_lower(ret_origin, parts.host) && append_port(ret_origin, &parts);
    return keep_if(fits, ret_origin, used);
}

bool
url_escape(struct buf *url, struct str text)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t used = url->used;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        unsigned char byte = (unsigned char)c;
        char escaped[] = { '%', digits[byte >> 4], digits[byte & 15] };
        bool plain = ascii_is_alphanumeric(c) || is_one_of(c, "-._~");
        if (!buf_append(url, plain ? &c : escaped, plain ? 1 : sizeof(escaped)))
            return keep_if(false, url, used);
    }
    return true;
}

bool
url_add_segment(struct buf *url, struct str segment)
{
    size_t used = url->used;
    return keep_if(buf_append_str(url, STR("/")) && url_escape(url, segment), url, used);
}

bool
url_add_query(struct buf *url, struct str name, struct str value)
{
    size_t used = url->used;
    bool is_first = str_find(buf_str(url), STR("?"), 0) == SIZE_MAX;
    bool fits = buf_append_str(url, is_first ? STR("?") : STR("&")) && url_escape(url, name) &&
                buf_append_str(url, STR("=")) && url_escape(url, value);
    return keep_if(fits, url, used);
}

/* The character at the beginning of a text that has one, and how many bytes it takes there. */
static char
first_unescaped(struct str text, size_t *ret_bytes)
{
    int high = text.p[0] == '%' && text.n > 2 ? ascii_hex(text.p[1]) : -1;
    int low = high >= 0 ? ascii_hex(text.p[2]) : -1;

    *ret_bytes = low >= 0 ? 3 : 1;
    if (low >= 0)
        return (char)(high * 16 + low);
    return text.p[0] == '+' ? ' ' : text.p[0];
}

bool
url_unescape(struct buf *target, struct str text)
{
    size_t used = target->used;
    size_t bytes;

    for (; text.n > 0; text = str_sub(text, bytes, text.n)) {
        char c = first_unescaped(text, &bytes);
        if (!buf_append(target, &c, 1))
            return keep_if(false, target, used);
    }
    return true;
}

static bool
is_name(struct str written, struct str name)
{
    size_t i = 0;
    size_t bytes;

    for (; written.n > 0; written = str_sub(written, bytes, written.n), i++)
        if (i == name.n || first_unescaped(written, &bytes) != name.p[i])
            return false;
    return i == name.n;
}

struct str
url_query(struct str url)
{
    struct str address = str_sub(url, 0, str_find(url, STR("#"), 0));
    size_t mark = str_find(address, STR("?"), 0);

    return mark == SIZE_MAX ? STR_NONE : str_sub(address, mark + 1, address.n);
}

struct str
url_parameter(struct str query, struct str name)
{
    const struct str html = STR("amp;");
    struct str part;

    while (str_split(&query, '&', &part)) {
        size_t equals;
        if (str_starts(part, html))
            part = str_sub(part, html.n, part.n);
        equals = str_find(part, STR("="), 0);
        if (equals != SIZE_MAX && is_name(str_sub(part, 0, equals), name))
            return str_sub(part, equals + 1, SIZE_MAX);
    }
    return STR_NONE;
}
