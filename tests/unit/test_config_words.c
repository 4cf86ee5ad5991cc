/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Settings of an adapter that are mappings of words, and faults that only all settings together
 * have: read, refused in their places, printed, compared, documented.
 */

#include "unit.h"

#include "config/config.h"

struct map {
    struct str list, words, query;
};

static const char *const known[] = { "verified", "closed", NULL };

static const struct setting map_settings[] = {
    { "map.list", &setting_member, offsetof(struct map, list), "", .flags = SETTING_RELOAD,
      .doc = "Where the list stands." },
    { "map.words", &setting_words, offsetof(struct map, words), NULL, .choices = known,
      .flags = SETTING_RELOAD, .doc = "What the words are.", .sample = "{ Selesai: closed }" },
    { "map.query", &setting_words, offsetof(struct map, query), NULL, .flags = SETTING_RELOAD,
      .doc = "Parameters.", .sample = "{ urut: terbaru }" },
    { .path = NULL },
};

/* Two rules: a list needs words; a query needs a list. */
static const char *
map_fault(const void *settings, size_t nth, struct error *err)
{
    const struct map *map = settings;
    const bool broken[] = { map->list.n > 0 && map->words.n == 0,
                            map->query.n > 0 && map->list.n == 0 };
    static const char *const paths[] = { "map.words", "map.list" };

    for (size_t i = 0; i < ARRAY_SIZE(broken); i++) {
        if (broken[i] && nth-- == 0) {
            error_set(err, ERROR_CONFIG, "%s is needed", paths[i]);
            error_hint(err, "Give it.");
            return paths[i];
        }
    }
    return NULL;
}

static const struct source_stream_info streams[] = { { "complaints", 600, false, false } };
static const struct source_info mapped = {
    .name = "mapped",
    .doc = "A feed with a map.",
    .is_feed = true,
    .settings = map_settings,
    .settings_size = sizeof(struct map),
    .fault = map_fault,
    .streams = streams,
    .stream_count = ARRAY_SIZE(streams),
};
/* One without settings. */
static const struct source_info bare = {
    .name = "bare",
    .doc = "A feed that cannot be set.",
    .is_feed = true,
    .streams = streams,
    .stream_count = ARRAY_SIZE(streams),
};
static const struct source_info *const infos[] = { &mapped, &bare, NULL };

static const struct source_info fussy = {
    .name = "fussy",
    .doc = "A platform with a map.",
    .default_base_url = "http://fussy",
    .settings = map_settings,
    .settings_size = sizeof(struct map),
    .fault = map_fault,
    .streams = streams,
    .stream_count = ARRAY_SIZE(streams),
};
static const struct source_info plain = {
    .name = "plain",
    .doc = "A platform without settings.",
    .default_base_url = "http://plain",
    .streams = streams,
    .stream_count = ARRAY_SIZE(streams),
};
static const struct source_info *const platforms[] = { &fussy, &plain, NULL };

#define G "governments: [ { code: 11, name: A, kind: city, timezone: UTC } ]\n"
#define F "feeds:\n- { name: f, kind: mapped, government: 11, base_url: http://x }\n"
#define M                                                                               \
    G "feeds:\n- name: f\n  kind: mapped\n  government: \"11\"\n  base_url: http://x\n" \
      "  map:\n"

static struct config *
load_for(const struct source_info *const *sources, const char *yaml, struct config_errors *errors)
{
    struct config_file file = { "map.yaml", str_from(yaml) };

    errors->count = 0;
    return config_load(&(struct config_input){ .files = &file, .file_count = 1, .infos = sources },
                       errors);
}

static struct config *
load(const char *yaml, struct config_errors *errors)
{
    return load_for(infos, yaml, errors);
}

static struct config *
load_good(const char *yaml)
{
    struct config_errors errors;
    struct config *config = load(yaml, &errors);

    if (config == NULL)
        fail_msg("%s: %s\n%s", errors.items[0].text, errors.items[0].hint, yaml);
    return config;
}

static const char both[] = M "    list: data.items\n"
                             "    words:\n"
                             "      Selesai: closed\n"
                             "      \"Sudah Diverifikasi\": verified\n"
                             "      a.b: closed\n"
                             "    query: { urut: terbaru, kosong: \"\" }\n";

static void
test_read(void **state)
{
    (void)state;
    CLEANUP(config_freep) struct config *config = load_good(both);
    const struct map *map = config->feeds[0].settings;
    struct str rest = map->words;
    struct str word;
    struct str value;

    EXPECT_STR("list", map->list, STR("data.items"));
    assert_true(setting_words_next(&rest, &word, &value));
    EXPECT_STR("first", word, STR("Selesai"));
    EXPECT_STR("first", value, STR("closed"));
    assert_true(setting_words_next(&rest, &word, &value));
    EXPECT_STR("second", word, STR("Sudah Diverifikasi"));
    EXPECT_STR("second", value, STR("verified"));
    assert_true(setting_words_next(&rest, &word, &value));
    EXPECT_STR("third", word, STR("a.b"));
    assert_false(setting_words_next(&rest, &word, &value));
    rest = map->query;
    assert_true(setting_words_next(&rest, &word, &value));
    assert_true(setting_words_next(&rest, &word, &value));
    EXPECT_STR("empty", word, STR("kosong"));
    EXPECT_STR("empty", value, STR(""));
}

/* What is printed is read back to the same; what differs is told. */
static void
test_printed(void **state)
{
    (void)state;
    CLEANUP(buf_done) struct buf first = BUF_INIT(1 << 16);
    CLEANUP(buf_done) struct buf difference = BUF_INIT(1 << 16);
    CLEANUP(config_freep) struct config *config = load_good(both);
    CLEANUP(config_freep)
    struct config *other = load_good(M "    list: data.items\n    words: { Selesai: verified }\n");
    size_t restarts;

    assert_true(config_print(config, &first));
    EXPECT("printed",
           str_find(buf_str(&first),
                    STR("    map:\n"
                        "      list: data.items\n"
                        "      words: { Selesai: closed, \"Sudah Diverifikasi\": verified, "
                        "a.b: closed }\n"
                        "      query: { urut: terbaru, kosong: \"\" }\n"),
                    0) != SIZE_MAX);
    CLEANUP(config_freep) struct config *again = load_good(first.data);
    assert_true(config_diff(config, again, &difference, &restarts));
    EXPECT_STR("no difference", buf_str(&difference), STR(""));
    assert_true(config_diff(again, other, &difference, &restarts));
    EXPECT_STR("differences", buf_str(&difference),
               STR("feed 11/f: map.words changed: { Selesai: closed, \"Sudah Diverifikasi\": "
                   "verified, a.b: closed } → { Selesai: verified }\n"
                   "feed 11/f: map.query changed: { urut: terbaru, kosong: \"\" } → nothing\n"));
    EXPECT_INT("restarts", restarts, 0);
}

/* All problems, as "line:column: message" and " hint". */
static const struct {
    const char *yaml, *told;
} refused[] = {
    { M "    words: Selesai\n",
      "map.yaml:8:12: map.words: \"Selesai\" stands where words with values are expected\n"
      " Write \"word: value\" below it, further to the right.\n" },
    { M "    words: [ Selesai ]\n", "map.yaml:8:12: map.words: a single value is expected\n"
                                    " Neither a list nor names with values can stand here.\n" },
    { M "    words: { Selesai: close, Baru: verified, BARU: closed, Tua: }\n    list: $.data\n",
      "map.yaml:8:23: map.words.Selesai: \"close\" is not one of its values\n"
      " Did you mean \"closed\"?\n"
      "map.yaml:8:52: map.words.BARU: the word stands there already\n"
      " Small and capital letters are the same here: leave one out.\n"
      "map.yaml:8:65: map.words: a value is expected\n"
      " Leave the line out for the default; an empty text is written \"\".\n"
      "map.yaml:9:11: map.list: \"$.data\" begins with \"$\"\n"
      " Write the names from the outside in, with dots between them, and numbers for elements of "
      "lists: lokasi.0.lat.\n" },
    { M "    word: { Selesai: closed }\n",
      "map.yaml:8:13: unknown setting \"map.word.Selesai\" of a feed\n"
      " Leave it out; pantau.yaml(5) has all settings.\n" },
    { M "    wordsx: closed\n", "map.yaml:8:5: unknown setting \"map.wordsx\" of a feed\n"
                                " Did you mean \"words\"?\n" },
    { G "feeds: [ { name: f, kind: bare, government: 11, base_url: http://x, a.b: c } ]\n",
      "map.yaml:2:69: unknown setting \"a.b\" of a feed\n"
      " Leave it out; pantau.yaml(5) has all settings.\n" },
    { M "    list: data\n", "map.yaml:3:3: map.words is needed\n Give it.\n" },
    { M "    query: { a: b }\n    list: \"\"\n", "map.yaml:9:11: map.list is needed\n Give it.\n" },
};

static void
test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
        CLEANUP(buf_done) struct buf told = BUF_INIT(1 << 16);
        struct config_errors errors;
        assert_null(load(refused[i].yaml, &errors));
        for (size_t k = 0; k < errors.count; k++)
            assert_true(buf_printf(&told, "%s\n %s\n", errors.items[k].text, errors.items[k].hint));
        EXPECT_STR(refused[i].yaml, buf_str(&told), str_from(refused[i].told));
    }
}

/* Nothing is wrong between settings that have their defaults. */
static void
test_no_map(void **state)
{
    (void)state;
    CLEANUP(config_freep) struct config *config = load_good(G F);
    const struct map *map = config->feeds[0].settings;

    EXPECT_STR("words", map->words, STR_NONE);
}

/* Of a platform the faults are told where it is set up, once, if an account is of it. */
static void
test_platform(void **state)
{
    (void)state;
    static const char yaml[] = G
        "units:\n- { code: u, name: U, kind: dinas, government: 11, accounts: [\n"
        "  { platform: fussy, id: 1, credential: c }, { platform: fussy, id: 2, credential: c },\n"
        "  { platform: plain, id: 1, credential: c } ] }\n"
        "platforms:\n  fussy:\n    map: { list: data }\n";
    struct config_errors errors;

    assert_null(load_for(platforms, yaml, &errors));
    assert_int_equal(errors.count, 1);
    EXPECT_STR("fault", str_from(errors.items[0].text), STR("map.yaml:7:3: map.words is needed"));
    EXPECT_STR("hint", str_from(errors.items[0].hint), STR("Give it."));
    CLEANUP(config_freep)
    struct config *unused =
        load_for(platforms, G "platforms:\n  fussy:\n    map: { list: data }\n", &errors);
    assert_non_null(unused);
}

static void
test_documented(void **state)
{
    (void)state;
    CLEANUP(buf_done) struct buf out = BUF_INIT(1 << 16);

    assert_true(config_print_documented(infos, &out));
    EXPECT("documented", str_find(buf_str(&out),
                                  STR("#    map:\n"
                                      "#      # Where the list stands.\n"
                                      "#      list: \"\"\n"
                                      "#      # What the words are.\n"
                                      "#      #words: { Selesai: closed }\n"),
                                  0) != SIZE_MAX);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),     cmocka_unit_test(test_printed),
        cmocka_unit_test(test_refused),  cmocka_unit_test(test_no_map),
        cmocka_unit_test(test_platform), cmocka_unit_test(test_documented),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
