/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * daemon/collector_hold: what the database is told of a large daemon whose every credential and
 * account was refused is bounded, and begins with what reaches furthest.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collector_inside.h"

#define CREDENTIALS 100000u
#define ACCOUNTS    100000u

static struct {
    struct loop *loop;
    struct log *log;
    struct counters counters;
    struct writer *writer; /* never started: what is asked waits */
    struct collector *collector;
    struct roster roster;
    struct allowance *allowances;
    struct account *accounts;
    char names[CREDENTIALS + 1][24];
    struct channel channel;
} world;

static int
set_up(void **state)
{
    struct writer_settings settings = {
        .connection = { .dsn = "host=/nonexistent", .application_name = "test", .handshake = -1 },
        .lanes = 1,
        .queue_limit = 1,
    };

    (void)state;
    world.loop = loop_new();
    world.log = log_new(STDERR_FILENO, LOG_LEVEL_ERROR, NULL);
    world.writer = writer_new(world.loop, world.log, &world.counters, &settings,
                              &(struct writer_events){ .ctx = NULL });
    world.collector = collector_new(&(struct collector_parts){ .loop = world.loop,
                                                               .log = world.log,
                                                               .counters = &world.counters,
                                                               .writer = world.writer });
    world.allowances = xcalloc(CREDENTIALS + 1, sizeof(*world.allowances));
    world.accounts = xcalloc(ACCOUNTS, sizeof(*world.accounts));
    world.channel.name = STR("facebook");
    for (size_t i = 0; i <= CREDENTIALS; i++) {
        snprintf(world.names[i], sizeof(world.names[i]), "credential-%zu", i);
        world.allowances[i].name = i == 0 ? STR("facebook") : str_from(world.names[i]);
    }
    for (size_t i = 0; i < ACCOUNTS; i++)
        world.accounts[i] =
            (struct account){ .channel = &world.channel, .external_id = str_from(world.names[i]) };
    world.roster = (struct roster){ .accounts = world.accounts,
                                    .account_count = ACCOUNTS,
                                    .allowances = world.allowances,
                                    .platform_count = 1,
                                    .allowance_count = CREDENTIALS + 1 };
    world.collector->roster = &world.roster;
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    world.collector->roster = NULL; /* it is not from the heap */
    writer_free(world.writer);
    collector_free(world.collector);
    loop_free(world.loop);
    log_free(world.log);
    free(world.allowances);
    free(world.accounts);
    return 0;
}

static size_t
count(const char *words)
{
    struct str text = str_from(world.collector->holds);
    size_t found = 0;

    for (size_t at = 0; (at = str_find(text, str_from(words), at)) != SIZE_MAX; at++)
        found++;
    return found;
}

static void
refuse(size_t credentials, size_t accounts)
{
    for (size_t i = 1; i <= CREDENTIALS; i++)
        world.allowances[i].suspended = i <= credentials;
    for (size_t i = 0; i < ACCOUNTS; i++)
        world.accounts[i].suspended = i < accounts;
    collector_holds_save(world.collector, "here");
}

static void
test_bound(void **state)
{
    (void)state;
    world.allowances[0].suspended = true;
    refuse(CREDENTIALS, ACCOUNTS);
    assert_non_null(world.collector->holds);
    assert_int_equal(count("\"scope\":\"platform\""), 1);
    assert_int_equal(count("\"scope\":\"credential\""), 999);
    assert_int_equal(count("\"scope\":\"account\""), 0);
    refuse(10, ACCOUNTS);
    assert_int_equal(count("\"scope\":\"platform\""), 1);
    assert_int_equal(count("\"scope\":\"credential\""), 10);
    assert_int_equal(count("\"scope\":\"account\""), 989);
    world.allowances[0].suspended = false;
    refuse(0, 0);
    assert_string_equal(world.collector->holds, "[]");
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_bound) };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
