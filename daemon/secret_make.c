/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* Credentials that come into being here: of a tool that was given a token, not of the daemon. */

#include "secret_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>
#include <unistd.h>

static bool
put_parts(const struct secret *from, const struct secret_change *changes, size_t count,
          struct buf *text, struct error *err)
{
    bool ok = true;

    for (size_t i = 0; from != NULL && i < from->value_count && ok; i++)
        if (str_is_none(secret_change_of(changes, count, from->values[i].part)))
            ok = secret_add_line(text, from->values[i].part, from->values[i].value, err);
    for (size_t i = 0; i < count && ok; i++)
        if (changes[i].value.n > 0)
            ok = secret_add_line(text, str_from(changes[i].part), changes[i].value, err);
    return ok;
}

struct secret *
secret_make(const struct secret *from, const struct secret_change *changes, size_t count,
            struct error *err)
{
    CLEANUP(secret_freep) struct secret *secret = xcalloc(1, sizeof(*secret));
    struct buf text = BUF_INIT(SECRET_FILE_MAX);
    bool ok;

    /* At its largest from the beginning: a buffer that moves leaves the secret behind. */
    text.data = xmalloc(SECRET_FILE_MAX + 1);
    text.size = SECRET_FILE_MAX + 1;
    text.data[0] = '\0';
    ok = put_parts(from, changes, count, &text, err);
    if (ok) {
        secret->bytes = xmalloc(text.used);
        secret->size = text.used;
        memcpy(secret->bytes, text.data, text.used);
    }
    sodium_memzero(text.data, text.size);
    buf_done(&text);
    return ok && secret_parse(secret, err) ? TAKE(secret) : NULL;
}

void
secret_free(struct secret *secret)
{
    if (secret == NULL)
        return;
    secret_forget(secret);
    free(secret);
}

bool
secret_save(const struct secret *secret, const char *directory, const char *name, struct error *err)
{
    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && secret_write(fd, name, (struct str){ secret->bytes, secret->size });

    if (!ok)
        (void)error_set(err, ERROR_IO, "\"%s/%s\" cannot be written: %s", directory, name,
                        strerror(errno));
    if (fd >= 0)
        (void)close(fd);
    return ok;
}
