/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * lib/config over any bytes, as one file or (from a line "---more---" on) two, with the adapters
 * that are built. What is accepted is printed, read back and differs in nothing; what is refused
 * has a place in every message, in order.
 */

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

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

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(SIZE_MAX);
    const struct source_info *const *infos = source_infos(arena);
    struct str bytes = { (const char *)data, size };
    struct str mark = STR("---more---\n");
    size_t more = str_find(bytes, mark, 0);
    const struct config_file files[] = {
        { "one", str_sub(bytes, 0, more) },
        { "two", str_sub(bytes, more != SIZE_MAX ? more + mark.n : size, SIZE_MAX) },
    };
    struct config_include *globs;
    size_t count;
    config_includes(&files[0], arena, &globs, &count);
    CLEANUP(config_freep)
    struct config *config = config_load(
        &(struct config_input){ .files = files, .file_count = ARRAY_SIZE(files), .infos = infos },
        &errors);
    if (config != NULL) {
        check_config(config, infos);
    } else {
        check_errors();
    }
    return 0;
}
