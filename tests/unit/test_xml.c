/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * xml/xml: elements and text in order, namespaces, encodings, and what is refused: what is no XML,
 * entities, depth, a tag without end, a callback's no.
 */

#include "unit.h"

#include "xml/xml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What was told, as text: "<name>" with the namespace behind "|", "text", "</name>". */
struct told {
    char text[1024];
    const char *refuse; /* the callback that says no: "start", "end", "text" */
};

static bool
tell(struct told *told, const char *which, const char *before, const struct xml_name *name,
     struct error *err)
{
    size_t used = strlen(told->text);

    if (told->refuse != NULL && strcmp(told->refuse, which) == 0)
        return error_set(err, ERROR_LIMIT, "%s said no", which);
    (void)snprintf(told->text + used, sizeof(told->text) - used, "<%s%.*s%s%.*s>", before,
                   STR_ARGS(name->local), str_is_none(name->space) ? "" : "|",
                   STR_ARGS(name->space));
    return true;
}

static bool
on_start(void *to, const struct xml_element *element, struct error *err)
{
    struct told *told = to;
    struct str id = xml_attribute(element, "id");
    size_t used;

    if (!tell(told, "start", "", &element->name, err))
        return false;
    used = strlen(told->text);
    if (!str_is_none(id))
        (void)snprintf(told->text + used, sizeof(told->text) - used, "(%.*s)", STR_ARGS(id));
    return true;
}

static bool
on_end(void *to, const struct xml_name *name, struct error *err)
{
    return tell(to, "end", "/", name, err);
}

static bool
on_text(void *to, struct str text, struct error *err)
{
    struct told *told = to;
    size_t used = strlen(told->text);

    if (told->refuse != NULL && strcmp(told->refuse, "text") == 0)
        return error_set(err, ERROR_LIMIT, "text said no");
    (void)snprintf(told->text + used, sizeof(told->text) - used, "%.*s", STR_ARGS(text));
    return true;
}

static const struct xml_events events = { on_start, on_end, on_text };

#define LATIN(name) "<?xml version='1.0' encoding='" name "'?>"

static void
test_documents(void **state)
{
    static const struct {
        const char *bytes, *expect;
    } rows[] = {
        { "<a/>", "<a></a>" },
        { "<a>x &lt;&amp;&#65; <b>y</b>z</a>", "<a>x <&A <b>y</b>z</a>" },
        { "<a><![CDATA[<b>&]]></a>", "<a><b>&</a>" },
        { "<a xmlns='u:1' xmlns:p='u:2' other='0' p:id='7'><p:b id='8'/></a>",
          "<a|u:1>(7)<b|u:2>(8)</b|u:2></a|u:1>" },
        { "<a b='1'/>", "<a></a>" },
        { "\xef\xbb\xbf<a>\xc3\xa9</a>", "<a>\xc3\xa9</a>" },
        { LATIN("ISO-8859-1") "<a>\xe9</a>", "<a>\xc3\xa9</a>" },
        { LATIN("Windows-1252") "<a>\xe9\x80\x93\x41</a>", "<a>\xc3\xa9\xe2\x82\xac\xe2\x80\x9c"
                                                           "A</a>" },
        { "<!DOCTYPE a PUBLIC 'p' 'http://nowhere.invalid/a.dtd'><a>&nbsp;x</a>", "<a>x</a>" },
        { "<!--c--><?p i?><a><!-- -- --></a>", NULL },
        { "", NULL },
        { "<a>", NULL },
        { "<a></b>", NULL },
        { "<a/><b/>", NULL },
        { "<a>&nbsp;</a>", NULL },
        { "<a>\xff</a>", NULL },
        { "<p:a/>", NULL },
        { LATIN("windows-1252") "<a>\x81</a>", NULL },
        { LATIN("ebcdic-9") "<a/>", NULL },
        { "<!DOCTYPE a [<!ENTITY b 'cc'>]><a>&b;</a>", NULL },
        { "<!DOCTYPE a [<!ELEMENT a ANY>]><a/>", NULL },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct error err = ERROR_INIT;
        struct told told = { .text = "" };
        bool ok = xml_read(str_from(rows[i].bytes), &events, &told, &err);

        EXPECT(rows[i].bytes, ok == (rows[i].expect != NULL));
        EXPECT(rows[i].bytes, ok != error_is_set(&err));
        EXPECT(rows[i].bytes, !ok || strcmp(told.text, rows[i].expect) == 0);
        EXPECT(rows[i].bytes, ok || strncmp(err.text, "line 1: ", 8) == 0);
    }
}

/* In pieces of every size the same is told; the text comes in more pieces, put together here. */
static void
test_pieces(void **state)
{
    static const char bytes[] = "<a id='\xc3\xa9'>\xc3\xa9t\xc3\xa9 &amp;<b/>\n</a>";

    (void)state;
    for (size_t size = 1; size < sizeof(bytes); size++) {
        CLEANUP(xml_freep) struct xml *xml = NULL;
        struct error err = ERROR_INIT;
        struct told told = { .text = "" };

        xml = xml_new(&events, &told);
        for (size_t at = 0; at < sizeof(bytes) - 1; at += size)
            assert_true(xml_feed(xml, str_sub(STR(bytes), at, size), false, &err));
        assert_true(xml_feed(xml, STR_NONE, true, &err));
        assert_string_equal(told.text, "<a>(\xc3\xa9)\xc3\xa9t\xc3\xa9 &<b></b>\n</a>");
    }
    xml_free(NULL);
}

static void
test_callbacks(void **state)
{
    static const char *const names[] = { "start", "end", "text" };
    static const struct xml_events none = { NULL, NULL, NULL };
    struct error err = ERROR_INIT;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        struct told told = { .refuse = names[i] };
        CLEANUP(xml_freep) struct xml *xml = xml_new(&events, &told);
        char expect[32];

        error_clear(&err);
        (void)snprintf(expect, sizeof(expect), "%s said no", names[i]);
        /* An empty element, and text with a line end, are several calls of one token. */
        assert_false(xml_feed(xml, STR("<a>x\ny\n<b/></a>"), false, &err));
        assert_string_equal(err.text, expect);
        assert_int_equal(err.kind, ERROR_LIMIT);
        assert_false(xml_feed(xml, STR(" "), true, &err));
    }
    error_clear(&err);
    assert_true(xml_read(STR("<a>x<b/></a>"), &none, NULL, &err));
}

/* What the parser still tells of a token, when it was stopped in it, is not passed on. */
static void
test_refused_for_good(void **state)
{
    static char bytes[8192];
    struct told told = { .refuse = "start" };
    struct error err = ERROR_INIT;

    (void)state;
    assert_false(xml_read(STR("<a/>"), &events, &told, &err));
    assert_string_equal(told.text, "");
    (void)snprintf(bytes, sizeof(bytes), LATIN("ISO-8859-1") "<a>%06000d</a>", 0);
    told = (struct told){ .refuse = "text" };
    assert_false(xml_read(str_from(bytes), &events, &told, &err));
    assert_string_equal(told.text, "<a>");
}

static void
test_depth(void **state)
{
    static char bytes[8 * XML_DEPTH_MAX];

    (void)state;
    for (int depth = XML_DEPTH_MAX; depth <= XML_DEPTH_MAX + 1; depth++) {
        static const struct xml_events none = { NULL, NULL, NULL };
        struct error err = ERROR_INIT;

        bytes[0] = '\0';
        for (int i = 0; i < depth; i++)
            strcat(bytes, "<a>");
        for (int i = 0; i < depth; i++)
            strcat(bytes, "</a>");
        assert_int_equal(xml_read(str_from(bytes), &none, NULL, &err), depth == XML_DEPTH_MAX);
        if (depth > XML_DEPTH_MAX)
            assert_string_equal(err.text, "line 1: too many elements within each other");
    }
}

/* Pieces of one document until it is refused, at most so many; how many were taken. */
static int
feed_many(const char *start, struct str piece, int count, struct error *err)
{
    static const struct xml_events none = { NULL, NULL, NULL };
    CLEANUP(xml_freep) struct xml *xml = xml_new(&none, NULL);

    assert_true(xml_feed(xml, str_from(start), false, err));
    for (int i = 0; i < count; i++)
        if (!xml_feed(xml, piece, false, err))
            return i;
    return count;
}

static void
test_long_tags(void **state)
{
    enum { SIZE = 1 << 16, COUNT = 32 };
    struct error err = ERROR_INIT;
    char *bytes = xmalloc(SIZE);
    const struct str piece = { bytes, SIZE };

    (void)state;
    memset(bytes, 'x', SIZE);
    assert_int_equal(feed_many("<a>", piece, COUNT, &err), COUNT);
    /* The bound is passed by the piece after these: the first bytes count too. */
    assert_int_equal(feed_many("<a b='", piece, COUNT, &err), XML_TAG_BYTES_MAX / SIZE);
    assert_string_equal(err.text, "line 1: a tag without end");
    free(bytes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_documents), cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_callbacks), cmocka_unit_test(test_refused_for_good),
        cmocka_unit_test(test_depth),     cmocka_unit_test(test_long_tags),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
