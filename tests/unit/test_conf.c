/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The files of conf/ and the platforms' pages of manual against the tables and the adapters that
 * are built: the settings in pantau.yaml.5 and in each lib/source/NAME.7 line for line; the
 * documented sample, which loads, and so does the example of a small city; the table of causes in
 * pantaud.8, to which each platform's page refers; what each page says of replies, and its example,
 * which loads. `test_conf TREE` tests;
 * `test_conf TREE write` writes what stands between the two marks of each page.
 */

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "config/config_tables.h"
#include "record/verdict.h"
#include "source/source.h"

#define FILE_MAX (1 << 20)
#define MARK(table, edge) \
    ".\\\" Written from the table of " table ", held by tests/unit/test_conf.c: " edge "\n"

static const char *tree;

static void
file_read(const char *name, struct buf *out)
{
    char path[1000];
    snprintf(path, sizeof(path), "%s/%s", tree, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fail_msg("%s cannot be opened", path);
    }
    char bytes[4096];
    size_t n;
    while ((n = fread(bytes, 1, sizeof(bytes), file)) > 0) {
        assert_true(buf_append(out, bytes, n));
    }
    fclose(file);
}

/* Says the first line that differs, not two whole files. */
static void
expect_same(const char *what, struct str got, struct str want)
{
    struct str got_line;
    struct str want_line;
    for (unsigned line = 1; str_split(&want, '\n', &want_line); line++) {
        char row[200];
        snprintf(row, sizeof(row), "%s line %u", what, line);
        EXPECT(row, str_split(&got, '\n', &got_line));
        EXPECT_STR(row, got_line, want_line);
    }
    EXPECT(what, str_is_none(got));
}

/* The sample with the "#" of the first column taken away, but from lines of prose. */
static void
uncomment(struct str text, struct buf *out)
{
    struct str line;
    while (str_split(&text, '\n', &line)) {
        bool prose = line.n < 2 || (line.p[1] == ' ' && line.n > 2 && line.p[2] != ' ');
        if (str_starts(line, STR("#")) && !prose) {
            line = str_sub(line, 1, SIZE_MAX);
        }
        assert_true(buf_append_str(out, line) && buf_append_str(out, STR("\n")));
    }
}

static struct config *
load(const struct config_file *files, size_t count, const struct source_info *const *infos)
{
    static struct config_errors errors;
    struct config *config = config_load(
        &(struct config_input){ .files = files, .file_count = count, .infos = infos }, &errors);
    if (config == NULL) {
        fail_msg("%zu problems, first: %s", errors.count, errors.items[0].text);
    }
    return config;
}

/* A number has a default or must be given: none is absent. Each setting explains itself. */
static void
table_check(const char *of, const struct setting *table)
{
    for (const struct setting *setting = table; setting != NULL && setting->path != NULL;
         setting++) {
        bool needed = (setting->flags & SETTING_REQUIRED) != 0;
        char row[200];
        snprintf(row, sizeof(row), "%s: %s", of, setting->path);
        EXPECT(row, setting->fallback == NULL || !needed);
        EXPECT(row, setting->type->size == 0 || setting->fallback != NULL || needed);
        EXPECT(row, !needed || setting->sample != NULL);
        EXPECT(row, strlen(setting->doc) > 8 && setting->doc[strlen(setting->doc) - 1] == '.');
        EXPECT(row, setting->min <= setting->max);
    }
}

static void
test_tables(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(SIZE_MAX);
    for (const struct config_section *section = config_sections; section->path != NULL; section++) {
        table_check(section->path, section->settings);
    }
    for (const struct source_info *const *info = source_infos(arena); *info != NULL; info++) {
        table_check((*info)->name, (*info)->settings);
    }
}

/* As it is it says nothing; uncommented it is a configuration with the same settings. */
static void
test_sample_loads(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(SIZE_MAX);
    CLEANUP(buf_done) struct buf sample = BUF_INIT(FILE_MAX);
    CLEANUP(buf_done) struct buf open = BUF_INIT(FILE_MAX);
    const struct source_info *const *infos = source_infos(arena);
    assert_true(config_print_documented(infos, &sample));
    uncomment(buf_str(&sample), &open);
    const struct config_file files[] = { { "pantau.yaml", buf_str(&sample) },
                                         { "uncommented", buf_str(&open) } };
    CLEANUP(config_freep) struct config *silent = load(&files[0], 1, infos);
    CLEANUP(config_freep) struct config *said = load(&files[1], 1, infos);
    assert_int_equal(silent->unit_count, 0);
    assert_int_equal(said->unit_count, 1);
    for (const struct setting *setting = config_root_settings; setting->path != NULL; setting++) {
        EXPECT(setting->path, setting_equal(setting, silent, said));
    }
    for (size_t i = 0; i < silent->platform_count; i++) {
        const struct source_info *source = silent->platforms[i].source;
        EXPECT_STR(source->name, said->platforms[i].base_url, silent->platforms[i].base_url);
        for (const struct setting *setting = source->settings;
             setting != NULL && setting->path != NULL; setting++) {
            EXPECT(setting->path, setting_equal(setting, silent->platforms[i].settings,
                                                said->platforms[i].settings));
        }
    }
}

/* Text of the manual: a backslash is written \e, each sentence begins on a line of its own. */
static void
words_put(struct buf *out, const char *words)
{
    for (const char *p = words; *p != '\0'; p++) {
        bool sentence_ends = p[0] == '.' && p[1] == ' ' && p[2] >= 'A' && p[2] <= 'Z';
        assert_true(*p == '\\' ? buf_append_str(out, STR("\\e")) : buf_append(out, p, 1));
        if (sentence_ends) {
            assert_true(buf_append_str(out, STR("\n")));
            p++;
        }
    }
    assert_true(buf_append_str(out, STR("\n")));
}

static void
setting_put(struct buf *out, const struct setting *setting)
{
    assert_true(buf_printf(out, ".It Ic %s : Ar %s\n", setting->path, setting->type->name));
    words_put(out, setting->doc);
    if (setting->fallback != NULL && setting->fallback[0] != '\0') {
        assert_true(buf_printf(out, "The default is\n.Ql %s .\n", setting->fallback));
    }
    if (setting->fallback != NULL && setting->fallback[0] == '\0') {
        assert_true(buf_printf(out, "Empty by default.\n"));
    }
    if (setting->choices != NULL) {
        assert_true(buf_printf(out, "One of\n"));
        for (size_t i = 0; setting->choices[i] != NULL; i++) {
            const char *end = setting->choices[i + 1] != NULL ? "," : ".";
            assert_true(buf_printf(out, ".Ql %s %s\n", setting->choices[i], end));
        }
    }
    if (setting->type->size == sizeof(int64_t) && (setting->min != 0 || setting->max != 0)) {
        assert_true(buf_printf(out, "From\n.Ql "));
        assert_true(setting->type->format(setting, &setting->min, out));
        assert_true(buf_printf(out, "\nto\n.Ql "));
        assert_true(setting->type->format(setting, &setting->max, out));
        assert_true(buf_printf(out, " .\n"));
    }
    if ((setting->flags & SETTING_REQUIRED) != 0) {
        assert_true(buf_printf(out, "It must be given.\n"));
    }
    if ((setting->flags & SETTING_RELOAD) == 0) {
        assert_true(buf_printf(out, "A change needs a restart.\n"));
    }
}

static void
table_put(struct buf *out, const struct setting *table)
{
    for (const struct setting *setting = table; setting != NULL && setting->path != NULL; setting++)
        setting_put(out, setting);
}

/* The settings that every configuration has. */
static void
sections_make(struct buf *out)
{
    for (const struct config_section *section = config_sections; section->path != NULL; section++) {
        assert_true(
            buf_printf(out, ".Ss %s\n", section->path[0] != '\0' ? section->path : "The daemon"));
        words_put(out, section->doc);
        if (section->settings != NULL) {
            assert_true(buf_printf(out, ".Bl -tag -width Ds\n"));
            table_put(out, section->settings);
            assert_true(buf_printf(out, ".El\n"));
        }
    }
}

/* The settings of one platform or kind of feed. */
static void
platform_make(const struct source_info *info, struct buf *out)
{
    assert_true(buf_printf(out, ".Bl -tag -width Ds\n"));
    if (!info->is_feed && !info->has_sites) {
        struct setting base_url = config_platform_settings[0];
        base_url.fallback = info->default_base_url;
        setting_put(out, &base_url);
    }
    table_put(out, info->settings);
    assert_true(buf_printf(out, ".El\n"));
}

/* What may be wrong with a platform: the program's own words. */
static void
causes_make(struct buf *out)
{
    for (int i = CAUSE_NONE + 1; i < CAUSE_COUNT; i++) {
        const char *words = cause_words((enum cause)i);
        assert_true(buf_printf(out, ".It Li %s\n%c%s.\n", cause_name((enum cause)i),
                               words[0] - 'a' + 'A', words + 1));
        words_put(out, cause_advice((enum cause)i));
    }
}

/* A page, split at its marks. */
struct page {
    char name[100];
    struct buf bytes;
    struct str before, written, after;
    struct buf want; /* what should stand between them */
};

static void
page_split(struct page *page, struct str begin_mark, struct str end_mark)
{
    file_read(page->name, &page->bytes);
    struct str text = buf_str(&page->bytes);
    size_t begin = str_find(text, begin_mark, 0);
    size_t end = str_find(text, end_mark, 0);
    EXPECT(page->name, begin != SIZE_MAX && end != SIZE_MAX);
    begin += begin_mark.n;
    page->before = str_sub(text, 0, begin);
    page->written = str_sub(text, begin, end - begin);
    page->after = str_sub(text, end, SIZE_MAX);
}

/* One of the three kinds: of an adapter, of the configuration, of the daemon. */
enum page_kind { PAGE_ADAPTER, PAGE_CONFIG, PAGE_DAEMON };

static void
page_open(struct page *page, enum page_kind kind, const struct source_info *info)
{
    *page = (struct page){ .bytes = BUF_INIT(FILE_MAX), .want = BUF_INIT(FILE_MAX) };
    if (kind == PAGE_ADAPTER) {
        snprintf(page->name, sizeof(page->name), "lib/source/%s.7", info->name);
        platform_make(info, &page->want);
    } else if (kind == PAGE_CONFIG) {
        snprintf(page->name, sizeof(page->name), "conf/pantau.yaml.5");
        sections_make(&page->want);
    } else {
        snprintf(page->name, sizeof(page->name), "daemon/pantaud.8");
        causes_make(&page->want);
        page_split(page, STR(MARK("causes", "begin")), STR(MARK("causes", "end")));
        return;
    }
    page_split(page, STR(MARK("settings", "begin")), STR(MARK("settings", "end")));
}

static void
page_close(struct page *page)
{
    buf_done(&page->bytes);
    buf_done(&page->want);
}

static void
page_check(enum page_kind kind, const struct source_info *info)
{
    static const struct str reference = STR(".Sy CAUSES\nin\n.Xr pantaud 8");
    struct page page;
    page_open(&page, kind, info);
    expect_same(page.name, page.written, buf_str(&page.want));
    EXPECT(page.name, info == NULL || str_find(buf_str(&page.bytes), reference, 0) != SIZE_MAX);
    for (size_t i = 0; info != NULL && i < info->stream_count; i++) {
        char row[200];
        size_t streams = str_find(page.before, STR(".Sh STREAMS\n"), 0);
        size_t at = str_find(page.before, str_from(info->streams[i].name), streams);
        snprintf(row, sizeof(row), "%s: .Sh STREAMS names %s", page.name, info->streams[i].name);
        EXPECT(row, streams != SIZE_MAX && (at != SIZE_MAX || info->streams[i].internal));
    }
    page_close(&page);
}

static void
page_write(enum page_kind kind, const struct source_info *info)
{
    struct page page;
    char path[1000];
    page_open(&page, kind, info);
    snprintf(path, sizeof(path), "%s/%s", tree, page.name);
    FILE *file = fopen(path, "wb");
    assert_true(file != NULL);
    const struct str parts[] = { page.before, buf_str(&page.want), page.after };
    for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
        assert_int_equal(fwrite(parts[i].p, 1, parts[i].n, file), parts[i].n);
    assert_int_equal(fclose(file), 0);
    page_close(&page);
}

static void
each_page(void (*look)(enum page_kind kind, const struct source_info *info))
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(SIZE_MAX);
    look(PAGE_CONFIG, NULL);
    look(PAGE_DAEMON, NULL);
    for (const struct source_info *const *info = source_infos(arena); *info != NULL; info++)
        look(PAGE_ADAPTER, *info);
}

static void
test_manual(void **state)
{
    (void)state;
    each_page(page_check);
}

/* Every file that the example includes is named here: the folder is small. */
static void
test_example(void **state)
{
    (void)state;
    static const char *const names[] = {
        "conf/examples/small-city.yaml",        "conf/examples/units.d/dinkes.yaml",
        "conf/examples/units.d/kecamatan.yaml", "conf/examples/maps/city-app.yaml",
        "conf/examples/maps/lapor-like.yaml",
    };
    CLEANUP(arena_freep) struct arena *arena = arena_new(SIZE_MAX);
    struct buf bytes[ARRAY_SIZE(names)];
    struct config_file files[ARRAY_SIZE(names)];
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        bytes[i] = (struct buf)BUF_INIT(FILE_MAX);
        file_read(names[i], &bytes[i]);
        files[i] = (struct config_file){ names[i], buf_str(&bytes[i]) };
    }
    struct config_include *globs;
    size_t count;
    config_includes(&files[0], arena, &globs, &count);
    assert_int_equal(count, 1);
    EXPECT_STR("include", globs[0].glob, STR("units.d/*.yaml"));
    {
        CLEANUP(config_freep)
        struct config *config = load(files, ARRAY_SIZE(names), source_infos(arena));
        assert_true(config->unit_count >= 5);
        assert_true(config->leader_count >= 1);
        assert_int_equal(config->feed_count, 5);
    }
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        buf_done(&bytes[i]);
    }
}

/* From the first place of a word on, and what follows it; absent where it does not stand. */
static struct str
behind(struct str text, const char *word)
{
    size_t at = str_find(text, str_from(word), 0);
    return at == SIZE_MAX ? STR_NONE : str_sub(text, at + strlen(word), text.n);
}

/* Each adapter's page says of replies what is certain, likely, impossible, in words. */
static void
replies_check(const struct page *page)
{
    static const char *const items[] = { "\n.It certain\n", "\n.It likely\n",
                                         "\n.It impossible\n" };
    struct str section = behind(page->after, "\n.Sh OFFICIAL REPLIES");
    section = str_sub(section, 0, str_find(section, STR("\n.Sh "), 0));
    for (size_t i = 0; i < ARRAY_SIZE(items); i++) {
        struct str words = behind(section, items[i]);
        if (words.n < 5 || str_starts(words, STR(".It ")) || str_starts(words, STR(".El"))) {
            fail_msg("%s, OFFICIAL REPLIES: nothing at \"%.*s\"", page->name,
                     (int)strlen(items[i]) - 2, items[i] + 1);
        }
    }
}

/* What the examples speak of and do not say themselves. */
static void
frame_make(struct str example, struct buf *out)
{
    static const char *const codes[] = { "dbmsda", "dinkes" };
    char said[40];
    assert_true(
        buf_append_str(out, STR("governments:\n  - { code: \"32.75\", name: Kota, kind: city, "
                                "timezone: Asia/Jakarta }\nunits:\n")));
    for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
        snprintf(said, sizeof(said), "- code: %s\n", codes[i]);
        if (str_find(example, str_from(said), 0) == SIZE_MAX) {
            assert_true(buf_printf(out,
                                   "  - { code: %s, government: \"32.75\", name: Dinas, "
                                   "kind: dinas }\n",
                                   codes[i]));
        }
    }
    assert_true(buf_append_str(
        out, STR("  - { code: other, government: \"32.75\", name: Dinas, kind: dinas }\n")));
}

/* The example of each adapter's page is taken, and has an account or feed of it. */
static void
example_check(const struct page *page, const struct source_info *info)
{
    CLEANUP(buf_done) struct buf frame = BUF_INIT(FILE_MAX);
    CLEANUP(arena_freep) struct arena *arena = arena_new(SIZE_MAX);
    struct str example = behind(behind(page->after, "\n.Sh EXAMPLES\n"), ".Bd -literal\n");
    char own[100];
    example = str_sub(example, 0, str_find(example, STR(".Ed\n"), 0));
    snprintf(own, sizeof(own), "%s: %s", info->is_feed ? "kind" : "platform", info->name);
    EXPECT(page->name, str_find(example, str_from(own), 0) != SIZE_MAX);
    frame_make(example, &frame);
    const struct config_file files[] = { { "frame", buf_str(&frame) }, { page->name, example } };
    CLEANUP(config_freep)
    struct config *config = load(files, ARRAY_SIZE(files), source_infos(arena));
    assert_true(config->government_count == 1);
}

static void
adapter_check(enum page_kind kind, const struct source_info *info)
{
    struct page page;
    if (kind == PAGE_ADAPTER) {
        page_open(&page, kind, info);
        replies_check(&page);
        example_check(&page, info);
        page_close(&page);
    }
}

static void
test_adapters(void **state)
{
    (void)state;
    each_page(adapter_check);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),   cmocka_unit_test(test_sample_loads),
        cmocka_unit_test(test_manual),   cmocka_unit_test(test_example),
        cmocka_unit_test(test_adapters),
    };
    tree = argc > 1 ? argv[1] : ".";
    if (argc > 2 && strcmp(argv[2], "write") == 0) {
        each_page(page_write);
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
