/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "credential.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <fcntl.h>
#include <unistd.h>

void
credential_keep_error(void *ctx, const struct config_place *place, const struct error *err)
{
    struct config_errors *errors = ctx;
    struct error *item = &errors->items[errors->count++];

    assert_int_not_equal(err->hint[0], '\0'); /* whatever is wrong */
    *item = *err;
    if (place->file != NULL)
        (void)error_wrap(item, "%s:%u:%u: ", place->file, place->line, place->column);
}

struct secret_store *
credential_store(const char *name, const char *text)
{
    char folder[] = "/tmp/pantau-test-XXXXXX";
    struct config_errors errors = { .count = 0 };
    const struct secret_wish wish = { .name = str_from(name) };
    struct secret_store *store;
    char path[64];
    int fd;

    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    assert_int_equal(close(fd), 0);
    store = secret_store_load(&(struct secret_places){ folder, SECRET_DIRECTORY_OWN, NULL }, &wish,
                              1, &(struct config_report){ credential_keep_error, &errors });
    (void)unlink(path);
    (void)rmdir(folder);
    assert_non_null(store);
    return store;
}
