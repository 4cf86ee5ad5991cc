/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Websites: the forms of time that feeds write, HTML as plain text, what a hostile or broken
 * document leads to, and links.
 */

#include "check.h"

#include "source/html.h"
#include "source/web.h"

#define WIB (7 * 3600)

static const struct {
    const char *text, *want; /* NULL: cannot be read */
} times[] = {
    { "2026-11-19T10:00:00+07:00", "2026-11-19T03:00:00Z" },
    { "Thu, 19 Nov 2026 10:00:00 +0700", "2026-11-19T03:00:00Z" },
    { "Thu, 19 Nov 2026 03:00:00 GMT", "2026-11-19T03:00:00Z" },
    { "19 Nov 2026 03:00 UT", "2026-11-19T03:00:00Z" },
    { "19 November 2026 03:00:00 Z", "2026-11-19T03:00:00Z" },
    { "Wed, 18 Nov 26 19:00:00 -0800", "2026-11-19T03:00:00Z" },
    { "Wed, 18 Nov 2026 19:00:00 PST", "2026-11-19T03:00:00Z" },
    { "Tue, 5 Jan 99 8:05:00 EDT", "1999-01-05T12:05:00Z" },
    { "Tue, 5 Jan 105 08:05:00 GMT", "2005-01-05T08:05:00Z" },
    { "Thu, 19 Nov 2026 10:00:00 WIB", "2026-11-19T03:00:00Z" },
    { "Thu, 19 Nov 2026 10:00:00", "2026-11-19T03:00:00Z" },
    { "  2026-11-19 10:00:00 ", "2026-11-19T03:00:00Z" },
    { "2026-11-19T10:00", "2026-11-19T03:00:00Z" },
    { "2026-11-19", "2026-11-18T17:00:00Z" },
    { "Kamis, 19 November 2026 10:00 WITA", "2026-11-19T02:00:00Z" },
    { "19 Nopember 2026, 10:00", "2026-11-19T03:00:00Z" },
    { "2026-11-19T10:00+07:00", "2026-11-19T03:00:00Z" },
    { "2026-11-19T03:00Z", "2026-11-19T03:00:00Z" },
    { "2026-11-18T20:00-0700", "2026-11-19T03:00:00Z" },
    { "Wed, 18 Nov 2026 20:00:00-07:00", "2026-11-19T03:00:00Z" },
    { "Wed , 18 Nov 2026 20:00 GMT-0700", "2026-11-19T03:00:00Z" },
    { "Wed, November 18 2026 20:00:00 -0700", "2026-11-19T03:00:00Z" },
    { "Wed Nov 18 2026 20:00:00 GMT-0700 (Mountain Standard Time)", "2026-11-19T03:00:00Z" },
    { "Thu Nov 19 2026 10:00:00 GMT+0700 (WIB)", "2026-11-19T03:00:00Z" },
    { "Thu, 19 Nov 2026 10:00:00 GMT+7", "2026-11-19T03:00:00Z" },
    { "Thu, 19 Nov 2026 10:00:00 UTC+07", "2026-11-19T03:00:00Z" },
    { "Thu, 19 Nov 2026 10:00:00 UTC+07:00", "2026-11-19T03:00:00Z" },
    { "Thu, 19 Nov 2026 10:00:00 gmt+0700", "2026-11-19T03:00:00Z" },
    { "Thu, 19 Nov 2026 10:00:00 GMT +7", "2026-11-19T03:00:00Z" },
    { "Thu, 19 Nov 2026 10:00:00 UTC + 7", NULL },
    { "Thu, 19 Nov 2026 10:00:00 +7", "2026-11-19T03:00:00Z" },
    { "Wed, 18 Nov 2026 22:00:00 GMT-5", "2026-11-19T03:00:00Z" },
    { "Thu, 19 Nov 2026 08:30:00 UTC+5:30", "2026-11-19T03:00:00Z" },
    { "Rab, 19 Agu 2026 10:00:00 +0700", "2026-08-19T03:00:00Z" },
    { "Rab, 19 Agu 2026 10:00:00 GMT+7", "2026-08-19T03:00:00Z" },
    { "2026-11-19 10:00:00 +0700", "2026-11-19T03:00:00Z" },
    { "2026-11-19 03:00:00 UTC", "2026-11-19T03:00:00Z" },
    { "2026-11-19 10:00:00 WIB", "2026-11-19T03:00:00Z" },
    { "2026-11-19 10:00 GMT+7", "2026-11-19T03:00:00Z" },
    { "2026-11-19T10:00:00 +07:00", "2026-11-19T03:00:00Z" },
    { "2026-11-19T10:00:00+7", "2026-11-19T03:00:00Z" },
    { "2026-11-19T10:00:00.5", "2026-11-19T03:00:00.500000Z" },
    { "Thu, 19 Nov 2026 10:00:00 Asia/Jakarta", "2026-11-19T03:00:00Z" },
    { "Thu, 19 Nov 2026 10:00:00 Asia/Pontianak", "2026-11-19T03:00:00Z" },
    { "Thu, 19 Nov 2026 10:00:00 Asia/Makassar", "2026-11-19T02:00:00Z" },
    { "2026-11-19 10:00:00 Asia/Jayapura", "2026-11-19T01:00:00Z" },
    { "Thu, 19 Nov 2026 10:00:00 Europe/Brussels", NULL }, /* has a summer time */
    { "Thu, 19 Nov 2026 1:55 PM EST", "2026-11-19T18:55:00Z" },
    { "Thu, November 19, 2026, 11:12 p.m. WIB", "2026-11-19T16:12:00Z" },
    { "Thursday, November 19, 2026 - 3:09pm", "2026-11-19T08:09:00Z" },
    { "Thu, November 19, 2026 at 12:11 AM GMT", "2026-11-19T00:11:00Z" },
    { "Thu, 19 Nov 2026 12:30 PM GMT", "2026-11-19T12:30:00Z" },
    { "Thu, 19 Nov 2026 13:30 PM GMT", NULL },
    { "Thu, 19 Nov 2026 00:30 AM GMT", NULL },
    { "Thu, 19th Nov 2026 10:00:00 GMT", "2026-11-19T10:00:00Z" },
    { "Mon, 2ND Nov 2026 10:00:00 GMT", "2026-11-02T10:00:00Z" },
    { "th Nov 2026 10:00:00 GMT", NULL },
    { "1795057200", "2026-11-19T03:00:00Z" },
    { "17950572000", NULL },
    { "-179505720", NULL },
    { "17950.7200", NULL },
    { "2026-11-19 10:00:00 Mars", NULL },
    { "Thu, 19 Nov 2026 10:00:00 GMT+25", NULL },
    { "Thu, 19 Nov 2026 10:00:00 GMT+7:60", NULL },
    { "Thu, 19 Nov 2026 10:00:00 GMT+x", NULL },
    { "2026-11-19T10:00:", NULL },
    { "2026-11-19T10:00+07:00:00+07:00:00", NULL },
    { "Thu, 19 2026 Nov 10:00:00 GMT", NULL },
    { "Thu, 19 Nov 2026 -0700", NULL },
    { "Thu, 31 Feb 2026 10:00:00 GMT", NULL },
    { "Thu, 19 Nov 2026 25:00:00 GMT", NULL },
    { "Thu, 19 Nov 2026 10:00:7 GMT", NULL },
    { "Thu, 19 Nov 2026 10:0 GMT", NULL },
    { "Thu, 32 Nov 2026 10:00 GMT", NULL },
    { "Thu, 19 Foo 2026 10:00 GMT", NULL },
    { "Thu, 19 Nov 2 10:00 GMT", NULL },
    { "Thu, 19 Nov 2026 10:00 Mars", NULL },
    { "Thu, 01 Jan 1970 00:00:00 +0000", NULL },
    { "1970-01-01 00:00:00", NULL },
    { "1970-01-03", "1970-01-02T17:00:00Z" },
    { "kemarin", NULL },
    { "0000-00-00T00:00:00Z", NULL },
    { "", NULL },
};

static void
test_times(void **state)
{
    char text[WHEN_FORMAT_MAX];

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(times); i++) {
        int64_t us;
        bool ok = web_parse_time(str_from(times[i].text), WIB, &us);
        if (ok != (times[i].want != NULL))
            fail_msg("\"%s\": %s", times[i].text, ok ? when_format(us, text) : "cannot be read");
        if (ok && strcmp(when_format(us, text), times[i].want) != 0)
            fail_msg("\"%s\": %s", times[i].text, text);
    }
    /* West of Greenwich. */
    {
        int64_t us;
        assert_true(web_parse_time(STR("2026-11-19"), -5 * 3600, &us));
        assert_string_equal(when_format(us, text), "2026-11-19T05:00:00Z");
    }
}

static void
test_html(void **state)
{
    static const struct {
        const char *html, *want;
    } rows[] = {
        { "<p>Satu</p><p>dua</p>", "Satu\ndua" },
        { "a<br>b<BR />c<br/>d", "a\nb\nc\nd" },
        { "  banyak \n\t ruang  ", "banyak ruang" },
        { "a <b>tebal</b>, <a href='x'>b</a>", "a tebal, b" },
        { "1 < 2 > 0 &lt;p&gt;", "1 < 2 > 0 <p>" },
        { "a<script>alert('<p>')</script>b<style>p{}</style>c", "abc" },
        { "a<script>tanpa akhir", "a" },
        { "a<script>x</script", "a" },
        { "a<!-- <p>b --> c", "a c" },
        { "a<!-- tanpa akhir > b", "a" },
        { "<p>a<!-- tanpa akhir", "a<!-- tanpa akhir" }, /* no ">" follows: it is text */
        { "&amp;&quot;&apos;&#39;&#x27;", "&\"'''" },
        { "&nbsp;&#160;&#xa0;a&nbsp;&nbsp;b", "a b" },
        { "&hellip;&ndash;&eacute;", "\xe2\x80\xa6\xe2\x80\x93\xc3\xa9" },
        { "&#8217;&#233;&#x1F600;", "\xe2\x80\x99\xc3\xa9\xf0\x9f\x98\x80" },
        { "&#0;&#xd800;&#x110000;&#7;&#x85;", "" },
        { "&bukan; &; &#; &#x; &#12a; & &lt", "&bukan; &; &#; &#x; &#12a; & &lt" },
        { "&#99999999999;", "&#99999999999;" },
        { "<", "<" },
        { "</", "</" },
        { "<3 hati>", "<3 hati>" },
        { "a</p>b<li>c", "a\nb\nc" },
        { "", "" },
    };
    struct arena *arena = arena_new(1u << 20);
    struct str text;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        assert_true(html_plain(arena, str_from(rows[i].html), &text));
        if (!str_equal_c(text, rows[i].want))
            fail_msg("\"%s\" is \"%.*s\"", rows[i].html, STR_ARGS(text));
    }
    assert_true(html_is_rendered(STR("a &amp; b")));
    assert_false(html_is_rendered(STR("a & b <3")));
    arena_free(arena);
}

/* Many signs that begin nothing cost a pass each at most. */
static void
test_html_in_linear_time(void **state)
{
    static const char *const pieces[] = { "<", "<!--", "<a", "&", "&#", "<script>", "</" };
    struct arena *arena = arena_new(64u << 20);

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(pieces); i++) {
        CLEANUP(buf_done) struct buf html = BUF_INIT(2u << 20);
        struct str text;
        while (html.used < 1u << 20)
            assert_true(buf_append_str(&html, str_from(pieces[i])));
        assert_true(html_plain(arena, buf_str(&html), &text));
        arena_reset(arena);
    }
    arena_free(arena);
}

static void
test_a_document_that_would_grow(void **state)
{
    struct look look = look_at("web/posts/007_entities_declared");

    (void)state;
    assert_int_equal(look.run.outcome.verdict, VERDICT_MALFORMED);
    assert_int_equal(look.run.batch.count, 0);
    look_done(&look);
}

/* Two thousand items are read, the others left. */
static void
test_a_feed_without_end(void **state)
{
    CLEANUP(buf_done) struct buf raw = BUF_INIT(2u << 20);
    struct look look;

    (void)state;
    assert_true(buf_printf(&raw, "HTTP/1.1 200 OK\n\n<rss><channel>"));
    for (int i = 0; i < 2100; i++)
        assert_true(buf_printf(&raw,
                               "<item><guid>%d</guid><title>x</title>"
                               "<pubDate>Thu, 19 Nov 2026 10:00:00 GMT</pubDate></item>",
                               i));
    assert_true(buf_printf(&raw, "</channel></rss>"));
    look = look_made("web", "posts", raw.data, "");
    assert_int_equal(look.run.outcome.verdict, VERDICT_DONE);
    assert_int_equal(look.run.batch.count, 2000);
    look_done(&look);
}

/* A part longer than a text may be is cut at a character. */
static void
test_a_long_part(void **state)
{
    CLEANUP(buf_done) struct buf raw = BUF_INIT(2u << 20);
    struct look look;

    (void)state;
    assert_true(buf_printf(&raw, "HTTP/1.1 200 OK\n\n<rss><channel><item><guid>1</guid>"
                                 "<pubDate>Thu, 19 Nov 2026 10:00:00 GMT</pubDate><title>x"));
    for (int i = 0; i < 200000; i++)
        assert_true(buf_append(&raw, "\xc3\xa9", 2));
    assert_true(buf_printf(&raw, "</title></item></channel></rss>"));
    look = look_made("web", "posts", raw.data, "");
    assert_int_equal(look.run.batch.count, 1);
    assert_int_equal(look.run.batch.records[0].of.post.text.n, RECORD_TEXT_MAX - 1);
    look_done(&look);
}

static void
test_links(void **state)
{
    static const struct {
        const char *base, *link, *want;
    } rows[] = {
        { "https://a.example/b/feed/?x=1", "/c", "https://a.example/c" },
        { "https://a.example/b/feed/?x=1", "c", "https://a.example/b/feed/c" },
        { "https://a.example/b/feed.xml", "c", "https://a.example/b/c" },
        { "https://a.example", "c", "https://a.example/c" },
        { "http://a.example", "//b.example/c", "http://b.example/c" },
        { "https://a.example", "mailto:x", NULL },
        { "https://a.example", "#c", NULL },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        char raw[512];
        char given[256];
        struct look look;
        struct str got;
        snprintf(given, sizeof(given), "given base %s\n", rows[i].base);
        snprintf(raw, sizeof(raw),
                 "HTTP/1.1 200 OK\n\n<rss><channel><item><guid isPermaLink='false'>1</guid>"
                 "<link>%s</link><pubDate>Thu, 19 Nov 2026 10:00:00 GMT</pubDate></item>"
                 "</channel></rss>",
                 rows[i].link);
        look = look_made("web", "posts", raw, given);
        got = look.run.batch.records[0].of.post.permalink;
        if (rows[i].want == NULL)
            assert_true(str_is_none(got));
        else
            EXPECT_TEXT(got, rows[i].want);
        look_done(&look);
    }
}

/* A feed of these items gives posts of these ids, in its order. */
static void
ids_of(const char *channel, const char *const items[], struct str want)
{
    CLEANUP(buf_done) struct buf raw = BUF_INIT(64u << 10);
    CLEANUP(buf_done) struct buf got = BUF_INIT(64u << 10);
    struct look look;

    assert_true(buf_printf(&raw, "HTTP/1.1 200 OK\n\n<rss><channel><title>x</title>%s", channel));
    for (size_t i = 0; items[i] != NULL; i++)
        assert_true(buf_printf(
            &raw, "<item>%s<pubDate>Thu, 19 Nov 2026 10:00:00 GMT</pubDate></item>", items[i]));
    assert_true(buf_printf(&raw, "</channel></rss>"));
    look = look_made("web", "posts", raw.data, "given base https://a.example/feed/\n");
    for (size_t i = 0; i < look.run.batch.count; i++)
        assert_true(
            buf_printf(&got, "%.*s\n", STR_ARGS(look.run.batch.records[i].of.post.external_id)));
    if (look.run.batch.reject_count > 0)
        assert_true(buf_printf(&got, "and %zu rejected\n", look.run.batch.reject_count));
    if (!str_equal(buf_str(&got), want))
        fail_msg("ids of \"%s\" are\n%.*s, expected\n%.*s", items[0], STR_ARGS(buf_str(&got)),
                 STR_ARGS(want));
    look_done(&look);
}

#define OF(guid, link) "<guid isPermaLink='false'>" guid "</guid><link>" link "</link>"
#define AT             "https://a.example/"

/*
 * One site, polled on three days: an article must have the same id in each answer, else the row of
 * one is overwritten by another.
 */
static void
test_ids_stay_from_poll_to_poll(void **state)
{
    static const struct {
        const char *channel;
        const char *items[4], *want;
    } rows[] = {
        /* The site's address as the id of all: not even of a feed with one item. */
        { "", { OF(AT, AT "1") }, AT "1\n" },
        { "", { OF(AT, AT "2"), OF(AT, AT "1") }, AT "2\n" AT "1\n" },
        { "", { OF(AT, AT "3"), OF(AT, AT "2"), OF(AT, AT "1") }, AT "3\n" AT "2\n" AT "1\n" },
        { "", { OF("http://www.a.example", AT "1") }, AT "1\n" },
        /* … what the feed says is its site, and the feed itself. */
        { "<link>" AT "dinas/</link>", { OF(AT "dinas", AT "1") }, AT "1\n" },
        { "<image><link>" AT "b</link></image>", { OF(AT "b", AT "1") }, AT "b\n" },
        { "<item/><link>" AT "b</link><link>" AT "c</link>",
          { OF(AT "b", AT "1"), OF(AT "c", AT "2") },
          AT "1\n" AT "c\nand 1 rejected\n" },
        { "<link xmlns='http://www.w3.org/2005/Atom' rel='self' href='" AT "b'/>"
          "<link xmlns='http://www.w3.org/2005/Atom' href='" AT "c'/>",
          { OF(AT "b", AT "1"), OF(AT "c", AT "2") },
          AT "b\n" AT "2\n" },
        { "", { OF(AT "feed", AT "1") }, AT "1\n" },
        /* Addresses that name an article. */
        { "", { OF(AT "?p=1", AT "1"), OF(AT "#2", AT "2") }, AT "?p=1\n" AT "#2\n" },
        { "", { OF("a.example", AT "1") }, "a.example\n" },
        /* Any other that several share: the first of them as little as the others. */
        { "", { OF("x", AT "2"), OF("y", AT "0"), OF("x", AT "1") }, AT "2\ny\n" AT "1\n" },
        { "", { OF("x", AT "3"), OF("x", AT "2"), OF("x", AT "1") }, AT "3\n" AT "2\n" AT "1\n" },
        /* Nothing of its own. */
        { "", { OF("x", AT "1"), OF("x", "") }, AT "1\nand 1 rejected\n" },
        { "", { OF("x", ""), OF("x", AT "1") }, AT "1\nand 1 rejected\n" },
        { "", { OF("", AT), OF(AT, "") }, "and 2 rejected\n" },
        { "", { "<guid>" AT "</guid>" }, "and 1 rejected\n" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        ids_of(rows[i].channel, rows[i].items, str_from(rows[i].want));
}

/* An article is one, however often and from where an answer leads to it. */
static void
test_listed_twice(void **state)
{
    static const struct {
        const char *items[4], *want;
    } rows[] = {
        { { OF("x", AT "1"), OF("x", AT "1") }, "x\n" },
        { { OF(AT, AT "1"), OF(AT, AT "1") }, AT "1\n" },
        /* By where the reader came from, or by a place on its page, it is no other. */
        { { OF("x", AT "1?utm_source=rss"), OF("x", AT "1?utm_source=fb&amp;utm_medium=a") },
          "x\n" },
        { { OF("x", AT "b?id=1&amp;fbclid=q"), OF("x", AT "b?gclid=r&amp;id=1#isi") }, "x\n" },
        { { OF("x", AT "1?igshid=a"), OF("x", AT "1?mc_cid=b&amp;mc_eid=c"), OF("x", AT "1") },
          "x\n" },
        { { OF("", AT "1?utm_source=a"), OF("", AT "1?a=b&amp;utm_id=2#c") },
          AT "1\n" AT "1?a=b#c\n" },
        { { OF("x", AT "1?utm_source=a"), OF("x", AT "2"), OF("x", AT "1?utm_source=b") },
          AT "1\n" AT "2\n" },
        { { OF("x", AT "?utm_source=a"), OF("x", AT "2") }, AT "2\nand 1 rejected\n" },
        /* What else stands there names an article. */
        { { OF("x", AT "b?id=2&amp;fbclid=q"), OF("x", AT "b?id=1&amp;fbclid=q") },
          AT "b?id=2\n" AT "b?id=1\n" },
        { { OF("x", AT "1?fbclids=2"), OF("x", AT "1?fbclids=1") },
          AT "1?fbclids=2\n" AT "1?fbclids=1\n" },
        { { OF("x", AT "#/2"), OF("x", AT "#/1") }, AT "#/2\n" AT "#/1\n" },
        { { OF("x", AT "#!2"), OF("x", AT "#!1") }, AT "#!2\n" AT "#!1\n" },
        { { OF("", AT "p#2"), OF("", AT "p#1") }, AT "p#2\n" AT "p#1\n" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        ids_of("", rows[i].items, str_from(rows[i].want));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_html),
        cmocka_unit_test(test_html_in_linear_time),
        cmocka_unit_test(test_a_document_that_would_grow),
        cmocka_unit_test(test_a_feed_without_end),
        cmocka_unit_test(test_a_long_part),
        cmocka_unit_test(test_links),
        cmocka_unit_test(test_ids_stay_from_poll_to_poll),
        cmocka_unit_test(test_listed_twice),
    };

    return cmocka_run_group_tests_name("web", tests, NULL, NULL);
}
