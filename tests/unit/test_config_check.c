/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * config/config_check: accounts that name one credential whose token speaks for its owner alone.
 * The second would have the figures of the first.
 */

#include "unit.h"

#include "config/config.h"

struct lone { /* settings */
    struct str apis;
};

static const char *const apis[] = { "whole", "alone", NULL };
static const struct setting settings[] = {
    { "apis", &setting_words, offsetof(struct lone, apis), NULL, .choices = apis,
      .flags = SETTING_RELOAD, .doc = "Which API.", .sample = "{ c: alone }" },
    { .path = NULL },
};

static bool
speaks_alone(const void *of, struct str credential)
{
    return str_equal_c(setting_words_find(((const struct lone *)of)->apis, credential), "alone");
}

static const struct source_info lone = { .name = "lone",
                                         .default_base_url = "https://l",
                                         .settings = settings,
                                         .settings_size = sizeof(struct lone),
                                         .speaks_alone = speaks_alone };
static const struct source_info other = { .name = "other",
                                          .default_base_url = "https://o",
                                          .settings = settings,
                                          .settings_size = sizeof(struct lone),
                                          .speaks_alone = speaks_alone };
static const struct source_info plain = { .name = "plain", .default_base_url = "https://p" };
static const struct source_info *const infos[] = { &lone, &other, &plain, NULL };

#define HEAD                                                              \
    "platforms: { lone: { apis: { a: alone, b: alone, w: whole } },"      \
    " other: { apis: { a: alone } } }\n"                                  \
    "governments: [ { code: 11, name: G, kind: city, timezone: UTC } ]\n" \
    "units:\n"                                                            \
    "- { code: u, government: 11, name: U, kind: x, accounts: [\n"
#define LONE(id, rest) "{ platform: lone, id: " id ", " rest " },\n"

/* Problems of accounts that begin in line 5. */
static void
expect(const char *accounts, const char *const *texts, size_t count)
{
    static struct config_errors errors;
    CLEANUP(buf_done) struct buf text = BUF_INIT(4096);
    struct config_file file = { "one", STR_NONE };
    struct config *config;

    errors.count = 0;
    assert_true(buf_printf(&text, HEAD "%s] }\n", accounts));
    file.bytes = buf_str(&text);
    config = config_load(&(struct config_input){ .files = &file, .file_count = 1, .infos = infos },
                         &errors);
    assert_int_equal(errors.count, count);
    assert_int_equal(config == NULL, count > 0);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(errors.items[i].text, texts[i]);
        assert_string_equal(errors.items[i].hint,
                            "Such a token speaks for its owner alone, whatever account is asked "
                            "for: give each account a credential of its own.");
    }
    config_free(config);
}

static void
test_two_accounts_of_one_token(void **state)
{
    static const char *const second[] = {
        "one:6:1: account \"2\" of lone names the credential \"a\" of another, at one:5:1"
    };
    static const char *const several[] = {
        "one:7:1: account \"3\" of lone names the credential \"a\" of another, at one:5:1",
        "one:8:1: account \"4\" of lone names the credential \"a\" of another, at one:5:1",
        "one:9:1: account \"5\" of lone names the credential \"b\" of another, at one:6:1",
    };
    static const char *const later[] = {
        "one:7:1: account \"3\" of lone names the credential \"a\" of another, at one:6:1"
    };

    (void)state;
    expect(LONE("1", "credential: a") LONE("2", "credential: a"), second, 1);
    /* In the order of the file, whatever their ids. */
    expect(LONE("9", "credential: a") LONE("2", "credential: b") LONE("3", "credential: a")
               LONE("4", "credential: a") LONE("5", "credential: b"),
           several, 3);
    /* The day of the change belongs to both. */
    expect(LONE("1", "credential: a, to: 2026-01-31") LONE("2", "credential: a, from: 2026-01-31"),
           second, 1);
    expect(LONE("1", "credential: a, from: 2026-01-31") LONE("2", "credential: a, to: 2026-01-31"),
           second, 1);
    /* The first ended before; the second did not. */
    expect(LONE("1", "credential: a, to: 2026-01-31") LONE("2", "credential: a, from: 2026-02-01")
               LONE("3", "credential: a, from: 2026-03-01"),
           later, 1);
}

static void
test_tokens_that_are_enough(void **state)
{
    (void)state;
    expect(LONE("1", "credential: a") LONE("2", "credential: b"), NULL, 0);
    /* One that speaks for all that are asked for. */
    expect(LONE("1", "credential: w") LONE("2", "credential: w"), NULL, 0);
    expect(LONE("1", "credential: n") LONE("2", "credential: n"), NULL, 0);
    expect("{ platform: plain, id: 1, credential: a }, { platform: plain, id: 2, credential: a },\n"
           "{ platform: lone, id: 3, credential: a }",
           NULL, 0);
    /* Of accounts that are not asked with it. */
    expect(LONE("1", "credential: a") LONE("2", "credential: a, enabled: false")
               LONE("3", "credential: a, access: public") LONE("4", "") LONE("5", ""),
           NULL, 0);
    /* Each platform has tokens of its own, of whatever name. */
    expect(LONE("1", "credential: a") "{ platform: other, id: 2, credential: a }", NULL, 0);
    /* One after the other, in either order; and one that changed hands. */
    expect(LONE("1", "credential: a, to: 2026-01-31") LONE("2", "credential: a, from: 2026-02-01"),
           NULL, 0);
    expect(LONE("1", "credential: a, from: 2026-02-01") LONE("2", "credential: a, to: 2026-01-31"),
           NULL, 0);
    expect(LONE("1", "credential: a, to: 2026-01-31") LONE("1", "credential: a, from: 2026-02-01"),
           NULL, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_accounts_of_one_token),
        cmocka_unit_test(test_tokens_that_are_enough),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
