/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "conffile.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "source/source.h"

#define ARENA_BYTES_MAX (1u << 30)
#define FILES_MAX       10000u

struct reading {
    struct arena *arena;
    struct config_file *files;
    size_t count;
    struct config_errors *errors;
};

void
conffile_done(struct conffile *conffile)
{
    config_free(conffile->config);
    arena_free(conffile->arena);
    *conffile = (struct conffile){ 0 };
}

static void
add_error(struct config_errors *errors, const char *name, const char *what)
{
    struct error *err;

    if (errors->count >= CONFIG_ERRORS_MAX)
        return;
    err = &errors->items[errors->count++];
    error_clear(err);
    error_set(err, ERROR_CONFIG, "%s: %s", name, what);
    error_hint(err, "Check that the file exists and that the daemon's user may read it.");
}

static bool
read_all(int fd, struct buf *bytes)
{
    char chunk[65536];
    ssize_t got;

    while ((got = read(fd, chunk, sizeof(chunk))) > 0) {
        if (!buf_append(bytes, chunk, (size_t)got)) {
            errno = EFBIG;
            return false;
        }
    }
    return got == 0;
}

static void
read_file(struct reading *reading, const char *name)
{
    CLEANUP(buf_done) struct buf bytes = BUF_INIT(CONFFILE_BYTES_MAX);
    struct config_file *file = &reading->files[reading->count];
    struct str copy;
    bool good;
    int fd = open(name, O_RDONLY | O_CLOEXEC);

    if (fd < 0) {
        add_error(reading->errors, name, strerror(errno));
        return;
    }
    good = read_all(fd, &bytes);
    if (!good)
        add_error(reading->errors, name, strerror(errno));
    close(fd);
    if (!good || reading->count >= FILES_MAX)
        return;
    must(arena_str(reading->arena, str_from(name), &copy));
    must(arena_str(reading->arena, bytes.used == 0 ? STR("") : buf_str(&bytes), &file->bytes));
    file->name = copy.p;
    reading->count++;
}

static void
read_glob(struct reading *reading, const char *folder, struct str pattern)
{
    struct str full = pattern;
    glob_t found;

    if (pattern.p[0] != '/' &&
        !arena_printf(reading->arena, &full, "%s/%.*s", folder, STR_ARGS(pattern)))
        return;
    if (glob(full.p, 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++)
            read_file(reading, found.gl_pathv[i]);
    }
    globfree(&found);
}

static void
read_includes(struct reading *reading, const char *path)
{
    struct str folder;
    struct str *globs = NULL;
    size_t count = 0;

    must(arena_str(reading->arena, str_from(path), &folder));
    config_includes(&reading->files[0], reading->arena, &globs, &count);
    const char *directory = dirname((char *)(uintptr_t)folder.p);
    for (size_t i = 0; i < count; i++)
        read_glob(reading, directory, globs[i]);
}

bool
conffile_load(const char *path, struct conffile *ret_conffile, struct config_errors *errors)
{
    struct reading reading = { .arena = arena_new(ARENA_BYTES_MAX), .errors = errors };
    struct conffile loaded = { .arena = reading.arena };

    errors->count = 0;
    reading.files = arena_array(reading.arena, FILES_MAX, sizeof(*reading.files));
    must(reading.files);
    read_file(&reading, path);
    if (reading.count == 1)
        read_includes(&reading, path);
    if (errors->count == 0)
        loaded.config =
            config_load(reading.files, reading.count, source_infos(reading.arena), errors);
    if (loaded.config == NULL) {
        conffile_done(&loaded);
        return false;
    }
    *ret_conffile = loaded;
    return true;
}

void
conffile_show_errors(const struct config_errors *errors)
{
    size_t shown = errors->count < CONFIG_ERRORS_MAX ? errors->count : CONFIG_ERRORS_MAX;

    for (size_t i = 0; i < shown; i++) {
        const struct error *err = &errors->items[i];
        fprintf(stderr, "%s\n", err->text);
        if (err->hint[0] != '\0')
            fprintf(stderr, "    hint: %s\n", err->hint);
    }
    if (errors->count > shown)
        fprintf(stderr, "… and %zu more\n", errors->count - shown);
    fprintf(stderr, "%zu %s, nothing was changed\n", errors->count,
            errors->count == 1 ? "problem" : "problems");
}
