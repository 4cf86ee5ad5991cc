/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The pass over a page costs about a twentieth of parsing it: text inside strings, which is most of
 * a page, is skipped eight bytes at a time.
 */

#include "json/jrepair.h"

#include <endian.h>
#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"

#define ESCAPE_LENGTH 6 /* \uXXXX */
#define NO_CODE       UINT32_MAX
#define NO_COMMA      SIZE_MAX

#define IN_EACH_BYTE(value) (UINT64_C(0x0101010101010101) * (value))

/* Non-zero where a byte of the word is 0: exact up to the first such byte. */
static uint64_t
zero_bytes(uint64_t word)
{
    return (word - IN_EACH_BYTE(1)) & ~word & IN_EACH_BYTE(0x80);
}

/* Index of the first byte at or after `at` that is a quote, backslash, control or not ASCII. */
static size_t
skip_plain(const char *bytes, size_t n, size_t at)
{
    for (uint64_t word; n - at >= sizeof(word); at += sizeof(word)) {
        memcpy(&word, bytes + at, sizeof(word));
        word = le64toh(word);
        uint64_t controls = (word - IN_EACH_BYTE(0x20)) & ~word & IN_EACH_BYTE(0x80);
        uint64_t found = zero_bytes(word ^ IN_EACH_BYTE('"')) | controls |
                         zero_bytes(word ^ IN_EACH_BYTE('\\')) | (word & IN_EACH_BYTE(0x80));
        if (found != 0)
            return at + (size_t)__builtin_ctzll(found) / 8;
    }
    while (at < n && (signed char)bytes[at] >= 0x20 && bytes[at] != '"' && bytes[at] != '\\')
        at++;
    return at;
}

/* The code of \uXXXX at `at`, or NO_CODE when something else stands there. */
static uint32_t
read_escape(const char *bytes, size_t n, size_t at)
{
    if (n - at < ESCAPE_LENGTH || bytes[at] != '\\' || bytes[at + 1] != 'u')
        return NO_CODE;
    uint32_t code = 0;
    for (size_t i = 2; i < ESCAPE_LENGTH; i++) {
        int digit = ascii_hex(bytes[at + i]);
        if (digit < 0)
            return NO_CODE;
        code = code << 4 | (uint32_t)digit;
    }
    return code;
}

/* At a backslash in a string. Returns where to go on. */
static size_t
scan_escape(char *bytes, size_t n, size_t at, struct jrepair_report *report)
{
    uint32_t code = read_escape(bytes, n, at);
    if (code == NO_CODE)
        return at + 2 < n ? at + 2 : n;
    size_t after = at + ESCAPE_LENGTH;
    if (code >= 0xd800 && code <= 0xdbff) {
        uint32_t low = read_escape(bytes, n, after);
        if (low >= 0xdc00 && low <= 0xdfff)
            return after + ESCAPE_LENGTH;
    }
    if (code == 0 || (code >= 0xd800 && code <= 0xdfff)) {
        memcpy(bytes + at, "\\ufffd", ESCAPE_LENGTH);
        report->replaced++;
    }
    return after;
}

/* From behind the opening quote to behind the closing one, or to the end. */
static size_t
scan_string(char *bytes, size_t n, size_t at, struct jrepair_report *report)
{
    while ((at = skip_plain(bytes, n, at)) < n) {
        if (bytes[at] == '"')
            return at + 1;
        if (bytes[at] == '\\') {
            at = scan_escape(bytes, n, at, report);
            continue;
        }
        bool valid;
        size_t step = utf8_step((struct str){ bytes + at, n - at }, &valid);
        if (valid && step > 1) {
            at += step;
            continue;
        }
        bytes[at++] = '?';
        report->replaced++;
    }
    return at;
}

/* Where the scan stands outside strings. */
struct place {
    size_t depth;
    size_t comma;  /* the last thing but blanks was one, there, behind a value; else NO_COMMA */
    bool is_fresh; /* nothing yet in the container opened last */
};

static void
scan_open(struct place *place, struct jrepair_report *report)
{
    place->depth++;
    if (place->depth > report->depth)
        report->depth = place->depth;
    report->values++;
    place->is_fresh = true;
    place->comma = NO_COMMA;
}

static void
scan_close(char *bytes, struct place *place, struct jrepair_report *report)
{
    if (place->depth > 0)
        place->depth--;
    if (place->is_fresh)
        report->values--;
    if (place->comma != NO_COMMA) {
        bytes[place->comma] = ' ';
        report->values--;
        report->replaced++;
    }
    place->is_fresh = false;
    place->comma = NO_COMMA;
}

static void
scan_comma(size_t at, struct place *place, struct jrepair_report *report)
{
    place->comma = place->is_fresh || place->comma != NO_COMMA ? NO_COMMA : at;
    place->is_fresh = false;
    report->values++;
}

static void
scan_value(struct place *place)
{
    place->comma = NO_COMMA;
    place->is_fresh = false;
}

void
jrepair_scan(char *bytes, size_t n, struct jrepair_report *ret_report)
{
    struct jrepair_report report = { .values = 1 };
    struct place place = { .comma = NO_COMMA };

    for (size_t at = 0; at < n;) {
        switch (bytes[at++]) {
        case ' ':
        case '\n':
        case '\r':
        case '\t':
            break;
        case '"':
            at = scan_string(bytes, n, at, &report);
            scan_value(&place);
            break;
        case '{':
        case '[':
            scan_open(&place, &report);
            break;
        case '}':
        case ']':
            scan_close(bytes, &place, &report);
            break;
        case ',':
            scan_comma(at - 1, &place, &report);
            break;
        default:
            scan_value(&place);
            break;
        }
    }
    *ret_report = report;
}

/* Open containers at a place of the text. */
struct nest {
    struct {
        size_t start;
        bool is_object, is_item; /* item: an object that is an element of an array */
    } open[JREPAIR_DEPTH_MAX];
    size_t depth;
};

static bool
is_bracket(char c)
{
    return c == '{' || c == '}' || c == '[' || c == ']';
}

/* Index of the next bracket outside strings at or after `at`, which lies outside, or n. */
static size_t
find_bracket(const char *bytes, size_t n, size_t at)
{
    bool in_string = false;
    for (; at < n && (in_string || !is_bracket(bytes[at])); at++)
        if (bytes[at] == '"')
            in_string = !in_string;
        else if (in_string && bytes[at] == '\\')
            at++;
    return at < n ? at : n;
}

static bool
open_container(struct nest *nest, char bracket, size_t at)
{
    if (nest->depth == JREPAIR_DEPTH_MAX)
        return false;
    bool in_array = nest->depth > 0 && !nest->open[nest->depth - 1].is_object;
    nest->open[nest->depth].start = at;
    nest->open[nest->depth].is_object = bracket == '{';
    nest->open[nest->depth].is_item = bracket == '{' && in_array;
    nest->depth++;
    return true;
}

/*
 * Closes the innermost container of the bracket's kind and whatever was left open in it. Returns
 * the depth of the one closed (1 = outermost), or 0 when none is open.
 */
static size_t
close_container(struct nest *nest, char bracket)
{
    size_t depth = nest->depth;
    while (depth > 0 && nest->open[depth - 1].is_object != (bracket == '}'))
        depth--;
    nest->depth = depth > 0 ? depth - 1 : 0;
    return depth;
}

/* What is open at the byte `last`; a bracket that closes there counts as open. */
static bool
nest_at(const char *bytes, size_t last, struct nest *nest)
{
    nest->depth = 0;
    size_t at = find_bracket(bytes, last + 1, 0);
    for (; at <= last; at = find_bracket(bytes, last + 1, at + 1)) {
        bool opens = bytes[at] == '{' || bytes[at] == '[';
        if (opens && !open_container(nest, bytes[at], at))
            return false;
        if (!opens && at < last)
            close_container(nest, bytes[at]);
    }
    return true;
}

/* Index of the bracket that closes the container at `depth`, or n when it has none of its own. */
static size_t
find_end(const char *bytes, size_t n, struct nest *nest, size_t depth)
{
    nest->depth = depth - 1;
    size_t at = nest->open[depth - 1].start;
    for (; at < n; at = find_bracket(bytes, n, at + 1)) {
        if (bytes[at] == '{' || bytes[at] == '[') {
            if (!open_container(nest, bytes[at], at))
                break;
            continue;
        }
        size_t closed = close_container(nest, bytes[at]);
        if (closed <= depth)
            return closed == depth ? at : n;
    }
    return n;
}

/* "null" and blanks over bytes[start … end]; moves what follows when that has less than 4 bytes. */
static void
write_null(char *bytes, size_t *n, size_t start, size_t end)
{
    size_t length = end + 1 - start;
    if (length < 4) {
        memmove(bytes + start + 4, bytes + end + 1, *n - end - 1);
        *n += 4 - length;
        length = 4;
    }
    memset(bytes + start, ' ', length);
    memcpy(bytes + start, "null", 4);
}

bool
jrepair_cut(char *bytes, size_t *n, size_t position)
{
    struct nest nest;
    if (position == 0 || position > *n || !nest_at(bytes, position - 1, &nest))
        return false;
    size_t depth = nest.depth;
    while (depth > 0 && !nest.open[depth - 1].is_item)
        depth--;
    if (depth == 0)
        return false;
    size_t start = nest.open[depth - 1].start;
    size_t end = find_end(bytes, *n, &nest, depth);
    if (end == *n)
        return false;
    write_null(bytes, n, start, end);
    return true;
}

static bool
is_number_byte(char c)
{
    return ascii_is_digit(c) || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

bool
jrepair_drop_number(char *bytes, size_t n, size_t position)
{
    if (position > n)
        return false;
    size_t start = position;
    while (start > 0 && is_number_byte(bytes[start - 1]))
        start--;
    if (position - start < 4) /* no number of 3 bytes is too large */
        return false;
    write_null(bytes, &n, start, position - 1);
    return true;
}
