/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "record/address.h"

#include <string.h>

#include "base/ascii.h"

#define HOST_MAX 64u

static bool
is_of_host(char c)
{
    return ascii_is_alphanumeric(c) || c == '.' || c == '-';
}

static bool
is_of_address(char c)
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

/* What stands right before the slash as a host does; empty where it is one of mail. */
static struct str
host_before(struct str text, size_t slash)
{
    size_t from = slash;

    while (from > 0 && slash - from < HOST_MAX && is_of_host(text.p[from - 1]))
        from--;
    if (from > 0 && strchr("@_", text.p[from - 1]) != NULL)
        from = slash;
    return str_sub(text, from, slash - from);
}

bool
address_at(struct str text, size_t slash, address_site_fn find, struct address *ret_address)
{
    struct str host = host_before(text, slash);
    /* Most slashes have a word before them: "dan/atau". */
    const struct address_site *site = str_find(host, STR("."), 0) == SIZE_MAX ? NULL : find(host);
    size_t end = slash;
    size_t query;
    struct str path;

    if (site == NULL)
        return false;
    while (end < text.n && is_of_address(text.p[end]))
        end++;
    path = str_sub(text, slash + 1, end - slash - 1);
    path = str_sub(path, 0, str_find(path, STR("#"), 0));
    query = str_find(path, STR("?"), 0);
    *ret_address = (struct address){
        .site = site,
        .host = host,
        .path = str_sub(path, 0, query),
        .query = str_sub(path, query == SIZE_MAX ? path.n : query + 1, path.n),
        .end = end,
    };
    return true;
}
