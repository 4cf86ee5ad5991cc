/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "record/address.h"

#include <string.h>

#include "base/ascii.h"

#define HOST_MAX 64u

static const char *const domains[] = {
    [ADDRESS_FACEBOOK] = "facebook.com",
    [ADDRESS_INSTAGRAM] = "instagram.com",
    [ADDRESS_X] = "x.com",
    [ADDRESS_TWITTER] = "twitter.com",
    [ADDRESS_YOUTUBE] = "youtube.com",
    [ADDRESS_YOUTU_BE] = "youtu.be",
    [ADDRESS_TIKTOK] = "tiktok.com",
    [ADDRESS_THREADS] = "threads.net",
    [ADDRESS_THREADS_COM] = "threads.com",
    [ADDRESS_LAPOR] = "lapor.go.id",
};

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

/* Whose name ends right before the slash; the count of sites where nobody's does. */
static size_t
site_before(struct str text, size_t slash)
{
    size_t from = slash;
    size_t i = 0;
    struct str host;

    while (from > 0 && slash - from < HOST_MAX && is_of_host(text.p[from - 1]))
        from--;
    if (from > 0 && strchr("@_", text.p[from - 1]) != NULL)
        return ARRAY_SIZE(domains); /* an address of mail */
    host = str_sub(text, from, slash - from);
    for (; i < ARRAY_SIZE(domains); i++) {
        struct str domain = str_from(domains[i]);
        size_t above = host.n - domain.n;
        if (host.n >= domain.n && str_equal_nocase(str_sub(host, above, domain.n), domain) &&
            (above == 0 || host.p[above - 1] == '.'))
            break;
    }
    return i;
}

bool
address_at(struct str text, size_t slash, struct address *ret_address)
{
    size_t site = site_before(text, slash);
    size_t end = slash;
    size_t query;
    struct str path;

    if (site == ARRAY_SIZE(domains))
        return false;
    while (end < text.n && is_of_address(text.p[end]))
        end++;
    path = str_sub(text, slash + 1, end - slash - 1);
    path = str_sub(path, 0, str_find(path, STR("#"), 0));
    query = str_find(path, STR("?"), 0);
    *ret_address = (struct address){
        .site = (enum address_site)site,
        .path = str_sub(path, 0, query),
        .query = str_sub(path, query == SIZE_MAX ? path.n : query + 1, path.n),
        .end = end,
    };
    return true;
}
