/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * base/error: the first error wins, text goes before and is cut at a whole character.
 */

#include "unit.h"

#include "base/error.h"
#include "base/utf8.h"

#include <string.h>

static void
test_first_wins(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    assert_false(error_is_set(&err));
    assert_false(error_set(&err, ERROR_PEER, "field \"%s\" is absent", "id"));
    assert_true(error_is_set(&err));
    assert_false(error_set(&err, ERROR_IO, "later"));
    assert_int_equal(err.kind, ERROR_PEER);
    assert_string_equal(err.text, "field \"id\" is absent");
    assert_string_equal(err.hint, "");
    error_clear(&err);
    assert_false(error_is_set(&err));
    assert_string_equal(err.text, "");
}

static void
test_hint(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    assert_false(error_hint(&err, "No error, no hint."));
    assert_string_equal(err.hint, "");
    error_set(&err, ERROR_CONFIG, "unknown setting \"intervall\"");
    assert_false(error_hint(&err, "Did you mean \"%s\"?", "interval"));
    assert_false(error_hint(&err, "Another one."));
    assert_string_equal(err.hint, "Did you mean \"interval\"?");
    error_clear(&err);
    error_set(&err, ERROR_CONFIG, "x");
    assert_string_equal(err.hint, "");
}

static void
test_wrap(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    assert_false(error_wrap(&err, "nothing: "));
    assert_string_equal(err.text, "");
    error_set(&err, ERROR_PEER, "not JSON");
    assert_false(error_wrap(&err, "stream \"%s\": ", "posts"));
    assert_false(error_wrap(&err, "account %d: ", 7));
    assert_string_equal(err.text, "account 7: stream \"posts\": not JSON");
    assert_int_equal(err.kind, ERROR_PEER);
}

static void
test_nobody_listens(void **state)
{
    (void)state;
    assert_false(error_set(NULL, ERROR_IO, "x"));
    assert_false(error_wrap(NULL, "x"));
    assert_false(error_hint(NULL, "x"));
    assert_false(error_is_set(NULL));
    error_clear(NULL);
}

/* "é" has 2 bytes: from one of the two starts the cut falls into it. */
static void
test_cut(void **state)
{
    (void)state;
    for (int start = 0; start < 2; start++) {
        struct error err = ERROR_INIT;
        char text[1000] = "x";
        size_t length = (size_t)start;
        for (int i = 0; i < 300; i++) {
            memcpy(text + length, "é", 2);
            length += 2;
        }
        text[length] = '\0';
        error_set(&err, ERROR_PEER, "%s", text);
        error_hint(&err, "%s", text);
        for (int i = 0; i < 3; i++) {
            assert_true(utf8_is_valid(str_from(err.text)));
            assert_in_range(strlen(err.text), sizeof(err.text) - 4, sizeof(err.text) - 1);
            error_wrap(&err, "%d", i);
        }
        assert_memory_equal(err.text, "210", 3);
        assert_true(utf8_is_valid(str_from(err.hint)));
        assert_in_range(strlen(err.hint), sizeof(err.hint) - 4, sizeof(err.hint) - 1);
        error_wrap(&err, "%s", text);
        assert_true(utf8_is_valid(str_from(err.text)));
        assert_in_range(strlen(err.text), sizeof(err.text) - 4, sizeof(err.text) - 1);
    }
}

static void
test_exact_fit(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    char text[sizeof(err.text)];
    memset(text, 'a', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    error_set(&err, ERROR_PEER, "%s", text);
    assert_string_equal(err.text, text);
    error_clear(&err);
    error_set(&err, ERROR_PEER, "%sb", text); /* one too many: the character before goes too */
    assert_int_equal(strlen(err.text), sizeof(text) - 2);
}

static void
test_names(void **state)
{
    (void)state;
    const char *const want[] = { "none",   "config", "peer",     "io",      "timeout",
                                 "denied", "limit",  "database", "internal" };
    assert_int_equal(ARRAY_SIZE(want), ERROR_KIND_COUNT);
    for (int kind = 0; kind < ERROR_KIND_COUNT; kind++) {
        assert_string_equal(error_kind_name((enum error_kind)kind), want[kind]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_wins), cmocka_unit_test(test_hint),
        cmocka_unit_test(test_wrap),       cmocka_unit_test(test_nobody_listens),
        cmocka_unit_test(test_cut),        cmocka_unit_test(test_exact_fit),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
