/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * One pass over the bytes. A number starts at a digit or "+" that no digit precedes (people write
 * "NIK3275…" and "0812…ya"), an address at what no letter or digit precedes; either is looked at
 * for no more bytes than it can have: a text in which one begins at every other byte takes no
 * longer than another. Lengths: a NIK has 16 digits (Kemendagri); Indonesian subscriber numbers
 * have 9 to 13 after 0 or +62, written with blanks, dots or hyphens in between. Shorter runs
 * (years, amounts, house numbers, emergency numbers such as 112, call centres such as 1708) stay.
 */

#include "record/mask.h"

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

struct run {
    size_t length; /* in bytes */
    size_t digits;
    size_t prefix; /* digits before the first mark */
};

/*
 * Digits with single blanks, dots or hyphens between them; one digit more than any number has ends
 * it.
 */
static struct run
digit_run(struct str text, size_t from)
{
    struct run run = { 0 };

    for (size_t i = from; i < text.n && run.digits <= NIK_DIGITS; i++) {
        char c = text.p[i];
        if (ascii_is_digit(c)) {
            run.digits++;
            run.length = i + 1 - from;
            if (run.digits == run.length)
                run.prefix = run.digits;
        } else if ((c != ' ' && c != '-' && c != '.') || !ascii_is_digit(at(text, i + 1))) {
            break;
        }
    }
    return run;
}

static size_t
match_number(struct str text, size_t from, struct str *ret_word)
{
    bool plus = text.p[from] == '+';
    size_t start = from + plus;
    struct run run = digit_run(text, start);
    bool is_phone = (!plus && at(text, start) == '0' && run.prefix >= PHONE_PREFIX_MIN) ||
                    (at(text, start) == '6' && at(text, start + 1) == '2');

    if (!plus && run.digits == NIK_DIGITS) {
        *ret_word = STR("[nik]");
        return run.length;
    }
    if (is_phone && run.digits >= PHONE_DIGITS_MIN && run.digits <= PHONE_DIGITS_MAX) {
        *ret_word = STR("[telepon]");
        return run.length + plus;
    }
    return 0;
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
    if (last_dot <= domain || i - domain == MAIL_DOMAIN_MAX)
        return 0;
    while (i > last_dot + 1 && !is_word(text.p[i - 1]))
        i--;
    *ret_word = STR("[email]");
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
    *ret_word = STR("[gambar]");
    return i - from;
}

static size_t
match(struct str text, size_t from, struct str *ret_word)
{
    char c = text.p[from];
    char before = from > 0 ? text.p[from - 1] : '\0';
    size_t length = c == 'd' ? match_image(text, from, ret_word) : 0;

    if (length > 0)
        return length;
    if (ascii_is_digit(before) || before == '@')
        return 0;
    if (ascii_is_digit(c) || (c == '+' && ascii_is_digit(at(text, from + 1))))
        length = match_number(text, from, ret_word);
    if (length == 0 && !is_word(before) && is_mail_local(c))
        length = match_mail(text, from, ret_word);
    return length;
}

bool
mask_text(struct arena *arena, struct str text, struct str *ret_text)
{
    /* A word in brackets is never longer than twice what it stands for (the shortest: "a@b.é"). */
    CLEANUP(buf_done) struct buf out = BUF_INIT(text.n * 2 + 1);
    struct str word;
    size_t kept = 0;

    for (size_t i = 0; i < text.n;) {
        size_t length = match(text, i, &word);
        if (length == 0) {
            i++;
            continue;
        }
        must(buf_append(&out, text.p + kept, i - kept));
        must(buf_append_str(&out, word));
        i += length;
        kept = i;
    }
    if (kept == 0) {
        *ret_text = text;
        return true;
    }
    must(buf_append(&out, text.p + kept, text.n - kept));
    return arena_str(arena, buf_str(&out), ret_text);
}
