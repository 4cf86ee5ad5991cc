/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "record/address.h"

#include <string.h>

#include "base/ascii.h"

#define HOST_MAX 64u
#define PORT_MAX 5u /* digits */

static bool
is_of_host(char c)
{
    return ascii_is_alphanumeric(c) || c == '.' || c == '-';
}

bool
address_holds(char c)
{
    return c > ' ' && c < 127 && strchr("\"<>\\^`{|}", c) == NULL;
}

bool
address_is_below(struct str host, const char *const *hosts)
{
    for (; *hosts != NULL; hosts++) {
        struct str name = str_from(*hosts);
        size_t above = host.n - name.n;
        if (host.n >= name.n && str_equal_nocase(str_sub(host, above, name.n), name) &&
            (above == 0 || host.p[above - 1] == '.'))
            return true;
    }
    return false;
}

/* Where the host ends that stands right before the slash: before its port, and the root's dot. */
static size_t
host_end(struct str text, size_t slash)
{
    size_t end = slash;

    while (end > 0 && slash - end < PORT_MAX && ascii_is_digit(text.p[end - 1]))
        end--;
    end = end > 0 && end < slash && text.p[end - 1] == ':' ? end - 1 : slash;
    return end > 0 && text.p[end - 1] == '.' ? end - 1 : end;
}

struct str
address_host(struct str text, size_t slash)
{
    size_t end = host_end(text, slash);
    size_t from = end;

    while (from > 0 && end - from < HOST_MAX && is_of_host(text.p[from - 1]))
        from--;
    if (from > 0 && strchr("@_", text.p[from - 1]) != NULL)
        from = end;
    return str_sub(text, from, end - from);
}

size_t
address_scheme(struct str text, size_t slash)
{
    static const struct str schemes[] = { { "https:", 6 }, { "http:", 5 } };

    for (size_t i = 0; i < ARRAY_SIZE(schemes); i++) {
        size_t n = schemes[i].n;
        if (slash >= n && str_equal_nocase(str_sub(text, slash - n, n), schemes[i]))
            return n;
    }
    return 0;
}

const struct address_site *
address_site(struct str text, size_t slash, address_site_fn find)
{
    struct str host = address_host(text, slash);

    /* Most slashes have a word before them: "dan/atau". */
    return str_find(host, STR("."), 0) == SIZE_MAX ? NULL : find(host);
}

struct address
address_at(struct str text, size_t slash)
{
    struct str rest = str_sub(text, slash + 1, text.n);
    struct str path = str_sub(rest, 0, str_find(rest, STR("#"), 0));
    size_t query = str_find(path, STR("?"), 0);

    return (struct address){
        .host = address_host(text, slash),
        .path = str_sub(path, 0, query),
        .query = str_sub(path, query == SIZE_MAX ? path.n : query + 1, path.n),
        .end = text.n,
    };
}
