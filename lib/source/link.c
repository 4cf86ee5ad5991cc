/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "source/link.h"

#include <string.h>

#include "base/ascii.h"
#include "record/address.h"

#define SEGMENTS_MAX 6u /* of a path; no form has more */

enum key_kind {
    KEY_DIGITS,
    KEY_WORD,   /* letters, digits, "_" and "-" */
    KEY_DOTTED, /* "." too */
};

struct site {
    const char *channel;
    /* Parameters that name a comment, the most telling first; the key is then the value, or
     * POST_VALUE. */
    const char *comments[2];
    enum key_kind comment_kind;
    bool joined;
};

static const struct site sites[] = {
    [ADDRESS_FACEBOOK] = { "facebook", { "reply_comment_id", "comment_id" }, KEY_DIGITS, true },
    [ADDRESS_INSTAGRAM] = { .channel = "instagram" },
    [ADDRESS_X] = { .channel = "x" },
    [ADDRESS_TWITTER] = { .channel = "x" },
    [ADDRESS_YOUTUBE] = { "youtube", { "lc" }, KEY_DOTTED, false },
    [ADDRESS_YOUTU_BE] = { "youtube", { "lc" }, KEY_DOTTED, false },
    [ADDRESS_TIKTOK] = { .channel = "tiktok" },
    [ADDRESS_THREADS] = { .channel = "threads" },
    [ADDRESS_THREADS_COM] = { .channel = "threads" },
    [ADDRESS_LAPOR] = { .channel = "lapor" },
};

/*
 * How a path begins: "*" is any part, "#" the one with the key; behind "?" the parameter that has
 * the key. The first that fits counts.
 */
static const struct form {
    enum address_site site;
    const char *path;
    enum key_kind kind;
} forms[] = {
    { ADDRESS_FACEBOOK, "permalink.php?story_fbid", KEY_WORD },
    { ADDRESS_FACEBOOK, "story.php?story_fbid", KEY_WORD },
    { ADDRESS_FACEBOOK, "photo.php?fbid", KEY_DIGITS },
    { ADDRESS_FACEBOOK, "photo?fbid", KEY_DIGITS },
    { ADDRESS_FACEBOOK, "watch?v", KEY_DIGITS },
    { ADDRESS_FACEBOOK, "reel/#", KEY_DIGITS },
    { ADDRESS_FACEBOOK, "groups/*/posts/#", KEY_DIGITS },
    { ADDRESS_FACEBOOK, "groups/*/permalink/#", KEY_DIGITS },
    { ADDRESS_FACEBOOK, "*/posts/*/#", KEY_DIGITS }, /* words of the text before the id */
    { ADDRESS_FACEBOOK, "*/posts/#", KEY_WORD },
    { ADDRESS_FACEBOOK, "*/videos/*/#", KEY_DIGITS },
    { ADDRESS_FACEBOOK, "*/videos/#", KEY_DIGITS },
    { ADDRESS_FACEBOOK, "*/photos/*/#", KEY_DIGITS },
    { ADDRESS_FACEBOOK, "*/photos/#", KEY_DIGITS },
    { ADDRESS_INSTAGRAM, "p/*/c/#", KEY_WORD },
    { ADDRESS_INSTAGRAM, "reel/*/c/#", KEY_WORD },
    { ADDRESS_INSTAGRAM, "p/#", KEY_WORD },
    { ADDRESS_INSTAGRAM, "reel/#", KEY_WORD },
    { ADDRESS_INSTAGRAM, "reels/#", KEY_WORD },
    { ADDRESS_INSTAGRAM, "tv/#", KEY_WORD },
    { ADDRESS_INSTAGRAM, "*/p/#", KEY_WORD },
    { ADDRESS_INSTAGRAM, "*/reel/#", KEY_WORD },
    { ADDRESS_X, "i/web/status/#", KEY_DIGITS },
    { ADDRESS_X, "*/status/#", KEY_DIGITS },
    { ADDRESS_TWITTER, "i/web/status/#", KEY_DIGITS },
    { ADDRESS_TWITTER, "*/status/#", KEY_DIGITS },
    { ADDRESS_TWITTER, "*/statuses/#", KEY_DIGITS },
    { ADDRESS_YOUTUBE, "watch?v", KEY_WORD },
    { ADDRESS_YOUTUBE, "shorts/#", KEY_WORD },
    { ADDRESS_YOUTUBE, "live/#", KEY_WORD },
    { ADDRESS_YOUTU_BE, "#", KEY_WORD },
    { ADDRESS_TIKTOK, "*/video/#", KEY_DIGITS },
    { ADDRESS_TIKTOK, "*/photo/#", KEY_DIGITS },
    { ADDRESS_THREADS, "*/post/#", KEY_WORD },
    { ADDRESS_THREADS, "t/#", KEY_WORD },
    { ADDRESS_THREADS_COM, "*/post/#", KEY_WORD },
    { ADDRESS_THREADS_COM, "t/#", KEY_WORD },
    { ADDRESS_LAPOR, "pengaduan/#", KEY_DIGITS },
    { ADDRESS_LAPOR, "id/#", KEY_DIGITS },
};

/* An address taken apart. */
struct parts {
    const struct site *site;
    struct str segments[SEGMENTS_MAX];
    size_t segment_count;
    struct str query;
};

static struct parts
take_apart(const struct address *address)
{
    struct parts parts = { .site = &sites[address->site], .query = address->query };
    struct str path = address->path;
    struct str part;

    while (parts.segment_count < SEGMENTS_MAX && str_split(&path, '/', &part)) {
        if (part.n > 0)
            parts.segments[parts.segment_count++] = part;
    }
    return parts;
}

static struct str
parameter(struct str query, struct str name)
{
    struct str part;

    while (str_split(&query, '&', &part)) {
        struct str value = part;
        struct str found;
        if (str_starts(part, STR("amp;"))) /* of a text that came as HTML */
            part = value = str_sub(part, 4, part.n);
        if (str_split(&value, '=', &found) && str_equal(found, name) && !str_is_none(value))
            return value;
    }
    return STR_NONE;
}

static bool
is_of_key(char c, enum key_kind kind)
{
    if (ascii_is_digit(c))
        return true;
    if (kind == KEY_DIGITS)
        return false;
    return ascii_is_letter(c) || c == '_' || c == '-' || (c == '.' && kind == KEY_DOTTED);
}

/* What of the value is a key; what ends a sentence or closes a bracket may follow. Else absent. */
static struct str
key_in(struct str value, enum key_kind kind)
{
    size_t n = 0;

    while (n < value.n && is_of_key(value.p[n], kind))
        n++;
    if (n < value.n && (ascii_is_alphanumeric(value.p[n]) || value.p[n] == '%'))
        return STR_NONE;
    while (n > 0 && value.p[n - 1] == '.')
        n--;
    return n > 0 ? str_sub(value, 0, n) : STR_NONE;
}

/* The part of the address in which the form has its key; absent where the form does not fit. */
static struct str
value_by(const struct form *form, const struct parts *parts)
{
    struct str path = str_from(form->path);
    size_t query = str_find(path, STR("?"), 0);
    struct str name = query == SIZE_MAX ? STR_NONE : str_sub(path, query + 1, path.n);
    struct str value = STR_NONE;
    struct str part;
    size_t i = 0;

    for (path = str_sub(path, 0, query); str_split(&path, '/', &part); i++) {
        if (i == parts->segment_count)
            return STR_NONE;
        if (str_equal_c(part, "#"))
            value = parts->segments[i];
        else if (!str_equal_c(part, "*") && !str_equal_nocase(part, parts->segments[i]))
            return STR_NONE;
    }
    return str_is_none(name) ? value : parameter(parts->query, name);
}

/* The key of the comment that the address names. False where it names one that cannot be read. */
static bool
comment_key(const struct parts *parts, struct str *ret_key)
{
    const struct site *site = parts->site;
    struct str value = STR_NONE;

    for (size_t i = 0; i < ARRAY_SIZE(site->comments) && str_is_none(value); i++) {
        if (site->comments[i] != NULL)
            value = parameter(parts->query, str_from(site->comments[i]));
    }
    *ret_key = str_is_none(value) ? STR_NONE : key_in(value, site->comment_kind);
    return str_is_none(value) || !str_is_none(*ret_key);
}

static bool
write_link(const struct parts *parts, struct str key, struct link *ret_link)
{
    bool joined = parts->site->joined;
    size_t n = 0;
    struct str comment;

    if (!comment_key(parts, &comment) || key.n + 1 + comment.n >= LINK_KEY_SIZE)
        return false;
    ret_link->channel = parts->site->channel;
    if (joined || comment.n == 0) {
        memcpy(ret_link->key, key.p, key.n);
        n = key.n;
    }
    if (joined && comment.n > 0)
        ret_link->key[n++] = '_';
    if (comment.n > 0)
        memcpy(ret_link->key + n, comment.p, comment.n);
    ret_link->key[n + comment.n] = '\0';
    return true;
}

static bool
read_link(const struct parts *parts, struct link *ret_link)
{
    for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
        struct str key;
        if (&sites[forms[i].site] != parts->site)
            continue;
        key = key_in(value_by(&forms[i], parts), forms[i].kind);
        if (!str_is_none(key))
            return write_link(parts, key, ret_link);
    }
    return false;
}

bool
link_next(struct str text, size_t *at, struct link *ret_link)
{
    size_t slash = str_find(text, STR("/"), *at);

    while (slash != SIZE_MAX) {
        struct address address;
        size_t end = slash + 1;
        if (address_at(text, slash, &address)) {
            struct parts parts = take_apart(&address);
            end = address.end;
            if (read_link(&parts, ret_link)) {
                *at = end;
                return true;
            }
        }
        slash = str_find(text, STR("/"), end);
    }
    *at = text.n;
    return false;
}

bool
link_name(struct str address, struct link *ret_link)
{
    const struct str mark = STR("://");
    size_t scheme = str_find(address, mark, 0);
    size_t slash = str_find(address, STR("/"), scheme == SIZE_MAX ? 0 : scheme + mark.n);
    struct address read;
    struct parts parts;

    if (slash == SIZE_MAX || !address_at(address, slash, &read) || read.end < address.n)
        return false;
    parts = take_apart(&read);
    return read_link(&parts, ret_link);
}

#define NUMBER_MIN 5u /* 1708 is the number that short messages go to */
#define NUMBER_MAX 10u
#define WORDS_MAX  4u /* that are read before a number */

/* What may stand before the number of a complaint: it must be said that it is one, and of what. */
static const struct number_word {
    const char *word;
    bool is_subject, is_marker;
} number_words[] = {
    { "lapor", true, false },     { "laporan", true, false }, { "aduan", true, false },
    { "pengaduan", true, false }, { "sp4n", true, false },    { "tracking", true, true },
    { "id", false, true },        { "no", false, true },      { "nomor", false, true },
    { "nomer", false, true },     { "kode", false, true },    { "tiket", false, true },
};

static const struct number_word *
find_word(struct str word)
{
    for (size_t i = 0; i < ARRAY_SIZE(number_words); i++) {
        if (str_equal_nocase(word, str_from(number_words[i].word)))
            return &number_words[i];
    }
    return NULL;
}

/* Does what stands before that place say that a complaint's number follows? */
static bool
is_announced(struct str text, size_t end)
{
    bool has_subject = false;
    bool has_marker = false;

    for (size_t i = 0; i < WORDS_MAX; i++) {
        size_t from;
        const struct number_word *word;
        for (size_t n = 0; end > 0 && n < 4 && strchr(" #:.!-(", text.p[end - 1]) != NULL; n++)
            has_marker |= text.p[--end] == '#';
        for (from = end; from > 0 && end - from <= 9 && ascii_is_alphanumeric(text.p[from - 1]);)
            from--;
        word = find_word(str_sub(text, from, end - from));
        if (word == NULL)
            break;
        has_subject |= word->is_subject;
        has_marker |= word->is_marker;
        end = from;
    }
    return has_subject && has_marker;
}

bool
link_next_number(struct str text, size_t *at, struct link *ret_link)
{
    size_t i = *at;

    while (i < text.n) {
        size_t from = i;
        while (i < text.n && ascii_is_digit(text.p[i]))
            i++;
        if (i - from >= NUMBER_MIN && i - from <= NUMBER_MAX && text.p[from] != '0' &&
            (i == text.n || !ascii_is_letter(text.p[i])) && is_announced(text, from)) {
            ret_link->channel = sites[ADDRESS_LAPOR].channel;
            memcpy(ret_link->key, text.p + from, i - from);
            ret_link->key[i - from] = '\0';
            *at = i;
            return true;
        }
        i += i == from;
    }
    *at = text.n;
    return false;
}
