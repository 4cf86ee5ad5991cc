/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * config/config: what a good file means, field by field; how many accounts are no trouble; errors
 * over several files. What is refused, row by row, is in test_config_refused.c.
 */

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config_world.h"

static struct config_errors errors;

static const char whole[] =
    "http: { proxy: \"http://proxy:3128/\", proxy_credential: office, "
    "timeout: 45s, max_response: 1MiB }\n"
    "database:\n"
    "  dsn: host=/tmp dbname=x\n"
    "log: { level: debug }\n"
    "quotas:\n"
    "  key-1: { units: 10000, per: hour, resets: \"19:59 America/Los_Angeles\" }\n"
    "  key-2: { units: 5 }\n"
    "units:\n"
    "  - code: dinkes\n"
    "    parent: setda\n"
    "    government: \"32.75\"\n"
    "    name: Dinas Kesehatan\n"
    "    kind: dinas\n"
    "    accounts:\n"
    "      - { platform: alpha, id: 100, handle: dinkes, credential: b, schedule: normal,\n"
    "          from: 2025-01-02, former_handles: [ lama, dulu ] }\n"
    "      - { platform: beta, id: \"UC-1\", access: public, enabled: no, to: 2024-12-31 }\n"
    "  - { code: setda, government: \"32.75\", name: Sekretariat Daerah, kind: sekretariat,\n"
    "      calendar: id-service, accounts: [ ], delegates: [ { platform: beta, id: 9, handle: jubir,\n"
    "      from: 2025-02-01, to: 2025-12-31, former_handles: [ humas ] }, { platform: alpha, id: 100 } "
    "] }\n"
    "  - { code: dinkes, government: 32, name: Dinas Kesehatan, kind: dinas }\n"
    "platforms:\n"
    "  beta: { base_url: http://127.0.0.1:8080/beta/ }\n"
    "  alpha:\n"
    "    page: 50\n"
    "schedules:\n"
    "  normal: { account: 24h, posts: off, comments: adaptive }\n"
    "  empty: { }\n"
    "leaders:\n"
    "  - government: \"32.75\"\n"
    "    position: walikota\n"
    "    accounts: [ { platform: alpha, id: 200, from: 2025-01-01, to: 2025-01-01, answered_by: "
    "dinkes, credential: a } ]\n"
    "feeds:\n"
    "  - schedule: { complaints: 10m }\n"
    "    list: { path: data, time: { precision: 1m } }\n"
    "    units: { \"14637\": setda, Dinas Kesehatan: dinkes }\n"
    "    kind: cases\n"
    "    name: lapor\n"
    "    government: \"32.75\"\n"
    "    base_url: https://lapor.example/\n"
    "    credential: a\n"
    "    timezone: Asia/Makassar\n"
    "  - { name: two, kind: plain, government: 32, schedule: normal, enabled: false }\n"
    "governments:\n"
    "  - { code: 32.75, name: Kota Bekasi, kind: city, timezone: Asia/Jakarta }\n"
    "  - { code: \"32\", name: Jawa Barat, kind: province, timezone: UTC, calendar: always }\n";

static void
test_daemon(void **state)
{
    (void)state;
    CLEANUP(config_freep) struct config *config = world_load(whole);
    EXPECT_STR("proxy", config->http.proxy, STR("http://proxy:3128"));
    EXPECT_STR("its login", config->http.proxy_credential, STR("office"));
    EXPECT_INT("where it stands", config->http.login_place.column, 56);
    EXPECT_STR("no_proxy", config->http.no_proxy, STR("localhost"));
    EXPECT_INT("timeout", config->http.timeout_us, 45000000);
    EXPECT_INT("connect_timeout", config->http.connect_timeout_us, 10000000);
    EXPECT_INT("max_response", config->http.max_response_bytes, 1048576);
    EXPECT_STR("dsn", config->database.dsn, STR("host=/tmp dbname=x"));
    EXPECT_INT("level", config->log.level, 3);
    EXPECT_STR("state", config->state_directory, STR("/var/lib/pantau"));
    EXPECT_STR("key", config->credentials.pseudonym_key, STR("pseudonym-key"));
    EXPECT_INT("history", config->collector.history_us, INT64_C(364) * 86400 * 1000000);

    EXPECT_INT("quotas", config->quota_count, 2);
    EXPECT_STR("quota", config->quotas[0].name, STR("key-1"));
    EXPECT_INT("units", config->quotas[0].units, 10000);
    EXPECT_STR("per", config->quotas[0].per, STR("hour"));
    EXPECT_STR("resets", config->quotas[0].resets, STR("19:59 America/Los_Angeles"));
    EXPECT_STR("per", config->quotas[1].per, STR("day"));
    EXPECT_STR("resets", config->quotas[1].resets, STR_NONE);

    EXPECT_INT("platforms", config->platform_count, 3);
    assert_ptr_equal(config->platforms[0].source, &world_alpha);
    EXPECT_STR("alpha", config->platforms[0].base_url, STR("https://alpha.example/v1"));
    EXPECT_INT("page", ((struct world_alpha *)config->platforms[0].settings)->page, 50);
    EXPECT_STR("beta", config->platforms[1].base_url, STR("http://127.0.0.1:8080/beta"));
    assert_null(config->platforms[1].settings);
}

static void
test_schedules(void **state)
{
    (void)state;
    CLEANUP(config_freep) struct config *config = world_load(whole);
    EXPECT_INT("schedules", config->schedule_count, 2);
    const struct config_schedule *normal = &config->schedules[0];
    EXPECT_STR("name", normal->name, STR("normal"));
    EXPECT_INT("entries", normal->entry_count, 3);
    EXPECT_STR("stream", normal->entries[0].stream, STR("account"));
    EXPECT_INT("interval", normal->entries[0].interval_us, INT64_C(86400000000));
    EXPECT_INT("off", normal->entries[1].interval_us, 0);
    EXPECT_INT("off", normal->entries[1].adaptive, false);
    EXPECT_INT("adaptive", normal->entries[2].adaptive, true);
    EXPECT_INT("adaptive", normal->entries[2].interval_us, 300000000);
    EXPECT_INT("empty", config->schedules[1].entry_count, 0);
}

static void
test_units(void **state)
{
    (void)state;
    CLEANUP(config_freep) struct config *config = world_load(whole);
    EXPECT_INT("governments", config->government_count, 2);
    EXPECT_STR("code", config->governments[0].code, STR("32.75"));
    EXPECT_STR("calendar", config->governments[0].calendar, STR("id-asn"));
    EXPECT_STR("zone", config->governments[1].timezone, STR("UTC"));

    EXPECT_INT("units", config->unit_count, 3);
    const struct config_unit *unit = &config->units[0];
    assert_ptr_equal(unit->government, &config->governments[0]);
    EXPECT_STR("parent", unit->parent, STR("setda"));
    EXPECT_STR("calendar", unit->calendar, STR_NONE);
    EXPECT_INT("line", unit->place.line, 9);
    EXPECT_INT("column", unit->place.column, 5);
    EXPECT_INT("accounts", unit->account_count, 2);
    assert_ptr_equal(config->units[2].government, &config->governments[1]);

    const struct config_account *account = &unit->accounts[0];
    assert_ptr_equal(account->platform, &world_alpha);
    assert_ptr_equal(account->schedule, &config->schedules[0]);
    EXPECT_STR("id", account->external_id, STR("100"));
    EXPECT_STR("handle", account->handle, STR("dinkes"));
    EXPECT_STR("from", account->valid_from, STR("2025-01-02"));
    EXPECT_STR("to", account->valid_to, STR_NONE);
    EXPECT_STR("access", account->access, STR("owned"));
    EXPECT_INT("enabled", account->enabled, true);
    EXPECT_INT("handles", account->former_handle_count, 2);
    EXPECT_STR("handles", account->former_handles[1], STR("dulu"));
    EXPECT_INT("line", account->place.line, 15);
    account = &unit->accounts[1];
    assert_null(account->schedule);
    EXPECT_STR("access", account->access, STR("public"));
    EXPECT_INT("enabled", account->enabled, false);
    EXPECT_STR("credential", account->credential, STR_NONE);

    /* An account of another unit's may be a delegate, too. */
    EXPECT_INT("delegates", unit->delegate_count, 0);
    EXPECT_INT("delegates", config->units[1].delegate_count, 2);
    account = &config->units[1].delegates[0];
    EXPECT_STR("id", account->external_id, STR("9"));
    EXPECT_STR("handle", account->handle, STR("jubir"));
    EXPECT_STR("from", account->valid_from, STR("2025-02-01"));
    EXPECT_STR("to", account->valid_to, STR("2025-12-31"));
    EXPECT_INT("handles", account->former_handle_count, 1);
    EXPECT_STR("platform", str_from(account->platform->name), STR("beta"));
    EXPECT_INT("leads", account->is_leader, false);

    EXPECT_INT("leaders", config->leader_count, 1);
    EXPECT_INT("leads", config->leaders[0].accounts[0].is_leader, true);
    EXPECT_STR("position", config->leaders[0].position, STR("walikota"));
    EXPECT_STR("answered_by", config->leaders[0].accounts[0].answered_by, STR("dinkes"));
    assert_ptr_equal(config->leaders[0].government, &config->governments[0]);
}

static void
test_feeds(void **state)
{
    (void)state;
    CLEANUP(config_freep) struct config *config = world_load(whole);
    EXPECT_INT("feeds", config->feed_count, 2);
    const struct config_feed *feed = &config->feeds[0];
    const struct world_cases *settings = feed->settings;
    assert_ptr_equal(feed->kind, &world_cases);
    EXPECT_STR("base_url", feed->base_url, STR("https://lapor.example"));
    EXPECT_INT("zone", settings->zone_s, 28800);
    EXPECT_STR("path", settings->path, STR("data"));
    EXPECT_STR("deep", settings->deep, STR_NONE);
    EXPECT_INT("precision", settings->precision_us, 60000000);
    EXPECT_INT("units", feed->unit_count, 2);
    EXPECT_STR("ref", feed->units[1].ref, STR("Dinas Kesehatan"));
    EXPECT_STR("unit", feed->units[1].unit_code, STR("dinkes"));
    EXPECT_INT("entries", feed->schedule->entry_count, 1);
    EXPECT_INT("interval", feed->schedule->entries[0].interval_us, 600000000);
    EXPECT_STR("name", feed->schedule->name, STR_NONE);
    feed = &config->feeds[1];
    assert_null(feed->settings);
    assert_ptr_equal(feed->schedule, &config->schedules[0]);
    EXPECT_STR("base_url", feed->base_url, STR("https://plain.example"));
    EXPECT_INT("enabled", feed->enabled, false);

    /* Each credential once, by name, with the first place that names it. */
    EXPECT_INT("credentials", config->used_credential_count, 2);
    EXPECT_STR("name", config->used_credentials[0].name, STR("a"));
    EXPECT_INT("line", config->used_credentials[0].place.line, 32);
    EXPECT_STR("name", config->used_credentials[1].name, STR("b"));
    EXPECT_INT("column", config->used_credentials[1].place.column, 65);
}

/* An empty file, comments, a null: the defaults, and nobody to ask. */
static void
test_empty(void **state)
{
    (void)state;
    static const char *const rows[] = { "", "# nothing\n", "---\n",
                                        "units:\nhttp:\nfeeds: ~\nschedules: null\ninclude:\n",
                                        "include: a.yaml\nplatforms: { }\n" };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP(config_freep) struct config *config = world_load(rows[i]);
        EXPECT_INT(rows[i], config->unit_count, 0);
        EXPECT_INT(rows[i], config->http.timeout_us, 30000000);
    }
    static const char *const dsns[] = { "",
                                        "host=x",
                                        "postgres://x/y",
                                        "postgresql://a@b/c",
                                        "host=x options='-c a=b:c@d'",
                                        "host=nopassword passfile=/x" };
    for (size_t i = 0; i < ARRAY_SIZE(dsns); i++) {
        char yaml[200];
        snprintf(yaml, sizeof(yaml), "database: { dsn: \"%s\" }", dsns[i]);
        CLEANUP(config_freep) struct config *config = world_load(yaml);
        EXPECT_STR(dsns[i], config->database.dsn, str_from(dsns[i]));
    }
    config_free(NULL);
    struct config *none = config_load(
        &(struct config_input){ .files = NULL, .file_count = 0, .infos = world }, &errors);
    assert_non_null(none);
    config_free(none);
}

static void
test_digest(void **state)
{
    (void)state;
    struct config_file files[] = { { "a", STR("{}") }, { "b", STR("") } };
    struct config *config = config_load(
        &(struct config_input){ .files = files, .file_count = 1, .infos = world }, &errors);
    /* By an independent FNV-1a of 128 bits over the bytes 02 00 00 00 00 00 00 00 7b 7d. */
    assert_string_equal(config->digest, "87957b44e49e7be952e131c8137c791b");
    char first[sizeof(config->digest)];
    memcpy(first, config->digest, sizeof(first));
    config_free(config);
    config = config_load(&(struct config_input){ .files = files, .file_count = 2, .infos = world },
                         &errors);
    assert_string_not_equal(config->digest, first);
    config_free(config);
}

static void
test_includes(void **state)
{
    (void)state;
    static const struct {
        const char *yaml, *globs;
    } rows[] = {
        { "", "" },
        { "include: a.yaml\n", "a.yaml;" },
        { "a: { include: no }\ninclude: [ \"units.d/*.yaml\", b, ~ ]\nc: [ { include: x } ]\n",
          "units.d/*.yaml;b;" },
        { "include: [ [ a ], { b: c }, d ]\n", "d;" }, /* config_load() refuses the others */
        { "include: { a: b }\n", "" },
        { "include: ~\n", "" },
        { "include: &a x\ninclude: [ y ]\n", "" }, /* told by config_load() */
        { "include: [ a, b\n", "a;b;" },
        { "include\n", "" },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new(1 << 16);
        CLEANUP(buf_done) struct buf got = BUF_INIT(1000);
        struct config_file file = { "pantau.yaml", str_from(rows[i].yaml) };
        struct config_include *globs;
        size_t count;
        config_includes(&file, arena, &globs, &count);
        for (size_t j = 0; j < count; j++) {
            assert_true(buf_printf(&got, "%.*s;", STR_ARGS(globs[j].glob)));
            assert_ptr_equal(globs[j].place.file, file.name);
        }
        EXPECT_STR(rows[i].yaml, got.used > 0 ? buf_str(&got) : STR(""), str_from(rows[i].globs));
    }
}

/* Lists and names of all files make one configuration; a name may be used before it is given. */
static void
test_several_files(void **state)
{
    (void)state;
    const struct config_file files[] = {
        { "main", STR("include: [ \"*.d\" ]\nunits: [ { code: a, government: 11, name: A, kind: x, "
                      "parent: b } ]\n") },
        { "one", STR("units: [ { code: b, government: 11, name: B, kind: x } ]\n"
                     "log: { level: error }") },
        { "two", STR("governments: [ { code: 11, name: G, kind: other, timezone: UTC } ]\n") },
    };
    CLEANUP(config_freep)
    struct config *config = config_load(
        &(struct config_input){ .files = files, .file_count = ARRAY_SIZE(files), .infos = world },
        &errors);
    if (config == NULL) {
        fail_msg("%s", errors.items[0].text);
        return;
    }
    EXPECT_INT("units", config->unit_count, 2);
    EXPECT_STR("b", config->units[1].code, STR("b"));
    assert_string_equal(config->units[1].place.file, "one");
    assert_ptr_equal(config->units[0].government, &config->governments[0]);
    EXPECT_INT("level", config->log.level, 0);
}

/* More errors than are kept: the first in place are, the others are counted. */
static void
test_many_errors(void **state)
{
    (void)state;
    CLEANUP(buf_done) struct buf yaml = BUF_INIT(100000);
    for (unsigned i = 1; i <= 150; i++) {
        assert_true(buf_printf(&yaml, "unknown%u: 1\n", i));
    }
    /* Found last, because references are looked up at the end; its place is before all others. */
    const struct config_file files[] = {
        { "main", STR("units: [ { code: a, government: 11, name: A, kind: x } ]\n") },
        { "more", buf_str(&yaml) },
    };
    assert_null(config_load(
        &(struct config_input){ .files = files, .file_count = 2, .infos = world }, &errors));
    EXPECT_INT("count", errors.count, 151);
    assert_string_equal(errors.items[0].text,
                        "main:1:33: government \"11\" is not described anywhere");
    assert_string_equal(errors.items[1].text, "more:1:1: unknown setting \"unknown1\"");
    assert_string_equal(errors.items[99].text, "more:99:1: unknown setting \"unknown99\"");

    /* Beyond what is kept, near names are not looked for: that would take hours in a large file. */
    buf_clear(&yaml);
    assert_true(buf_printf(&yaml, "governments: [ { code: 11, name: G, kind: city, timezone: UTC "
                                  "} ]\n"
                                  "schedules: { s: { } }\nunits:\n"));
    for (unsigned i = 0; i < 150; i++) {
        assert_true(buf_printf(&yaml,
                               "- { code: u%u, government: %u, name: U, kind: x, parent: "
                               "no%u, "
                               "accounts: [ { platform: alpha, id: %u, schedule: t } ] }\n",
                               i, 11 + i % 2, i, i));
    }
    const struct config_file file = { "big", buf_str(&yaml) };
    assert_null(config_load(
        &(struct config_input){ .files = &file, .file_count = 1, .infos = world }, &errors));
    EXPECT_INT("count", errors.count, 75 + 75 + 150);
}

/* Thousands of units and accounts, with each reference looked up. */
static void
test_many_accounts(void **state)
{
    (void)state;
    CLEANUP(buf_done) struct buf yaml = BUF_INIT(4 << 20);
    assert_true(buf_printf(&yaml,
                           "governments: [ { code: 11, name: G, kind: city, timezone: UTC } ]\n"
                           "schedules: { s: { posts: 1h } }\nunits:\n"));
    for (unsigned i = 0; i < 2000; i++) {
        assert_true(buf_printf(&yaml,
                               "- { code: u%u, government: 11, name: U, kind: x, parent: u%u, "
                               "accounts: [ { platform: alpha, id: %u, schedule: s } ] }\n",
                               i, i + 1, i));
    }
    assert_true(buf_printf(&yaml, "- { code: u2000, government: 11, name: U, kind: x }\n"));
    struct config_file file = { "big", buf_str(&yaml) };
    CLEANUP(config_freep)
    struct config *config = config_load(
        &(struct config_input){ .files = &file, .file_count = 1, .infos = world }, &errors);
    assert_non_null(config);
    EXPECT_INT("units", config->unit_count, 2001);
    assert_true(arena_used(config->arena) < 8 * yaml.used);
}

/* A caller's own problems stand among the loader's, in order of place. */
static void
tell_found(void *ctx, const struct config_report *report)
{
    struct config_place place = { ctx, 2, 3 };
    struct config_place nowhere = { .file = NULL };
    struct error err = ERROR_INIT;
    error_set(&err, ERROR_CONFIG, "a file is missing");
    report->add(report->ctx, &place, &err);
    report->add(report->ctx, &nowhere, &err);
}

static void
check_credentials(void *ctx, const struct config *config, const struct config_report *report)
{
    struct config_place place = { ctx, 4, 1 };
    struct error err = ERROR_INIT;
    EXPECT_INT("credentials", config->used_credential_count, 1);
    error_set(&err, ERROR_CONFIG, "no \"%s\"", config->used_credentials[0].name.p);
    error_hint(&err, "Make one.");
    report->add(report->ctx, &place, &err);
}

static void
test_problems_of_others(void **state)
{
    (void)state;
    static const char main_file[] = "main";
    const struct config_file file = {
        main_file, STR("a: 1\n\nb: 2\nfeeds: [ { name: f, kind: cases, government: 11, "
                       "credential: k } ]\nc: 3\n")
    };
    struct config_input input = { .files = &file,
                                  .file_count = 1,
                                  .infos = world,
                                  .check = check_credentials,
                                  .found = tell_found,
                                  .ctx = (void *)(uintptr_t)main_file };
    static const char *const told[] = { "a file is missing", "main:1:1: ", "main:2:3: a file",
                                        "main:3:1: ", "main:4:1: no \"k\"" };
    assert_null(config_load(&input, &errors));
    for (size_t i = 0; i < ARRAY_SIZE(told); i++) {
        if (strncmp(errors.items[i].text, told[i], strlen(told[i])) != 0)
            fail_msg("%zu: %s", i, errors.items[i].text);
    }
    assert_string_equal(errors.items[4].hint, "Make one.");
    assert_non_null(strstr(errors.items[errors.count - 1].text, "main:5:1: "));

    input.incomplete = true; /* names are not looked up, and nothing outside is asked */
    assert_null(config_load(&input, &errors));
    for (size_t i = 0; i < errors.count; i++) {
        assert_null(strstr(errors.items[i].text, "no \"k\""));
        assert_null(strstr(errors.items[i].text, "government"));
    }
}

/* Where a missing pseudonym key is told: at its name, else at the directory, else at the start. */
static void
test_credentials_place(void **state)
{
    (void)state;
    static const struct {
        const char *yaml;
        unsigned line, column;
    } rows[] = {
        { "log: { level: error }\n", 1, 1 },
        { "\ncredentials: { directory: /a }\n", 2, 27 },
        { "\ncredentials:\n  directory: /a\n  pseudonym_key: k\n", 4, 18 },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP(config_freep) struct config *config = world_load(rows[i].yaml);
        EXPECT_INT(rows[i].yaml, config->credentials.place.line, rows[i].line);
        EXPECT_INT(rows[i].yaml, config->credentials.place.column, rows[i].column);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_daemon),
        cmocka_unit_test(test_schedules),
        cmocka_unit_test(test_units),
        cmocka_unit_test(test_feeds),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_digest),
        cmocka_unit_test(test_includes),
        cmocka_unit_test(test_several_files),
        cmocka_unit_test(test_many_errors),
        cmocka_unit_test(test_many_accounts),
        cmocka_unit_test(test_problems_of_others),
        cmocka_unit_test(test_credentials_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
