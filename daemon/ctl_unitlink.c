/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Of an address the host tells the platform, and the first words of its path whose it is. What
 * leads to one post, or to whatever an app shares, leads to no account.
 */

#include "ctl_unitlink.h"

#include <string.h>

#include "base/ascii.h"

#define HANDLE_MAX    100
#define PAGE_ID_MIN   8  /* digits of a page's number; shorter ones are names */
#define CHANNEL_BYTES 24 /* "UC…" */

static const char *const names[UNITLINK_PLATFORM_COUNT] = {
    [UNITLINK_FACEBOOK] = "facebook",
    [UNITLINK_INSTAGRAM] = "instagram",
    [UNITLINK_X] = "x",
    [UNITLINK_YOUTUBE] = "youtube",
    [UNITLINK_TIKTOK] = "tiktok",
    [UNITLINK_THREADS] = "threads",
    [UNITLINK_WEB] = "web",
};

static const struct host {
    const char *name;
    enum unitlink_platform platform;
} hosts[] = {
    { "facebook.com", UNITLINK_FACEBOOK },
    { "fb.com", UNITLINK_FACEBOOK },
    { "instagram.com", UNITLINK_INSTAGRAM },
    { "twitter.com", UNITLINK_X },
    { "x.com", UNITLINK_X },
    { "youtube.com", UNITLINK_YOUTUBE },
    { "tiktok.com", UNITLINK_TIKTOK },
    { "threads.net", UNITLINK_THREADS },
    { "threads.com", UNITLINK_THREADS },
};

/* First words of a path that are no account's. */
static const char *const no_accounts[] = { "share",     "sharer",  "groups",  "events", "watch",
                                           "story.php", "reel",    "reels",   "p",      "tv",
                                           "stories",   "explore", "hashtag", "search", "playlist",
                                           "shorts",    "post",    "status",  "photo",  "login" };

const char *
ctl_unitlink_name(enum unitlink_platform platform)
{
    return names[platform];
}

bool
ctl_unitlink_is_none(struct str text)
{
    static const char *const words[] = { "tidak ada", "belum ada", "tdk ada", "n/a",
                                         "na",        "nihil",     "none",    "kosong",
                                         "belum",     "tidak",     "0",       "x" };
    size_t marks = 0;

    text = str_trim(text);
    while (marks < text.n && (text.p[marks] == '-' || text.p[marks] == '.'))
        marks++;
    if (marks == text.n)
        return true;
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        if (str_equal_nocase(text, str_from(words[i])))
            return true;
    return false;
}

static bool
is_digits(struct str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (!ascii_is_digit(text.p[i]))
            return false;
    return text.n > 0;
}

static bool
is_handle(struct str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (!ascii_is_alphanumeric(text.p[i]) && text.p[i] != '.' && text.p[i] != '_' &&
            text.p[i] != '-')
            return false;
    return text.n > 0 && text.n <= HANDLE_MAX;
}

static bool
no_account(struct str text, struct error *err)
{
    (void)error_set(err, ERROR_CONFIG, "\"%.*s\" is no account", STR_ARGS(text));
    return error_hint(err, "Open it, and copy the address of the account's own page.");
}

static bool
starts_nocase(struct str text, struct str start)
{
    return str_equal_nocase(str_sub(text, 0, start.n), start);
}

static struct str
without(struct str text, const char *start)
{
    return starts_nocase(text, str_from(start)) ? str_sub(text, strlen(start), text.n) : text;
}

/* Host and path of an address with "https://" or without; STR_NONE host: it is none. */
static struct str
split_address(struct str text, struct str *ret_path)
{
    struct str rest = without(without(text, "https://"), "http://");
    bool has_scheme = rest.n < text.n;
    size_t end = str_find(rest, STR("/"), 0);
    struct str host = str_sub(rest, 0, end);

    *ret_path = end == SIZE_MAX ? STR("") : str_sub(rest, end + 1, rest.n);
    return has_scheme || (end != SIZE_MAX && str_find(host, STR("."), 0) != SIZE_MAX) ? host
                                                                                      : STR_NONE;
}

/* A host with whatever before it: www., m., web., id-id. */
static bool
find_platform(struct str host, enum unitlink_platform *ret_platform)
{
    for (size_t i = 0; i < ARRAY_SIZE(hosts); i++) {
        struct str name = str_from(hosts[i].name);
        struct str end = host.n > name.n ? str_sub(host, host.n - name.n, name.n) : host;

        if (!str_equal_nocase(end, name) || (host.n > name.n && host.p[host.n - name.n - 1] != '.'))
            continue;
        *ret_platform = hosts[i].platform;
        return true;
    }
    return false;
}

/* The next word of a path, without "@", a question and what follows it. */
static struct str
next_word(struct str *path)
{
    struct str word;

    if (!str_split(path, '/', &word))
        return STR("");
    for (size_t i = 0; i < word.n; i++)
        if (word.p[i] == '?' || word.p[i] == '#' || word.p[i] == '&')
            word.n = i;
    return str_trim(word);
}

/* The number in "profile.php?id=100064000000001". */
static struct str
id_of_question(struct str path)
{
    size_t at = str_find(path, STR("id="), 0);
    struct str rest = at == SIZE_MAX ? STR("") : str_sub(path, at + 3, path.n);
    size_t n = 0;

    while (n < rest.n && ascii_is_digit(rest.p[n]))
        n++;
    return str_sub(rest, 0, n);
}

/* "Dinas-Kesehatan-100064000000001" */
static struct str
id_at_end(struct str word)
{
    size_t n = 0;

    while (n < word.n && ascii_is_digit(word.p[word.n - 1 - n]))
        n++;
    return n >= PAGE_ID_MIN ? str_sub(word, word.n - n, n) : STR_NONE;
}

static void
take_facebook(struct str path, struct ctl_unitlink *link)
{
    struct str rest = path;
    struct str word = next_word(&rest);

    if (str_equal_nocase(word, STR("profile.php"))) {
        link->id = id_of_question(path);
    } else if (str_equal_nocase(word, STR("pages")) || str_equal_nocase(word, STR("people"))) {
        (void)next_word(&rest); /* what it is called */
        link->id = id_at_end(next_word(&rest));
    } else if (str_equal_nocase(word, STR("p"))) {
        link->id = id_at_end(next_word(&rest));
    } else if (is_digits(word) && word.n >= PAGE_ID_MIN) {
        link->id = word;
    } else {
        link->handle = word;
    }
}

static void
take_youtube(struct str path, struct ctl_unitlink *link)
{
    struct str word = next_word(&path);

    if (str_equal_nocase(word, STR("channel")))
        link->id = next_word(&path);
    else if (str_equal_nocase(word, STR("c")) || str_equal_nocase(word, STR("user")))
        link->handle = next_word(&path);
    else
        link->handle = word;
}

static bool
check_words(const struct ctl_unitlink *link)
{
    for (size_t i = 0; i < ARRAY_SIZE(no_accounts); i++)
        if (str_equal_nocase(link->handle, str_from(no_accounts[i])))
            return false;
    if (str_is_none(link->handle))
        return is_handle(link->id);
    return is_handle(link->handle);
}

static void
take_path(struct str path, struct ctl_unitlink *link)
{
    if (link->platform == UNITLINK_FACEBOOK)
        take_facebook(path, link);
    else if (link->platform == UNITLINK_YOUTUBE)
        take_youtube(path, link);
    else
        link->handle = next_word(&path);
    if (str_starts(link->handle, STR("@")))
        link->handle = str_sub(link->handle, 1, link->handle.n);
}

/* A site is known by its address, which is kept as it is. */
static bool
take_site(struct str text, struct ctl_unitlink *ret_link, struct error *err)
{
    struct str path;
    struct str host = split_address(text, &path);
    bool is_bare = str_is_none(host);

    if (is_bare)
        host = text;
    if (str_find(host, STR("."), 0) == SIZE_MAX)
        return no_account(text, err);
    for (size_t i = 0; i < text.n; i++)
        if (ascii_is_space(text.p[i]) || text.p[i] == '@' || text.p[i] == '"' ||
            (unsigned char)text.p[i] < ' ')
            return no_account(text, err);
    *ret_link = (struct ctl_unitlink){ UNITLINK_WEB, STR_NONE, text };
    return true;
}

bool
ctl_unitlink_read(struct str text, enum unitlink_platform platform, struct ctl_unitlink *ret_link,
                  struct error *err)
{
    struct ctl_unitlink link = { platform, STR_NONE, STR_NONE };
    struct str path;
    struct str host;

    text = str_trim(text);
    host = split_address(text, &path);
    if (platform == UNITLINK_WEB)
        return take_site(text, ret_link, err);
    if (!str_is_none(host) && !find_platform(host, &link.platform))
        return no_account(text, err);
    take_path(str_is_none(host) ? text : path, &link);
    if (link.platform == UNITLINK_YOUTUBE && str_is_none(link.id) &&
        link.handle.n == CHANNEL_BYTES && str_starts(link.handle, STR("UC"))) {
        link.id = link.handle;
        link.handle = STR_NONE;
    }
    if (!check_words(&link))
        return no_account(text, err);
    *ret_link = link;
    return true;
}
