/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Credentials: what a file may hold, who may read it, and that every problem is told at once
 * without a word of a secret; the pseudonym key made of one (expected values by Python's
 * hashlib.blake2b).
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "credential.h"
#include "pseudonym.h"
#include "secret.h"

struct folder {
    char path[64];
    char file[128];
};

static struct folder
folder_make(void)
{
    struct folder folder = { .path = "/tmp/pantau-test-XXXXXX" };

    assert_non_null(mkdtemp(folder.path));
    return folder;
}

static const char *
file_path(struct folder *folder, const char *name)
{
    (void)snprintf(folder->file, sizeof(folder->file), "%s/%s", folder->path, name);
    return folder->file;
}

static void
file_write(struct folder *folder, const char *name, struct str text, mode_t mode)
{
    int fd = open(file_path(folder, name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, text.p, text.n), (ssize_t)text.n);
    assert_int_equal(fchmod(fd, mode), 0);
    assert_int_equal(close(fd), 0);
}

static void
folder_remove(struct folder *folder)
{
    char command[128];

    (void)snprintf(command, sizeof(command), "rm -rf %s", folder->path);
    assert_int_equal(system(command), 0);
}

static struct secret_wish
wish(const char *name, unsigned line)
{
    return (struct secret_wish){ .name = str_from(name), .place = { "pantau.yaml", line, 5 } };
}

static void
assert_part(const struct secret *secret, const char *part, const char *value)
{
    assert_non_null(secret);
    if (!str_equal_c(secret_part(secret, part), value))
        fail_msg("part %s is \"%.*s\", not \"%s\"", part, STR_ARGS(secret_part(secret, part)),
                 value);
}

static void
test_files(void **state)
{
    struct folder folder = folder_make();
    struct config_errors errors = { .count = 0 };
    const struct secret_wish wishes[] = { wish("parts", 3),  wish("bare", 1),  wish("parts", 9),
                                          wish("padded", 4), wish("lower", 5), wish("large", 6) };
    char large[SECRET_FILE_MAX];
    struct secret_store *store;

    (void)state;
    file_write(&folder, "bare", STR("EAAB|token=\n"), 0600);
    file_write(&folder, "parts",
               STR("# of the page\ntoken = EAAB==x \r\n\napp_secret=\"a b\"\nkey2=1"), 0400);
    file_write(&folder, "padded", STR("TOKEN==\n"), 0600);
    file_write(&folder, "lower", STR("abc=\n"),
               0600); /* may be a token, is no part without a value */
    memset(large, 'x', sizeof(large));
    file_write(&folder, "large", (struct str){ large, sizeof(large) }, 0600);
    store = secret_store_load(&(struct secret_places){ folder.path, SECRET_DIRECTORY_OWN, NULL },
                              wishes, ARRAY_SIZE(wishes),
                              &(struct config_report){ credential_keep_error, &errors });
    assert_non_null(store);
    assert_int_equal(errors.count, 0);
    assert_part(secret_find(store, STR("bare")), "token", "EAAB|token=");
    assert_part(secret_find(store, STR("parts")), "token", "EAAB==x");
    assert_part(secret_find(store, STR("parts")), "app_secret", "\"a b\"");
    assert_part(secret_find(store, STR("parts")), "key2", "1");
    assert_part(secret_find(store, STR("padded")), "token", "TOKEN==");
    assert_part(secret_find(store, STR("lower")), "token", "abc=");
    assert_int_equal(secret_part(secret_find(store, STR("large")), "token").n, sizeof(large));
    assert_true(str_is_none(secret_part(secret_find(store, STR("bare")), "app_secret")));
    assert_true(str_is_none(secret_part(NULL, "token")));
    assert_null(secret_find(store, STR("nosuch")));
    secret_store_free(store);
    folder_remove(&folder);
}

static const struct bad_file {
    const char *name;
    struct str text;
    mode_t mode;
    const char *error;
} bad_files[] = {
    { "a-group", STR("geheim"), 0640, "open to other users (mode 0640)" },
    { "b-world", STR("geheim"), 0604, "open to other users (mode 0604)" },
    { "c-empty", STR("\n# geheim\n"), 0600, "the file is empty" },
    { "d-twice", STR("token=geheim\ntoken=geheim2\n"), 0600, "\"token\" stands there twice" },
    { "e-lines", STR("geheim\ngeheim\n"), 0600, "line 1 is not part=value" },
    { "f-control", STR("token=gehe\x01im\n"), 0600, "holds control characters" },
    { "g-nothing", STR("token=\nkey=geheim\n"), 0600, "part \"token\" is empty" },
    { "h-nul", STR("gehe\0im"), 0600, "holds control characters" },
    { "h-parts",
      STR("a=1\nb=1\nc=1\nd=1\ne=1\nf=1\ng=1\nh=1\ni=1\nj=1\nk=1\nl=1\nm=1\n"
          "n=1\no=1\np=1\nq=geheim"),
      0600, "line 17: more than 16 parts" },
};

static void
test_every_problem_at_once(void **state)
{
    struct folder folder = folder_make();
    struct config_errors *errors = xcalloc(1, sizeof(*errors));
    struct secret_wish wishes[ARRAY_SIZE(bad_files) + 3];

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(bad_files); i++) {
        file_write(&folder, bad_files[i].name, bad_files[i].text, bad_files[i].mode);
        wishes[i] = wish(bad_files[i].name, (unsigned)i + 1);
    }
    wishes[ARRAY_SIZE(bad_files)] = wish("i-nosuch", 20);
    wishes[ARRAY_SIZE(bad_files) + 1] = wish("j/../etc", 21);
    wishes[ARRAY_SIZE(bad_files) + 2] = wish("k-folder", 22);
    assert_int_equal(mkdir(file_path(&folder, "k-folder"), 0700), 0);
    assert_null(secret_store_load(
        &(struct secret_places){ folder.path, SECRET_DIRECTORY_OWN, NULL }, wishes,
        ARRAY_SIZE(wishes), &(struct config_report){ credential_keep_error, errors }));
    assert_int_equal(errors->count, ARRAY_SIZE(wishes));
    for (size_t i = 0; i < errors->count; i++) {
        const char *expected = i < ARRAY_SIZE(bad_files)        ? bad_files[i].error
                               : i == ARRAY_SIZE(bad_files)     ? "there is no such file"
                               : i == ARRAY_SIZE(bad_files) + 1 ? "the name cannot be a file's"
                                                                : "not a regular file";
        const char *text = errors->items[i].text;

        if (strstr(text, expected) == NULL || strncmp(text, "pantau.yaml:", 12) != 0)
            fail_msg("\"%s\" does not say \"%s\"", text, expected);
        assert_null(strstr(text, "geheim"));
        assert_int_equal(errors->items[i].kind, ERROR_CONFIG);
    }
    assert_non_null(strstr(errors->items[0].hint, "chmod 0600"));
    free(errors);
    folder_remove(&folder);
}

/* What is wished for twice is told once, where it is wished for first; a pipe stops nobody. */
static void
test_told_once(void **state)
{
    struct folder folder = folder_make();
    struct config_errors *errors = xcalloc(1, sizeof(*errors));
    const struct secret_wish wishes[] = { wish("nosuch", 3), wish("large", 4), wish("nosuch", 9),
                                          wish("pipe", 5) };
    char large[SECRET_FILE_MAX + 1];

    (void)state;
    memset(large, 'x', sizeof(large));
    file_write(&folder, "large", (struct str){ large, sizeof(large) }, 0600);
    file_write(&folder, "pantau_nosuch", STR("token"), 0600); /* systemd's name of it, not ours */
    assert_int_equal(mkfifo(file_path(&folder, "pipe"), 0600), 0);
    assert_null(secret_store_load(
        &(struct secret_places){ folder.path, SECRET_DIRECTORY_OWN, NULL }, wishes,
        ARRAY_SIZE(wishes), &(struct config_report){ credential_keep_error, errors }));
    assert_int_equal(errors->count, 3);
    assert_non_null(strstr(errors->items[0].text, "larger than 16384 bytes"));
    assert_non_null(strstr(errors->items[1].text, "pantau.yaml:3:5: "));
    assert_non_null(strstr(errors->items[1].text, "there is no such file"));
    assert_null(strstr(errors->items[1].hint, "systemd"));
    assert_non_null(strstr(errors->items[2].text, "not a regular file"));
    free(errors);
    folder_remove(&folder);
}

/* A name that leads out of the folder, or to what an editor left in it. */
static void
test_names_of_no_file(void **state)
{
    static const char *const names[] = { "..", ".a", "a/b", "" };
    struct folder folder = folder_make();

    (void)state;
    file_write(&folder, ".a", STR("token"), 0600);
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        struct config_errors *errors = xcalloc(1, sizeof(*errors));
        const struct secret_wish one = wish(names[i], 7);

        assert_null(
            secret_store_load(&(struct secret_places){ folder.path, SECRET_DIRECTORY_OWN, NULL },
                              &one, 1, &(struct config_report){ credential_keep_error, errors }));
        assert_non_null(strstr(errors->items[0].text, "the name cannot be a file's"));
        free(errors);
    }
    folder_remove(&folder);
}

static void
test_folders(void **state)
{
    struct folder folder = folder_make();
    struct config_errors *errors = xcalloc(1, sizeof(*errors));
    const struct secret_wish one = wish("a", 7);
    struct secret_store *store;

    (void)state;
    file_write(&folder, "a", STR("token"), 0600);
    assert_int_equal(chmod(folder.path, 0750), 0);
    assert_null(
        secret_store_load(&(struct secret_places){ folder.path, SECRET_DIRECTORY_OWN, NULL }, &one,
                          1, &(struct config_report){ credential_keep_error, errors }));
    assert_non_null(strstr(errors->items[0].text, "mode 0750"));
    assert_non_null(strstr(errors->items[0].hint, "chmod 0700"));
    assert_null(
        secret_store_load(&(struct secret_places){ "/nonexistent", SECRET_DIRECTORY_OWN, NULL },
                          &one, 1, &(struct config_report){ credential_keep_error, errors }));
    assert_non_null(strstr(errors->items[1].text, "pantau.yaml:7:5: "));
    assert_null(secret_store_load(&(struct secret_places){ "", SECRET_DIRECTORY_OWN, NULL }, &one,
                                  1, &(struct config_report){ credential_keep_error, errors }));
    assert_non_null(strstr(errors->items[2].hint, " CREDENTIALS_DIRECTORY=/"));
    assert_non_null(strstr(errors->items[2].hint, "set credentials.directory."));
    if (geteuid() == 0) { /* only root can give a file away */
        assert_int_equal(chmod(folder.path, 0700), 0);
        assert_int_equal(chown(file_path(&folder, "a"), 65534, 0), 0);
        errors->count = 0;
        assert_null(
            secret_store_load(&(struct secret_places){ folder.path, SECRET_DIRECTORY_OWN, NULL },
                              &one, 1, &(struct config_report){ credential_keep_error, errors }));
        assert_non_null(
            strstr(errors->items[0].text, "belongs to another user (uid 65534, not 0)"));
        assert_int_equal(chown(file_path(&folder, "a"), 0, 0), 0);
    }
    errors->count = 3;
    /* systemd's own are the group's to read, but nobody else's. */
    assert_int_equal(chmod(file_path(&folder, "a"), 0440), 0);
    store =
        secret_store_load(&(struct secret_places){ folder.path, SECRET_DIRECTORY_SYSTEMD, NULL },
                          &one, 1, &(struct config_report){ credential_keep_error, errors });
    assert_part(secret_find(store, STR("a")), "token", "token");
    secret_store_free(store);
    file_write(&folder, "a", STR("token"), 0444);
    assert_null(
        secret_store_load(&(struct secret_places){ folder.path, SECRET_DIRECTORY_SYSTEMD, NULL },
                          &one, 1, &(struct config_report){ credential_keep_error, errors }));
    assert_int_equal(errors->count, 4);
    /* Nothing wished for: the folder is not even looked at. */
    store = secret_store_load(&(struct secret_places){ "/nonexistent", SECRET_DIRECTORY_OWN, NULL },
                              NULL, 0, &(struct config_report){ credential_keep_error, errors });
    assert_non_null(store);
    secret_store_free(store);
    free(errors);
    folder_remove(&folder);
}

/* What a stranger gave is one value, whatever stands in it. */
static void
test_made(void **state)
{
    static const struct {
        const char *value, *kept; /* kept NULL: refused */
    } rows[] = {
        { "SIMULATED-a=b#c", "SIMULATED-a=b#c" },
        { " SIMULATED ", "SIMULATED" },
        { "SIMULATED\napp_secret=x", NULL },
        { "SIMULATED\n", NULL },
        { "SIMULATED\r\n#", NULL },
        { "SIMULATED\x7f", NULL },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        const struct secret_change changes[] = { { "token", str_from(rows[i].value) },
                                                 { "expires_at", STR("1800000000") },
                                                 { "open_id", STR("") } };
        struct error err = ERROR_INIT;
        struct secret *secret = secret_make(NULL, changes, ARRAY_SIZE(changes), &err);

        assert_int_equal(secret != NULL, rows[i].kept != NULL);
        assert_int_equal(error_is_set(&err), rows[i].kept == NULL);
        assert_null(strstr(err.text, "SIMULATED"));
        assert_true(secret == NULL || str_equal_c(secret_part(secret, "token"), rows[i].kept));
        assert_true(secret == NULL || str_is_none(secret_part(secret, "open_id")));
        secret_free(secret);
    }
}

static void
test_systemd_names(void **state)
{
    struct folder folder = folder_make();
    struct config_errors errors = { .count = 0 };
    struct secret_wish one = wish("a", 7);
    struct secret_store *store;

    (void)state;
    file_write(&folder, "pantau_a", STR("token"), 0440);
    store =
        secret_store_load(&(struct secret_places){ folder.path, SECRET_DIRECTORY_SYSTEMD, NULL },
                          &one, 1, &(struct config_report){ credential_keep_error, &errors });
    assert_part(secret_find(store, STR("a")), "token", "token");
    secret_store_free(store);
    one.name = STR("b");
    assert_null(
        secret_store_load(&(struct secret_places){ folder.path, SECRET_DIRECTORY_SYSTEMD, NULL },
                          &one, 1, &(struct config_report){ credential_keep_error, &errors }));
    assert_non_null(strstr(errors.items[0].hint, "into /etc/pantau/credentials; systemd"));
    folder_remove(&folder);
}

/* 32 bytes 0 to 31, or what else is a key. */
static const struct key_case {
    const char *file;
    const char *author; /* of "facebook", "12345", in hex; NULL: refused */
} key_cases[] = {
    { "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
      "9152349019ec97e63cefc3fad4087df7" },
    { "key=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "9152349019ec97e63cefc3fad4087df7" },
    { "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "9152349019ec97e63cefc3fad4087df7" },
    { "-__7__v_-__7__v_-__7__v_-__7__v_-__7__v_-_8", "2ff409f4ad2269fc9ae2beb7136ea333" },
    { "saya punya kunci rahasia yang panjang sekali", "85ca612bb296e0819bf5250dff9833eb" },
    { "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
      "yyyyyyyyyy",
      "c53f0e1ae418bce3c610eb8a9c74c214" },
    { "0001020304050607", NULL },
    { "pendek", NULL },
    { "other=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", NULL },
};

static void
assert_hex(const unsigned char bytes[PSEUDONYM_SIZE], const char *expected)
{
    char hex[2 * PSEUDONYM_SIZE + 1];

    for (size_t i = 0; i < PSEUDONYM_SIZE; i++)
        (void)snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
    assert_string_equal(hex, expected);
}

static void
check_key(struct folder *folder, const struct key_case *key)
{
    struct config_errors errors = { .count = 0 };
    const struct secret_wish one = wish("pseudonym-key", 1);
    unsigned char got[PSEUDONYM_SIZE];
    struct error err = ERROR_INIT;
    struct pseudonym pseudonym;
    struct secret_store *store;
    bool ok;

    file_write(folder, "pseudonym-key", str_from(key->file), 0600);
    store = secret_store_load(&(struct secret_places){ folder->path, SECRET_DIRECTORY_OWN, NULL },
                              &one, 1, &(struct config_report){ credential_keep_error, &errors });
    ok = pseudonym_init(&pseudonym, secret_find(store, one.name), &err);
    secret_store_free(store);
    assert_int_equal(ok, key->author != NULL);
    if (!ok) {
        assert_int_equal(err.kind, ERROR_CONFIG);
        assert_non_null(strstr(err.hint, "openssl rand -hex 32"));
        return;
    }
    pseudonym_author(&pseudonym, STR("facebook"), STR("12345"), got);
    assert_hex(got, key->author);
    pseudonym_done(&pseudonym);
    assert_int_equal(pseudonym.key_size, 0);
}

static void
test_pseudonym_keys(void **state)
{
    struct folder folder = folder_make();

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(key_cases); i++)
        check_key(&folder, &key_cases[i]);
    folder_remove(&folder);
}

static void
test_pseudonyms_of_texts(void **state)
{
    struct pseudonym pseudonym = { .key_size = 32 };
    unsigned char one[PSEUDONYM_SIZE];
    unsigned char other[PSEUDONYM_SIZE];

    (void)state;
    for (unsigned char i = 0; i < 32; i++)
        pseudonym.key[i] = i;
    pseudonym_text(&pseudonym, STR("Halo"), one);
    assert_hex(one, "446901605a1db889855a47142d3f2f35");
    /* Where the channel ends matters. */
    pseudonym_author(&pseudonym, STR("a"), STR("bc"), one);
    pseudonym_author(&pseudonym, STR("ab"), STR("c"), other);
    assert_memory_not_equal(one, other, PSEUDONYM_SIZE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files),          cmocka_unit_test(test_every_problem_at_once),
        cmocka_unit_test(test_told_once),      cmocka_unit_test(test_names_of_no_file),
        cmocka_unit_test(test_folders),        cmocka_unit_test(test_systemd_names),
        cmocka_unit_test(test_pseudonym_keys), cmocka_unit_test(test_pseudonyms_of_texts),
        cmocka_unit_test(test_made),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
