/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Tokens that were renewed: they hold at once, are found again by the next start, and give way to
 * what the operator puts into the credential. Files of a folder of the test's own.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "credential.h"
#include "secret.h"

static char folder[64];
static char given[128], renewed[128];

static void
write_file(const char *directory, const char *name, const char *text, mode_t mode)
{
    char path[256];
    int fd;

    (void)snprintf(path, sizeof(path), "%s/%s", directory, name);
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    assert_int_equal(fchmod(fd, mode), 0);
    assert_int_equal(close(fd), 0);
}

static int
set_up(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof(folder), "/tmp/pantau-test-XXXXXX");
    assert_non_null(mkdtemp(folder));
    (void)snprintf(given, sizeof(given), "%s/given", folder);
    (void)snprintf(renewed, sizeof(renewed), "%s/renewed", folder);
    assert_int_equal(mkdir(given, 0700), 0);
    write_file(given, "x-city", "client_id=app\ntoken=old\nrefresh_token=once\n", 0600);
    return 0;
}

static int
tear_down(void **state)
{
    char command[200];

    (void)state;
    (void)snprintf(command, sizeof(command), "chmod -R u+w %s && rm -r %s", folder, folder);
    return system(command);
}

/* NULL with one error of those expected. */
static struct secret_store *
load(struct config_errors *errors)
{
    const struct secret_wish wish = { .name = STR("x-city") };
    const struct secret_places places = { given, SECRET_DIRECTORY_OWN, renewed };

    errors->count = 0;
    return secret_store_load(&places, &wish, 1,
                             &(struct config_report){ credential_keep_error, errors });
}

static void
expect_parts(const struct secret_store *store, const char *token, const char *refresh,
             const char *expires)
{
    const struct secret *secret = secret_find(store, STR("x-city"));

    assert_true(str_equal_c(secret_part(secret, "client_id"), "app"));
    assert_true(str_equal_c(secret_part(secret, "token"), token));
    assert_true(str_equal_c(secret_part(secret, "refresh_token"), refresh));
    if (expires == NULL)
        assert_true(str_is_none(secret_part(secret, "expires_at")));
    else
        assert_true(str_equal_c(secret_part(secret, "expires_at"), expires));
}

static bool
renew(struct secret_store *store, const char *token, struct error *err)
{
    const struct secret_change changes[] = {
        { "token", str_from(token) },
        { "refresh_token", STR("twice") },
        { "expires_at", STR("1800000000") },
        { "refresh_expires_at", STR_NONE },
    };

    return secret_store_renew(store, renewed, STR("x-city"), changes, ARRAY_SIZE(changes), err);
}

static void
test_kept(void **state)
{
    struct config_errors errors;
    struct secret_store *store = load(&errors);
    const struct secret *before = secret_find(store, STR("x-city"));
    struct error err = ERROR_INIT;
    struct stat st;
    char path[256];

    (void)state;
    assert_true(renew(store, "new", &err));
    assert_ptr_equal(secret_find(store, STR("x-city")), before); /* accounts point to it */
    expect_parts(store, "new", "twice", "1800000000");
    secret_store_free(store);

    (void)snprintf(path, sizeof(path), "%s/x-city", renewed);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    (void)snprintf(path, sizeof(path), "%s/.x-city.new", renewed);
    assert_int_equal(access(path, F_OK), -1);

    store = load(&errors);
    expect_parts(store, "new", "twice", "1800000000");
    assert_true(renew(store, "newest", &err)); /* of the same file, though a copy was in force */
    secret_store_free(store);
    store = load(&errors);
    expect_parts(store, "newest", "twice", "1800000000");
    secret_store_free(store);

    if (geteuid() == 0) { /* whoever checks for the daemon may read what the daemon wrote */
        (void)snprintf(path, sizeof(path), "%s/x-city", renewed);
        assert_int_equal(chown(path, 65534, 0), 0);
        store = load(&errors);
        expect_parts(store, "newest", "twice", "1800000000");
        secret_store_free(store);
    }

    write_file(given, "x-city", "client_id=app\ntoken=by hand\nrefresh_token=again\n", 0600);
    store = load(&errors);
    expect_parts(store, "by hand", "again", NULL);
    secret_store_free(store);
}

/* Bytes of a token go into no file that was there before. */
static void
test_of_its_own(void **state)
{
    struct config_errors errors;
    struct secret_store *store = load(&errors);
    struct error err = ERROR_INIT;
    char path[256], bytes[64] = "";
    int fd;

    (void)state;
    assert_int_equal(mkdir(renewed, 0700), 0);
    write_file(renewed, ".x-city.new", "half", 0600);
    (void)snprintf(path, sizeof(path), "%s/.x-city.new", renewed);
    fd = open(path, O_RDONLY);
    assert_true(fd >= 0);
    assert_true(renew(store, "new", &err));
    assert_int_equal(read(fd, bytes, sizeof(bytes) - 1), 4);
    assert_string_equal(bytes, "half");
    assert_int_equal(close(fd), 0);
    secret_store_free(store);
    store = load(&errors);
    expect_parts(store, "new", "twice", "1800000000");
    secret_store_free(store);
}

static void
test_not_kept(void **state)
{
    struct config_errors errors;
    struct secret_store *store = load(&errors);
    struct error err = ERROR_INIT;

    (void)state;
    write_file(folder, "renewed", "no folder", 0600);
    assert_false(renew(store, "new", &err));
    assert_non_null(strstr(err.text, "cannot be written"));
    assert_null(strstr(err.text, "new\""));
    expect_parts(store, "new", "twice", "1800000000"); /* the old one may be void */
    error_clear(&err);
    assert_false(renew(store, "two\nlines", &err)); /* no token at all: nothing changes */
    assert_non_null(strstr(err.text, "cannot be kept"));
    assert_null(strstr(err.text, "lines"));
    error_clear(&err);
    assert_false(renew(store, "two\nlines=1", &err)); /* nor a part that nobody asked for */
    assert_non_null(strstr(err.text, "\"token\" holds control characters"));
    assert_null(secret_part(secret_find(store, STR("x-city")), "lines").p);
    expect_parts(store, "new", "twice", "1800000000");
    secret_store_free(store);
}

/* The disk is full in the middle of it: what was kept before stays, and nothing beside it. */
static void
test_full_disk(void **state)
{
    struct config_errors errors;
    struct secret_store *store = load(&errors);
    struct error err = ERROR_INIT;
    struct rlimit before;
    char path[256];

    (void)state;
    assert_true(renew(store, "new", &err));
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 10, before.rlim_max }), 0);
    assert_false(renew(store, "newest", &err));
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_non_null(strstr(err.text, "cannot be written: File too large"));
    expect_parts(store, "newest", "twice", "1800000000"); /* in force, if not kept */
    secret_store_free(store);
    (void)snprintf(path, sizeof(path), "%s/.x-city.new", renewed);
    assert_int_equal(access(path, F_OK), -1);
    store = load(&errors);
    expect_parts(store, "new", "twice", "1800000000");
    secret_store_free(store);
}

static void
test_broken_copy(void **state)
{
    struct config_errors errors;
    struct secret_store *store = load(&errors);
    struct error err = ERROR_INIT;

    (void)state;
    assert_true(renew(store, "new", &err));
    secret_store_free(store);
    write_file(renewed, "x-city", "token=stranger\n", 0644);
    assert_null(load(&errors));
    assert_int_equal(errors.count, 1);
    assert_non_null(strstr(errors.items[0].text, "/renewed/x-city): the file is open to other"));
    write_file(renewed, "x-city", "token=stranger\n", 0600); /* made of another file, or of none */
    store = load(&errors);
    expect_parts(store, "old", "once", NULL);
    secret_store_free(store);
}

/* No word of a new token: the one that is given may be well, as the key of the pseudonyms is. */
static void
test_no_folder(void **state)
{
    struct config_errors errors;

    (void)state;
    write_file(folder, "renewed", "a file", 0600);
    assert_null(load(&errors));
    assert_int_equal(errors.count, 1);
    assert_non_null(strstr(errors.items[0].text, "/renewed/x-city): the file cannot be opened: "));
    assert_non_null(strstr(errors.items[0].hint, "it must be a folder"));
    assert_null(strstr(errors.items[0].hint, "new token"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_kept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_of_its_own, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_not_kept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_full_disk, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_broken_copy, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_folder, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
