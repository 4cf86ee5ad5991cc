/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * An answer of more records than a batch may hold is read in parts: nothing is left out, nothing
 * comes twice, and only the last part moves the visit on. What is too much for a batch alone costs
 * nothing but itself; what is too much for the parser is refused with what to do.
 */

#include "check.h"

#define CASES     3000
#define ENTRIES   6    /* of each log: with its arrival, a case is 8 records, and has room for 12 */
#define FIRST     2499 /* cases, until the next would need more than 20,000 - 8 * 2,499 = 8 */
#define ENTRY     "{\"date\":\"22 Februari 2026, 09:00\",\"keterangan\":\"Kata ke-%d.\"}"
#define PAGE_DATE "21 Februari 2026, 09:00"
#define ARENA_MAX (256u << 20)

static void
add_case(struct buf *raw, int id, int entries)
{
    assert_true(buf_printf(raw, "%s{\"id\":\"%d\",\"date\":\"" PAGE_DATE "\",\"log\":[",
                           str_ends(buf_str(raw), STR("[")) ? "" : ",", id));
    for (int i = 0; i < entries; i++)
        assert_true(buf_printf(raw, "%s" ENTRY, i == 0 ? "" : ",", i));
    assert_true(buf_printf(raw, "]}"));
}

static void
open_page(struct buf *raw)
{
    *raw = (struct buf)BUF_INIT(FIXTURE_BYTES_MAX);
    assert_true(buf_printf(raw, "HTTP/1.1 200 OK\nContent-Type: application/json\n\n{\"data\":["));
}

static struct look
look_from(struct buf *raw, size_t skip)
{
    struct look look = { .fixture = NULL, .arena = arena_new(ARENA_MAX) };

    look.fixture = fixture_make("made", "lapor", "complaints", buf_str(raw), "given version 2\n");
    look.fixture->view.skip = skip;
    fixture_run(look.fixture, buf_str(&look.fixture->raw), look.arena, &look.run);
    return look;
}

/* Its complaints are those from first on, each with its events. */
static void
expect_cases(const struct look *look, int first, int count)
{
    const struct batch *batch = &look->run.batch;
    char id[16];
    int seen = 0;

    assert_int_equal(batch->count, count * 8);
    for (size_t i = 0; i < batch->count; i++) {
        struct str of = batch->records[i].of.complaint_event.complaint_external_id;
        if (batch->records[i].kind == RECORD_COMPLAINT) {
            of = batch->records[i].of.complaint.external_id;
            seen++;
        }
        snprintf(id, sizeof(id), "%d", first + seen - 1);
        EXPECT_TEXT(of, id);
    }
    assert_int_equal(seen, count);
}

static void
test_a_long_answer_comes_in_parts(void **state)
{
    CLEANUP(buf_done) struct buf raw;
    struct look look;

    (void)state;
    open_page(&raw);
    for (int id = 1; id <= CASES; id++)
        add_case(&raw, id, ENTRIES);
    assert_true(buf_printf(&raw, "]}"));

    look = look_from(&raw, 0);
    assert_int_equal(look.run.outcome.verdict, VERDICT_MORE);
    assert_int_equal(look.run.outcome.rest_from, FIRST);
    assert_true(cursor_equal(&look.run.outcome.next, &look.fixture->at));
    expect_cases(&look, 1, FIRST);
    look_done(&look);

    look = look_from(&raw, FIRST);
    assert_int_equal(look.run.outcome.verdict, VERDICT_MORE);
    assert_int_equal(look.run.outcome.rest_from, 0);
    EXPECT_TEXT(str_from(look.run.outcome.next.frames[0].after), "2");
    expect_cases(&look, FIRST + 1, CASES - FIRST);
    look_done(&look);
}

/* The last part holds nothing that could be read: the visit has seen complaints all the same. */
static void
test_a_last_part_of_nothing(void **state)
{
    CLEANUP(buf_done) struct buf raw;
    struct look look;

    (void)state;
    open_page(&raw);
    add_case(&raw, 1, 0);
    assert_true(buf_printf(&raw, ",7]}"));
    look = look_from(&raw, 1);
    assert_int_equal(look.run.outcome.verdict, VERDICT_MORE);
    assert_int_equal(look.run.batch.count, 0);
    assert_int_equal(look.run.batch.reject_count, 1);
    assert_int_equal(look.run.outcome.next.version, 3);
    look_done(&look);
}

static void
test_a_log_without_end_costs_its_case_alone(void **state)
{
    CLEANUP(buf_done) struct buf raw;
    struct look look;

    (void)state;
    open_page(&raw);
    add_case(&raw, 1, 1);
    add_case(&raw, 2, 19995);
    add_case(&raw, 3, 1);
    add_case(&raw, 4, 19994);
    assert_true(buf_printf(&raw, "]}"));
    look = look_from(&raw, 0);
    assert_int_equal(look.run.outcome.rest_from, 1); /* there might be room for it alone */
    look_done(&look);
    look = look_from(&raw, 1);
    assert_int_equal(look.run.outcome.rest_from, 3);
    assert_int_equal(look.run.batch.count, 3); /* the third case with its arrival and its entry */
    assert_int_equal(look.run.batch.reject_count, 1);
    EXPECT_TEXT(look.run.batch.rejects[0].path, "$.data[1]");
    EXPECT_TEXT(look.run.batch.rejects[0].why, "a log of more than 19994 entries");
    look_done(&look);
    look = look_from(&raw, 3);
    assert_int_equal(look.run.outcome.rest_from, 0);
    assert_int_equal(look.run.batch.count, 19996);
    look_done(&look);
}

/* The second may have every room that is left, and has it all: it is of this part. */
static void
test_a_case_that_just_has_room(void **state)
{
    CLEANUP(buf_done) struct buf raw;
    struct look look;

    (void)state;
    for (int more = 0; more < 2; more++) {
        open_page(&raw);
        add_case(&raw, 1, 4);
        add_case(&raw, 2, 19988 + more);
        assert_true(buf_printf(&raw, "]}"));
        look = look_from(&raw, 0);
        assert_int_equal(look.run.outcome.rest_from, more);
        assert_int_equal(look.run.batch.count, more == 0 ? 6 + 19990 : 6);
        look_done(&look);
        buf_done(&raw);
    }
}

static void
test_more_values_than_may_be_parsed(void **state)
{
    CLEANUP(buf_done) struct buf raw;
    struct look look;

    (void)state;
    open_page(&raw);
    for (int i = 0; i <= 200000; i++)
        assert_true(buf_printf(&raw, "%s1", i == 0 ? "" : ","));
    assert_true(buf_printf(&raw, "]}"));
    look = look_from(&raw, 0);
    assert_int_equal(look.run.outcome.verdict, VERDICT_MALFORMED);
    assert_int_equal(look.run.outcome.cause, CAUSE_TOO_MUCH);
    assert_int_equal(look.run.batch.count, 0);
    assert_non_null(strstr(look.run.err.text, "values, more than 200000"));
    assert_non_null(strstr(look.run.err.hint, "page_size"));
    look_done(&look);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_long_answer_comes_in_parts),
        cmocka_unit_test(test_a_last_part_of_nothing),
        cmocka_unit_test(test_a_log_without_end_costs_its_case_alone),
        cmocka_unit_test(test_a_case_that_just_has_room),
        cmocka_unit_test(test_more_values_than_may_be_parsed),
    };

    return cmocka_run_group_tests_name("parts", tests, NULL, NULL);
}
