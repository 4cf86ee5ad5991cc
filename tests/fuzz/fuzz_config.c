/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * lib/config over any bytes, as one file or (from a line "---more---" on) two, with the adapters
 * that are built; behind a line "---then---" stands what a reload finds there later. What is
 * accepted is printed, read back and differs in nothing; what is refused has a place in every
 * message, in order. No bytes at all: the documented sample.
 */

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "config/config.h"
#include "source/source.h"

#define PRINT_MAX ((size_t)16 << 20)

static struct config_errors errors;

/* "one:12:3: …" gives 12; each message begins like that. */
static unsigned
line_of(const struct error *err, const char *name)
{
    size_t n = strlen(name);
    HOLDS(strncmp(err->text, name, n) == 0 && err->text[n] == ':');
    return (unsigned)strtoul(err->text + n + 1, NULL, 10);
}

static void
check_errors(void)
{
    size_t kept = errors.count < CONFIG_ERRORS_MAX ? errors.count : CONFIG_ERRORS_MAX;
    unsigned before = 0;
    bool second = false;
    HOLDS(kept > 0);
    for (size_t i = 0; i < kept; i++) {
        bool in_second = strncmp(errors.items[i].text, "two", 3) == 0;
        HOLDS(in_second || !second);
        before = in_second != second ? 0 : before;
        second = in_second;
        unsigned line = line_of(&errors.items[i], second ? "two" : "one");
        HOLDS(line >= before && line > 0);
        before = line;
        HOLDS(errors.items[i].kind == ERROR_CONFIG);
    }
}

static void
check_config(const struct config *config, const struct source_info *const *infos)
{
    CLEANUP(buf_done) struct buf first = BUF_INIT(PRINT_MAX);
    CLEANUP(buf_done) struct buf second = BUF_INIT(PRINT_MAX);
    CLEANUP(buf_done) struct buf difference = BUF_INIT(PRINT_MAX);
    size_t restarts;
    HOLDS(config_print(config, &first));
    struct config_file file = { "printed", buf_str(&first) };
    CLEANUP(config_freep)
    struct config *again = config_load(
        &(struct config_input){ .files = &file, .file_count = 1, .infos = infos }, &errors);
    HOLDS(again != NULL);
    HOLDS(config_print(again, &second));
    HOLDS(str_equal(buf_str(&first), buf_str(&second)));
    HOLDS(config_diff(config, again, &difference, &restarts));
    HOLDS(difference.used == 0 && restarts == 0);
}

static struct config *
load(struct str bytes, const struct source_info *const *infos)
{
    struct str mark = STR("---more---\n");
    size_t more = str_find(bytes, mark, 0);
    const struct config_file files[] = {
        { "one", str_sub(bytes, 0, more) },
        { "two", str_sub(bytes, more != SIZE_MAX ? more + mark.n : bytes.n, SIZE_MAX) },
    };
    CLEANUP(arena_freep) struct arena *arena = arena_new(SIZE_MAX);
    struct config_include *globs;
    size_t count;
    config_includes(&files[0], arena, &globs, &count);
    struct config *config = config_load(
        &(struct config_input){ .files = files, .file_count = ARRAY_SIZE(files), .infos = infos },
        &errors);
    if (config != NULL)
        check_config(config, infos);
    else
        check_errors();
    return config;
}

/* Each reads as what became of the other; what is printed the same differs in nothing. */
static void
check_reload(const struct config *before, const struct config *after)
{
    CLEANUP(buf_done) struct buf old_text = BUF_INIT(PRINT_MAX);
    CLEANUP(buf_done) struct buf new_text = BUF_INIT(PRINT_MAX);
    CLEANUP(buf_done) struct buf there = BUF_INIT(PRINT_MAX);
    CLEANUP(buf_done) struct buf back = BUF_INIT(PRINT_MAX);
    size_t restarts_there, restarts_back;
    HOLDS(config_print(before, &old_text) && config_print(after, &new_text));
    HOLDS(config_diff(before, after, &there, &restarts_there));
    HOLDS(config_diff(after, before, &back, &restarts_back));
    HOLDS(utf8_is_valid(buf_str(&there)) && utf8_is_valid(buf_str(&back)));
    HOLDS(restarts_there == restarts_back && (there.used == 0) == (back.used == 0));
    HOLDS(there.used == 0 || !str_equal(buf_str(&old_text), buf_str(&new_text)));
}

static void
check_documented(const struct source_info *const *infos)
{
    CLEANUP(buf_done) struct buf text = BUF_INIT(PRINT_MAX);
    HOLDS(config_print_documented(infos, &text));
    CLEANUP(config_freep) struct config *config = load(buf_str(&text), infos);
    HOLDS(config != NULL); /* every line is a comment */
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(SIZE_MAX);
    const struct source_info *const *infos = source_infos(arena);
    struct str bytes = { (const char *)data, size };
    struct str mark = STR("---then---\n");
    size_t then = str_find(bytes, mark, 0);
    CLEANUP(config_freep) struct config *before = load(str_sub(bytes, 0, then), infos);
    if (then != SIZE_MAX) {
        CLEANUP(config_freep)
        struct config *after = load(str_sub(bytes, then + mark.n, SIZE_MAX), infos);
        if (before != NULL && after != NULL)
            check_reload(before, after);
    }
    if (size == 0)
        check_documented(infos);
    return 0;
}
