/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * source/link: addresses as people copy them from the platforms' pages and apps, numbers of
 * complaints as they write them, and what looks like one and is none. All ids are made up.
 */

#include "unit.h"

#include "source/link.h"
#include "source/source.h"

#include <stdio.h>
#include <string.h>

struct row {
    const char *text, *expect; /* "channel:key", with blanks between them */
};

static void
expect(const struct row *row, bool (*next)(struct str, size_t *, struct link *))
{
    char got[1000] = "";
    struct link link;
    size_t at = 0;

    while (next(str_from(row->text), &at, &link))
        snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s%s:%s", got[0] != '\0' ? " " : "",
                 link.channel, link.key);
    EXPECT_STR(row->text, str_from(got), str_from(row->expect));
}

static const struct row addresses[] = {

    /* Facebook */
    { "https://www.facebook.com/dinas.jalan/posts/4001", "facebook:4001" },
    { "https://www.facebook.com/dinas.jalan/posts/pfbid02AbC9l", "facebook:pfbid02AbC9l" },
    { "https://www.facebook.com/dinas.jalan/posts/jalan-rusak-di-rt-5/4001", "facebook:4001" },
    { "https://m.facebook.com/story.php?story_fbid=4001&id=100064", "facebook:4001" },
    { "https://www.facebook.com/permalink.php?id=100064&story_fbid=pfbid02x", "facebook:pfbid02x" },
    { "https://web.facebook.com/permalink.php?story_fbid=4001&amp;id=100064", "facebook:4001" },
    { "https://www.facebook.com/photo.php?fbid=4002&set=a.1", "facebook:4002" },
    { "https://www.facebook.com/photo/?fbid=4002", "facebook:4002" },
    { "https://www.facebook.com/watch/?v=4003", "facebook:4003" },
    { "https://www.facebook.com/reel/4004/", "facebook:4004" },
    { "https://www.facebook.com/dinas/videos/4003/", "facebook:4003" },
    { "https://www.facebook.com/dinas/videos/jalan-rusak/4003/", "facebook:4003" },
    { "https://www.facebook.com/dinas/photos/a.77/4002/", "facebook:4002" },
    { "https://www.facebook.com/dinas/photos/4002", "facebook:4002" },
    { "https://www.facebook.com/groups/wargakota/posts/4005/", "facebook:4005" },
    { "https://www.facebook.com/groups/31/permalink/4005", "facebook:4005" },
    { "https://www.facebook.com/dinas/posts/4001?comment_id=88", "facebook:4001_88" },
    { "https://www.facebook.com/dinas/posts/4001?comment_id=88&reply_comment_id=89",
      "facebook:4001_89" },
    { "https://www.facebook.com/dinas/posts/4001?comment_id=Y29tbWVudDo0", "" },
    { "https://www.facebook.com/dinas/posts/4001?comment_id", "facebook:4001" },
    { "https://www.facebook.com/share/p/1AbCdEf/", "" }, /* short */
    { "https://www.facebook.com/dinas.jalan", "" },
    { "https://fb.watch/abc/", "" },
    { "https://fb.com/dinas/posts/4001", "facebook:4001" },
    { "https://www.facebook.com:443/dinas/posts/4001", "facebook:4001" },
    { "https://www.facebook.com./dinas/posts/4001", "facebook:4001" },
    { "https://www.facebook.com/dinas/posts/4001\177", "facebook:4001" }, /* DEL is no part of it */
    { "https://www.facebook.com.:8080/dinas/posts/4001", "facebook:4001" },
    { "https://www.facebook.com../dinas/posts/4001", "" },
    { "https://www.facebook.com:443443/dinas/posts/4001", "" },
    { "https://www.facebook.com:a/dinas/posts/4001", "" },
    { "warga@facebook.com:443/dinas/posts/4001", "" },
    { "https://www.facebook.com/dinas/posts/4001?__cft__[0]=AZ&comment_id=88", "facebook:4001_88" },
    /* Instagram */
    { "https://www.instagram.com/p/CxY_z-12/?igsh=abc==", "instagram:CxY_z-12" },
    { "https://www.instagram.com/reel/CxYz12/", "instagram:CxYz12" },
    { "https://instagram.com/reels/CxYz12", "instagram:CxYz12" },
    { "https://www.instagram.com/tv/CxYz12/", "instagram:CxYz12" },
    { "https://www.instagram.com/dinas.jalan/p/CxYz12/", "instagram:CxYz12" },
    { "https://www.instagram.com/dinas.jalan/reel/CxYz12/", "instagram:CxYz12" },
    { "https://www.instagram.com/p/CxYz12/c/1790001/", "instagram:1790001" },
    { "https://www.instagram.com/reel/CxYz12/c/1790001/r/1790002/", "instagram:1790002" },
    { "https://www.instagram.com/dinas.jalan/p/CxYz12/c/1790001/r/1790002", "instagram:1790002" },
    { "https://www.instagram.com/tv/CxYz12/c/1790001?hl=id", "instagram:1790001" },
    { "https://www.instagram.com/p/CxYz12/c/1790001/r/", "" },
    { "https://www.instagram.com/p/CxYz12/c/1790001/r/%20", "" },
    { "https://www.instagram.com/p/CxYz12/c/", "" },
    { "https://www.instagram.com/dinas.jalan/", "" },
    { "https://www.instagram.com/stories/dinas/31/", "" },
    /* X */
    { "https://x.com/warga/status/1700000000000000001?s=20", "x:1700000000000000001" },
    { "https://twitter.com/warga/status/17/photo/1", "x:17" },
    { "https://mobile.twitter.com/warga/statuses/17", "x:17" },
    { "https://x.com/i/web/status/17", "x:17" },
    { "https://twitter.com/i/web/status/17", "x:17" },
    { "https://t.co/AbCdEf", "" },
    { "https://x.com/warga", "" },
    { "https://netflix.com/a/status/17", "" },
    /* YouTube */
    { "https://www.youtube.com/watch?v=abcDEF_-123&t=10s", "youtube:abcDEF_-123" },
    { "https://youtu.be/abcDEF_-123?si=x", "youtube:abcDEF_-123" },
    { "https://youtube.com/shorts/abcDEF_-123", "youtube:abcDEF_-123" },
    { "https://www.youtube.com/live/abcDEF_-123", "youtube:abcDEF_-123" },
    { "https://www.youtube.com/watch?v=abcDEF_-123&lc=Ugx1.9ab", "youtube:Ugx1.9ab" },
    { "https://www.youtube.com/watch?v=abc&lc=Ugx1.", "youtube:Ugx1" },
    { "https://www.youtube.com/@dinas", "" },
    /* TikTok, Threads */
    { "https://www.tiktok.com/@dinas.jalan/video/7300000000000000001",
      "tiktok:7300000000000000001" },
    { "https://www.tiktok.com/@dinas.jalan/photo/73?is_from_webapp=1", "tiktok:73" },
    { "https://vm.tiktok.com/ZMabc/", "" },
    { "https://www.threads.net/@dinas/post/DAbc-_1", "threads:DAbc-_1" },
    { "https://www.threads.com/@dinas/post/DAbc?xmt=1", "threads:DAbc" },
    { "https://www.threads.net/t/DAbc", "threads:DAbc" },
    { "https://www.threads.com/t/DAbc", "threads:DAbc" },
    /* SP4N-LAPOR! */
    { "https://www.lapor.go.id/pengaduan/1234567", "lapor:1234567" },
    { "https://lapor.go.id/id/1234567", "lapor:1234567" },
    { "https://www.lapor.go.id/laporan/detail/jalan-rusak", "" },
};

static void
test_addresses(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(addresses); i++)
        expect(&addresses[i], link_next);
}

/* One address alone, as a platform gives it. */
static void
test_name(void **state)
{
    static const struct row rows[] = {
        { "", "" },
        { "/", "" },
        { "https://", "" },
        { "x.com/warga/status/17", "x:17" },
        { "https://x.com/warga/status/17", "x:17" },
        { "https://x.com/warga/status/17 dan", "" },
        { "https://x.com/warga/status/17,https://x.com/warga/status/18", "" },
        { "http:/x.com/warga/status/17", "" },
        { "lihat https://x.com/warga/status/17", "" },
        { "lihat x.com/warga/status/17", "" },
        { "x.com/warga/status/a?u=st://x.com/warga/status/17", "" },
        { "HTTP://x.com:80/warga/status/17", "x:17" },
        { "https://x.com/warga", "" },
        { "https://alih.example.id/?u=https://x.com/a/status/17", "" },
        { "https://www.facebook.com/permalink.php?id=1&story_fbid=4001", "facebook:4001" },
        { "https://www.facebook.com/dinas/posts/4001?comment_id=88", "facebook:4001_88" },
        { "https://www.instagram.com/p/CxYz12/c/1790001/", "instagram:1790001" },
        { "https://www.threads.com/t/DAbc", "threads:DAbc" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        char got[200] = "";
        struct link link;
        if (link_name(str_from(rows[i].text), &link))
            snprintf(got, sizeof(got), "%s:%s", link.channel, link.key);
        EXPECT_STR(rows[i].text, str_from(got), str_from(rows[i].expect));
    }
}

static bool
is_id(const struct address_site *site, struct str name)
{
    const char *const *ids = site->ids;

    while (*ids != NULL && !str_equal_c(name, *ids))
        ids++;
    return *ids != NULL;
}

/* A parameter that is read for a key is one whose value record/mask keeps. */
static void
check_ids(const struct link_site *site)
{
    for (size_t i = 0; i < ARRAY_SIZE(site->comments); i++)
        EXPECT(site->address.hosts[0],
               site->comments[i] == NULL || is_id(&site->address, str_from(site->comments[i])));
    for (const struct link_form *form = site->forms; form->form != NULL; form++) {
        struct str path = str_from(form->form);
        size_t query = str_find(path, STR("?"), 0);
        EXPECT(form->form,
               query == SIZE_MAX || is_id(&site->address, str_sub(path, query + 1, path.n)));
    }
}

static void
test_tables(void **state)
{
    size_t count = 0;

    (void)state;
    for (size_t i = 0; sources[i] != NULL; i++) {
        const struct link_site *site = sources[i]->links != NULL ? sources[i]->links->sites : NULL;
        for (; site != NULL && site->address.hosts != NULL; site++, count++) {
            check_ids(site);
            EXPECT(sources[i]->name, link_site(str_from(site->address.hosts[0])) == &site->address);
        }
    }
    assert_true(count > 0);
    assert_null(link_site(STR("example.id")));
}

/* Where an address begins and ends in a text. */
static void
test_in_text(void **state)
{
    static const struct row rows[] = {
        { "", "" },
        { "/", "" },
        { "Mohon dicek: x.com/warga/status/17.", "x:17" },
        { "(lihat https://x.com/warga/status/17), @dinas", "x:17" },
        { "X.COM/warga/STATUS/17\nTerima kasih", "x:17" },
        { "dua: https://x.com/a/status/1 dan https://youtu.be/b2, ya", "x:1 youtube:b2" },
        { "https://x.com/a/status/1https://youtu.be/b2", "" },
        { "https://x.com/a/status/1,https://youtu.be/b2", "x:1 youtube:b2" },
        { "https://x.com/a/status/1;HTTP://youtu.be/b2", "x:1 youtube:b2" },
        { "(https://x.com/a/status/1)(https://youtu.be/b2)", "x:1 youtube:b2" },
        { "[https://x.com/a/status/1][youtu.be/b2]", "x:1 youtube:b2" },
        { "x.com/a/status/1,www.youtube.com:443/watch?v=b2,fb.com/d/posts/3",
          "x:1 youtube:b2 facebook:3" },
        { "x.com/a/status/1)dan(x.com/a/status/2", "x:1 x:2" },
        { "https://youtu.be/a1,https://example.id/?lc=x", "youtube:a1" },
        { "https://x.com/a/status/1?u=https://youtu.be/b2", "x:1" },
        { "https://x.com/a/status/1,/b", "x:1" },
        { "https://x.com/a/status/17abc", "" },
        { "https://x.com/a/status/17%61", "" },
        { "https://x.com//a///status//17/", "x:17" },
        { "https://x.com/a/status/", "" },
        { "https://x.com/a/status/#17", "" },
        { "https://x.com/a/b/c/d/e/f/g/status/17", "" },
        { "https://x.com/a/status/17\xe2\x80\xa6", "x:17" },
        { "warga@x.com/a/status/17", "" },
        { "https://x.com.example.id/a/status/17", "" },
        { "https://evilx.com/a/status/17", "" },
        { "https://alih.example.id/?u=https://x.com/a/status/17", "x:17" },
        { "https://www.youtube.com/watch?list=PL1", "" },
        { "https://www.youtube.com/watch?v=&list=PL1", "" },
    };
    static const char head[] = "https://youtu.be/";
    char text[sizeof(head) + LINK_KEY_SIZE];
    struct link link;
    size_t at = 0;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        expect(&rows[i], link_next);
    /* The longest key, and one that is longer. */
    memcpy(text, head, sizeof(head) - 1);
    memset(text + sizeof(head) - 1, 'a', LINK_KEY_SIZE);
    assert_true(link_next((struct str){ text, sizeof(head) - 1 + LINK_KEY_SIZE - 2 }, &at, &link));
    assert_int_equal(strlen(link.key), LINK_KEY_SIZE - 2);
    at = 0;
    assert_false(link_next((struct str){ text, sizeof(head) - 1 + LINK_KEY_SIZE }, &at, &link));
}

static void
test_numbers(void **state)
{
    static const struct row rows[] = {
        { "sudah LAPOR! #1234567, mohon ditindak", "lapor:1234567" },
        { "tracking id 1234567", "lapor:1234567" },
        { "Tracking ID: #1234567.", "lapor:1234567" },
        { "nomor aduan 1234567", "lapor:1234567" },
        { "aduan nomor 1234567 dan laporan no. 7654321", "lapor:1234567 lapor:7654321" },
        { "Kode tiket laporan 12345", "lapor:12345" },
        { "SP4N (id 1234567890)", "lapor:1234567890" },
        { "laporan 12345 warga", "" },  /* a count */
        { "laporan #1708", "" },        /* too short */
        { "laporan #12345678901", "" }, /* too long */
        /* telephones */
        { "lapor no 0812345678", "" },
        { "LAPOR! #6281255501", "" },
        { "laporan nomor 62812 5550 1234", "" },
        { "laporan nomor +62812 5550 1234", "" },
        { "LAPOR! #8125550123", "" },
        { "LAPOR! nomor 812555012", "" },
        { "laporan nomor 81255501", "lapor:81255501" },
        { "laporan nomor 327501 550590 0001", "" }, /* a NIK */
        { "tracking id 1234567abc", "" },
        { "#1234567", "" }, /* of what? */
        { "pelapor #1234567", "" },
        { "laporan: lihat #1234567", "" },
        { "lapor.go.id/pengaduan/1234567", "" }, /* an address */
        { "id 1234567", "" },
        { "", "" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        expect(&rows[i], link_next_number);
}

/* Many addresses without a blank between them: each is looked at once. With a look to the end of
 * all of them this took minutes under a sanitizer; meson ends the test after 30 seconds. */
static void
test_long_text(void **state)
{
    static const char *const parts[] = {
        "x.com/",       "x.com/a/status/1,",       "https://x.com/a;",  "/,", "laporan no 1",
        "x.com/http:/", "http://x.com/a/status/1", "x.com/?id=http://", "//", "x.com:1/,a@"
    };
    static char text[400000];

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
        size_t n = strlen(parts[i]);
        struct link link;
        size_t at = 0;
        size_t found = 0;
        for (size_t from = 0; from + n <= sizeof(text); from += n)
            memcpy(text + from, parts[i], n);
        while (link_next((struct str){ text, sizeof(text) }, &at, &link))
            found++;
        EXPECT_INT(parts[i], found, i == 1 ? sizeof(text) / n : 0);
        at = 0;
        while (link_next_number((struct str){ text, sizeof(text) }, &at, &link))
            found++;
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses), cmocka_unit_test(test_in_text),
        cmocka_unit_test(test_name),      cmocka_unit_test(test_tables),
        cmocka_unit_test(test_numbers),   cmocka_unit_test(test_long_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
