/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * config/config: what is printed is read back to the same; the documented sample; the differences
 * between two configurations.
 */

#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "config_world.h"

static struct config_errors errors;

static const char whole[] =
    "platforms: { beta: { base_url: http://127.0.0.1:1 }, gamma: { page: 3 } }\n"
    "quotas: { k: { units: 5, resets: \"00:00 UTC\" } }\n"
    "schedules: { s: { account: 24h, posts: off, comments: adaptive }, e: { } }\n"
    "governments: [ { code: 32.75, name: \"Kota: \\\"B\\\"\", kind: city, timezone: Asia/Jakarta "
    "} ]\n"
    "units:\n"
    "  - { code: a, government: 32.75, name: A, kind: x, accounts: [\n"
    "        { platform: alpha, id: 1, schedule: s, former_handles: [ x, off ] },\n"
    "        { platform: beta, id: 2, to: 2024-12-31 } ] }\n"
    "  - { code: b, government: 32.75, name: B, kind: x, parent: a, delegates: [\n"
    "        { platform: gamma, id: 4, handle: j, from: 2025-01-01, former_handles: [ x ] } ] }\n"
    "leaders: [ { government: 32.75, position: p, accounts: [\n"
    "    { platform: alpha, id: 3, answered_by: a } ] } ]\n"
    "feeds:\n"
    "  - { name: f, kind: cases, government: 32.75, base_url: http://x, timezone: \"+08:30\",\n"
    "      list: { path: a.b, deep: c }, units: { \"1\": a, \"Dinas: B\": b },\n"
    "      schedule: { complaints: 1h, comments: off } }\n"
    "  - { name: g, kind: plain, government: 32.75, schedule: s }\n"
    "  - { name: h, kind: plain, government: 32.75 }\n";

/* By hand from the file above; what stands before the platforms is the daemon's own settings. */
static const char printed[] = "state_directory: /var/lib/pantau\n"
                              "\n"
                              "platforms:\n"
                              "  alpha:\n"
                              "    base_url: \"https://alpha.example/v1\"\n"
                              "    page: 25\n"
                              "    odd: false\n"
                              "  beta:\n"
                              "    base_url: \"http://127.0.0.1:1\"\n"
                              "  gamma:\n"
                              "    base_url: \"https://gamma.example\"\n"
                              "    page: 3\n"
                              "    pause: 0\n"
                              "\n"
                              "quotas:\n"
                              "  k:\n"
                              "    units: 5\n"
                              "    per: day\n"
                              "    resets: \"00:00 UTC\"\n"
                              "\n"
                              "schedules:\n"
                              "  s: { account: 1d, posts: off, comments: adaptive }\n"
                              "  e: { }\n"
                              "\n"
                              "governments:\n"
                              "  - code: \"32.75\"\n"
                              "    name: \"Kota: \\\"B\\\"\"\n"
                              "    kind: city\n"
                              "    timezone: Asia/Jakarta\n"
                              "    calendar: id-asn\n"
                              "\n"
                              "units:\n"
                              "  - code: a\n"
                              "    government: \"32.75\"\n"
                              "    name: A\n"
                              "    kind: x\n"
                              "    accounts:\n"
                              "      - platform: alpha\n"
                              "        id: \"1\"\n"
                              "        schedule: s\n"
                              "        access: owned\n"
                              "        enabled: true\n"
                              "        former_handles: [ x, \"off\" ]\n"
                              "      - platform: beta\n"
                              "        id: \"2\"\n"
                              "        to: \"2024-12-31\"\n"
                              "        access: owned\n"
                              "        enabled: true\n"
                              "  - code: b\n"
                              "    government: \"32.75\"\n"
                              "    name: B\n"
                              "    kind: x\n"
                              "    parent: a\n"
                              "    delegates:\n"
                              "      - platform: gamma\n"
                              "        id: \"4\"\n"
                              "        handle: j\n"
                              "        from: \"2025-01-01\"\n"
                              "        former_handles: [ x ]\n"
                              "\n"
                              "leaders:\n"
                              "  - government: \"32.75\"\n"
                              "    position: p\n"
                              "    accounts:\n"
                              "      - answered_by: a\n"
                              "        platform: alpha\n"
                              "        id: \"3\"\n"
                              "        access: owned\n"
                              "        enabled: true\n"
                              "\n"
                              "feeds:\n"
                              "  - name: f\n"
                              "    kind: cases\n"
                              "    government: \"32.75\"\n"
                              "    base_url: \"http://x\"\n"
                              "    enabled: true\n"
                              "    timezone: \"+08:30\"\n"
                              "    list:\n"
                              "      path: a.b\n"
                              "      time:\n"
                              "        precision: 1s\n"
                              "      deep: c\n"
                              "    schedule: { complaints: 1h, comments: off }\n"
                              "    units:\n"
                              "      \"1\": a\n"
                              "      \"Dinas: B\": b\n"
                              "  - name: g\n"
                              "    kind: plain\n"
                              "    government: \"32.75\"\n"
                              "    base_url: \"https://plain.example\"\n"
                              "    schedule: s\n"
                              "    enabled: true\n"
                              "  - name: h\n"
                              "    kind: plain\n"
                              "    government: \"32.75\"\n"
                              "    base_url: \"https://plain.example\"\n"
                              "    enabled: true\n";

static void
test_print(void **state)
{
    (void)state;
    CLEANUP(config_freep) struct config *config = world_load(whole);
    CLEANUP(buf_done) struct buf out = BUF_INIT(100000);
    assert_true(config_print(config, &out));
    size_t at = str_find(buf_str(&out), STR("state_directory:"), 0);
    assert_true(at != SIZE_MAX);
    assert_string_equal(out.data + at, printed);
    static const char head[] = "http:\n  proxy: \"\"\n  no_proxy: localhost\n";
    assert_memory_equal(out.data, head, sizeof(head) - 1);

    /* Read back, printed and compared again, nothing differs. */
    CLEANUP(config_freep) struct config *again = world_load(out.data);
    CLEANUP(buf_done) struct buf second = BUF_INIT(100000);
    CLEANUP(buf_done) struct buf difference = BUF_INIT(1000);
    size_t restarts = 9;
    assert_true(config_print(again, &second));
    EXPECT_STR("again", buf_str(&second), buf_str(&out));
    assert_true(config_diff(config, again, &difference, &restarts));
    assert_int_equal(difference.used, 0);
    assert_int_equal(restarts, 0);
}

/* Sections that hold nothing are not begun. */
static void
test_print_empty(void **state)
{
    (void)state;
    static const struct source_info *const none[] = { NULL };
    CLEANUP(config_freep)
    struct config *config = config_load(
        &(struct config_input){ .files = NULL, .file_count = 0, .infos = none }, &errors);
    CLEANUP(buf_done) struct buf out = BUF_INIT(100000);
    assert_non_null(config);
    assert_true(config_print(config, &out));
    static const char tail[] = "log:\n  level: info\nstate_directory: /var/lib/pantau\n";
    assert_string_equal(strstr(out.data, "log:"), tail);
}

/* Nowhere does it end in the middle and say that all is well. */
static void
test_too_small(void **state)
{
    (void)state;
    CLEANUP(config_freep) struct config *config = world_load(whole);
    CLEANUP(config_freep) struct config *other = world_load("http: { timeout: 5s }\n");
    CLEANUP(buf_done) struct buf sample = BUF_INIT(100000);
    CLEANUP(buf_done) struct buf print = BUF_INIT(100000);
    CLEANUP(buf_done) struct buf diff = BUF_INIT(100000);
    size_t restarts;
    assert_true(config_print(config, &print));
    assert_true(config_print_documented(world, &sample));
    assert_true(config_diff(other, config, &diff, &restarts));
    for (size_t max = 0; max < print.used; max += 7) {
        CLEANUP(buf_done) struct buf out = BUF_INIT(max);
        assert_false(config_print(config, &out));
    }
    for (size_t max = 0; max < sample.used; max += 131) {
        CLEANUP(buf_done) struct buf out = BUF_INIT(max);
        assert_false(config_print_documented(world, &out));
    }
    for (size_t max = 0; max < diff.used; max++) {
        CLEANUP(buf_done) struct buf out = BUF_INIT(max);
        assert_false(config_diff(other, config, &out, &restarts));
    }
}

static void
test_documented(void **state)
{
    (void)state;
    CLEANUP(buf_done) struct buf out = BUF_INIT(100000);
    assert_true(config_print_documented(world, &out));
    static const char *const parts[] = {
        "\n#http:\n#  # Proxy for every request to a platform; empty: none. The environment is not "
        "asked.\n#  proxy: \"\"\n",
        "#  timeout: 30s\n",
        "\n\n#log:\n",
        "\n\n## Folder of one daemon alone: a second one is refused. Renewed tokens are kept in its "
        "folder\n## credentials; without it they are lost with the process.\n"
        "#state_directory: /var/lib/pantau\n\n# A platform: where it is",
        "#  # The first platform.\n#  alpha:\n#    # Address that every request to the platform "
        "begins "
        "with.\n#    base_url: \"https://alpha.example/v1\"\n#    # Items of one page.\n#    page: "
        "25\n",
        "#  beta:\n#    # Address that every request to the platform begins with.\n#    #base_url: "
        "\"\"\n",
        "#    page: 5  # required\n#    # A pause.\n#    #pause: \"\"\n",
        "#  normal:\n#    account: 1d\n#    posts: 15m\n#    comments: adaptive\n#    complaints: "
        "10m\n\n",
        "#    timezone: Asia/Jakarta  # required\n#    list:\n#      # Where the list is.\n#      "
        "path: "
        "\"\"\n#      time:\n#        # How exact.\n#        precision: 1s\n#      # One more.\n# "
        "     "
        "#deep: x\n",
        "#    base_url: \"https://plain.example\"\n",
        "#    name: cases  # required\n#    # Which adapter reads it.\n#    kind: cases  # "
        "required\n",
    };
    for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
        EXPECT(parts[i], str_find(buf_str(&out), str_from(parts[i]), 0) != SIZE_MAX);
    }
    EXPECT("lookup is internal", strstr(out.data, "lookup") == NULL);
    struct str rest = buf_str(&out);
    struct str line;
    while (str_split(&rest, '\n', &line)) {
        EXPECT(line.p, line.n <= 110);
    }
}

#define BASE                                                                                 \
    "governments: [ { code: 11, name: G, kind: city, timezone: UTC } ]\n"                    \
    "schedules: { s: { posts: 1h, account: off }, t: { comments: adaptive } }\n"             \
    "quotas: { k: { units: 5 } }\n"                                                          \
    "units: [ { code: a, government: 11, name: A, kind: x, accounts: [\n"                    \
    "  { platform: alpha, id: 1, former_handles: [ x, y ] } ] } ]\n"                         \
    "leaders: [ { government: 11, position: p, accounts: [ { platform: alpha, id: 2, from: " \
    "2025-01-01 } ] },\n  { government: 11, position: p } ]\n"                               \
    "feeds: [ { name: f, kind: cases, government: 11, base_url: http://x, timezone: UTC,\n"  \
    "  units: { \"1\": a }, schedule: { complaints: 1h } } ]\n"

static const struct change {
    const char *before, *after, *told;
    size_t restarts;
} changes[] = {
    { BASE, BASE, "", 0 },
    { "governments: [ { code: 11, name: G, kind: city, timezone: UTC } ]\n"
      "units: [ { code: a, government: 11, name: A, kind: x, delegates: [\n"
      "  { platform: alpha, id: 1 }, { platform: alpha, id: 2, to: 2025-01-01 } ] } ]\n",
      "governments: [ { code: 11, name: G, kind: city, timezone: UTC } ]\n"
      "units: [ { code: a, government: 11, name: A, kind: x, delegates: [\n"
      "  { platform: alpha, id: 2, to: 2025-02-01 } ] } ]\n",
      "delegate alpha/2 of unit 11/a: to changed: \"2025-01-01\" → \"2025-02-01\"\n"
      "delegate alpha/1 of unit 11/a removed\n",
      0 },
    { "http: { timeout: 30s }\n", "http: { timeout: 10s, proxy: \"http://p\" }\n",
      "http.proxy changed: \"\" → \"http://p\"\nhttp.timeout changed: 30s → 10s\n", 0 },
    { "database: { dsn: \"host=a\", reconnect_max: 1s }\nlog: { level: info }\n",
      "database: { dsn: \"host=b\", reconnect_max: 2s }\nlog: { level: debug }\n",
      "database.dsn changed: needs a restart\ndatabase.reconnect_max changed: needs a restart\n"
      "log.level changed: info → debug\n",
      2 },
    { "platforms: { alpha: { page: 5 } }",
      "platforms: { alpha: { odd: true, base_url: http://y } "
      "}",
      "platforms.alpha.base_url changed: \"https://alpha.example/v1\" → \"http://y\"\n"
      "platforms.alpha.page changed: 5 → 25\n"
      "platforms.alpha.odd changed: needs a restart\n",
      1 },
    { BASE, "",
      "quotas.k removed\nschedules.s removed\nschedules.t removed\ngovernment 11 removed\n"
      "unit 11/a removed\naccount alpha/1 of unit 11/a removed\nleader 11/p removed\n"
      "account alpha/2 of leader 11/p from 2025-01-01 removed\nleader 11/p (2) removed\n"
      "feed 11/f removed\n",
      0 },
    { "", BASE,
      "quotas.k added\nschedules.s added\nschedules.t added\ngovernment 11 added\n"
      "unit 11/a added\naccount alpha/1 of unit 11/a added\nleader 11/p added\n"
      "account alpha/2 of leader 11/p from 2025-01-01 added\nleader 11/p (2) added\n"
      "feed 11/f added\n",
      0 },
    { BASE,
      "governments: [ { code: 11, name: H, kind: city, timezone: UTC } ]\n"
      "schedules: { s: { posts: 2h }, t: { } }\n"
      "quotas: { k: { units: 6, resets: \"00:00 UTC\" } }\n"
      "units: [ { code: a, government: 11, name: A, kind: x, accounts: [\n"
      "  { platform: alpha, id: 1, handle: z, former_handles: [ x ], enabled: no } ] } ]\n"
      "leaders: [ { government: 11, position: p, accounts: [ { platform: alpha, id: 2, from: "
      "2025-01-01, to: 2026-01-01 } ] },\n  { government: 11, position: p } ]\n"
      "feeds: [ { name: f, kind: cases, government: 11, base_url: http://x, timezone: "
      "Asia/Jakarta,\n  units: { \"1\": a, \"2\": a }, schedule: s } ]\n",
      "quotas.k: units changed: 5 → 6\n"
      "quotas.k: resets changed: nothing → \"00:00 UTC\"\n"
      "schedules.s changed: posts: 1h, account: off → posts: 2h\n"
      "schedules.t changed: comments: adaptive → nothing\n"
      "government 11: name changed: G → H\n"
      "account alpha/1 of unit 11/a: handle changed: nothing → z\n"
      "account alpha/1 of unit 11/a: enabled changed: true → false\n"
      "account alpha/1 of unit 11/a changed: formerly x, formerly y → formerly x\n"
      "account alpha/2 of leader 11/p from 2025-01-01: to changed: nothing → \"2026-01-01\"\n"
      "feed 11/f: schedule changed: nothing → s\n"
      "feed 11/f: timezone changed: UTC → Asia/Jakarta\n"
      "feed 11/f changed: complaints: 1h, 1 is a → 1 is a, 2 is a\n",
      0 },
    { "schedules: { s: { } }", "schedules: { s: { posts: 1h } }",
      "schedules.s changed: nothing → posts: 1h\n", 0 },
    { "governments: [ { code: 11, name: G, kind: city, timezone: UTC } ]\n"
      "feeds: [ { name: f, kind: plain, government: 11 } ]",
      "governments: [ { code: 11, name: G, kind: city, timezone: UTC } ]\n"
      "feeds: [ { name: f, kind: cases, government: 11, timezone: UTC, base_url: "
      "\"https://plain.example\", units: { } } ]",
      "feed 11/f: kind changed: plain → cases\n", 0 },
};

static void
test_diff(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
        CLEANUP(config_freep) struct config *before = world_load(changes[i].before);
        CLEANUP(config_freep) struct config *after = world_load(changes[i].after);
        CLEANUP(buf_done) struct buf out = BUF_INIT(100000);
        size_t restarts = 99;
        assert_true(config_diff(before, after, &out, &restarts));
        EXPECT_STR(changes[i].after, out.used > 0 ? buf_str(&out) : STR(""),
                   str_from(changes[i].told));
        EXPECT_INT(changes[i].after, restarts, changes[i].restarts);
    }
}

/* The longest names that are allowed are told whole, so that what differs at their end is seen. */
static void
test_diff_of_long_names(void **state)
{
    (void)state;
    static const char form[] =
        "governments: [ { code: 11, name: G, kind: city, timezone: UTC } ]\n"
        "units: [ { code: %1$064d, government: 11, name: A, kind: x },\n"
        "  { code: %2$064d, government: 11, name: B, kind: x } ]\n"
        "leaders: [ { government: 11, position: \"%3$01000d\", name: N%4$d } ]\n"
        "feeds: [ { name: f, kind: cases, government: 11, base_url: http://x, timezone: UTC,\n"
        "  units: { \"%5$0500d\": \"%4$064d\" } } ]\n";
    CLEANUP(buf_done) struct buf old = BUF_INIT(10000);
    CLEANUP(buf_done) struct buf new = BUF_INIT(10000);
    CLEANUP(buf_done) struct buf out = BUF_INIT(10000);
    CLEANUP(buf_done) struct buf want = BUF_INIT(10000);
    size_t restarts;
    assert_true(buf_printf(&old, form, 1, 2, 3, 1, 5) && buf_printf(&new, form, 1, 2, 3, 2, 5));
    CLEANUP(config_freep) struct config *before = world_load(old.data);
    CLEANUP(config_freep) struct config *after = world_load(new.data);
    assert_true(config_diff(before, after, &out, &restarts));
    assert_true(buf_printf(&want,
                           "leader 11/%3$01000d: name changed: N1 → N2\n"
                           "feed 11/f changed: %4$0500d is %1$064d → %4$0500d is %2$064d\n",
                           1, 2, 3, 5));
    assert_string_equal(out.data, want.data);
}

/* A new file for a whole country is a hundred lines in the log, and a number. */
static void
test_diff_of_many(void **state)
{
    (void)state;
    CLEANUP(buf_done) struct buf yaml = BUF_INIT(100000);
    CLEANUP(buf_done) struct buf out = BUF_INIT(100000);
    size_t restarts;
    assert_true(buf_printf(&yaml, "http: { timeout: 5s }\nschedules:\n"));
    for (unsigned i = 0; i < 120; i++) {
        assert_true(buf_printf(&yaml, "  s%u: { posts: 1h }\n", i));
    }
    CLEANUP(config_freep) struct config *before = world_load("schedules: { old: { posts: 1h } }\n");
    CLEANUP(config_freep) struct config *after = world_load(yaml.data);
    assert_true(config_diff(before, after, &out, &restarts));
    assert_non_null(strstr(out.data, "http.timeout changed: 30s → 5s\nschedules.s0 added\n"));
    assert_non_null(strstr(out.data, "schedules.s99 added\nand 21 more\n"));
    assert_null(strstr(out.data, "schedules.s100"));

    /* Every setting that needs a restart is counted, shown or not. */
    CLEANUP(buf_done) struct buf changed = BUF_INIT(100000);
    buf_clear(&yaml);
    assert_true(buf_printf(&yaml, "quotas:\n"));
    assert_true(buf_printf(&changed, "platforms: { alpha: { odd: true } }\nquotas:\n"));
    for (unsigned i = 0; i < 119; i++) {
        assert_true(buf_printf(&yaml, "  s%u: { units: 1 }\n", i));
        assert_true(buf_printf(&changed, "  s%u: { units: 2 }\n", i));
    }
    assert_true(buf_printf(&yaml, "schedules: { s: { } }\n"));
    assert_true(buf_printf(&changed, "schedules: { s: { posts: 1h } }\n"));
    CLEANUP(config_freep) struct config *left = world_load(yaml.data);
    CLEANUP(config_freep) struct config *right = world_load(changed.data);
    buf_clear(&out);
    assert_true(config_diff(left, right, &out, &restarts));
    assert_int_equal(restarts, 1);
    assert_non_null(strstr(out.data, "and 21 more\n"));
    CLEANUP(buf_done) struct buf small = BUF_INIT(out.used - 1);
    assert_false(config_diff(left, right, &small, &restarts));
    CLEANUP(buf_done) struct buf smaller = BUF_INIT(10);
    assert_false(config_diff(left, right, &smaller, &restarts));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_print),        cmocka_unit_test(test_print_empty),
        cmocka_unit_test(test_too_small),    cmocka_unit_test(test_documented),
        cmocka_unit_test(test_diff),         cmocka_unit_test(test_diff_of_long_names),
        cmocka_unit_test(test_diff_of_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
