/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The files of conf/ against the tables and the adapters that are built: the documented sample byte
 * for byte, the settings of the manual line for line, and the example of a small city, which loads.
 * `test_conf FOLDER` tests; `test_conf FOLDER sample` and `test_conf FOLDER manual` write what the
 * sample and the part of the manual between its two marks should be.
 */

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "config/config_tables.h"
#include "source/source.h"

#define FILE_MAX   (1 << 20)
#define MARK_BEGIN ".\\\" Written from the tables, held by tests/unit/test_conf.c: begin\n"
#define MARK_END   ".\\\" Written from the tables, held by tests/unit/test_conf.c: end\n"

static const char *folder;

static void
file_read(const char *name, struct buf *out)
{
    char path[1000];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
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
        char row[100];
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

static void
test_sample(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(SIZE_MAX);
    CLEANUP(buf_done) struct buf got = BUF_INIT(FILE_MAX);
    CLEANUP(buf_done) struct buf want = BUF_INIT(FILE_MAX);
    assert_true(config_print_documented(source_infos(arena), &want));
    file_read("pantau.yaml", &got);
    expect_same("pantau.yaml", buf_str(&got), buf_str(&want));
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
    file_read("pantau.yaml", &sample);
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
    assert_true(buf_printf(out, ".Bl -tag -width Ds\n"));
    for (const struct setting *setting = table; setting->path != NULL; setting++) {
        setting_put(out, setting);
    }
    assert_true(buf_printf(out, ".El\n"));
}

static void
manual_make(const struct source_info *const *infos, struct buf *out)
{
    for (const struct config_section *section = config_sections; section->path != NULL; section++) {
        assert_true(
            buf_printf(out, ".Ss %s\n", section->path[0] != '\0' ? section->path : "The daemon"));
        words_put(out, section->doc);
        if (section->settings != NULL) {
            table_put(out, section->settings);
        }
    }
    for (; *infos != NULL; infos++) {
        assert_true(buf_printf(out, ".Ss %s %s\n", (*infos)->is_feed ? "Feeds of kind" : "Platform",
                               (*infos)->name));
        words_put(out, (*infos)->doc);
        if ((*infos)->settings != NULL) {
            table_put(out, (*infos)->settings);
        }
    }
}

static void
test_manual(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(SIZE_MAX);
    CLEANUP(buf_done) struct buf page = BUF_INIT(FILE_MAX);
    CLEANUP(buf_done) struct buf want = BUF_INIT(FILE_MAX);
    file_read("pantau.yaml.5", &page);
    manual_make(source_infos(arena), &want);
    size_t begin = str_find(buf_str(&page), STR(MARK_BEGIN), 0);
    size_t end = str_find(buf_str(&page), STR(MARK_END), 0);
    assert_true(begin != SIZE_MAX && end != SIZE_MAX);
    begin += sizeof(MARK_BEGIN) - 1;
    expect_same("pantau.yaml.5", str_sub(buf_str(&page), begin, end - begin), buf_str(&want));
}

/* Every file that the example includes is named here: the folder is small. */
static void
test_example(void **state)
{
    (void)state;
    static const char *const names[] = {
        "examples/small-city.yaml",        "examples/units.d/dinkes.yaml",
        "examples/units.d/kecamatan.yaml", "examples/maps/city-app.yaml",
        "examples/maps/lapor-like.yaml",
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
        assert_int_equal(config->feed_count, 4);
    }
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        buf_done(&bytes[i]);
    }
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),       cmocka_unit_test(test_sample),
        cmocka_unit_test(test_sample_loads), cmocka_unit_test(test_manual),
        cmocka_unit_test(test_example),
    };
    folder = argc > 1 ? argv[1] : "conf";
    if (argc < 3) {
        return cmocka_run_group_tests(tests, NULL, NULL);
    }
    CLEANUP(arena_freep) struct arena *arena = arena_new(SIZE_MAX);
    CLEANUP(buf_done) struct buf out = BUF_INIT(FILE_MAX);
    if (strcmp(argv[2], "manual") == 0) {
        manual_make(source_infos(arena), &out);
    } else {
        assert_true(config_print_documented(source_infos(arena), &out));
    }
    return fwrite(out.data, 1, out.used, stdout) == out.used ? 0 : 1;
}
