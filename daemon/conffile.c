/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "conffile.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "source/source.h"

#define ARENA_BYTES_MAX (1u << 30)
#define FILES_MAX       10000u

struct problem { /* of reading a file, to be told in its place */
    struct config_place place;
    struct error error;
};

struct reading {
    struct arena *arena; /* what the configuration points to */
    struct arena *bytes; /* what only the reading needs: the files themselves */
    struct config_file *files;
    size_t count;
    struct problem problems[CONFIG_ERRORS_MAX];
    size_t problem_count; /* may exceed the array */
    const struct conffile_check *check;
};

void
conffile_done(struct conffile *conffile)
{
    if (conffile == NULL)
        return;
    config_free(conffile->config);
    arena_free(conffile->arena);
    *conffile = (struct conffile){ 0 };
}

/* The error to fill; NULL beyond those that are kept. */
static struct error *
add_problem(struct reading *reading, const struct config_place *place)
{
    struct problem *problem;

    if (reading->problem_count++ >= CONFIG_ERRORS_MAX)
        return NULL;
    problem = &reading->problems[reading->problem_count - 1];
    *problem = (struct problem){ .place = *place };
    return &problem->error;
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

/* Who names a pipe as the configuration waits for it; one that a glob finds must stop nothing. */
static const char *
read_bytes(const char *name, bool is_included, struct buf *bytes)
{
    int fd = open(name, O_RDONLY | O_CLOEXEC | (is_included ? O_NONBLOCK : 0));
    const char *reason = NULL;
    struct stat st;

    if (fd < 0)
        return strerror(errno);
    if (is_included && fstat(fd, &st) == 0 && !S_ISREG(st.st_mode))
        reason = "it is not a regular file";
    else if (!read_all(fd, bytes))
        reason = strerror(errno);
    close(fd);
    return reason;
}

/* place: of the word that names it; file NULL for the main file. */
static void
read_file(struct reading *reading, const char *name, const struct config_place *place)
{
    CLEANUP(buf_done) struct buf bytes = BUF_INIT(CONFFILE_BYTES_MAX);
    struct config_file *file = &reading->files[reading->count];
    const char *reason = read_bytes(name, place->file != NULL, &bytes);
    struct error *err;
    struct str copy;

    if (reason != NULL) {
        err = add_problem(reading, place);
        if (err == NULL)
            return;
        error_set(err, ERROR_CONFIG, "%s: %s", name, reason);
        error_hint(err, "Check that the file exists and that the daemon's user may read it.");
        return;
    }
    must(arena_str(reading->arena, str_from(name), &copy));
    must(arena_str(reading->bytes, bytes.used == 0 ? STR("") : buf_str(&bytes), &file->bytes));
    file->name = copy.p;
    reading->count++;
}

static bool
is_glob(struct str name)
{
    for (size_t i = 0; i < name.n; i++)
        if (strchr("*?[\\", name.p[i]) != NULL)
            return true;
    return false;
}

static void
read_found(struct reading *reading, const glob_t *found, const struct config_include *include)
{
    struct error *err;

    if (reading->count + found->gl_pathc > FILES_MAX) {
        err = add_problem(reading, &include->place);
        if (err == NULL)
            return;
        error_set(err, ERROR_CONFIG, "more than %u files, with the %zu of \"%.*s\"", FILES_MAX,
                  found->gl_pathc, STR_ARGS(include->glob));
        error_hint(err, "Put several units into one file.");
        return;
    }
    for (size_t i = 0; i < found->gl_pathc; i++)
        read_file(reading, found->gl_pathv[i], &include->place);
}

/*
 * A glob may match nothing; a folder that cannot be listed must not look like one without files,
 * because then every unit would seem to have been left out.
 */
static void
refuse_glob(struct reading *reading, const char *full, int reason,
            const struct config_include *include)
{
    struct error *err = add_problem(reading, &include->place);

    if (err == NULL)
        return;
    error_set(err, ERROR_CONFIG, "\"%s\" cannot be listed: %s", full, strerror(reason));
    error_hint(err, "The daemon's user must be able to read every folder in it.");
}

static void
read_include(struct reading *reading, const char *folder, const struct config_include *include)
{
    struct str full = include->glob;
    glob_t found;
    int result;

    if (full.p[0] != '/')
        must(arena_printf(reading->arena, &full, "%s/%.*s", folder, STR_ARGS(include->glob)));
    if (!is_glob(include->glob)) {
        found = (glob_t){ .gl_pathc = 1, .gl_pathv = (char *[]){ (char *)(uintptr_t)full.p } };
        read_found(reading, &found, include);
        return;
    }
    errno = 0;
    result = glob(full.p, GLOB_ERR, NULL, &found);
    if (result == 0)
        read_found(reading, &found, include);
    else if (result != GLOB_NOMATCH && errno != ENOENT && errno != ENOTDIR)
        refuse_glob(reading, full.p, errno, include);
    globfree(&found);
}

static void
read_includes(struct reading *reading, const char *path)
{
    struct config_include *includes = NULL;
    struct str folder;
    const char *directory;
    size_t count = 0;

    must(arena_str(reading->arena, str_from(path), &folder));
    directory = dirname((char *)(uintptr_t)folder.p);
    config_includes(&reading->files[0], reading->arena, &includes, &count);
    for (size_t i = 0; i < count; i++)
        read_include(reading, directory, &includes[i]);
}

static void
tell_problems(void *ctx, const struct config_report *report)
{
    const struct reading *reading = ctx;

    for (size_t i = 0; i < reading->problem_count && i < CONFIG_ERRORS_MAX; i++)
        report->add(report->ctx, &reading->problems[i].place, &reading->problems[i].error);
}

static void
check_rest(void *ctx, const struct config *config, const struct config_report *report)
{
    const struct reading *reading = ctx;

    if (reading->check != NULL)
        reading->check->check(reading->check->ctx, config, report);
}

bool
conffile_load(const char *path, const struct conffile_check *check, struct conffile *ret_conffile,
              struct config_errors *errors)
{
    struct reading *reading = xcalloc(1, sizeof(*reading));
    struct conffile loaded = { .arena = arena_new(ARENA_BYTES_MAX) };
    const struct config_place nowhere = { .file = NULL };
    struct config_input input;

    reading->arena = loaded.arena;
    reading->check = check;
    reading->bytes = arena_new(ARENA_BYTES_MAX);
    reading->files = arena_array(reading->bytes, FILES_MAX, sizeof(*reading->files));
    must(reading->files);
    read_file(reading, path, &nowhere);
    if (reading->count == 1)
        read_includes(reading, path);
    input = (struct config_input){ .files = reading->files,
                                   .file_count = reading->count,
                                   .infos = source_infos(reading->arena),
                                   .incomplete = reading->problem_count > 0,
                                   .check = check_rest,
                                   .found = tell_problems,
                                   .ctx = reading };
    loaded.config = config_load(&input, errors);
    arena_free(reading->bytes);
    free(reading);
    if (loaded.config == NULL) {
        conffile_done(&loaded);
        return false;
    }
    *ret_conffile = loaded;
    return true;
}

void
conffile_show_error(const struct error *err)
{
    fprintf(stderr, "%s\n", err->text);
    if (err->hint[0] != '\0')
        fprintf(stderr, "    hint: %s\n", err->hint);
}

void
conffile_show_errors(const struct config_errors *errors)
{
    size_t shown = errors->count < CONFIG_ERRORS_MAX ? errors->count : CONFIG_ERRORS_MAX;

    for (size_t i = 0; i < shown; i++)
        conffile_show_error(&errors->items[i]);
    if (errors->count > shown)
        fprintf(stderr, "… and %zu more\n", errors->count - shown);
    fprintf(stderr, "%zu %s, nothing was changed\n", errors->count,
            errors->count == 1 ? "problem" : "problems");
}
