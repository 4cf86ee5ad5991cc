/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "secret_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

struct reader { /* one call of secret_store_load() */
    const char *directory, *renewed;
    enum secret_directory kind;
    int fd;
    const struct config_report *report;
};

bool
secret_is_name(struct str name)
{
    if (name.n == 0 || name.n > 255 || name.p[0] == '.')
        return false;
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] == '/' || (unsigned char)name.p[i] < ' ' || name.p[i] == 0x7f)
            return false;
    return true;
}

/*
 * Private: the daemon's user is the owner and nobody else may even read. systemd's own may be
 * root's and 0440 (its ACL names the user).
 */
static bool
check_mode(const struct stat *st, enum secret_directory kind, const char *what, const char *mode,
           struct error *err)
{
    if (kind == SECRET_DIRECTORY_SYSTEMD) {
        if ((st->st_mode & S_IRWXO) == 0)
            return true;
        (void)error_set(err, ERROR_CONFIG, "%s is open to every user", what);
        return error_hint(err, "Close it with: chmod %s", mode);
    }
    if ((st->st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        (void)error_set(err, ERROR_CONFIG, "%s is open to other users (mode %04o)", what,
                        (unsigned)(st->st_mode & 07777));
        return error_hint(err, "Close it with: chmod %s", mode);
    }
    if (st->st_uid != geteuid() && !(kind == SECRET_DIRECTORY_RENEWED && geteuid() == 0)) {
        (void)error_set(err, ERROR_CONFIG, "%s belongs to another user (uid %u, not %u)", what,
                        (unsigned)st->st_uid, (unsigned)geteuid());
        return error_hint(err, "Give it to the user that runs pantaud with chown.");
    }
    return true;
}

/*
 * Into a buffer that is wiped, then as many bytes as there are: 100,000 accounts may have a file
 * each.
 */
static bool
read_bytes(int fd, struct secret *secret, struct error *err)
{
    char bytes[SECRET_FILE_MAX + 1];
    size_t size = 0;
    ssize_t n = 1;

    while (n != 0 && size < sizeof(bytes)) {
        n = read(fd, bytes + size, sizeof(bytes) - size);
        if (n < 0 && errno != EINTR)
            return error_set(err, ERROR_CONFIG, "the file cannot be read: %s", strerror(errno));
        size += n > 0 ? (size_t)n : 0;
    }
    if (size <= SECRET_FILE_MAX) {
        secret->bytes = xmalloc(size);
        secret->size = size;
        memcpy(secret->bytes, bytes, size);
    }
    sodium_memzero(bytes, sizeof(bytes));
    return size <= SECRET_FILE_MAX ||
           error_set(err, ERROR_CONFIG, "the file is larger than %u bytes", SECRET_FILE_MAX);
}

bool
secret_read(int fd, enum secret_directory kind, struct secret *secret, struct error *err)
{
    struct stat st;

    if (fstat(fd, &st) != 0)
        return error_set(err, ERROR_CONFIG, "the file cannot be read: %s", strerror(errno));
    if (!S_ISREG(st.st_mode))
        return error_set(err, ERROR_CONFIG, "it is not a regular file");
    return check_mode(&st, kind, "the file", "0600", err) && read_bytes(fd, secret, err) &&
           secret_parse(secret, err);
}

/* O_NONBLOCK: a pipe of that name must not stop the start. */
static int
open_file(const struct reader *reader, const char *name)
{
    const int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    int fd = openat(reader->fd, name, flags);
    char *prefixed;

    if (fd >= 0 || errno != ENOENT || reader->kind != SECRET_DIRECTORY_SYSTEMD)
        return fd;
    prefixed = xmalloc(sizeof(SECRET_SYSTEMD_PREFIX) + strlen(name));
    memcpy(prefixed, SECRET_SYSTEMD_PREFIX, sizeof(SECRET_SYSTEMD_PREFIX) - 1);
    memcpy(prefixed + sizeof(SECRET_SYSTEMD_PREFIX) - 1, name, strlen(name) + 1);
    fd = openat(reader->fd, prefixed, flags);
    free(prefixed);
    return fd;
}

static bool
read_file(const struct reader *reader, struct secret *secret, struct error *err)
{
    int fd;
    bool ok;

    if (!secret_is_name(str_from(secret->name)))
        return error_set(err, ERROR_CONFIG, "the name cannot be a file's");
    fd = open_file(reader, secret->name);
    if (fd < 0 && errno == ENOENT) {
        (void)error_set(err, ERROR_CONFIG, "there is no such file");
        return error_hint(err,
                          reader->kind == SECRET_DIRECTORY_OWN
                              ? "Put a file of that name there, with one line: the token or key."
                              : "Put a file of that name, with one line, the token or key, into "
                                "/etc/pantau/credentials; systemd hands it over when pantaud "
                                "is restarted.");
    }
    if (fd < 0) {
        (void)error_set(err, ERROR_CONFIG, "the file cannot be opened: %s", strerror(errno));
        return error_hint(err, "The user that runs pantaud must be able to read it.");
    }
    ok = secret_read(fd, reader->kind, secret, err);
    (void)close(fd);
    return ok;
}

static bool
open_directory(struct reader *reader, struct error *err)
{
    struct stat st;

    if (reader->directory == NULL || reader->directory[0] == '\0') {
        (void)error_set(err, ERROR_CONFIG, "there is no directory of credentials");
        return error_hint(err, "What the service reads is checked by CREDENTIALS_DIRECTORY="
                               "/etc/pantau/credentials pantaud check-config; without systemd, set "
                               "credentials.directory.");
    }
    reader->fd = open(reader->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (reader->fd < 0 || fstat(reader->fd, &st) != 0) {
        (void)error_set(err, ERROR_CONFIG, "credentials directory \"%s\" cannot be opened: %s",
                        reader->directory, strerror(errno));
        return error_hint(err, "The user that runs pantaud must be able to read it.");
    }
    if (!check_mode(&st, reader->kind, "it", "0700", err))
        return error_wrap(err, "credentials directory \"%s\": ", reader->directory);
    return true;
}

static void
secret_done(struct secret *secret)
{
    secret_forget(secret);
    free(secret->name);
}

static void
complain(const struct reader *reader, const struct secret_wish *wish, const char *directory,
         struct error *err)
{
    (void)error_wrap(err, "credential \"%.*s\" (%s/%.*s): ", STR_ARGS(wish->name), directory,
                     STR_ARGS(wish->name));
    reader->report->add(reader->report->ctx, &wish->place, err);
}

static bool
add_secret(struct secret_store *store, const struct reader *reader, const struct secret_wish *wish)
{
    struct secret *secret = &store->items[store->count];
    struct error err = ERROR_INIT;

    *secret = (struct secret){ .name = xmalloc(wish->name.n + 1) };
    memcpy(secret->name, wish->name.n > 0 ? wish->name.p : "", wish->name.n);
    secret->name[wish->name.n] = '\0';
    store->count++;
    if (!read_file(reader, secret, &err)) {
        (void)error_hint(&err,
                         "A credential is a file of %u bytes at most, with lines of part=value or "
                         "the bare token alone.",
                         SECRET_FILE_MAX);
        complain(reader, wish, reader->directory, &err);
        return false;
    }
    if (secret_take_renewed(reader->renewed, secret, &err))
        return true;
    (void)error_hint(&err, "Put a new token into the credential and remove this file.");
    complain(reader, wish, reader->renewed, &err);
    return false;
}

static int
compare_wishes(const void *a, const void *b)
{
    const struct secret_wish *const *left = a;
    const struct secret_wish *const *right = b;
    int order = str_compare((*left)->name, (*right)->name);

    /* Of equal names the one that stands first in the configuration. */
    return order != 0 ? order : (*left > *right) - (*left < *right);
}

/* Keeps one wish of each name, in the order of their names. */
static size_t
sort_wishes(const struct secret_wish *wishes, size_t count, const struct secret_wish **ret_sorted)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++)
        ret_sorted[i] = &wishes[i];
    qsort(ret_sorted, count, sizeof(ret_sorted[0]), compare_wishes);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || !str_equal(ret_sorted[kept - 1]->name, ret_sorted[i]->name))
            ret_sorted[kept++] = ret_sorted[i];
    return kept;
}

struct secret_store *
secret_store_load(const struct secret_places *places, const struct secret_wish *wishes,
                  size_t count, const struct config_report *report)
{
    struct secret_store *store = xcalloc(1, sizeof(*store));
    const struct secret_wish **sorted = xcalloc(count, sizeof(*sorted));
    struct reader reader = { .directory = places->directory,
                             .renewed = places->renewed,
                             .kind = places->kind,
                             .fd = -1,
                             .report = report };
    struct error err = ERROR_INIT;
    bool good = true;

    if (count > 0 && !open_directory(&reader, &err)) {
        report->add(report->ctx, &wishes[0].place, &err);
        good = false;
    }
    count = sort_wishes(wishes, count, sorted);
    store->items = xcalloc(count, sizeof(store->items[0]));
    for (size_t i = 0; i < count && reader.fd >= 0; i++)
        good = add_secret(store, &reader, sorted[i]) && good;
    free(sorted);
    if (reader.fd >= 0)
        (void)close(reader.fd);
    if (good)
        return store;
    secret_store_free(store);
    return NULL;
}

void
secret_store_free(struct secret_store *store)
{
    if (store == NULL)
        return;
    for (size_t i = 0; i < store->count; i++)
        secret_done(&store->items[i]);
    free(store->items);
    free(store);
}

const struct secret *
secret_find(const struct secret_store *store, struct str name)
{
    size_t low = 0;
    size_t high = store->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(name, str_from(store->items[middle].name));

        if (order == 0)
            return &store->items[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

struct str
secret_part(const struct secret *secret, const char *part)
{
    for (size_t i = 0; secret != NULL && i < secret->value_count; i++)
        if (str_equal_c(secret->values[i].part, part))
            return secret->values[i].value;
    return STR_NONE;
}
