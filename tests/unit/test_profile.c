/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * source/profile: what people write where an account is meant. All names and ids are made up.
 */

#include "unit.h"

#include "source/profile.h"

#include <stdio.h>

static const struct {
    const char *source, *text, *want; /* "source handle id"; NULL: no account */
} accounts[] = {
    { "facebook", "facebook.com/Dinas.Contoh", "facebook Dinas.Contoh -" },
    { "facebook", " https://id-id.facebook.com/x.y/about?z=1", "facebook x.y -" },
    { "facebook", "https://fb.com/dinas", "facebook dinas -" },
    { "facebook", "dinas", "facebook dinas -" },
    { "facebook", "facebook.com/dinas&ref=a", "facebook dinas -" },
    { "facebook", "facebook.com/dinas#a", "facebook dinas -" },
    { "facebook", "https://www.facebook.com:443/dinas", "facebook dinas -" },
    { "facebook", "facebook.com./dinas", "facebook dinas -" },
    { "facebook", "https://www.facebook.com/profile.php?id=100064000000101&locale=id_ID",
      "facebook - 100064000000101" },
    { "facebook", "https://www.facebook.com/profile.php?id=100064000000101?mibextid=a",
      "facebook - 100064000000101" },
    { "facebook", "https://www.facebook.com/profile.php", NULL },
    { "facebook", "https://www.facebook.com/pages/Nama-Unit/100064000000009",
      "facebook - 100064000000009" },
    { "facebook", "https://www.facebook.com/people/Nama-Unit/100064000000009/",
      "facebook - 100064000000009" },
    { "facebook", "https://www.facebook.com/people/Nama-Unit/1000/", NULL },
    { "facebook", "https://www.facebook.com/pages", NULL },
    { "facebook", "https://www.facebook.com/p/Nama-Unit-100064000000009/",
      "facebook - 100064000000009" },
    { "facebook", "100064000000009", "facebook - 100064000000009" },
    { "facebook", "112", "facebook 112 -" },
    { "facebook", "https://www.facebook.com/share/1AbCdEf", NULL },
    { "facebook", "https://www.facebook.com/groups/123456789", NULL },
    { "facebook", "https://facebook.com.example.id/nama", NULL },
    { "facebook", "https://www.instagram.com/nama", "instagram nama -" },
    { "instagram", "HTTPS://WWW.INSTAGRAM.COM/Nama_Unit", "instagram Nama_Unit -" },
    { "instagram", "@nama", "instagram nama -" },
    { "instagram", "@", NULL },
    { "instagram", "https://", NULL },
    { "instagram", "https://www.instagram.com/", NULL },
    { "instagram", "https://www.instagram.com/reel/abc", NULL },
    { "instagram", "https://linktr.ee/dinas", NULL },
    { "instagram", "nama\"unit", NULL },
    { "instagram", "dinas kesehatan", NULL },
    { "threads", "https://www.threads.com/@nama", "threads nama -" },
    { "tiktok", "tiktok.com/@nama.unit", "tiktok nama.unit -" },
    { "x", "https://mobile.twitter.com/nama?s=20", "x nama -" },
    { "x", "https://x.com/nama/status/17", "x nama -" },
    { "youtube", "https://www.youtube.com/@NamaUnit/videos", "youtube NamaUnit -" },
    { "youtube", "youtube.com/user/Nama", "youtube Nama -" },
    { "youtube", "https://www.youtube.com/channel", NULL },
    { "youtube", "https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv",
      "youtube - UCabcdefghijklmnopqrstuv" },
    { "youtube", "UCabcdefghijklmnopqrstuv", "youtube - UCabcdefghijklmnopqrstuv" },
    { "youtube", "UCabcdefghijklmnopqrstu", "youtube UCabcdefghijklmnopqrstu -" },
    { "youtube", "ABabcdefghijklmnopqrstuv", "youtube ABabcdefghijklmnopqrstuv -" },
    { "youtube", "https://youtu.be/abc", NULL },
    { "web", "https://dinas.example/feed/", "web - https://dinas.example/feed/" },
    { "web", "dinas.example", "web - dinas.example" },
    { "web", "dinas", NULL },
    { "web", "https://dinas.example/a b", NULL },
    { "web", "warga@dinas.example", NULL },
};

static void
test_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(accounts); i++) {
        const struct source *source = source_find(str_from(accounts[i].source));
        struct profile profile;
        struct error err = ERROR_INIT;
        char got[200] = "";
        assert_non_null(source);
        if (profile_read(str_from(accounts[i].text), source, &profile, &err))
            snprintf(got, sizeof(got), "%s %.*s %.*s", profile.source->name,
                     STR_ARGS(profile.handle.n > 0 ? profile.handle : STR("-")),
                     STR_ARGS(profile.id.n > 0 ? profile.id : STR("-")));
        EXPECT_STR(accounts[i].text, str_from(got),
                   accounts[i].want != NULL ? str_from(accounts[i].want) : STR(""));
        EXPECT(accounts[i].text, error_is_set(&err) == (accounts[i].want == NULL));
    }
}

static void
test_headings(void **state)
{
    (void)state;
    const struct source *facebook = source_find(STR("facebook"));
    assert_true(profile_is_headed(facebook, STR("link fb")));
    assert_true(profile_is_headed(facebook, STR("facebook")));
    assert_false(profile_is_headed(facebook, STR("link fbi")));
    assert_false(profile_is_headed(facebook, STR("")));
    /* A feed has no accounts. */
    assert_false(profile_is_headed(source_find(STR("lapor")), STR("lapor")));
}

static void
test_whole(void **state)
{
    (void)state;
    static const struct {
        const char *source, *id;
        bool whole;
    } rows[] = {
        { "facebook", "100064000000009", true },
        { "facebook", "", false },
        { "web", "", false },
        { "web", "https://dinas.example", false },
        { "web", "https://dinas.example/feed/", true },
        { "web", "https://dinas.example/wp-json/wp/v2/posts", true },
        { "web", "dinas.example/feed/", false },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct profile profile = { source_find(str_from(rows[i].source)), STR_NONE,
                                   str_from(rows[i].id) };
        EXPECT(rows[i].id, profile_is_whole(&profile) == rows[i].whole);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_headings),
        cmocka_unit_test(test_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
