/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * record/mask: what identifies a person goes, what a complaint is about stays; no text takes long.
 * Numbers are made up: the exchange 555 and domains of RFC 2606.
 */

#include "unit.h"

#include "record/mask.h"
#include "source/link.h"

#include <string.h>

static const struct {
    const char *text, *want; /* NULL: the same */
} rows[] = {
    { "", NULL },
    { "jalan berlubang di depan SDN 03, mohon diperbaiki", NULL },
    /* national id numbers */
    { "NIK 3275015505900001 atas nama", "NIK [nik] atas nama" },
    { "3275 0155 0590 0001", "[nik]" },
    { "3275-0155.0590 0001.", "[nik]." },
    { "32750155059000012", NULL }, /* 17 */
    { "327501550590000", NULL },   /* 15 */
    { "+3275015505900001", "+[nik]" },
    { "no3275015505900001", "no[nik]" },
    { "3275015505900001a", "[nik]a" },
    /* telephones */
    { "hub 081255501234 ya", "hub [telepon] ya" },
    { "hub 0812-5550-1234", "hub [telepon]" },
    { "hub +62 812 5550 1234", "hub [telepon]" },
    { "WA:6281255501234", "WA:[telepon]" },
    { "(021) 5550123", NULL },
    { "021-55501234", "[telepon]" },
    { "0251 5550123", "[telepon]" },
    { "081255501234 / 081255505678", "[telepon] / [telepon]" },
    { "RT 02 081255501234", "RT 02 [telepon]" },
    { "081255501", NULL },       /* 9 */
    { "081255501234567", NULL }, /* 15 */
    { "+1 812 5550 1234", NULL },
    { "+", NULL },
    { "a+081255501234", "a+[telepon]" },
    { "081255501234x", "[telepon]x" },
    { "6", NULL },
    { "61255501234", NULL },
    /* numbers of other things */
    { "hubungi 112 atau 1708", NULL },
    { "tanggal 05-11-2026 08.30", NULL },
    { "05.11.2026 08 30", NULL },
    { "Rp 1.500.000.000", NULL },
    { "-6.2345678, 106.9876543", NULL },
    { "tiket 12345678901234", NULL },
    { "08 12 30 45 50", NULL },
    /* mail */
    { "surat ke warga@example.id.", "surat ke [email]." },
    { "foto data:image/png;base64,iVBO/Rw0+KG== ya", "foto [gambar] ya" },
    { "data:image/svg+xml;base64,", "[gambar]" },
    { "data:image/png;charset,x d data: da", NULL },
    { "data:image/a-name-that-is-longer-than-any-that-a-kind-of-image-can-have;base64,AA", NULL },
    { "(nama.warga+x@mail.example.co.id)", "([email])" },
    { "a@b.c", "[email]" },
    { "a@b.c.", "[email]." },
    { "a@b.c--", "[email]--" },
    { "3275@example.id", "[email]" },
    { "@dbmsda @walikota", NULL },
    { "min@dbmsda", NULL },
    { "a@.c", NULL },
    { "a@b.", NULL },
    { "a@b.-", NULL },
    { "x @b.c", NULL },
    { "é@b.c", NULL },
    { "@a@b.c", NULL },
    { "a@b.é", "[email]é" },
    { "Warga_X%1@Example.ID", "[email]" },
    { "{a@b.c}", "{[email]}" },
    { "[a@b.c]", "[[email]]" },
    { "a@192.0.2.7", "[email]" },
    { "[081255501234]", "[[telepon]]" },
    { "081255501234{", "[telepon]{" },
    { "wa081255501234Z", "wa[telepon]Z" },
    { "0812555012341é", "[telepon]é" },
    { "@081255501234", NULL },
    { "081255501234 -", "[telepon] -" },
    { "a +62 812 5550 1234", "a [telepon]" },
    { "+a@b.c", "[email]" },
    /* right behind each other */
    { "3275015505900001 3275015505900002", "[nik] [nik]" },
    { "081255501234 081255505678", "[telepon] [telepon]" },
    { "081255501234-081255505678.081255505678", "[telepon]-[telepon].[telepon]" },
    { "3275015505900001 081255501234", "[nik] [telepon]" },
    { "3275 0155 0590 0001 17", "[nik] 17" },
    { "32750155059000012 17", NULL },
    { "081255501234@b.c", "[email]" },
    { "3275015505900001/a@b.c", "[nik]/[email]" },
    { "0812 5550 1234a@b.c", "[telepon][email]" },
    { "081255501234+6281255505678", "[telepon][telepon]" },
    /* ids in addresses of the platforms */
    { "https://www.instagram.com/p/C0812555012341/", NULL },
    { "https://x.com/warga/status/6281255501234.", NULL },
    { "x.com/warga/status/3275015505900001, ya", NULL },
    { "https://www.facebook.com/3275015505900001/posts/3275015505900002", NULL },
    { "https://www.facebook.com/dinas/posts/3275015505900001_6281255501234", NULL },
    { "https://m.facebook.com/story.php?story_fbid=3275015505900001&id=3275015505900002", NULL },
    { "facebook.com/permalink.php?id=6281255501234&amp;story_fbid=6281255505678", NULL },
    { "https://www.facebook.com/dinas/posts/4001?comment_id=6281255501234", NULL },
    { "https://www.lapor.go.id/pengaduan/6281255501", NULL },
    { "https://x.com/a/status/17 081255501234", "https://x.com/a/status/17 [telepon]" },
    { "https://youtu.be/6281255501_", NULL },
    { "https://www.facebook.com:443/dinas/posts/6281255501234", NULL },
    { "https://www.facebook.com./dinas/posts/6281255501234", NULL },
    { "https://www.youtube.com/6281255501_", "https://www.youtube.com/[telepon]_" },
    { "https://x.com/a/status/17,https://wa.me/c/6281255501234",
      "https://x.com/a/status/17,https://wa.me/c/[telepon]" },
    /* names, and what else stands in such an address */
    { "https://www.instagram.com/6281255501234/p/Cx/",
      "https://www.instagram.com/[telepon]/p/Cx/" },
    { "https://www.facebook.com/081255501234", "https://www.facebook.com/[telepon]" },
    { "https://x.com/a/status/17-0812-5550-1234", "https://x.com/a/status/17-[telepon]" },
    { "https://x.com/a/status/17.081255501234", "https://x.com/a/status/17.[telepon]" },
    { "https://x.com/a/status/62-812-5550-1234", "https://x.com/a/status/[telepon]" },
    { "https://x.com/a/status/62.812.5550.1234", "https://x.com/a/status/[telepon]" },
    { "https://x.com/a/status/62%20081255501234", "https://x.com/a/status/62%20[telepon]" },
    { "https://x.com/a/status/6281255501234%20", "https://x.com/a/status/[telepon]%20" },
    { "https://x.com/a/status/17?id=62 812 5550 1234#youtu.be/6281255501234",
      "https://x.com/a/status/17?id=[telepon]#youtu.be/[telepon]" },
    { "https://x.com/a/status/17#x.com/a?id=6281255501234",
      "https://x.com/a/status/17#x.com/a?id=[telepon]" },
    { "https://youtu.be/a#0812 5550 1234 youtu.be/6281255501234",
      "https://youtu.be/a#[telepon] youtu.be/6281255501234" },
    /* behind something masked, whether it is there or its word */
    { "x.com/a/0812 5550 1234/6281255505678", "x.com/a/[telepon]/[telepon]" },
    { "x.com/a/081255501234/6281255505678", "x.com/a/[telepon]/[telepon]" },
    { "x.com/a/[telepon]/6281255505678", "x.com/a/[telepon]/[telepon]" },
    { "x.com/a/[nik]?id=6281255505678", "x.com/a/[nik]?id=[telepon]" },
    { "x.com/a/a@b.c/6281255505678", "x.com/a/[email]/[telepon]" },
    { "facebook.com/a?id=[email]&id=6281255505678", "facebook.com/a?id=[email]&id=[telepon]" },
    { "facebook.com/[gambar]a6281255505678", "facebook.com/[gambar]a[telepon]" },
    { "x.com/a/0812 5550 1234 x.com/a/6281255505678", "x.com/a/[telepon] x.com/a/6281255505678" },
    { "x.com/a/[telepon],https://x.com/a/6281255505678", NULL },
    { "facebook.com/a?x[0]=1&id=6281255505678", NULL },
    { "facebook.com/a?x[nik=1&id=6281255505678", NULL },
    /* numbers that go on behind a blank */
    { "x.com/a/62 812 5550 1234", "x.com/a/[telepon]" },
    { "https://x.com/a/status/62812 5550 1234.", "https://x.com/a/status/[telepon]." },
    { "https://x.com/a/status/a62 812 5550 1234", "https://x.com/a/status/a[telepon]" },
    { "facebook.com/a?id=62 812 5550 1234", "facebook.com/a?id=[telepon]" },
    { "x.com/a/3275 0155 0590 0001", "x.com/a/[nik]" },
    { "x.com/a/6281255501234 5", "x.com/a/[telepon]" },
    { "x.com/a/6281255501234 56", NULL }, /* 15 */
    { "x.com/a/1234567890123 45", NULL }, /* 15 */
    { "x.com/a/1990000000000000001 08", NULL },
    { "x.com/a/62 812 555", NULL },
    { "https://x.com/a/status/62812-a", NULL },
    { "https://x.com/a/status/62812. a", NULL },
    { "https://x.com/a/\"/6281255501234", "https://x.com/a/\"/[telepon]" },
    { "https://x.com/a/\x7f/6281255501234", "https://x.com/a/\x7f/[telepon]" },
    { "https://x.com/a/status/081255501234x6281255505678",
      "https://x.com/a/status/[telepon]x[telepon]" },
    { "https://www.facebook.com/a/posts/hub-6281255501234/4001",
      "https://www.facebook.com/a/posts/hub-[telepon]/4001" },
    { "https://www.facebook.com/a/posts/6281255501234@b.c",
      "https://www.facebook.com/a/posts/[email]" },
    { "https://x.com/intent/post?text=6281255501234", "https://x.com/intent/post?text=[telepon]" },
    { "https://x.com/a?v=1&text=hub/6281255501234", "https://x.com/a?v=1&text=hub/[telepon]" },
    { "https://x.com/a#id=6281255501234", "https://x.com/a#id=[telepon]" },
    { "https://x.com/a/b=6281255501234", "https://x.com/a/b=[telepon]" },
    /* other addresses */
    { "https://wa.me/6281255501234?text=halo", "https://wa.me/[telepon]?text=halo" },
    { "wa.me/+6281255501234", "wa.me/[telepon]" },
    { "https://api.whatsapp.com/send?phone=6281255501234&text=x",
      "https://api.whatsapp.com/send?phone=[telepon]&text=x" },
    { "https://api.whatsapp.com/send?phone=%2B6281255501234",
      "https://api.whatsapp.com/send?phone=%2B[telepon]" },
    { "https://example.id/?text=hub%20081255501234", "https://example.id/?text=hub%20[telepon]" },
    { "https://example.id/?a=%2081255501234", NULL }, /* %20, and no number */
    { "https://example.id/?a=%2z081255501234", "https://example.id/?a=%2z[telepon]" },
    { "a%z2081255501234", NULL },
    { "a%2", NULL },
    { "tel:+6281255501234", "tel:[telepon]" },
    { "https://t.me/+6281255501234", "https://t.me/[telepon]" },
    { "https://example.id/status/6281255501234", "https://example.id/status/[telepon]" },
    { "https://netflix.com/a/status/6281255501234", "https://netflix.com/a/status/[telepon]" },
    { "data:a;base64,facebook.com/==/62/6281255501234", "[gambar].com/==/62/[telepon]" },
    { "a@x.com/a/status/6281255501234", "[email]/a/status/[telepon]" },
};

static void
test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new(200);
        struct str text = str_from(rows[i].text);
        struct str masked;
        EXPECT(rows[i].text, mask_text(arena, link_site, text, &masked));
        EXPECT_STR(rows[i].text, masked, rows[i].want != NULL ? str_from(rows[i].want) : text);
        EXPECT(rows[i].text, rows[i].want != NULL || masked.p == text.p);
    }
}

static void
test_absent_and_ceiling(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(8);
    struct str masked = STR("untouched");
    assert_false(mask_text(arena, link_site, STR("x a@b.c"), &masked)); /* 9 and a NUL */
    EXPECT_STR("refused", masked, STR("untouched"));
    assert_true(mask_text(arena, link_site, STR_NONE, &masked));
    EXPECT_STR("absent", masked, STR_NONE);
}

/* The next of a row of numbers that is the same each time. */
static size_t
chance_of(uint64_t *chance, size_t n)
{
    *chance = *chance * 6364136223846793005u + 1442695040888963407u;
    return (*chance >> 33) % n;
}

/* Masks a long text that is nothing but this, again and again. */
static void
mask_long(const char *unit)
{
    static char text[400000];
    CLEANUP(arena_freep) struct arena *arena = arena_new(4 * sizeof(text));
    size_t length = strlen(unit);
    struct str masked;

    for (size_t at = 0; at + length <= sizeof(text); at += length)
        memcpy(text + at, unit, length);
    EXPECT(unit, mask_text(arena, link_site, (struct str){ text, sizeof(text) }, &masked));
}

/*
 * Texts in which a candidate begins at every other byte, or an address ends as soon as it has
 * begun. With a look that had no bound one of these took half a minute, and minutes under a
 * sanitizer; meson ends the test after 30 seconds.
 */
static void
test_long_texts(void **state)
{
    (void)state;
    static const char *const units[] = {
        "1 ",
        "0.",
        "a.",
        "a@",
        "a-",
        "+6",
        "0812 ",
        "x.com/",
        "x.com/a/1a1a1a",
        "x.com/http:/",
        "http://x.com/a/status/1",
        "x.com/?id=http://",
        "x.com/#https:/",
        "wa.me/http://x.com/a@",
        "youtu.be/%20http:/",
        "data:a/",
        "://",
    };
    for (size_t i = 0; i < ARRAY_SIZE(units); i++)
        mask_long(units[i]);
}

/* The same of what stands in addresses and beside them, as it falls. */
static void
test_long_mixtures(void **state)
{
    (void)state;
    static const char *const parts[] = {
        "http:/",       "://",     "x.com/", "facebook.com/", "?id=",    "wa.me/", "@", "#",
        "081255501234", "1234567", "0.",     "%20",           ";base64", "a",      "-", " ",
    };
    uint64_t chance = 20261123;
    for (int n = 0; n < 24; n++) {
        char unit[100] = "";
        for (size_t i = 2 + chance_of(&chance, 3); i > 0; i--)
            strcat(unit, parts[chance_of(&chance, ARRAY_SIZE(parts))]);
        mask_long(unit);
    }
}

/* Longest parts of an address (RFC 5321, 4.5.3.1), and one more, which is none of it. */
static void
test_longest_mail(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(10000);
    for (size_t local = 64; local <= 65; local++) {
        for (size_t domain = 254; domain <= 256; domain++) {
            char text[400] = "";
            struct str masked;
            memset(text, 'a', local + 1 + domain);
            text[local] = '@';
            text[local + 3] = '.';
            assert_true(mask_text(arena, link_site, str_from(text), &masked));
            struct str want = domain == 256 ? STR("[email]a") : STR("[email]");
            EXPECT_STR("mail", masked, local == 64 ? want : str_from(text));
        }
    }
}

/*
 * A masked text is masked: whatever stands beside each other, a second pass finds nothing. What a
 * mask leaves is read as if it had begun there.
 */
static void
test_again(void **state)
{
    (void)state;
    static const char *const parts[] = {
        "081255501234",
        "6281255501234",
        "62 812 5550 1234",
        "3275015505900001",
        "17",
        "0812",
        "a@b.c",
        "@",
        "a",
        "x.com",
        "facebook.com/",
        "youtu.be/",
        "/",
        "?id=",
        "&v=",
        "text=",
        "status/",
        "wa.me/",
        "https://",
        "http:/",
        " ",
        "-",
        ".",
        "+",
        "%",
        "%2B",
        "[nik]",
        "[gambar",
        "_",
        "#",
        ";",
        "=",
        "[telepon]",
        "data:a",
        ";base64,",
        "5550",
        "\xc3\xa9",
        "id=",
    };
    uint64_t chance = 20261123;
    for (int n = 0; n < 200000; n++) {
        char text[400] = "";
        struct str once, twice;
        CLEANUP(arena_freep) struct arena *arena = arena_new(4000);
        for (int i = 0; i < 10; i++) {
            strcat(text, parts[chance_of(&chance, ARRAY_SIZE(parts))]);
        }
        assert_true(mask_text(arena, link_site, str_from(text), &once));
        assert_true(mask_text(arena, link_site, once, &twice));
        EXPECT_STR(text, twice, once);
    }
}

/* Whatever the text is, the result fits what mask_text() reckons with. */
static void
test_densest(void **state)
{
    (void)state;
    static const char *const parts[] = { "a@b.c ", "0812555012 ", "3275015505900001 " };
    for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new(10000);
        char text[2000] = "";
        struct str masked;
        for (int n = 0; n < 100; n++) {
            strcat(text, parts[i]);
            strcat(text, ", ");
        }
        assert_true(mask_text(arena, link_site, str_from(text), &masked));
        assert_true(str_find(masked, STR("0"), 0) == SIZE_MAX &&
                    str_find(masked, STR("@"), 0) == SIZE_MAX);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),       cmocka_unit_test(test_absent_and_ceiling),
        cmocka_unit_test(test_long_texts), cmocka_unit_test(test_long_mixtures),
        cmocka_unit_test(test_densest),    cmocka_unit_test(test_longest_mail),
        cmocka_unit_test(test_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
