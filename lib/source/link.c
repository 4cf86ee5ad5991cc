/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "source/link.h"

#include <string.h>

#include "base/ascii.h"
#include "http/url.h"
#include "record/mask.h"
#include "source/form.h"
#include "source/source.h"

#define ANNOUNCING_MAX 4u /* words that are read before a number */
#define BARE_PHONE_MIN 9u /* "81255501234": digits behind the 0 of a mobile telephone */

/* An address, and whose it is. */
struct found {
    const struct source *source;
    const struct link_site *site;
    struct address address;
};

/* The site of that host, and whose it is; NULL: no platform's. */
static const struct link_site *
find_site(struct str host, const struct source **ret_source)
{
    for (size_t i = 0; sources[i] != NULL; i++) {
        const struct link_site *site = sources[i]->links != NULL ? sources[i]->links->sites : NULL;
        for (; site != NULL && site->address.hosts != NULL; site++) {
            if (address_is_below(host, site->address.hosts)) {
                *ret_source = sources[i];
                return site;
            }
        }
    }
    return NULL;
}

const struct address_site *
link_site(struct str host)
{
    const struct source *source;
    const struct link_site *site = find_site(host, &source);

    return site != NULL ? &site->address : NULL;
}

/*
 * Where the address ends that begins before the slash: where none goes on, or at a mark behind
 * which the next one begins: "x.com/a/status/1,https://…", "(…)(…)". Alone such a mark may be a
 * part of it.
 */
static size_t
end_of(struct str text, size_t slash)
{
    size_t end = slash + 1;

    for (; end < text.n && address_holds(text.p[end]); end++) {
        size_t begin = end;
        if (text.p[end] != '/')
            continue;
        begin -= address_scheme(text, end);
        if (begin == end && link_site(address_host(text, end)) != NULL)
            begin = (size_t)(address_host(text, end).p - text.p);
        if (begin < end && begin > slash + 1 && strchr(",;()[]!'", text.p[begin - 1]) != NULL)
            return begin - 1;
    }
    return end;
}

static bool
find_at(struct str text, size_t slash, struct found *ret_found)
{
    const struct source *source;
    const struct link_site *site = find_site(address_host(text, slash), &source);

    if (site == NULL)
        return false;
    ret_found->source = source;
    ret_found->site = site;
    /* What lies behind is not looked at: many in a row are read in one pass. */
    ret_found->address = address_at(str_sub(text, 0, end_of(text, slash)), slash);
    return true;
}

static bool
is_of_key(char c, enum link_kind kind)
{
    if (ascii_is_digit(c))
        return true;
    if (kind == LINK_DIGITS)
        return false;
    return ascii_is_letter(c) || c == '_' || c == '-' || (c == '.' && kind == LINK_DOTTED);
}

/* What of the value is a key; what ends a sentence or closes a bracket may follow. Else absent. */
static struct str
key_in(struct str value, enum link_kind kind)
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

/* Some addresses have POST_COMMENT where others have COMMENT. */
static struct str
behind_post(struct str value)
{
    size_t n = 0;

    while (n < value.n && ascii_is_digit(value.p[n]))
        n++;
    if (n == 0 || n + 1 >= value.n || value.p[n] != '_' || !ascii_is_digit(value.p[n + 1]))
        return value;
    return str_sub(value, n + 1, value.n);
}

/* The key of the comment that the address names. False where it names one that cannot be read. */
static bool
comment_key(const struct found *found, struct str *ret_key)
{
    const struct link_site *site = found->site;
    struct str value = STR_NONE;

    for (size_t i = 0; i < ARRAY_SIZE(site->comments) && str_is_none(value); i++) {
        if (site->comments[i] != NULL)
            value = url_parameter(found->address.query, str_from(site->comments[i]));
    }
    if (site->joined)
        value = behind_post(value);
    *ret_key = str_is_none(value) ? STR_NONE : key_in(value, site->comment_kind);
    return str_is_none(value) || !str_is_none(*ret_key);
}

static bool
write_link(const struct found *found, struct str key, struct link *ret_link)
{
    bool joined = found->site->joined;
    size_t n = 0;
    struct str comment;

    if (!comment_key(found, &comment) || key.n + 1 + comment.n >= LINK_KEY_SIZE)
        return false;
    ret_link->channel = found->source->name;
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
read_link(const struct found *found, struct link *ret_link)
{
    const struct address *address = &found->address;

    for (const struct link_form *form = found->site->forms; form->form != NULL; form++) {
        struct str value;
        struct str key;
        if (!form_fits(form->form, address->path, address->query, &value))
            continue;
        if (form->kind == LINK_NONE)
            return false;
        key = key_in(value, form->kind);
        if (!str_is_none(key))
            return write_link(found, key, ret_link);
    }
    return false;
}

bool
link_next(struct str text, size_t *at, struct link *ret_link)
{
    size_t slash = str_find(text, STR("/"), *at);

    while (slash != SIZE_MAX) {
        struct found found;
        size_t end = slash + 1;
        if (find_at(text, slash, &found)) {
            end = found.address.end;
            if (read_link(&found, ret_link)) {
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
    size_t slash = str_find(address, STR("/"), 0);
    size_t host = 0;
    struct found found;

    if (slash != SIZE_MAX && slash > 0 && address_scheme(address, slash) == slash) {
        host = slash + 2;
        slash = str_find(address, STR("/"), host);
    }
    return slash != SIZE_MAX && find_at(address, slash, &found) &&
           found.address.host.p == address.p + host && found.address.end == address.n &&
           read_link(&found, ret_link);
}

static const struct link_word *
find_word(const struct link_word *words, struct str word)
{
    for (; words->word != NULL; words++) {
        if (str_equal_nocase(word, str_from(words->word)))
            return words;
    }
    return NULL;
}

/* Does what stands before that place say that a complaint's number follows? */
static bool
is_announced(const struct link_word *words, struct str text, size_t end)
{
    bool has_subject = false;
    bool has_marker = false;

    for (size_t i = 0; i < ANNOUNCING_MAX; i++) {
        size_t from;
        const struct link_word *word;
        for (size_t n = 0; end > 0 && n < 4 && strchr(" #:.!-(", text.p[end - 1]) != NULL; n++)
            has_marker |= text.p[--end] == '#';
        for (from = end; from > 0 && end - from <= 9 && ascii_is_alphanumeric(text.p[from - 1]);)
            from--;
        word = find_word(words, str_sub(text, from, end - from));
        if (word == NULL)
            break;
        has_subject |= word->is_subject;
        has_marker |= word->is_marker;
        end = from;
    }
    return has_subject && has_marker;
}

/*
 * May these digits be a person's? What record/mask takes for such, and a telephone number that
 * lacks the 0: no complaint has so many digits yet.
 */
static bool
is_personal(struct str text, size_t from, size_t end)
{
    return text.p[from] == '0' || mask_number(text, from) > 0 ||
           (text.p[from] == '8' && end - from >= BARE_PHONE_MIN);
}

/* Whose complaint's number these digits are said to be; NULL: nobody's. */
static const struct source *
number_of(struct str text, size_t from, size_t end)
{
    if (end < text.n && ascii_is_letter(text.p[end]))
        return NULL;
    for (size_t i = 0; sources[i] != NULL; i++) {
        const struct link_table *links = sources[i]->links;
        if (links != NULL && links->words != NULL && end - from >= links->digits_min &&
            end - from <= links->digits_max && is_announced(links->words, text, from))
            return is_personal(text, from, end) ? NULL : sources[i];
    }
    return NULL;
}

bool
link_next_number(struct str text, size_t *at, struct link *ret_link)
{
    size_t i = *at;

    while (i < text.n) {
        size_t from = i;
        const struct source *source;
        while (i < text.n && ascii_is_digit(text.p[i]))
            i++;
        source = i > from ? number_of(text, from, i) : NULL;
        if (source != NULL && i - from < LINK_KEY_SIZE) {
            ret_link->channel = source->name;
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
