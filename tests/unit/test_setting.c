/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * config/setting: every type reads, refuses in words that help, writes back; tables; near words.
 */

#include "unit.h"

#include <string.h>

#include "base/when.h"
#include "config/setting.h"

static const char *const levels[] = { "error", "warning", "info", NULL };

/* One setting of each type, named as the type; the target is the struct itself. */
struct values {
    int64_t number, duration, size, zone;
    bool flag;
    int choice;
    struct str word, text, bounded, needed, name, id, handle, region, date, url, path, member,
        words, any;
};

#define AT(member) offsetof(struct values, member)

static const struct setting table[] = {
    { "number", &setting_integer, AT(number), "5", .min = -3, .max = 10, .doc = "d" },
    { "free", &setting_integer, AT(number), "0", .doc = "d" },
    { "group.duration", &setting_duration, AT(duration), "15m", .min = WHEN_SECOND,
      .max = WHEN_HOUR, .doc = "d" },
    { "group.size", &setting_size, AT(size), "4MiB", .min = 1024, .max = 8388608, .doc = "d" },
    { "zone", &setting_zone, AT(zone), "Asia/Jayapura", .doc = "d" },
    { "flag", &setting_boolean, AT(flag), "true", .doc = "d" },
    { "choice", &setting_choice, AT(choice), "info", .choices = levels, .doc = "d" },
    { "word", &setting_word, AT(word), NULL, .choices = levels, .doc = "d" },
    { "text", &setting_text, AT(text), "", .doc = "d" },
    { "bounded", &setting_text, AT(bounded), NULL, .min = 2, .max = 4, .doc = "d" },
    { "short", &setting_text, AT(bounded), NULL, .max = 3, .doc = "d" },
    { "needed", &setting_text, AT(needed), NULL, .flags = SETTING_REQUIRED, .doc = "d" },
    { "name", &setting_name, AT(name), NULL, .doc = "d" },
    { "id", &setting_id, AT(id), NULL, .doc = "d" },
    { "handle", &setting_handle, AT(handle), NULL, .doc = "d" },
    { "region", &setting_region, AT(region), NULL, .doc = "d" },
    { "date", &setting_date, AT(date), NULL, .doc = "d" },
    { "url", &setting_url, AT(url), NULL, .doc = "d" },
    { "path", &setting_path, AT(path), NULL, .doc = "d" },
    { "member", &setting_member, AT(member), NULL, .doc = "d" },
    { "field", &setting_member, AT(member), NULL, .flags = SETTING_REQUIRED, .doc = "d" },
    { "words", &setting_words, AT(words), NULL, .choices = levels, .doc = "d" },
    { "any", &setting_words, AT(any), NULL, .doc = "d" },
    { "secret", &setting_text, AT(text), NULL, .flags = SETTING_SECRET, .doc = "d" },
    { .path = NULL },
};

/* What is read, and how it is written back. */
static const struct {
    const char *path, *text, *shown;
} good_rows[] = {
    { "number", "-3", "-3" },
    { "number", "10", "10" },
    { "free", "-9223372036854775808", "-9223372036854775808" },
    { "group.duration", "1s", "1s" },
    { "group.duration", "90s", "90s" },
    { "group.duration", "3600000ms", "1h" },
    { "group.size", "1024", "1KiB" },
    { "group.size", "8MiB", "8MiB" },
    { "zone", "Asia/Jakarta", "Asia/Jakarta" },
    { "zone", "Asia/Pontianak", "Asia/Jakarta" },
    { "zone", "Asia/Makassar", "Asia/Makassar" },
    { "zone", "Asia/Jayapura", "Asia/Jayapura" },
    { "zone", "UTC", "UTC" },
    { "zone", "+07:00", "Asia/Jakarta" },
    { "zone", "-09:30", "\"-09:30\"" },
    { "zone", "+14:59", "\"+14:59\"" },
    { "flag", "no", "false" },
    { "flag", "True", "true" },
    { "choice", "warning", "warning" },
    { "word", "error", "error" },
    { "text", "", "\"\"" },
    { "text", "Kelurahan Kranji, \"RW 7\" \\ 5", "\"Kelurahan Kranji, \\\"RW 7\\\" \\\\ 5\"" },
    { "text", "\xc2\xa0", "\"\xc2\xa0\"" },
    { "text", "Żółć\u00a0€", "\"Żółć\u00a0€\"" },
    { "bounded", "ab", "ab" },
    { "bounded", "abcd", "abcd" },
    { "short", "", "\"\"" },
    { "needed", "x", "x" },
    { "name", "Dinas_1.a-b", "Dinas_1.a-b" },
    { "name", "0123456789012345678901234567890123456789012345678901234567890123",
      "\"0123456789012345678901234567890123456789012345678901234567890123\"" },
    { "id", "100064000000001", "\"100064000000001\"" },
    { "id", "UC-_x.:@=+1", "\"UC-_x.:@=+1\"" },
    { "id", "https://x/feed/", "\"https://x/feed/\"" },
    { "id", "http://x:8080/index.php?format=feed&type=rss",
      "\"http://x:8080/index.php?format=feed&type=rss\"" },
    { "handle", "dinas.kesehatan", "dinas.kesehatan" },
    { "handle", "dinas_é", "\"dinas_é\"" },
    { "region", "32", "\"32\"" },
    { "region", "32.75", "\"32.75\"" },
    { "date", "2024-02-29", "\"2024-02-29\"" },
    { "url", "", "\"\"" },
    { "url", "https://graph.facebook.com/v26.0", "\"https://graph.facebook.com/v26.0\"" },
    { "url", "http://127.0.0.1:8080", "\"http://127.0.0.1:8080\"" },
    { "url", "http://[::1]:8080/a/b//", "\"http://[::1]:8080/a/b\"" },
    { "url", "http://[::1]", "\"http://[::1]\"" },
    { "url", "https://a_b-c.go.id:65535/", "\"https://a_b-c.go.id:65535\"" },
    { "path", "", "\"\"" },
    { "path", "/etc/pantau/ca.pem", "/etc/pantau/ca.pem" },
    { "member", "", "\"\"" },
    { "member", "lokasi.0.lat", "lokasi.0.lat" },
    { "member", "Tanggal Masuk.@value", "\"Tanggal Masuk.@value\"" },
    { "member", "123456789012345678901234567890123456789012345678901234567890",
      "\"123456789012345678901234567890123456789012345678901234567890\"" },
    { "secret", "geheim", "\"***\"" },
};

static void
test_good(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(good_rows); i++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new(1 << 16);
        CLEANUP(buf_done) struct buf shown = BUF_INIT(1000);
        struct values values;
        struct error err = ERROR_INIT;
        const struct setting *setting = setting_find(table, str_from(good_rows[i].path));
        EXPECT(good_rows[i].text, setting != NULL);
        memset(&values, 0, sizeof(values));
        if (!setting_set(setting, str_from(good_rows[i].text), &values, arena, &err)) {
            fail_msg("%s: %s", good_rows[i].text, err.text);
        }
        EXPECT(good_rows[i].text, setting_show(setting, &values, &shown));
        EXPECT_STR(good_rows[i].text, buf_str(&shown), str_from(good_rows[i].shown));
    }
}

#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const char duration_hint[] =
    "A duration is a whole number with its unit: 500ms, 15s, 15m, 24h, 7d or 2w.";
static const char name_hint[] = "A name has up to 64 letters, digits, \".\", \"_\" and \"-\", and "
                                "begins with a letter or digit.";
static const char id_hint[] =
    "Give the id that the platform uses itself (often a long number), not "
    "a name or an address.";
static const char again_hint[] = "Type it again, on one line and without invisible characters.";
static const char handle_hint[] =
    "Write the short name alone: no \"@\" before it, no blank, no address.";
static const char region_hint[] = "The ministry's code has two digits for a province (32), and a "
                                  "dot and two more for a regency or city (32.75).";
static const char date_hint[] = "Write year, month and day: 2025-01-02.";
static const char zone_hint[] = "It is Asia/Jakarta, Asia/Pontianak, Asia/Makassar, Asia/Jayapura, "
                                "UTC or an offset such as +07:00.";
static const char url_hint[] =
    "An address looks like https://host/path; secrets go into credentials.";

static const char member_hint[] = "Write the names from the outside in, with dots between them, "
                                  "and numbers for elements of lists: lokasi.0.lat.";

static const struct refused {
    const char *path, *text, *message, *hint;
} refused[] = {
    { "number", "ten", "number: \"ten\" is not a whole number",
      "Write digits alone, without unit, dot or blank." },
    { "number", "-4", "number: -4 is outside -3 to 10", "The default is 5." },
    { "number", "11", "number: 11 is outside -3 to 10", "The default is 5." },
    { "group.duration", "90", "group.duration: \"90\" is not a duration", duration_hint },
    { "group.duration", "", "group.duration: \"\" is not a duration", duration_hint },
    { "group.duration", "500ms", "group.duration: 500ms is outside 1s to 1h",
      "The default is 15m." },
    { "group.duration", "2h", "group.duration: 2h is outside 1s to 1h", "The default is 15m." },
    { "group.size", "4 MB", "group.size: \"4 MB\" is not a size",
      "A size is a whole number of bytes or with its unit: 512B, 64KiB, 8MiB or 1GiB." },
    { "group.size", "16MiB", "group.size: 16MiB is outside 1KiB to 8MiB", "The default is 4MiB." },
    { "zone", "WIB", "zone: \"WIB\" is not a time zone", zone_hint },
    { "zone", "Asia/Jakrta", "zone: \"Asia/Jakrta\" is not a time zone",
      "Did you mean \"Asia/Jakarta\"?" },
    { "zone", "+15:00", "zone: \"+15:00\" is not a time zone", zone_hint },
    { "zone", "+07:60", "zone: \"+07:60\" is not a time zone", zone_hint },
    { "zone", "+07.00", "zone: \"+07.00\" is not a time zone", zone_hint },
    { "zone", "+0a:00", "zone: \"+0a:00\" is not a time zone", zone_hint },
    { "zone", "+0/:00", "zone: \"+0/:00\" is not a time zone", zone_hint },
    { "zone", "007:00", "zone: \"007:00\" is not a time zone", zone_hint },
    { "flag", "maybe", "flag: \"maybe\" is neither true nor false", "Write true or false." },
    { "choice", "eror", "choice: \"eror\" is not one of its values", "Did you mean \"error\"?" },
    { "word", "loud", "word: \"loud\" is not one of its values",
      "It is one of error, warning, info." },
    { "text", "a\nb", "text: \"a?b\" holds a control character", again_hint },
    { "text", "a\x7f", "text: \"a?\" holds a control character", again_hint },
    { "text", "a\xc2\x85", "text: \"a??\" holds a control character", again_hint },
    { "text", "a\u2028", "text: \"a\u2028\" holds a control character", again_hint },
    { "text", "a\ufeff", "text: \"a\ufeff\" holds a control character", again_hint },
    { "text", "a\xff", "text: \"a\xff\" holds a control character", again_hint },
    { "bounded", "a", "bounded: \"a\" is too short", "It has 1 bytes, 2 are needed." },
    { "bounded", "abcde", "bounded: \"abcde\" is too long", "It has 5 bytes, 4 are allowed." },
    { "short", "abcd", "short: \"abcd\" is too long", "It has 4 bytes, 3 are allowed." },
    { "needed", "", "needed: may not be empty", "d" },
    { "name", "", "name: \"\" is not a name", name_hint },
    { "name", "../x", "name: \"../x\" is not a name", name_hint },
    { "name", "a b", "name: \"a b\" is not a name", name_hint },
    { "name", "a{b", "name: \"a{b\" is not a name", name_hint },
    { "name", "a[b", "name: \"a[b\" is not a name", name_hint },
    { "name", "a/b", "name: \"a/b\" is not a name", name_hint },
    { "name", A64 "a", "name: \"" A64 "a\" is not a name", name_hint },
    { "id", "", "id: \"\" is not an id", id_hint },
    { "id", "1 2", "id: \"1 2\" is not an id", id_hint },
    { "id", "https://", "id: \"https://\" is not an id", id_hint },
    { "id", "https://u@x/", "id: \"https://u@x/\" is not an id", id_hint },
    { "id", "ftp://x", "id: \"ftp://x\" is not an id", id_hint },
    { "id", "https://x/?a b", "id: \"https://x/?a b\" is not an id", id_hint },
    { "id", A64 A64 "a", "id: \"" A64 "aaaa…\" is not an id", id_hint },
    { "handle", "@x", "handle: \"@x\" is not a handle", handle_hint },
    { "handle", "", "handle: \"\" is not a handle", handle_hint },
    { "handle", "a b", "handle: \"a b\" is not a handle", handle_hint },
    { "handle", "a/b", "handle: \"a/b\" is not a handle", handle_hint },
    { "handle", "a\tb", "handle: \"a?b\" is not a handle", handle_hint },
    { "handle", A64 A64, "handle: \"" A64 "aaaa…\" is not a handle", handle_hint },
    { "handle", "\xff", "handle: \"\xff\" is not a handle", handle_hint },
    { "region", "3275", "region: \"3275\" is not a region code", region_hint },
    { "region", "3", "region: \"3\" is not a region code", region_hint },
    { "region", "x2", "region: \"x2\" is not a region code", region_hint },
    { "region", "3x", "region: \"3x\" is not a region code", region_hint },
    { "region", "32-75", "region: \"32-75\" is not a region code", region_hint },
    { "region", "32.7x", "region: \"32.7x\" is not a region code", region_hint },
    { "region", "32.x5", "region: \"32.x5\" is not a region code", region_hint },
    { "date", "2025-02-29", "date: \"2025-02-29\" is not a date", date_hint },
    { "date", "2025-1-2", "date: \"2025-1-2\" is not a date", date_hint },
    { "date", "2025/01-02", "date: \"2025/01-02\" is not a date", date_hint },
    { "date", "2025-01/02", "date: \"2025-01/02\" is not a date", date_hint },
    { "date", "2o25-01-02", "date: \"2o25-01-02\" is not a date", date_hint },
    { "date", "2025-o1-02", "date: \"2025-o1-02\" is not a date", date_hint },
    { "date", "2025-01-0/", "date: \"2025-01-0/\" is not a date", date_hint },
    { "url", "ftp://x", "url: \"ftp://x\" does not begin with https:// or http://", url_hint },
    { "url", "https://x?a=b", "url: \"https://x?a=b\" has a query or a fragment", url_hint },
    { "url", "https://x#a", "url: \"https://x#a\" has a query or a fragment", url_hint },
    { "url", "https://a:geheim@x", "url: an address may not hold a user or a password",
      "Secrets stand in files of their own: see credentials." },
    { "url", "https://", "url: \"https://\" has no usable host and port", url_hint },
    { "url", "https://a b", "url: \"https://a b\" has no usable host and port", url_hint },
    { "url", "https://x:", "url: \"https://x:\" has no usable host and port", url_hint },
    { "url", "https://x:0", "url: \"https://x:0\" has no usable host and port", url_hint },
    { "url", "https://x:65536", "url: \"https://x:65536\" has no usable host and port", url_hint },
    { "url", "https://x:8o", "url: \"https://x:8o\" has no usable host and port", url_hint },
    { "url", "https://[::1", "url: \"https://[::1\" has no usable host and port", url_hint },
    { "url", "https://[x y]", "url: \"https://[x y]\" has no usable host and port", url_hint },
    { "url", "https://[::1]x", "url: \"https://[::1]x\" has no usable host and port", url_hint },
    { "url", "https://x/a b",
      "url: \"https://x/a b\" has a path with characters that must be escaped", url_hint },
    { "url", "https://x\n", "url: \"https://x?\" holds a control character", again_hint },
    { "member", "$.data", "member: \"$.data\" begins with \"$\"", member_hint },
    { "member", "data[0].id", "member: \"data[0].id\" has brackets", member_hint },
    { "member", "data.*.id", "member: \"data.*.id\" is more than names joined by dots",
      member_hint },
    { "member", "id|kode", "member: \"id|kode\" is more than names joined by dots", member_hint },
    { "member", ".data", "member: \".data\" has an empty name", member_hint },
    { "member", "data..id", "member: \"data..id\" has an empty name", member_hint },
    { "member", "data.", "member: \"data.\" has an empty name", member_hint },
    { "member", "a\tb", "member: \"a?b\" holds a control character", again_hint },
    { "member", A64, "member: \"" A64 "\" is too long", "It has 64 bytes, 60 are allowed." },
    { "field", "", "field: may not be empty", "d" },
    { "words", "Selesai", "words: \"Selesai\" stands where words with values are expected",
      "Write \"word: value\" below it, further to the right." },
    { "path", "etc", "path: \"etc\" is not an absolute path", "A path begins with \"/\"." },
    { "path", "/a\r", "path: \"/a?\" holds a control character", again_hint },
};

static void
test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new(1 << 16);
        struct values values;
        struct values untouched;
        struct error err = ERROR_INIT;
        const struct refused *row = &refused[i];
        memset(&values, 0x55, sizeof(values));
        memset(&untouched, 0x55, sizeof(untouched));
        const struct setting *setting = setting_find(table, str_from(row->path));
        EXPECT(row->text, !setting_set(setting, str_from(row->text), &values, arena, &err));
        EXPECT_INT(row->text, err.kind, ERROR_CONFIG);
        EXPECT_STR(row->text, str_from(err.text), str_from(row->message));
        EXPECT_STR(row->text, str_from(err.hint), str_from(row->hint));
        EXPECT(row->text, memcmp(&values, &untouched, sizeof(values)) == 0);
    }
    /* A NUL is no letter of a name, and no text goes on behind one. */
    struct values values;
    struct error err = ERROR_INIT;
    const struct setting *name = setting_find(table, STR("name"));
    assert_false(setting_set(name, (struct str){ "a\0b", 3 }, &values, NULL, &err));
}

/* Members of a mapping: what it is after each, as it would be printed; or why it is refused. */
static const struct entry_row {
    const char *path, *word, *value, *shown, *message, *hint;
} entry_rows[] = {
    { "words", "Selesai", "info", "{ Selesai: info }", NULL, NULL },
    { "words", " Sedang Diproses ", "error", "{ Selesai: info, \"Sedang Diproses\": error }", NULL,
      NULL },
    { "words", "a.b", "info", "{ Selesai: info, \"Sedang Diproses\": error, a.b: info }", NULL,
      NULL },
    { "words", "SELESAI", "error", NULL, "words.SELESAI: the word stands there already",
      "Small and capital letters are the same here: leave one out." },
    { "words", "Tunda", "inf", NULL, "words.Tunda: \"inf\" is not one of its values",
      "Did you mean \"info\"?" },
    { "words", "", "info", NULL, "words.: \"\" is too short", "It has 0 bytes, 1 are needed." },
    { "words", A64 A64, "info", NULL, "words." A64 "aaaa…: \"" A64 "aaaa…\" is too long",
      "It has 128 bytes, 100 are allowed." },
    { "any", "urut", "", "{ urut: \"\" }", NULL, NULL },
    { "any", "yes", "a b", "{ urut: \"\", \"yes\": \"a b\" }", NULL, NULL },
    { "any", "x", "a\tb", NULL, "any.x: \"a?b\" holds a control character", again_hint },
};

static void
test_entries(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(1 << 16);
    struct values values;
    memset(&values, 0, sizeof(values));
    for (size_t i = 0; i < ARRAY_SIZE(entry_rows); i++) {
        CLEANUP(buf_done) struct buf shown = BUF_INIT(1000);
        const struct entry_row *row = &entry_rows[i];
        const struct setting *setting = setting_find(table, str_from(row->path));
        struct error err = ERROR_INIT;
        bool taken = setting_set_entry(setting, str_from(row->word), str_from(row->value), &values,
                                       arena, &err);
        EXPECT_INT(row->word, taken, row->shown != NULL);
        EXPECT_STR(row->word, str_from(err.text), str_from(taken ? "" : row->message));
        EXPECT_STR(row->word, str_from(err.hint), str_from(taken ? "" : row->hint));
        EXPECT(row->word, setting_show(setting, &values, &shown));
        if (taken)
            EXPECT_STR(row->word, buf_str(&shown), str_from(row->shown));
    }
    struct str rest = values.words;
    struct str word;
    struct str value;
    size_t count = 0;
    while (setting_words_next(&rest, &word, &value))
        count++;
    EXPECT_INT("pairs", count, 3);
    rest = STR_NONE;
    assert_false(setting_words_next(&rest, &word, &value));
}

/* A mapping is bounded as a whole, and by memory; what does not fit is not shown in part. */
static void
test_entries_bounds(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(8 << 20);
    CLEANUP(arena_freep) struct arena *small = arena_new(8);
    const struct setting *setting = setting_find(table, STR("words"));
    struct values values;
    struct error err = ERROR_INIT;
    struct error none = ERROR_INIT;
    unsigned taken = 0;
    struct str word;
    memset(&values, 0, sizeof(values));
    assert_false(setting_set_entry(setting, STR("Selesai"), STR("info"), &values, small, &none));
    EXPECT_INT("kind", none.kind, ERROR_LIMIT);
    EXPECT_STR("nothing kept", values.words, STR_NONE);
    for (;; taken++) {
        assert_true(arena_printf(arena, &word, "%010u", taken));
        if (!setting_set_entry(setting, word, STR("info"), &values, arena, &err))
            break;
    }
    EXPECT_INT("pairs", taken, 8192 / 16); /* ten digits, four letters, two ends */
    EXPECT_STR("message", str_from(err.text), STR("words.0000000512: there are too many words"));
    EXPECT_STR("hint", str_from(err.hint), STR("Together they may have 8192 bytes."));
    size_t whole = 512 * strlen("\"0000000000\": info, ") + strlen("{  }") - strlen(", ");
    for (size_t room = whole - 300; room < whole; room++) {
        CLEANUP(buf_done) struct buf out = BUF_INIT(room);
        assert_false(setting_show(setting, &values, &out));
    }
}

static void
test_defaults(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(1 << 16);
    struct values values;
    struct error err = ERROR_INIT;
    memset(&values, 0x55, sizeof(values));
    assert_true(setting_defaults(table, &values, arena, &err));
    EXPECT_INT("number", values.number, 0); /* "free" has the same place and comes later */
    EXPECT_INT("duration", values.duration, 15 * WHEN_MINUTE);
    EXPECT_INT("size", values.size, 4194304);
    EXPECT_INT("zone", values.zone, 9 * 3600);
    EXPECT_INT("flag", values.flag, true);
    EXPECT_INT("choice", values.choice, 2);
    EXPECT_STR("text", values.text, STR_NONE);
    EXPECT_STR("needed", values.needed, STR_NONE);
    EXPECT_STR("word", values.word, STR_NONE);

    static const struct setting wrong[] = {
        { "flag", &setting_boolean, AT(flag), "perhaps" },
        { .path = NULL },
    };
    assert_false(setting_defaults(wrong, &values, arena, &err));
    assert_string_equal(err.text, "flag: \"perhaps\" is neither true nor false");
}

static void
test_memory(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(2);
    struct values values;
    struct error err = ERROR_INIT;
    const struct setting *text = setting_find(table, STR("text"));
    assert_false(setting_set(text, STR("longer than that"), &values, arena, &err));
    EXPECT_INT("kind", err.kind, ERROR_LIMIT);
    assert_string_equal(err.text, "text: no room is left for texts");

    /* What is shown does not fit either. */
    CLEANUP(buf_done) struct buf out = BUF_INIT(2);
    values.text = STR("\"x");
    assert_false(setting_show(text, &values, &out));
    values.text = STR("plain");
    assert_false(setting_show(text, &values, &out));
    values.text = STR("\tx");
    assert_false(setting_show(text, &values, &out));
    values.word = STR("error");
    assert_false(setting_show(setting_find(table, STR("word")), &values, &out));
}

static void
test_equal(void **state)
{
    (void)state;
    struct values a;
    struct values b;
    memset(&a, 0, sizeof(a));
    memset(&b, 0, sizeof(b));
    a.number = 1;
    a.text = STR("x");
    b.text = STR("x");
    b.word = STR("");
    assert_false(setting_equal(setting_find(table, STR("number")), &a, &b));
    assert_true(setting_equal(setting_find(table, STR("zone")), &a, &b));
    assert_true(setting_equal(setting_find(table, STR("text")), &a, &b));
    assert_false(setting_equal(setting_find(table, STR("word")), &a, &b));
    assert_null(setting_find(table, STR("group")));
    assert_null(setting_find(NULL, STR("number")));
}

/* An absent text and an absent word are shown as nothing at all. */
static void
test_absent(void **state)
{
    (void)state;
    CLEANUP(buf_done) struct buf out = BUF_INIT(100);
    struct values values;
    memset(&values, 0, sizeof(values));
    assert_true(setting_show(setting_find(table, STR("text")), &values, &out));
    assert_true(setting_show(setting_find(table, STR("word")), &values, &out));
    assert_int_equal(out.used, 0);
}

static void
test_quote(void **state)
{
    (void)state;
    const struct {
        const char *text, *quoted;
    } rows[] = {
        { "dbmsda", "dbmsda" },
        { "/a/b-c_d.e", "/a/b-c_d.e" },
        { "off", "\"off\"" },
        { "Yes", "\"Yes\"" },
        { "null", "\"null\"" },
        { "y", "\"y\"" },
        { "offen", "offen" },
        { "1a", "\"1a\"" },
        { "a: b", "\"a: b\"" },
        { "a#b", "\"a#b\"" },
        { "-", "\"-\"" },
        { "", "\"\"" },
        { "a\nb", "\"a\\x0Ab\"" },
        { "\x7f", "\"\\x7F\"" },
        { "Zz", "Zz" },
        { "@x", "\"@x\"" },
        { "[", "\"[\"" },
        { "{", "\"{\"" },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP(buf_done) struct buf out = BUF_INIT(100);
        EXPECT(rows[i].text, setting_quote(str_from(rows[i].text), &out));
        EXPECT_STR(rows[i].text, buf_str(&out), str_from(rows[i].quoted));
    }
}

static void
test_nearest(void **state)
{
    (void)state;
    static const char *const known[] = {
        "interval", "timeout", "proxy", "id", "no_proxy", A64 "b"
    };
    const struct {
        const char *word, *nearest;
    } rows[] = {
        { "intervall", "interval" },   /* one letter too many */
        { "intreval", "interval" },    /* two that changed places count once */
        { "INTERVAL", "interval" },    /* letters without case */
        { "nterva", "interval" },      /* two missing in a short word */
        { "nterv", NULL },             /* three are too many */
        { "interval_of", "interval" }, /* a third of a longer one */
        { "proxi", "proxy" },
        { "di", "id" },
        { "x", NULL },
        { "xx", NULL },
        { "", NULL },
        { A64 "a", NULL }, /* longer than is compared */
        { A64, NULL },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        EXPECT_STR(rows[i].word,
                   str_from(setting_nearest(str_from(rows[i].word), known, ARRAY_SIZE(known))),
                   str_from(rows[i].nearest));
    }
}

static void
test_shown(void **state)
{
    (void)state;
    char buf[SETTING_SHOWN_MAX];
    assert_string_equal(setting_shown(STR("a\x1b[31mb\x7f"), buf), "a?[31mb?");
    assert_string_equal(setting_shown(STR(A64 "123456789"), buf), A64 "1234…");
    assert_string_equal(setting_shown(STR("\xc2\x9b\xc2\xa0\xc2"), buf), "??\xc2\xa0\xc2");
    /* Not within a character: the "é" would end behind the last byte. */
    assert_string_equal(setting_shown(STR(A64 "123é456789"), buf), A64 "123…");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),     cmocka_unit_test(test_refused),
        cmocka_unit_test(test_entries),  cmocka_unit_test(test_entries_bounds),
        cmocka_unit_test(test_defaults), cmocka_unit_test(test_memory),
        cmocka_unit_test(test_equal),    cmocka_unit_test(test_absent),
        cmocka_unit_test(test_quote),    cmocka_unit_test(test_nearest),
        cmocka_unit_test(test_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
