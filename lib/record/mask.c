/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * One pass over the bytes. A candidate starts at a digit, a "+" or a letter that no letter or digit
 * precedes. Lengths: a NIK has 16 digits (Kemendagri); Indonesian subscriber numbers have 9 to 13 after
 * 0 or +62, written with blanks, dots or hyphens in between. Shorter runs (years, amounts, house numbers,
 * emergency numbers such as 112, call centres such as 1708) stay.
 */

#include "record/mask.h"

#include "base/buf.h"

#define NIK_DIGITS       16u
#define PHONE_DIGITS_MIN 10u /* with the leading 0 */
#define PHONE_DIGITS_MAX 14u

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool
is_word(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (unsigned char)c >= 0x80;
}

static bool
is_mail_local(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '_' || c == '-' || c == '+' || c == '%';
}

static char
at(struct str text, size_t i)
{
    return i < text.n ? text.p[i] : '\0';
}

/* Digits with single blanks, dots or hyphens between them; returns the length in bytes. */
static size_t
digit_run(struct str text, size_t from, size_t *ret_digits)
{
    size_t i = from, digits = 0, end = from;

    for (; i < text.n; i++) {
        char c = text.p[i];
        if (is_digit(c)) {
            digits++;
            end = i + 1;
        } else if ((c != ' ' && c != '-' && c != '.') || !is_digit(at(text, i + 1))) {
            break;
        }
    }
    *ret_digits = digits;
    return end - from;
}

static size_t
match_number(struct str text, size_t from, struct str *ret_word)
{
    bool plus = text.p[from] == '+';
    size_t start = from + plus, digits, length = digit_run(text, start, &digits);
    bool is_phone =
        (!plus && at(text, start) == '0') || (at(text, start) == '6' && at(text, start + 1) == '2');

    if (is_word(at(text, start + length)))
        return 0;
    if (!plus && digits == NIK_DIGITS) {
        *ret_word = STR("[nik]");
        return length;
    }
    if (is_phone && digits >= PHONE_DIGITS_MIN && digits <= PHONE_DIGITS_MAX) {
        *ret_word = STR("[telepon]");
        return length + plus;
    }
    return 0;
}

static size_t
match_mail(struct str text, size_t from, struct str *ret_word)
{
    size_t i = from, domain, last_dot = 0;

    while (is_mail_local(at(text, i)))
        i++;
    if (i == from || at(text, i) != '@')
        return 0;
    domain = ++i;
    for (; is_mail_local(at(text, i)); i++) {
        if (text.p[i] == '.' && is_word(at(text, i + 1)))
            last_dot = i;
    }
    if (last_dot <= domain)
        return 0;
    while (i > last_dot + 1 && !is_word(text.p[i - 1]))
        i--;
    *ret_word = STR("[email]");
    return i - from;
}

static size_t
match(struct str text, size_t from, struct str *ret_word)
{
    char c = text.p[from];
    size_t length = 0;

    if (from > 0 && (is_word(text.p[from - 1]) || text.p[from - 1] == '@'))
        return 0;
    if (is_digit(c) || (c == '+' && is_digit(at(text, from + 1))))
        length = match_number(text, from, ret_word);
    if (length == 0 && is_mail_local(c))
        length = match_mail(text, from, ret_word);
    return length;
}

bool
mask_text(struct arena *arena, struct str text, struct str *ret_text)
{
    /* A word in brackets is never longer than twice what it stands for (the shortest: "a@b.c"). */
    CLEANUP(buf_done) struct buf out = BUF_INIT(text.n * 2 + 1);
    struct str word;
    size_t kept = 0;

    for (size_t i = 0; i < text.n;) {
        size_t length = match(text, i, &word);
        if (length == 0) {
            i++;
            continue;
        }
        if (!buf_append(&out, text.p + kept, i - kept) || !buf_append_str(&out, word))
            return false;
        i += length;
        kept = i;
    }
    if (kept == 0) {
        *ret_text = text;
        return true;
    }
    return buf_append(&out, text.p + kept, text.n - kept) &&
           arena_str(arena, buf_str(&out), ret_text);
}
