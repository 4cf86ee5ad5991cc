/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * One pass over the bytes. A number starts at a digit or "+" that no digit precedes (people write
 * "NIK3275…" and "0812…ya"), an address at what no letter or digit precedes; either is looked at
 * for no more bytes than it can have: a text in which one begins at every other byte takes no
 * longer than another. How far a platform's address goes is not looked up, the pass comes there.
 * Lengths: a NIK has 16 digits (Kemendagri); Indonesian subscriber numbers have 9 to 13 after 0 or
 * +62, written with blanks, dots or hyphens in between. Shorter runs (years, amounts, house
 * numbers, emergency numbers such as 112, call centres such as 1708) stay.
 *
 * So do the ids in addresses of the platforms, which often have as many digits (D17 of
 * lib/README.md). What stands in such an address at other places, behind something masked, and in
 * all other addresses, is text like any other: https://wa.me/62812….
 */

#include "record/mask.h"

#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"

#define NIK_DIGITS       16u
#define PHONE_DIGITS_MIN 10u /* with the leading 0 */
#define PHONE_DIGITS_MAX 14u
/* 021, 0812; what begins with two digits and a mark is a date or a time. */
#define PHONE_PREFIX_MIN 3u
#define MAIL_LOCAL_MAX   64u /* RFC 5321, 4.5.3.1 */
#define MAIL_DOMAIN_MAX  255u
#define IMAGE_TYPE_MAX   64u

#define WORD_NIK   STR("[nik]")
#define WORD_PHONE STR("[telepon]")
#define WORD_MAIL  STR("[email]")
#define WORD_IMAGE STR("[gambar]")

static bool
is_word(char c)
{
    return ascii_is_alphanumeric(c) || (unsigned char)c >= 0x80;
}

static bool
is_mail_local(char c)
{
    return ascii_is_alphanumeric(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '%';
}

static char
at(struct str text, size_t i)
{
    return i < text.n ? text.p[i] : '\0';
}

/* Does a word that stands for something begin here? */
static bool
is_mask(struct str text, size_t from)
{
    const struct str words[] = { WORD_NIK, WORD_PHONE, WORD_MAIL, WORD_IMAGE };

    if (text.p[from] != '[')
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        if (str_equal(str_sub(text, from, words[i].n), words[i]))
            return true;
    }
    return false;
}

/* What so many digits are; absent: nothing that is known. */
static struct str
number_word(struct str number, size_t digits, size_t prefix)
{
    bool plus = number.p[0] == '+';
    struct str rest = str_sub(number, plus, number.n);
    bool is_phone =
        (!plus && rest.p[0] == '0' && prefix >= PHONE_PREFIX_MIN) || str_starts(rest, STR("62"));

    if (!plus && digits == NIK_DIGITS)
        return WORD_NIK;
    if (is_phone && digits >= PHONE_DIGITS_MIN && digits <= PHONE_DIGITS_MAX)
        return WORD_PHONE;
    return STR_NONE;
}

/*
 * Digits with single blanks, dots or hyphens between them: as many as make a number. What follows
 * behind a mark is the next one.
 */
static size_t
match_number(struct str text, size_t from, struct str *ret_word)
{
    size_t digits = 0;
    size_t prefix = 0; /* digits before the first mark */
    size_t length = 0;

    for (size_t i = from + (text.p[from] == '+'); digits < NIK_DIGITS; i++) {
        struct str word;
        digits++;
        if (ascii_is_digit(at(text, i + 1)))
            continue;
        prefix = prefix == 0 ? digits : prefix;
        word = number_word(str_sub(text, from, i + 1 - from), digits, prefix);
        if (!str_is_none(word)) {
            *ret_word = word;
            length = i + 1 - from;
        }
        i++;
        if (at(text, i) == '\0' || strchr(" -.", text.p[i]) == NULL ||
            !ascii_is_digit(at(text, i + 1)))
            break;
    }
    return length;
}

static size_t
match_mail(struct str text, size_t from, struct str *ret_word)
{
    size_t i = from;
    size_t last_dot = 0;
    size_t domain;

    while (i - from < MAIL_LOCAL_MAX && is_mail_local(at(text, i)))
        i++;
    if (at(text, i) != '@')
        return 0;
    domain = ++i;
    for (; i - domain < MAIL_DOMAIN_MAX && is_mail_local(at(text, i)); i++) {
        if (text.p[i] == '.' && is_word(at(text, i + 1)))
            last_dot = i;
    }
    /* Behind the longest domain nothing is of it: hyphens, or what was written on to it. */
    if (last_dot <= domain)
        return 0;
    while (i > last_dot + 1 && !is_word(text.p[i - 1]))
        i--;
    *ret_word = WORD_MAIL;
    return i - from;
}

static bool
is_base64(char c)
{
    return ascii_is_alphanumeric(c) || c == '+' || c == '/' || c == '=';
}

/* "data:image/png;base64,iVBOR…", which some forms put into the text itself. */
static size_t
match_image(struct str text, size_t from, struct str *ret_word)
{
    const struct str scheme = STR("data:");
    const struct str mark = STR(";base64,");
    size_t i = from + scheme.n;

    if (!str_equal(str_sub(text, from, scheme.n), scheme))
        return 0;
    while (i - from < IMAGE_TYPE_MAX && (is_mail_local(at(text, i)) || at(text, i) == '/'))
        i++;
    if (!str_equal(str_sub(text, i, mark.n), mark))
        return 0;
    i += mark.n;
    while (is_base64(at(text, i)))
        i++;
    *ret_word = WORD_IMAGE;
    return i - from;
}

/* Where the pass has come to. */
struct pass {
    address_site_fn sites;
    struct str text;
    size_t at;
    size_t masked;                   /* up to there something stands for it, or nothing does */
    const struct address_site *site; /* of the address it is inside of; NULL: of no platform's */
    enum { IN_PATH, IN_QUERY, IN_REST } place; /* in that address */
    size_t part;    /* of the address, from there: between slashes, a parameter's value */
    bool may_be_id; /* what the part is */
};

/* Does a parameter of that name have an id of a post, a comment, or of whose it is? */
static bool
is_id_name(const struct address_site *site, struct str name)
{
    const char *const *ids = site->ids;

    while (*ids != NULL && !str_equal_c(name, *ids))
        ids++;
    return *ids != NULL;
}

/* What something stands for is none of an address. */
static struct str
rest_of(const struct pass *pass)
{
    return str_sub(pass->text, pass->masked, pass->text.n);
}

/* Does an address begin here? */
static bool
enter(struct pass *pass)
{
    pass->site = address_site(rest_of(pass), pass->at - pass->masked, pass->sites);
    if (pass->site == NULL)
        return false;
    pass->place = IN_PATH;
    pass->may_be_id = pass->site->begins_with_id;
    return true;
}

/*
 * To the end of the address none is an id: it is a fragment, or behind something masked. Of that,
 * blanks or not, a second pass sees the word, and must not find another end of the address.
 */
static void
enter_rest(struct pass *pass)
{
    pass->place = IN_REST;
    pass->may_be_id = false;
}

static void
enter_place(struct pass *pass, char mark)
{
    if (mark == '#')
        enter_rest(pass);
    else if (mark == '?' && pass->place == IN_PATH)
        pass->place = IN_QUERY;
}

/* Does the address end here? Also where somebody wrote the next one right behind it. */
static bool
ends_address(const struct pass *pass, char c)
{
    return !address_holds(c) ||
           (c == '/' && address_scheme(rest_of(pass), pass->at - pass->masked) > 0);
}

/* Follows the parts of an address; elsewhere looks whether one begins. */
static void
step(struct pass *pass)
{
    char c = pass->text.p[pass->at];

    if (ends_address(pass, c))
        pass->site = NULL;
    if (pass->site == NULL) {
        pass->may_be_id = false;
        if (c != '/' || !enter(pass))
            return;
    } else if (c == '/') {
        pass->may_be_id = pass->place == IN_PATH;
    } else if (c == '=') {
        pass->may_be_id =
            pass->place == IN_QUERY &&
            is_id_name(pass->site, str_sub(pass->text, pass->part, pass->at - pass->part));
    } else if (is_mask(pass->text, pass->at)) {
        enter_rest(pass);
    } else if (strchr("?&;#", c) != NULL) {
        pass->may_be_id = false;
        enter_place(pass, c);
    } else {
        return;
    }
    pass->part = pass->at + 1;
}

/*
 * How many digits of an id begin here: a part of an address that begins with them, and not with 0,
 * as no id does, or those behind a letter of it. None where the number goes on with a mark, or
 * behind a blank.
 */
static size_t
match_id(const struct pass *pass)
{
    struct str text = pass->text;
    size_t from = pass->at;
    size_t end = from;
    bool begins = from == pass->part && text.p[from] != '0';
    char before = text.p[from - 1];
    struct str word;

    if (!begins && !ascii_is_letter(before) && before != '_')
        return 0;
    while (ascii_is_digit(at(text, end)))
        end++;
    if (at(text, end) == '%' ||
        ((at(text, end) == '-' || at(text, end) == '.') && ascii_is_digit(at(text, end + 1))))
        return 0;
    return match_number(text, from, &word) > end - from ? 0 : end - from;
}

/* Is the digit before the end of an escape: "%20"? */
static bool
ends_escape(struct str text, size_t end)
{
    return end >= 3 && text.p[end - 3] == '%' && ascii_hex(text.p[end - 2]) >= 0;
}

/* What begins here; for what is to stay, the word is absent. */
static size_t
match(const struct pass *pass, struct str *ret_word)
{
    struct str text = pass->text;
    size_t from = pass->at;
    char c = text.p[from];
    char before = from > pass->masked ? text.p[from - 1] : '\0';
    size_t length;

    *ret_word = STR_NONE;
    length = c == 'd' ? match_image(text, from, ret_word) : 0;
    if (length > 0)
        return length;
    if (before == '@' || (ascii_is_digit(before) && !ends_escape(text, from)))
        return 0;
    if (!is_word(before) && is_mail_local(c))
        length = match_mail(text, from, ret_word);
    if (length == 0 && pass->may_be_id && ascii_is_digit(c))
        length = match_id(pass);
    if (length == 0 && (ascii_is_digit(c) || (c == '+' && ascii_is_digit(at(text, from + 1)))))
        length = match_number(text, from, ret_word);
    return length;
}

size_t
mask_number(struct str text, size_t from)
{
    struct str word;

    return match_number(text, from, &word);
}

bool
mask_text(struct arena *arena, address_site_fn sites, struct str text, struct str *ret_text)
{
    /* A word in brackets is never longer than twice what it stands for (the shortest: "a@b.é"). */
    CLEANUP(buf_done) struct buf out = BUF_INIT(text.n * 2 + 1);
    struct pass pass = { .sites = sites, .text = text };

    while (pass.at < text.n) {
        struct str word;
        size_t length;
        step(&pass);
        length = match(&pass, &word);
        if (length > 0 && !str_is_none(word)) {
            must(buf_append(&out, text.p + pass.masked, pass.at - pass.masked));
            must(buf_append_str(&out, word));
            pass.masked = pass.at + length;
            enter_rest(&pass);
        }
        pass.at += length > 0 ? length : 1;
    }
    if (pass.masked == 0) {
        *ret_text = text;
        return true;
    }
    must(buf_append(&out, text.p + pass.masked, text.n - pass.masked));
    return arena_str(arena, buf_str(&out), ret_text);
}
