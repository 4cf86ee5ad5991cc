/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* What the files of the credentials share. Nobody else includes it. */

#ifndef DAEMON_SECRET_INSIDE_H
#define DAEMON_SECRET_INSIDE_H

#include "base/buf.h"
#include "secret.h"

#define SECRET_ORIGIN_BYTES 16

struct secret_value {
    struct str part, value; /* views into the credential's bytes */
};

struct secret {
    char *name;
    char *bytes; /* of the whole file */
    size_t size;
    struct secret_value values[SECRET_PARTS_MAX];
    size_t value_count;
    unsigned char origin[SECRET_ORIGIN_BYTES]; /* hash of the file that the operator gave */
};

struct secret_store {
    struct secret *items;
    size_t count;
};

/* secret_parse.c: the parts of secret->bytes. */
bool secret_parse(struct secret *secret, struct error *err) MUST_CHECK;
/* Wipes; secret->name stays. */
void secret_forget(struct secret *secret);
/*
 * secret.c: the file of an open directory, its modes checked as those of a directory of that kind.
 * False with errno ENOENT where there is none.
 */
bool secret_read(int fd, enum secret_directory kind, struct secret *secret,
                 struct error *err) MUST_CHECK;
/*
 * secret_renewed.c: takes the parts of the renewed copy in that directory, where there is one that
 * was made of the same file. NULL: there is no directory.
 */
bool secret_take_renewed(const char *directory, struct secret *secret,
                         struct error *err) MUST_CHECK;
/* What a part becomes: "" where it goes, STR_NONE where nothing is said of it. */
struct str secret_change_of(const struct secret_change *changes, size_t count, struct str part);
/* secret_parse.c: one line of printable text, as whoever sends a request can put it there? */
bool secret_is_value(struct str value);
/*
 * "part=value" and a line end. False and *err: ERROR_PEER for what is no value, ERROR_LIMIT where
 * it is too long.
 */
bool secret_add_line(struct buf *text, struct str part, struct str value,
                     struct error *err) MUST_CHECK;
/* A file of an open directory, in its place as a whole or not at all, nor in part; errno. */
bool secret_write(int directory, const char *name, struct str bytes);

#endif
