/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Tokens that were renewed, kept from one start to the next: a file for each credential, with all
 * its parts and, in its line "of", the hash of the file that it was made of. Times would not do:
 * systemd copies credentials at each start, so that what the operator gave is always the younger.
 */

#include "secret_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

#define ORIGIN_PART "of"
#define ORIGIN_HEX  (2 * SECRET_ORIGIN_BYTES + 1)

/* ---- reading ---- */

static void
hash_origin(struct secret *secret)
{
    must(crypto_generichash(secret->origin, sizeof(secret->origin),
                            (const unsigned char *)secret->bytes, secret->size, NULL, 0) == 0);
}

static bool
is_made_of(const struct secret *renewed, const struct secret *secret)
{
    char hex[ORIGIN_HEX];

    sodium_bin2hex(hex, sizeof(hex), secret->origin, sizeof(secret->origin));
    return str_equal_c(secret_part(renewed, ORIGIN_PART), hex);
}

static bool
read_renewed(int fd, struct secret *secret, struct error *err)
{
    struct secret renewed = { .name = NULL };
    bool ok = secret_read(fd, SECRET_DIRECTORY_RENEWED, &renewed, err);

    if (!ok || !is_made_of(&renewed, secret)) {
        secret_forget(&renewed);
        return ok;
    }
    renewed.name = secret->name;
    memcpy(renewed.origin, secret->origin, sizeof(renewed.origin));
    secret_forget(secret);
    *secret = renewed;
    return true;
}

bool
secret_take_renewed(const char *directory, struct secret *secret, struct error *err)
{
    char path[4096];
    int fd;
    bool ok;

    hash_origin(secret);
    if (directory == NULL)
        return true;
    (void)snprintf(path, sizeof(path), "%s/%s", directory, secret->name);
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0 && errno == ENOENT)
        return true;
    if (fd < 0) {
        error_set(err, ERROR_CONFIG, "the file cannot be opened: %s", strerror(errno));
        return error_hint(err, "Renewed tokens are kept there: it must be a folder whose files the "
                               "user that runs pantaud can read.");
    }
    ok = read_renewed(fd, secret, err);
    (void)close(fd);
    return ok;
}

/* ---- writing ---- */

struct str
secret_change_of(const struct secret_change *changes, size_t count, struct str part)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal_c(part, changes[i].part))
            return changes[i].value;
    return STR_NONE;
}

bool
secret_add_line(struct buf *text, struct str part, struct str value, struct error *err)
{
    if (!secret_is_value(value)) /* a second line would be a part of a stranger's choice */
        return error_set(err, ERROR_PEER, "part \"%.*s\" holds control characters", STR_ARGS(part));
    return (buf_append_str(text, part) && buf_append_str(text, STR("=")) &&
            buf_append_str(text, value) && buf_append_str(text, STR("\n"))) ||
           error_set(err, ERROR_LIMIT, "it is longer than %u bytes", SECRET_FILE_MAX);
}

/* Parts as they are, with the changes; then those that are new; then of what it was made. */
static bool
write_parts(const struct secret *secret, const struct secret_change *changes, size_t count,
            struct buf *text, struct error *err)
{
    char hex[ORIGIN_HEX];
    bool ok = true;

    for (size_t i = 0; i < secret->value_count && ok; i++) {
        struct str value = secret_change_of(changes, count, secret->values[i].part);
        if (!str_equal_c(secret->values[i].part, ORIGIN_PART))
            ok = secret_add_line(text, secret->values[i].part,
                                 str_is_none(value) ? secret->values[i].value : value, err);
    }
    for (size_t i = 0; i < count && ok; i++)
        if (!str_is_none(changes[i].value) && str_is_none(secret_part(secret, changes[i].part)))
            ok = secret_add_line(text, str_from(changes[i].part), changes[i].value, err);
    sodium_bin2hex(hex, sizeof(hex), secret->origin, sizeof(secret->origin));
    return ok && secret_add_line(text, STR(ORIGIN_PART), str_from(hex), err);
}

static bool
write_all(int fd, struct str bytes)
{
    while (bytes.n > 0) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno != EINTR)
            return false;
        bytes = str_sub(bytes, n > 0 ? (size_t)n : 0, bytes.n);
    }
    return true;
}

/* What root writes belongs to whom the directory belongs to. */
static bool
give_away(int directory, int fd)
{
    struct stat st;

    return geteuid() != 0 || (fstat(directory, &st) == 0 && fchown(fd, st.st_uid, st.st_gid) == 0);
}

bool
secret_write(int directory, const char *name, struct str bytes)
{
    char temporary[300];
    int fd;
    int why;
    bool ok;

    /* Always a file of its own: what lies there may be open elsewhere, a pipe, or another's. */
    (void)snprintf(temporary, sizeof(temporary), ".%s.new", name);
    (void)unlinkat(directory, temporary, 0);
    fd = openat(directory, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return false;
    ok =
        fchmod(fd, 0600) == 0 && give_away(directory, fd) && write_all(fd, bytes) && fsync(fd) == 0;
    ok = close(fd) == 0 && ok;
    if (ok && renameat(directory, temporary, directory, name) == 0)
        return fsync(directory) == 0;
    why = errno;
    (void)unlinkat(directory, temporary, 0); /* half a token is still a secret, and takes room */
    errno = why;
    return false;
}

static bool
save(const char *renewed, const char *name, struct str bytes, struct error *err)
{
    int directory;
    bool ok;

    if (renewed == NULL)
        return error_set(err, ERROR_CONFIG, "there is no state directory to keep it in");
    (void)mkdir(renewed, 0700);
    directory = open(renewed, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ok = directory >= 0 && secret_write(directory, name, bytes);
    if (!ok)
        (void)error_set(err, ERROR_CONFIG, "\"%s/%s\" cannot be written: %s", renewed, name,
                        strerror(errno));
    if (directory >= 0)
        (void)close(directory);
    return ok;
}

bool
secret_store_renew(struct secret_store *store, const char *renewed, struct str name,
                   const struct secret_change *changes, size_t count, struct error *err)
{
    struct secret *secret = (struct secret *)(uintptr_t)secret_find(store, name);
    struct secret fresh = { .name = secret->name };
    struct error wrong = ERROR_INIT;
    struct buf text = BUF_INIT(SECRET_FILE_MAX);
    bool fits = write_parts(secret, changes, count, &text, &wrong);
    bool saved;

    if (fits) {
        fresh.size = text.used;
        fresh.bytes = xmalloc(text.used);
        memcpy(fresh.bytes, text.data, text.used);
        fits = secret_parse(&fresh, &wrong);
    }
    saved = fits && save(renewed, secret->name, buf_str(&text), err);
    if (text.data != NULL)
        sodium_memzero(text.data, text.used);
    buf_done(&text);
    if (!fits) {
        secret_forget(&fresh);
        return error_set(err, ERROR_PEER, "the new token cannot be kept: %s", wrong.text);
    }
    memcpy(fresh.origin, secret->origin, sizeof(fresh.origin));
    secret_forget(secret);
    *secret = fresh;
    return saved;
}

bool
secret_store_carry(struct secret_store *to, struct secret_store *from, struct str name)
{
    struct secret *newer = (struct secret *)(uintptr_t)secret_find(from, name);
    struct secret *older = (struct secret *)(uintptr_t)secret_find(to, name);
    struct secret between;

    if (newer == NULL || older == NULL ||
        memcmp(newer->origin, older->origin, sizeof(newer->origin)) != 0)
        return false;
    between = *older;
    *older = *newer;
    *newer = between;
    return true;
}
