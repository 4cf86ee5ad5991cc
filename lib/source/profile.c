/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Of an address the host tells the platform, and the first words of its path whose it is, also
 * where they go on to one of his posts. What an app shares leads to no account.
 */

#include "source/profile.h"

#include <string.h>

#include "base/ascii.h"
#include "base/parse.h"
#include "record/address.h"
#include "source/form.h"

#define HANDLE_MAX 100
#define DIGITS_MIN 8 /* of an id that is nothing but digits; shorter ones are names */

bool
profile_is_headed(const struct source *source, struct str words)
{
    struct str word;

    while (source->profiles != NULL && str_split(&words, ' ', &word)) {
        const char *const *heading = source->profiles->headings;
        while (*heading != NULL && !str_equal_c(word, *heading))
            heading++;
        if (*heading != NULL)
            return true;
    }
    return false;
}

/* Those at the end, where they are enough for an id; else absent. */
static struct str
last_digits(struct str word)
{
    size_t n = 0;

    while (n < word.n && ascii_is_digit(word.p[word.n - 1 - n]))
        n++;
    return n >= DIGITS_MIN ? str_sub(word, word.n - n, n) : STR_NONE;
}

static bool
has_form(struct str word, const struct source_id_form *form)
{
    if (form->digits)
        return word.n >= DIGITS_MIN && parse_count_digits(word) == word.n;
    return form->begins != NULL && word.n == form->bytes &&
           str_starts(word, str_from(form->begins));
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

static struct str
without(struct str text, const char *start)
{
    size_t n = strlen(start);

    return str_equal_nocase(str_sub(text, 0, n), str_from(start)) ? str_sub(text, n, text.n) : text;
}

/* Host and path of an address with "https://" or without; STR_NONE host: it is none. */
static struct str
split_address(struct str text, struct str *ret_path)
{
    struct str rest = without(without(text, "https://"), "http://");
    bool has_scheme = rest.n < text.n;
    size_t end = str_find(rest, STR("/"), 0);
    struct str host = address_host(rest, end == SIZE_MAX ? rest.n : end);

    if (host.p != rest.p) /* something else stands before it */
        host = STR("");

    *ret_path = end == SIZE_MAX ? STR("") : str_sub(rest, end + 1, rest.n);
    return has_scheme || (end != SIZE_MAX && str_find(host, STR("."), 0) != SIZE_MAX) ? host
                                                                                      : STR_NONE;
}

/* Whose accounts have their pages there; NULL: nobody's. */
static const struct source *
find_source(struct str host)
{
    size_t i = 0;

    while (sources[i] != NULL && (sources[i]->profiles == NULL || sources[i]->has_sites ||
                                  !address_is_below(host, sources[i]->profiles->hosts)))
        i++;
    return sources[i];
}

static size_t
find_any(struct str text, const char *marks)
{
    size_t i = 0;

    while (i < text.n && strchr(marks, text.p[i]) == NULL)
        i++;
    return i;
}

/* What the word is. False where the form does not fit. */
static bool
take_word(enum profile_kind kind, struct str word, struct profile *profile)
{
    struct str name = str_starts(word, STR("@")) ? str_sub(word, 1, word.n) : word;

    if (kind == PROFILE_ID_FORM && !has_form(name, &profile->source->ids))
        return false;
    if (kind == PROFILE_HANDLE)
        profile->handle = name;
    else if (kind == PROFILE_FIRST_DIGITS)
        profile->id = str_sub(word, 0, parse_count_digits(word));
    else if (kind == PROFILE_LAST_DIGITS)
        profile->id = last_digits(word);
    else if (kind != PROFILE_NONE)
        profile->id = name;
    return true;
}

static bool
take_path(struct str path, struct profile *profile)
{
    const struct profile_form *form = profile->source->profiles->forms;
    size_t end = find_any(path, "?#&");
    struct str query = str_sub(path, end + 1, path.n);
    struct str word;

    for (path = str_sub(path, 0, end); form->form != NULL; form++)
        if (form_fits(form->form, path, query, &word) &&
            take_word(form->kind, str_trim(word), profile))
            break;
    return is_handle(str_is_none(profile->handle) ? profile->id : profile->handle);
}

/* A site is known by its address, which is kept as it is. */
static bool
take_site(struct str text, struct profile *profile)
{
    struct str path;
    struct str host = split_address(text, &path);

    if (str_is_none(host))
        host = text;
    for (size_t i = 0; i < text.n; i++)
        if (ascii_is_space(text.p[i]) || text.p[i] == '@' || text.p[i] == '"' ||
            (unsigned char)text.p[i] < ' ')
            return false;
    profile->id = text;
    return str_find(host, STR("."), 0) != SIZE_MAX;
}

bool
profile_read(struct str text, const struct source *source, struct profile *ret_profile,
             struct error *err)
{
    struct profile profile = { source, STR_NONE, STR_NONE };
    struct str path;
    struct str host;
    bool ok;

    text = str_trim(text);
    if (source->has_sites) {
        ok = take_site(text, &profile);
    } else {
        host = split_address(text, &path);
        if (!str_is_none(host))
            profile.source = find_source(host);
        ok = profile.source != NULL && take_path(str_is_none(host) ? text : path, &profile);
    }
    if (!ok)
        return no_account(text, err);
    *ret_profile = profile;
    return true;
}

bool
profile_is_whole(const struct profile *profile)
{
    const char *const *mark;

    if (!profile->source->has_sites || profile->id.n == 0)
        return profile->id.n > 0;
    for (mark = profile->source->profiles->list_marks; *mark != NULL; mark++)
        if (str_find(profile->id, str_from(*mark), 0) != SIZE_MAX)
            return str_starts(profile->id, STR("http"));
    return false;
}
