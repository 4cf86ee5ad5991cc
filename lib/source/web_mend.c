/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Feeds that are no XML by a character: a template wrote an article's text without escaping it, a
 * plugin's warning stands before the document or its script behind it. What any reader of feeds
 * for people takes is taken here, too, and nothing else: elements are left as they are, so that a
 * feed that was cut off, or whose tags do not match, stays refused.
 */

#include "source/web.h"

#include "base/utf8.h"
#include "source/html.h"

#define HEAD_BYTES    256u /* of the document, where its encoding stands */
#define REFERENCE_MAX 10u  /* bytes behind "&": "#x10FFFF;" */

/* Where a document may begin and end; what a page for people has instead is none of these. */
static const char *const beginnings[] = { "<?xml", "<rss", "<feed", "<rdf:RDF" };
static const char *const endings[] = { "</rss>", "</feed>", "</rdf:RDF>" };

/* What is text as it stands, whatever characters are in it. */
static const struct verbatim {
    const char *begin, *end;
} verbatims[] = { { "<![CDATA[", "]]>" }, { "<!--", "-->" } };

static struct str
without_surroundings(struct str body)
{
    size_t begin = body.n;
    size_t end = 0;

    for (size_t i = 0; i < ARRAY_SIZE(beginnings); i++) {
        size_t at = str_find(body, str_from(beginnings[i]), 0);
        begin = at < begin ? at : begin;
    }
    for (size_t i = 0; i < ARRAY_SIZE(endings); i++) {
        struct str ending = str_from(endings[i]);
        for (size_t at = str_find(body, ending, begin); at != SIZE_MAX;
             at = str_find(body, ending, at + ending.n))
            end = at + ending.n > end ? at + ending.n : end;
    }
    return end > begin ? str_sub(body, begin, end - begin) : STR_NONE;
}

/* Bytes above ASCII are characters of UTF-8 unless the document says otherwise. */
static bool
is_utf8(struct str document)
{
    struct str head = str_sub(document, 0, HEAD_BYTES);

    head = str_sub(head, 0, str_find(head, STR("?>"), 0));
    return !answer_holds(head, "encoding") || answer_holds(head, "utf-8") ||
           answer_holds(head, "utf8");
}

/* What XML has no room for, under a number either. */
static bool
is_character(uint32_t code)
{
    if (code < ' ')
        return code == '\t' || code == '\n' || code == '\r';
    return code < 0xd800 || (code > 0xdfff && code < 0xfffe) || (code > 0xffff && code <= 0x10ffff);
}

/* Whether an "&" that text begins with is one that XML knows without a declaration. */
static bool
is_reference(struct str text)
{
    static const char *const known[] = { "amp", "lt", "gt", "quot", "apos" };
    struct str near = str_sub(text, 1, REFERENCE_MAX);
    struct str name = str_sub(near, 0, str_find(near, STR(";"), 0));
    uint32_t code;

    if (name.n == near.n)
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
        if (str_equal_c(name, known[i]))
            return true;
    }
    return html_number(name, &code) && is_character(code);
}

static const struct verbatim *
verbatim_at(struct str text)
{
    for (size_t i = 0; i < ARRAY_SIZE(verbatims); i++) {
        if (str_starts(text, str_from(verbatims[i].begin)))
            return &verbatims[i];
    }
    return NULL;
}

/* One character, as it may stand; how many bytes of text it was. */
static size_t
mend_character(struct str text, bool utf8, struct buf *out, bool *ok)
{
    bool valid = true;
    size_t n = utf8 ? utf8_step(text, &valid) : 1;
    unsigned char c = (unsigned char)text.p[0];

    if (!valid)
        *ok = buf_append_str(out, STR("\xef\xbf\xbd"));
    else if (!is_character(c))
        *ok = buf_append_str(out, STR(" "));
    else
        *ok = buf_append_str(out, str_sub(text, 0, n));
    return n;
}

bool
web_mend_feed(struct str body, struct buf *ret_mended)
{
    struct str text = without_surroundings(body);
    const struct verbatim *within = NULL;
    bool utf8 = is_utf8(text);
    bool ok = text.n > 0;

    for (size_t i = 0; ok && i < text.n;) {
        struct str rest = str_sub(text, i, text.n);
        if (within == NULL)
            within = verbatim_at(rest);
        else if (str_starts(rest, str_from(within->end)))
            within = NULL;
        if (within == NULL && rest.p[0] == '&' && !is_reference(rest)) {
            ok = buf_append_str(ret_mended, STR("&amp;"));
            i++;
        } else {
            i += mend_character(rest, utf8, ret_mended, &ok);
        }
    }
    return ok;
}
