/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The log's lines, byte for byte; the register of troubles; the notification protocol; the
 * counters.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "counter.h"
#include "log.h"
#include "notify.h"

/* A log whose lines can be read back. */
struct run {
    struct log *log;
    int fds[2];
    char text[2 * LOG_LINE_MAX];
};

static void
run_start(struct run *run, int type, enum log_level level)
{
    assert_int_equal(socketpair(AF_UNIX, type, 0, run->fds), 0);
    assert_int_equal(fcntl(run->fds[1], F_SETFL, O_NONBLOCK), 0);
    run->log = log_new(run->fds[0], level, NULL);
}

static const char *
take(struct run *run)
{
    ssize_t n = read(run->fds[1], run->text, sizeof(run->text) - 1);

    run->text[n > 0 ? n : 0] = '\0';
    return run->text;
}

static void
run_end(struct run *run)
{
    log_free(run->log);
    (void)close(run->fds[0]);
    (void)close(run->fds[1]);
}

static void
test_lines(void **state)
{
    struct run run;
    const struct error err = { .kind = ERROR_IO, .text = "no\nroute", .hint = "Look \"there\"." };

    (void)state;
    run_start(&run, SOCK_STREAM, LOG_LEVEL_INFO);
    log_write(run.log, LOG_LEVEL_INFO, NULL, "started %d", 7);
    assert_string_equal(take(&run), "started 7\n");
    log_write(run.log, LOG_LEVEL_DEBUG, NULL, "not wanted");
    assert_string_equal(take(&run), "");
    log_write(run.log, LOG_LEVEL_WARNING,
              LOG_FIELDS({ "a", STR("plain/value:1") }, { "b", STR("with blank") },
                         { "c", STR_NONE }, { "d", STR("") }, { "e", STR("q\"b\\n\x1b=\n") },
                         { "f", STR("a=b") }, { "g", STR("\x7f") }),
              "esc \x1b[31m");
    assert_string_equal(take(&run),
                        "warning: esc \\x1b[31m a=plain/value:1 b=\"with blank\" d=\"\" "
                        "e=\"q\\\"b\\\\n\\x1b=\\n\" f=\"a=b\" g=\"\\x7f\"\n");
    log_error(run.log, LOG_LEVEL_ERROR, LOG_FIELDS({ "account", STR("x") }), &err, "poll failed");
    assert_string_equal(take(&run), "error: poll failed: no\\nroute account=x "
                                    "hint=\"Look \\\"there\\\".\"\n");
    log_error(run.log, LOG_LEVEL_ERROR, NULL, &(struct error){ .text = "no" }, "poll failed");
    assert_string_equal(take(&run), "error: poll failed: no\n");
    log_lines(run.log, LOG_LEVEL_WARNING, STR("one\n\ntwo\n"));
    assert_string_equal(take(&run), "warning: one\nwarning: two\n");
    log_set_level(run.log, LOG_LEVEL_ERROR);
    assert_false(log_wants(run.log, LOG_LEVEL_WARNING));
    run_end(&run);
}

/* Into a file or a pipe, where there is no socket. */
static void
test_pipe(void **state)
{
    struct run run;

    (void)state;
    assert_int_equal(pipe(run.fds), 0);
    run.log = log_new(run.fds[1], LOG_LEVEL_INFO, NULL);
    log_write(run.log, LOG_LEVEL_INFO, NULL, "m");
    assert_int_equal(log_dropped(run.log), 0);
    assert_int_equal(read(run.fds[0], run.text, sizeof(run.text)), 2);
    assert_memory_equal(run.text, "m\n", 2);
    run_end(&run);
}

static void
test_long_lines_are_cut(void **state)
{
    static char value[3 * LOG_LINE_MAX];
    struct run run;
    const char *line;

    (void)state;
    memset(value, '\n', sizeof(value));
    run_start(&run, SOCK_STREAM, LOG_LEVEL_INFO);
    for (int i = 0; i < 2; i++) { /* between two escapes, and in the middle of one */
        log_write(run.log, LOG_LEVEL_INFO, LOG_FIELDS({ "v", { value, sizeof(value) } }), "%s",
                  i == 0 ? "m" : "mm");
        line = take(&run);
        assert_int_equal(strlen(line), LOG_LINE_MAX);
        assert_ptr_equal(strchr(line, '\n'), line + LOG_LINE_MAX - 1);
        assert_int_not_equal(line[LOG_LINE_MAX - 2], '"');
    }
    run_end(&run);
}

static void
test_journal_prefix(void **state)
{
    struct run run;
    struct stat st;
    char stream[64];

    (void)state;
    run_start(&run, SOCK_STREAM, LOG_LEVEL_DEBUG);
    log_free(run.log);
    assert_int_equal(fstat(run.fds[0], &st), 0);
    (void)snprintf(stream, sizeof(stream), "%llu:%llu", (unsigned long long)st.st_dev,
                   (unsigned long long)st.st_ino);
    run.log = log_new(run.fds[0], LOG_LEVEL_DEBUG, stream);
    for (int level = 0; level < LOG_LEVEL_COUNT; level++)
        log_write(run.log, (enum log_level)level, NULL, "m");
    assert_string_equal(take(&run), "<3>m\n<4>m\n<6>m\n<7>m\n");
    log_free(run.log);
    for (int i = 0; i < 2; i++) {
        (void)snprintf(stream, sizeof(stream), "%llu:%llu",
                       (unsigned long long)st.st_dev + (i == 0),
                       (unsigned long long)st.st_ino + (i == 1));
        run.log = log_new(run.fds[0], LOG_LEVEL_DEBUG, stream);
        log_write(run.log, LOG_LEVEL_DEBUG, NULL, "m");
        assert_string_equal(take(&run), "debug: m\n");
        log_free(run.log);
    }
    run.log = NULL;
    run_end(&run);
}

/* A reader that does not read costs lines, not time, and is told how many. */
static void
test_full_socket(void **state)
{
    struct run run;

    (void)state;
    run_start(&run, SOCK_STREAM, LOG_LEVEL_INFO);
    for (int i = 0; i < 5000; i++)
        log_write(run.log, LOG_LEVEL_INFO, NULL, "%0500d", i);
    int64_t dropped = log_dropped(run.log);
    assert_in_range(dropped, 1, 4999);
    while (take(&run)[0] != '\0')
        continue;
    char want[96];
    (void)snprintf(want, sizeof(want), "next\nwarning: %lld lines of this log were lost\n",
                   (long long)dropped);
    log_write(run.log, LOG_LEVEL_INFO, NULL, "next");
    assert_string_equal(take(&run), want);
    log_write(run.log, LOG_LEVEL_INFO, NULL, "more");
    assert_string_equal(take(&run), "more\n"); /* told once */
    run_end(&run);
}

/* The clock, which the linker sends here. */
static int64_t now_us;
int64_t __wrap_loop_now_us(void);
int64_t
__wrap_loop_now_us(void)
{
    return now_us;
}

static void
test_troubles(void **state)
{
    struct run run;

    (void)state;
    run_start(&run, SOCK_STREAM, LOG_LEVEL_INFO);
    assert_true(log_trouble(run.log, LOG_LEVEL_ERROR, "database", NULL, "database lost"));
    assert_string_equal(take(&run), "error: database lost\n");
    assert_false(log_trouble(run.log, LOG_LEVEL_ERROR, "database", NULL, "database lost"));
    assert_true(log_trouble(run.log, LOG_LEVEL_WARNING, "other", NULL, "other"));
    assert_string_equal(take(&run), "warning: other\n");
    assert_true(log_is_trouble(run.log, "database"));
    assert_int_equal(log_trouble_count(run.log), 2);
    assert_true(log_trouble_over(run.log, "database", LOG_FIELDS({ "host", STR("a") }), "back"));
    assert_string_equal(take(&run), "back host=a after=0ms times=2\n");
    assert_false(log_trouble_over(run.log, "database", NULL, "back"));
    assert_string_equal(take(&run), "");
    assert_true(log_trouble(run.log, LOG_LEVEL_ERROR, "database", NULL, "again"));
    assert_true(log_trouble(run.log, LOG_LEVEL_ERROR, "stream a", NULL, "a"));
    assert_true(log_trouble(run.log, LOG_LEVEL_ERROR, "stream b", NULL, "b"));
    assert_true(log_trouble(run.log, LOG_LEVEL_ERROR, "streams", NULL, "all"));
    (void)take(&run);
    log_troubles_forget(run.log, "stream ");
    assert_string_equal(take(&run), ""); /* without a word */
    assert_int_equal(log_trouble_count(run.log), 3);
    assert_true(log_is_trouble(run.log, "database") && log_is_trouble(run.log, "other") &&
                log_is_trouble(run.log, "streams"));
    assert_true(log_trouble(run.log, LOG_LEVEL_ERROR, "stream a", NULL, "a")); /* told anew */
    run_end(&run);
}

/* Each in the unit that a reader cares for, and never rounded up. */
static void
test_how_long_it_lasted(void **state)
{
    const struct {
        int64_t us;
        const char *after;
    } rows[] = { { 999999, "999ms" },     { 1000000, "1s" },      { 119999999, "119s" },
                 { 120000000, "2m" },     { 7199999999, "119m" }, { 7200000000, "2h" },
                 { 864000000000, "240h" } };
    struct run run;
    char want[64];

    (void)state;
    run_start(&run, SOCK_STREAM, LOG_LEVEL_INFO);
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        assert_true(log_trouble(run.log, LOG_LEVEL_ERROR, "database", NULL, "away"));
        (void)take(&run);
        now_us += rows[i].us;
        assert_true(log_trouble_over(run.log, "database", NULL, "back"));
        (void)snprintf(want, sizeof(want), "back after=%s times=1\n", rows[i].after);
        assert_string_equal(take(&run), want);
    }
    run_end(&run);
}

/* One more time, so many seconds after the last. What was written of it. */
static const char *
meet(struct run *run, int64_t after_s, const char *reason)
{
    now_us += after_s * 1000000;
    (void)log_trouble_because(run->log,
                              &(struct log_trouble){ LOG_LEVEL_ERROR, "database", reason }, NULL,
                              "away: %s", reason);
    return take(run);
}

/* Another reason is told once it has lasted; what comes and goes is not, nor the same one again. */
static void
test_troubles_that_change(void **state)
{
    struct run run;

    (void)state;
    run_start(&run, SOCK_STREAM, LOG_LEVEL_INFO);
    assert_string_equal(meet(&run, 0, "refused"), "error: away: refused\n");
    assert_string_equal(meet(&run, 100, "refused"), "");
    assert_string_equal(meet(&run, 1, "starting"), "");
    assert_string_equal(meet(&run, 28, "starting"), "");
    assert_string_equal(meet(&run, 1, "refused"), "");
    assert_string_equal(meet(&run, 100, "starting"), ""); /* anew: it had gone */
    assert_string_equal(meet(&run, 29, "starting"), "");
    assert_string_equal(meet(&run, 1, "starting"), "error: away: starting\n");
    assert_string_equal(meet(&run, 100, "starting"), "");
    assert_string_equal(meet(&run, 100, "password"), "");
    assert_string_equal(meet(&run, 31, "password"), "error: away: password\n");
    assert_true(log_trouble_over(run.log, "database", NULL, "back"));
    assert_non_null(strstr(take(&run), " times=11\n"));
    assert_string_equal(meet(&run, 1, "password"), "error: away: password\n");
    run_end(&run);
}

static void
test_too_many_troubles(void **state)
{
    struct run run;
    char key[16];

    (void)state;
    run_start(&run, SOCK_STREAM, LOG_LEVEL_ERROR);
    for (unsigned i = 0; i < LOG_TROUBLES_MAX + 5; i++) {
        (void)snprintf(key, sizeof(key), "%u", i);
        assert_int_equal(log_trouble(run.log, LOG_LEVEL_INFO, key, NULL, "m"),
                         i < LOG_TROUBLES_MAX);
    }
    assert_int_equal(log_trouble_count(run.log), LOG_TROUBLES_MAX);
    assert_true(log_trouble_over(run.log, "7", NULL, "m"));
    assert_true(log_trouble(run.log, LOG_LEVEL_INFO, "new", NULL, "m"));
    log_set_level(run.log, LOG_LEVEL_WARNING); /* full again: that is said once more, and once */
    assert_false(log_trouble(run.log, LOG_LEVEL_INFO, "one more", NULL, "m"));
    assert_non_null(strstr(take(&run), "more than 1024 troubles at a time"));
    assert_false(log_trouble(run.log, LOG_LEVEL_INFO, "two more", NULL, "m"));
    assert_string_equal(take(&run), "");
    run_end(&run);
}

/* A socket like systemd's, abstract or not, and what arrives at it. */
static int
listen_at(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    size_t length = strlen(path);

    memcpy(address.sun_path, path, length);
    if (path[0] == '@')
        address.sun_path[0] = '\0';
    assert_int_equal(bind(fd, (struct sockaddr *)&address,
                          (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length)),
                     0);
    return fd;
}

static void
assert_datagram(int fd, const char *expected)
{
    char text[1024];
    ssize_t n = recv(fd, text, sizeof(text) - 1, MSG_DONTWAIT);

    text[n > 0 ? n : 0] = '\0';
    assert_string_equal(text, expected);
}

static void
check_notify(const char *path)
{
    int fd = listen_at(path);
    struct notify *notify = notify_new(path, "20000000", NULL, 42);

    assert_int_equal(notify_watchdog_interval_us(notify), 10000000);
    notify_ready(notify);
    assert_datagram(fd, "READY=1");
    notify_reloading(notify, 123);
    assert_datagram(fd, "RELOADING=1\nMONOTONIC_USEC=123");
    notify_stopping(notify);
    assert_datagram(fd, "STOPPING=1");
    notify_watchdog(notify);
    assert_datagram(fd, "WATCHDOG=1");
    notify_status(notify, "%d streams\nREADY=1", 7);
    assert_datagram(fd, "STATUS=7 streams READY=1");
    notify_free(notify);
    (void)close(fd);
}

static void
test_notify(void **state)
{
    char folder[] = "/tmp/pantau-test-XXXXXX";
    char path[64];

    (void)state;
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof(path), "%s/notify", folder);
    check_notify(path);
    (void)unlink(path);
    (void)rmdir(folder);
    (void)snprintf(path, sizeof(path), "@pantau-test-%d", (int)getpid());
    check_notify(path);
}

static void
test_watchdog_for_whom(void **state)
{
    const struct {
        const char *usec, *pid;
        int64_t interval_us;
    } rows[] = {
        { NULL, NULL, 0 },  { "", NULL, 0 },     { "abc", NULL, 0 }, { "-5", NULL, 0 },
        { "100", "41", 0 }, { "100", "42", 50 }, { "100", "x", 0 },  { "100", NULL, 50 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct notify *notify = notify_new(NULL, rows[i].usec, rows[i].pid, 42);

        assert_int_equal(notify_watchdog_interval_us(notify), rows[i].interval_us);
        notify_ready(notify); /* to nobody */
        notify_free(notify);
    }
    notify_free(notify_new("/nonexistent/socket", NULL, NULL, 1));
    notify_free(notify_new("relative", NULL, NULL, 1));
}

static void
test_counters(void **state)
{
    struct counters counters = { { 0 } };
    CLEANUP(buf_done) struct buf text = BUF_INIT(4096);
    struct jout out;

    (void)state;
    for (int id = 0; id < COUNTER_COUNT; id++) {
        const struct counter_info *info = counter_info((enum counter_id)id);

        assert_non_null(info->name);
        assert_non_null(info->unit);
        assert_int_equal(info->doc[strlen(info->doc) - 1], '.');
        for (int other = 0; other < id; other++)
            assert_string_not_equal(info->name, counter_info((enum counter_id)other)->name);
    }
    counter_add(&counters, COUNTER_ITEMS, 5);
    counter_add(&counters, COUNTER_ITEMS, 2);
    counter_set(&counters, COUNTER_STREAMS, 9);
    counter_set(&counters, COUNTER_STREAMS, 4);
    assert_int_equal(counter_get(&counters, COUNTER_ITEMS), 7);
    jout_init(&out, &text);
    jout_object(&out, NULL);
    counter_print(&counters, &out);
    jout_close_object(&out);
    assert_true(jout_end(&out));
    assert_non_null(strstr(text.data, "\"items\":7,"));
    assert_non_null(strstr(text.data, "\"streams\":4,"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),          cmocka_unit_test(test_long_lines_are_cut),
        cmocka_unit_test(test_journal_prefix), cmocka_unit_test(test_full_socket),
        cmocka_unit_test(test_troubles),       cmocka_unit_test(test_too_many_troubles),
        cmocka_unit_test(test_notify),         cmocka_unit_test(test_watchdog_for_whom),
        cmocka_unit_test(test_counters),       cmocka_unit_test(test_troubles_that_change),
        cmocka_unit_test(test_pipe),           cmocka_unit_test(test_how_long_it_lasted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
