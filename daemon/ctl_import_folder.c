/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A folder into which people put exports. Each is imported once it lies still (who copies slowly is
 * waited for) and then moved, with a report beside it: so nothing has to be remembered here, and
 * what was interrupted is begun again. It ends when no export is left. Started by systemd whenever
 * there is one.
 */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/when.h"
#include "ctl_import.h"
#include "ctl_show.h"
#include "loop.h"

#define STILL_US   (5 * WHEN_SECOND)
#define LOOK_MS    1000
#define FILES_MAX  1000 /* at one look */
#define PATH_BYTES 4096
#define NAME_BYTES 200 /* of a name, with room for when, a number and REPORT before 255 are full */
#define REPORT     ".report"

struct folder {
    struct ctl *ctl;
    char *names[FILES_MAX];
    size_t count;
    bool must_wait, any_taken; /* at this look */
    bool any_failed;
};

/* What the units of systemd look for too. */
static bool
is_export(const char *name)
{
    static const char *const ends[] = { ".xlsx", ".xlsm", ".xlsb", ".xls", ".csv",
                                        ".tsv",  ".txt",  ".ods",  ".pdf", ".html" };
    size_t n = strlen(name);

    if (name[0] == '.' || name[0] == '~')
        return false; /* of a program that writes or edits */
    for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
        if (n > strlen(ends[i]) &&
            str_equal_nocase(str_from(name + n - strlen(ends[i])), str_from(ends[i])))
            return true;
    return false;
}

static int
compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
forget_names(struct folder *folder)
{
    while (folder->count > 0)
        free(folder->names[--folder->count]);
}

static bool
list_names(struct folder *folder)
{
    DIR *dir = opendir(folder->ctl->folder);
    const struct dirent *entry;

    if (dir == NULL) {
        (void)fprintf(stderr, "pantauctl: cannot open \"%s\": %s\n", folder->ctl->folder,
                      strerror(errno));
        return false;
    }
    while (folder->count < FILES_MAX && (entry = readdir(dir)) != NULL)
        if (is_export(entry->d_name))
            folder->names[folder->count++] = xstrdup(entry->d_name);
    (void)closedir(dir);
    qsort(folder->names, folder->count, sizeof(folder->names[0]), compare_names);
    return true;
}

/* The moment at which anything of it changed cannot be set by who copies it. A clock that was set
 * back must not hold a file for ever. */
static bool
lies_still(const char *path, bool *ret_is_file)
{
    struct stat info;
    int64_t age_us;

    if (lstat(path, &info) != 0)
        return false; /* somebody took it away */
    *ret_is_file = S_ISREG(info.st_mode);
    if (!*ret_is_file)
        return true;
    age_us =
        loop_wall_us() - (info.st_ctim.tv_sec * WHEN_SECOND + info.st_ctim.tv_nsec / INT64_C(1000));
    return age_us >= STILL_US || age_us < -STILL_US;
}

/* Who names a file must not write lines of the journal. */
static void
say_about(const char *what, const char *path, const char *then, const char *why)
{
    char *shown = ctl_show_clean(path);

    (void)fprintf(stderr, "pantauctl: %s \"%s\"%s%s\n", what, shown, then, why);
    free(shown);
}

/* What came of it, beside the file. */
static void
write_report(const char *path, const struct ctl_import *import, bool is_done)
{
    CLEANUP(buf_done) struct buf text = BUF_INIT(2 * CTL_IMPORT_SAID_MAX);
    FILE *file = fopen(path, "wx");
    bool ok = file != NULL && (!is_done || ctl_import_report(import, &text));

    if (ok && import->digest[0] != '\0')
        ok = buf_printf(&text, "SHA-256: %s\n", import->digest);
    ok = ok && buf_append_str(&text, buf_str(&import->said));
    if (ok)
        ok = fwrite(text.data, 1, text.used, file) == text.used;
    if (file != NULL)
        ok = fclose(file) == 0 && ok;
    if (!ok)
        say_about("cannot write", path, ": ", strerror(errno));
}

/* The end of a name that would become too long: an ending says more than a beginning. */
static const char *
short_name(const char *name)
{
    size_t n = strlen(name);

    if (n <= NAME_BYTES)
        return name;
    name += n - NAME_BYTES;
    while (((unsigned char)*name & 0xC0) == 0x80)
        name++; /* not from within a character */
    return name;
}

/*
 * Names that are cut may be equal in one second, and people may have put something there. Numbered
 * then: nothing is overwritten. rename() where the file system knows no such move.
 */
static bool
rename_beside(const char *from, const char *place, const char *name, char to[PATH_BYTES])
{
    char now[WHEN_FORMAT_MAX];

    (void)when_format(when_floor(loop_wall_us(), WHEN_SECOND), now);
    for (unsigned number = 1; number <= FILES_MAX; number++) {
        int n = number == 1 ? snprintf(to, PATH_BYTES, "%s/%s %s", place, now, name)
                            : snprintf(to, PATH_BYTES, "%s/%s (%u) %s", place, now, number, name);

        if (n >= PATH_BYTES - (int)sizeof(REPORT)) {
            errno = ENAMETOOLONG;
            return false;
        }
        if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
            return true;
        if (errno == EINVAL && access(to, F_OK) != 0)
            return rename(from, to) == 0;
        if (errno != EEXIST && errno != EINVAL)
            return false;
    }
    return false;
}

static bool
move_file(const struct folder *folder, const struct ctl_import *import, const char *name,
          bool is_done)
{
    const char *place = is_done ? "done" : "failed";
    char in[PATH_BYTES];
    char to[PATH_BYTES];
    char report[PATH_BYTES + sizeof(REPORT)];

    (void)snprintf(in, sizeof(in), "%s/%s", folder->ctl->folder, place);
    (void)mkdir(in, 0750);
    if (rename_beside(import->file, in, short_name(name), to)) {
        (void)snprintf(report, sizeof(report), "%s" REPORT, to);
        write_report(report, import, is_done);
        /* In the journal the line above names a file that is there no more. */
        if (!is_done)
            say_about("it lies in", to, " now", "");
        return true;
    }
    if (errno == ENOENT && faccessat(AT_FDCWD, import->file, F_OK, AT_SYMLINK_NOFOLLOW) != 0)
        return true; /* taken away in this very moment: see is_another() */
    (void)fprintf(stderr, "pantauctl: cannot move \"%s\" to %s/: %s\n", import->shown, place,
                  strerror(errno));
    return false;
}

/* Links lead elsewhere, and pipes nowhere. */
static enum ctl_exit
import_path(struct ctl_import *import, struct ctl *ctl, const char *path, bool is_file)
{
    if (is_file)
        return ctl_import_file(import, ctl, path);
    ctl_import_start(import, ctl, path);
    ctl_import_say(import, "%s: it is no ordinary file\n", import->shown);
    return CTL_USAGE;
}

/*
 * Saved anew, or another one put in its place, while it was read: what lies there now was not. Or
 * it was taken away, by who put it there or by another import of the folder.
 */
static bool
is_another(const struct ctl_import *import)
{
    const struct stat *opened = &import->opened;
    struct stat info;

    if (lstat(import->file, &info) != 0)
        return errno == ENOENT;
    if (opened->st_ino == 0)
        return false;
    return info.st_ino != opened->st_ino || info.st_dev != opened->st_dev ||
           info.st_size != opened->st_size || info.st_ctim.tv_sec != opened->st_ctim.tv_sec ||
           info.st_ctim.tv_nsec != opened->st_ctim.tv_nsec;
}

/* CTL_OK and CTL_TROUBLE: the file is where it belongs. */
static enum ctl_exit
take_file(struct folder *folder, const char *name)
{
    char path[PATH_BYTES];
    struct ctl_import import;
    enum ctl_exit exit;
    bool is_file = false;
    bool is_bad;
    bool is_done;
    bool still;

    (void)snprintf(path, sizeof(path), "%s/%s", folder->ctl->folder, name);
    still = lies_still(path, &is_file);
    folder->must_wait = folder->must_wait || !still;
    if (!still)
        return CTL_OK;
    folder->any_taken = true;
    exit = import_path(&import, folder->ctl, path, is_file);
    is_done = exit == CTL_OK || exit == CTL_TROUBLE;
    /* Neither the database nor the feed it lacks is the file's fault. */
    is_bad = exit == CTL_USAGE && (import.digest[0] == '\0' || import.is_too_large);
    if (is_bad)
        exit = CTL_OK;
    if (is_done)
        ctl_import_show(&import);
    if (is_another(&import))
        folder->must_wait = true;
    else if ((is_done || is_bad) && !move_file(folder, &import, name, is_done))
        exit = CTL_USAGE;
    else
        folder->any_failed = folder->any_failed || is_bad;
    ctl_import_done(&import);
    return exit;
}

enum ctl_exit
ctl_import_folder(struct ctl *ctl)
{
    struct folder folder = { .ctl = ctl };
    enum ctl_exit exit = CTL_OK;

    if (ctl->dry_run) {
        (void)fprintf(stderr, "pantauctl: --folder moves what it imported: no --dry-run\n");
        return CTL_USAGE;
    }
    do {
        folder.must_wait = folder.any_taken = false;
        if (!list_names(&folder))
            return CTL_USAGE;
        for (size_t i = 0; i < folder.count && exit <= CTL_TROUBLE; i++)
            exit = take_file(&folder, folder.names[i]);
        forget_names(&folder);
        if (folder.must_wait && !folder.any_taken)
            (void)poll(NULL, 0, LOOK_MS);
    } while ((folder.must_wait || folder.any_taken) && exit <= CTL_TROUBLE);
    if (exit > CTL_TROUBLE)
        return exit;
    return folder.any_failed ? CTL_TROUBLE : CTL_OK;
}
