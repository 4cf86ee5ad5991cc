/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * http/url: escaping (RFC 3986, 2.3), origins as host pinning compares them; every
 * function against every size of buffer, which must stay as it was when something does not fit.
 */

#include "unit.h"

#include "http/url.h"

#include <string.h>

static void
test_origin(void **state)
{
    (void)state;
    const struct {
        const char *url, *origin; /* NULL: refused */
    } rows[] = {
        { "https://Graph.Facebook.com/v26.0?x=1", "https://graph.facebook.com" },
        { "HTTPS://a.id:443/", "https://a.id" },
        { "http://a.id:80", "http://a.id" },
        { "http://a.id:443", "http://a.id:443" },
        { "https://a.id:0080", "https://a.id:80" },
        { "http://[::1]:8080/x", "http://[::1]:8080" },
        { "http://a.id?x@b.id", "http://a.id" },
        { "http://a.id#@b.id", "http://a.id" },
        { "https://A_B-c.go.id:65535/x", "https://a_b-c.go.id:65535" },
        { "HTTPS://Example.id:443/a/%20b/~c(1)!;=:@,+*'&$", "https://example.id" },
        { "http://[2001:db8::1]", "http://[2001:db8::1]" },
        { "http://a:00443", "http://a:443" },
        { "http://dalam_kota.go.id", "http://dalam_kota.go.id" }, /* no name of the DNS, but used */
        { "https://a.id@b.id/", NULL },
        { "https://a.id\\.b.id/", NULL },
        { "javascript:alert(1)", NULL },
        { "ftp://example.id", NULL },
        { "example.id", NULL },
        { "//example.id", NULL },
        { "", NULL },
        { " http://example.id", NULL },
        { "http://", NULL },
        { "http:///x", NULL },
        { "http://:80", NULL },
        { "http://exa mple.id", NULL },
        { "http://example~id", NULL },
        { "http://ex\xc3\xa4mple.id", NULL },
        { "http://evil.id\\@example.id", NULL },
        { "http://evil.id\\", NULL },
        { "http://[]", NULL },
        { "http://[", NULL },
        { "http://[::1", NULL },
        { "http://[ab", NULL },
        { "http://@a", NULL },
        { "http://[::g-1]", NULL },
        { "http://[::1]x:80", NULL },
        { "http://warga:sandi@example.id", NULL },
        { "http://a:0", NULL },
        { "http://a:65536", NULL },
        { "http://a:", NULL },
        { "http://a:+80", NULL },
        { "http://a:x", NULL },
        { "http://a:9x", NULL },
        { "http://a:80:80", NULL },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP(buf_done) struct buf buf = BUF_INIT(100);
        assert_true(buf_append_str(&buf, STR("> ")));
        EXPECT_INT(rows[i].url, url_origin(str_from(rows[i].url), &buf), rows[i].origin != NULL);
        struct str got = str_sub(buf_str(&buf), 2, SIZE_MAX);
        EXPECT_STR(rows[i].url, got, str_from(rows[i].origin != NULL ? rows[i].origin : ""));
    }
}

static void
test_build(void **state)
{
    (void)state;
    CLEANUP(buf_done) struct buf url = BUF_INIT(200);
    assert_true(buf_append_str(&url, STR("https://a.id/v1")));
    assert_true(url_add_segment(&url, STR("1_2:3")));
    assert_true(url_add_segment(&url, STR("../x?y")));
    assert_true(url_add_query(&url, STR("fields"), STR("id,name")));
    assert_true(url_add_query(&url, STR("a&b"), STR("c d+\xc3\xa9=~-._\0")));
    assert_true(url_add_query(&url, STR("empty"), STR("")));
    assert_string_equal(url.data, "https://a.id/v1/1_2%3A3/..%2Fx%3Fy?fields=id%2Cname"
                                  "&a%26b=c%20d%2B%C3%A9%3D~-._%00&empty=");
    buf_clear(&url);
    assert_true(url_escape(&url, STR("azAZ09-._~")));
    assert_true(url_escape(&url, STR("/:?#[]@!$&'()*+,;=")));
    assert_true(url_escape(&url, STR_NONE));
    assert_string_equal(url.data,
                        "azAZ09-._~%2F%3A%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D");
}

/* What is broken stays as it is. */
static void
test_unescape(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } rows[] = {
        { "", "" },
        { "azAZ09", "azAZ09" },
        { "a+b%20c", "a b c" },
        { "%2B%2b", "++" },
        { "%", "%" },
        { "%4", "%4" },
        { "%4x%x4", "%4x%x4" },
        { "%%41", "%A" },
        { "%2541", "%41" },
        { "page%5Bnumber%5D", "page[number]" },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP(buf_done) struct buf text = BUF_INIT(100);
        assert_true(buf_append_str(&text, STR("")));
        EXPECT(rows[i].text, url_unescape(&text, str_from(rows[i].text)));
        EXPECT_STR(rows[i].text, buf_str(&text), str_from(rows[i].want));
    }
}

static void
test_parameter(void **state)
{
    (void)state;
    static const struct {
        const char *query, *want; /* NULL: absent */
    } rows[] = {
        { "", NULL },         { "a=1", NULL },          { "v", NULL },
        { "v=", "" },         { "v=7", "7" },           { "a=1&v=7&b=2", "7" },
        { "v&v=7&v=8", "7" }, { "v=a=b", "a=b" },       { "v=a%26b+c", "a%26b+c" },
        { "%76=7", "7" },     { "a&amp;v=7", "7" },     { "amp;v=7", "7" },
        { "V=7", NULL },      { "vv=7&xv=7&=7", NULL }, { "&&v=7", "7" },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        EXPECT_STR(rows[i].query, url_parameter(str_from(rows[i].query), STR("v")),
                   str_from(rows[i].want));
    EXPECT_STR("brackets", url_parameter(STR("page%5Bnumber%5D=2"), STR("page[number]")), STR("2"));
    EXPECT_STR("longer", url_parameter(STR("page=2"), STR("page[number]")), STR_NONE);
    EXPECT_STR("absent", url_parameter(STR_NONE, STR("v")), STR_NONE);
}

static void
test_query(void **state)
{
    (void)state;
    EXPECT_STR("none", url_query(STR("https://a/b#c?d=1")), STR_NONE);
    EXPECT_STR("empty", url_query(STR("https://a/b?")), STR(""));
    EXPECT_STR("one", url_query(STR("https://a/b?c=1?d#e?f")), STR("c=1?d"));
    EXPECT_STR("absent", url_query(STR_NONE), STR_NONE);
}

static bool
do_unescape(struct buf *buf)
{
    return url_unescape(buf, STR("%61b"));
}

static bool
do_segment(struct buf *buf)
{
    return url_add_segment(buf, STR("a/b"));
}

static bool
do_query(struct buf *buf)
{
    return url_add_query(buf, STR("n"), STR("v"));
}

static bool
do_origin(struct buf *buf)
{
    return url_origin(STR("https://A:8/"), buf);
}

static void
test_too_small(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool (*call)(struct buf *);
        const char *want;
    } rows[] = {
        { "segment", do_segment, "/a%2Fb" },
        { "query", do_query, "?n=v" },
        { "unescape", do_unescape, "ab" },
        { "origin", do_origin, "https://a:8" },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        size_t need = strlen(rows[i].want);
        for (size_t size = 0; size <= need; size++) {
            CLEANUP(buf_done) struct buf buf = BUF_INIT(1 + size);
            CLEANUP(buf_done) struct buf fresh = BUF_INIT(size);
            assert_true(buf_append_str(&buf, STR(">")));
            EXPECT_INT(rows[i].name, rows[i].call(&buf), size == need);
            EXPECT_INT(rows[i].name, rows[i].call(&fresh), size == need);
            EXPECT_INT(rows[i].name, buf.used, size == need ? 1 + need : 1);
            EXPECT_INT(rows[i].name, strlen(buf.data), buf.used);
            EXPECT_STR(rows[i].name, buf_str(&fresh), str_from(size == need ? rows[i].want : ""));
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_origin),   cmocka_unit_test(test_build),
        cmocka_unit_test(test_unescape), cmocka_unit_test(test_parameter),
        cmocka_unit_test(test_query),    cmocka_unit_test(test_too_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
