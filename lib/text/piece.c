/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "text/piece.h"

#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"

#define STEP_MAX 4   /* bytes of one character */
#define HOST_MAX 100 /* of an address without its scheme, so that reading stays linear */

/* Where letters beyond ASCII stand: Latin, then scripts up to Georgian and further, the Far East,
 * what looks like letters in disguises (mathematical ones). Between them are marks and emoji. */
static const struct {
    uint32_t first, last;
} letters[] = {
    { 0x00c0, 0x00d6 }, { 0x00d8, 0x00f6 }, { 0x00f8, 0x02af },   { 0x0300, 0x1fff },
    { 0x2c00, 0x2dff }, { 0x3040, 0xd7ff }, { 0xf900, 0xfdff },   { 0xfe70, 0xfeff },
    { 0xff21, 0xff3a }, { 0xff41, 0xff5a }, { 0x10000, 0x1efff }, { 0x20000, 0x3ffff },
};

static const char *const endings[] = { ".id", ".com", ".org", ".net", ".ly", ".me" };
static const char *const masks[] = { "[telepon]", "[email]", "[nik]", "[gambar]" };

static char
byte_at(struct str text, size_t at)
{
    return at < text.n ? text.p[at] : '\0';
}

static uint32_t
decode(const char *p, size_t n)
{
    uint32_t code = (unsigned char)p[0] & (0xffu >> (n + 1));

    for (size_t i = 1; i < n; i++)
        code = code << 6 | ((unsigned char)p[i] & 0x3fu);
    return code;
}

/* How many bytes the letter there has; 0: there is none. */
static size_t
letter_size(struct str text, size_t at)
{
    bool valid = false;
    uint32_t code;
    size_t n;

    if (at >= text.n)
        return 0;
    if ((unsigned char)text.p[at] < 0x80)
        return ascii_is_letter(text.p[at]);
    n = utf8_step(str_sub(text, at, STEP_MAX), &valid);
    if (!valid)
        return 0;
    code = decode(text.p + at, n);
    for (size_t i = 0; i < ARRAY_SIZE(letters); i++) {
        if (code >= letters[i].first && code <= letters[i].last)
            return n;
    }
    return 0;
}

static bool
starts_nocase(struct str text, size_t at, const char *prefix)
{
    struct str want = str_from(prefix);

    return str_equal_nocase(str_sub(text, at, want.n), want);
}

static size_t
blank_from(struct str text, size_t at)
{
    while (at < text.n && !ascii_is_space(text.p[at]))
        at++;
    return at;
}

/* A letter's or digit's size, or that of a mark which such a one follows. */
static size_t
inner_size(struct str text, size_t at, const char *marks)
{
    char c = byte_at(text, at);
    size_t n = ascii_is_digit(c) ? 1 : letter_size(text, at);

    if (n > 0 || c == '\0' || strchr(marks, c) == NULL)
        return n;
    n = ascii_is_digit(byte_at(text, at + 1)) ? 1 : letter_size(text, at + 1);
    return n > 0 ? n + 1 : 0;
}

static size_t
run_end(struct str text, size_t at, const char *marks)
{
    size_t n;

    while ((n = inner_size(text, at, marks)) > 0)
        at += n;
    return at;
}

/* Of "lapor.go.id/x" one of the endings, where a part of a name ends. */
static bool
ends_host(struct str chain, size_t dot)
{
    for (size_t i = 0; i < ARRAY_SIZE(endings); i++) {
        size_t end = dot + strlen(endings[i]);
        if (starts_nocase(chain, dot, endings[i]) &&
            (end == chain.n || chain.p[end] == '/' || chain.p[end] == '.'))
            return true;
    }
    return false;
}

static bool
is_host(struct str chain)
{
    for (size_t at = 0; at < chain.n; at++) {
        if (chain.p[at] == '.' && ends_host(chain, at))
            return true;
    }
    return false;
}

static size_t
count_letters(struct str word)
{
    size_t count = 0;

    for (size_t at = 0; at < word.n;) {
        size_t n = letter_size(word, at);
        count += n > 0;
        at += n > 0 ? n : 1;
    }
    return count;
}

/* A word, or what begins like one: an address without its scheme, an e-mail address. */
static enum piece_kind
read_word(struct str text, size_t at, size_t *ret_end)
{
    struct str near = str_sub(text, 0, at + HOST_MAX);
    size_t chain = run_end(near, at, ".-_/");
    size_t end;

    if (byte_at(near, chain) == '@') {
        end = run_end(near, chain + 1, ".-_");
        if (is_host(str_sub(text, chain, end - chain))) {
            *ret_end = end;
            return PIECE_MASK;
        }
    }
    if (is_host(str_sub(text, at, chain - at))) {
        *ret_end = blank_from(text, at);
        return PIECE_LINK;
    }
    *ret_end = run_end(text, at, "-'");
    return PIECE_WORD;
}

static size_t
number_end(struct str text, size_t at)
{
    while (ascii_is_digit(byte_at(text, at)) ||
           (byte_at(text, at) != '\0' && strchr(".,:/-", text.p[at]) != NULL &&
            ascii_is_digit(byte_at(text, at + 1))))
        at++;
    return at;
}

static enum piece_kind
read_mark(struct str text, size_t at, size_t *ret_end)
{
    bool valid = false;

    for (size_t i = 0; i < ARRAY_SIZE(masks); i++) {
        if (starts_nocase(text, at, masks[i])) {
            *ret_end = at + strlen(masks[i]);
            return PIECE_MASK;
        }
    }
    *ret_end = at + utf8_step(str_sub(text, at, STEP_MAX), &valid);
    if (starts_nocase(text, at, "…"))
        return PIECE_STOP;
    return text.p[at] != '\0' && strchr(".!?\n", text.p[at]) != NULL ? PIECE_STOP : PIECE_MARK;
}

static enum piece_kind
read_piece(struct str text, size_t at, size_t *ret_end)
{
    char c = text.p[at];

    if (starts_nocase(text, at, "http://") || starts_nocase(text, at, "https://") ||
        starts_nocase(text, at, "www.")) {
        *ret_end = blank_from(text, at);
        return PIECE_LINK;
    }
    if ((c == '@' || c == '#') && inner_size(text, at + 1, "_") > 0) {
        *ret_end = run_end(text, at + 1, "._");
        return PIECE_NAME;
    }
    if (ascii_is_digit(c)) {
        *ret_end = number_end(text, at);
        return PIECE_NUMBER;
    }
    if (letter_size(text, at) > 0)
        return read_word(text, at, ret_end);
    return read_mark(text, at, ret_end);
}

bool
piece_next(struct str text, size_t *at, struct piece *ret_piece)
{
    size_t begin = *at;
    size_t end = 0;

    while (begin < text.n && text.p[begin] != '\n' && ascii_is_space(text.p[begin]))
        begin++;
    if (begin >= text.n) {
        *at = text.n;
        return false;
    }
    ret_piece->kind = read_piece(text, begin, &end);
    ret_piece->text = str_sub(text, begin, end - begin);
    ret_piece->letters = ret_piece->kind == PIECE_WORD ? count_letters(ret_piece->text) : 0;
    *at = end;
    return true;
}
