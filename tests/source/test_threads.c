/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What only Threads does, and the direct messages of the Graph API: behaviours that have broken
 * other collectors, by the numbers of the table in tests/README.md.
 */

#include "check.h"

#include "dump.h"

#define DUMP_MAX (1u << 20)

static const struct message *
message_of(const struct look *look, const char *id)
{
    for (size_t i = 0; i < look->run.batch.count; i++) {
        const struct record *record = &look->run.batch.records[i];
        if (record->kind == RECORD_MESSAGE && str_equal_c(record->of.message.external_id, id))
            return &record->of.message;
    }
    fail_msg("%s: no message %s", look->fixture->name, id);
    return NULL;
}

static void
expect_nowhere(const char *name, const char *words)
{
    CLEANUP(buf_done) struct buf out = BUF_INIT(DUMP_MAX);
    struct look look = look_at(name);

    dump_run(look.fixture, &look.run, &out);
    if (str_find(buf_str(&out), str_from(words), 0) != SIZE_MAX)
        fail_msg("%s: \"%s\" came through", name, words);
    look_done(&look);
}

static void
expect_outcome(const char *name, enum verdict verdict, enum cause cause)
{
    struct look look = look_at(name);

    if (look.run.outcome.verdict != verdict || look.run.outcome.cause != cause)
        fail_msg("%s: %s, %s", name, verdict_name(look.run.outcome.verdict),
                 cause_name(look.run.outcome.cause));
    look_done(&look);
}

static void
quirk_03_a_short_last_page_with_after_is_the_end(void **state)
{
    (void)state;
    expect_outcome("threads/posts/004_short_page_with_after", VERDICT_DONE, CAUSE_NONE);
}

static void
quirk_04_a_full_page_without_next_goes_on(void **state)
{
    (void)state;
    expect_outcome("threads/posts/003_full_page_without_next", VERDICT_MORE, CAUSE_NONE);
}

static void
quirk_07_the_token_in_next_goes_nowhere(void **state)
{
    (void)state;
    expect_nowhere("threads/posts/002_goes_on", "SIMULATED");
    expect_nowhere("threads/comments/004_goes_on", "SIMULATED");
    expect_nowhere("facebook/direct_messages/002_another_page", "SIMULATED");
    expect_nowhere("facebook/direct_messages/003_older_messages_wait", "SIMULATED");
}

static void
quirk_34_a_retired_metric_costs_the_numbers_alone(void **state)
{
    struct look look = look_at("threads/comments/006_a_retired_metric");

    (void)state;
    assert_int_equal(look.run.outcome.verdict, VERDICT_DONE);
    assert_int_equal(look.run.batch.reject_count, 1);
    look_done(&look);
}

static void
quirk_40_threads_of_others_are_gone_by_code_whatever_the_type(void **state)
{
    (void)state;
    expect_outcome("threads/comments/010_of_another", VERDICT_GONE, CAUSE_GONE);
    expect_outcome("threads/lookup/002_gone", VERDICT_GONE, CAUSE_GONE);
    expect_outcome("threads/posts/007_limited", VERDICT_LIMITED, CAUSE_QUOTA);
}

/* Nobody's name is in an address, and the names themselves stay in author_handle. */
static void
addresses_of_replies_name_nobody(void **state)
{
    struct look look = look_at("threads/comments/001_all_depths");

    (void)state;
    EXPECT_TEXT(message_of(&look, "910")->permalink, "https://www.threads.com/t/C910");
    EXPECT_TEXT(message_of(&look, "910")->author_handle, "warga_1");
    EXPECT_TEXT(message_of(&look, "911")->author_id, "2500");
    EXPECT_TEXT(message_of(&look, "914")->thread_key, "910");
    look_done(&look);
    expect_nowhere("threads/mentions/001_named", "@warga_4");
}

static void
direct_messages_have_no_text_and_no_names(void **state)
{
    struct look look = look_at("facebook/direct_messages/001_two_conversations");

    (void)state;
    assert_true(str_is_none(message_of(&look, "m_a")->text));
    EXPECT_TEXT(message_of(&look, "m_c")->author_id, "1000");
    EXPECT_TEXT(message_of(&look, "m_b")->thread_key, "t_71");
    look_done(&look);
    expect_nowhere("facebook/direct_messages/001_two_conversations", "Pak");
    expect_nowhere("facebook/direct_messages/001_two_conversations", "Warga");
    expect_nowhere("facebook/direct_messages/001_two_conversations", "@facebook.com");
}

/* An unknown author would open a wait that nobody can end. */
static void
direct_messages_of_an_unknown_side_are_left_out(void **state)
{
    struct look look = look_at("facebook/direct_messages/010_sides");

    (void)state;
    assert_int_equal(batch_count_kind(&look.run.batch, RECORD_MESSAGE), 4);
    assert_true(str_is_none(message_of(&look, "m_s2")->author_id));
    EXPECT_TEXT(message_of(&look, "m_s3")->author_id, "1000");
    assert_true(message_of(&look, "m_s5")->automatic);
    assert_false(message_of(&look, "m_s6")->automatic);
    look_done(&look);
}

/* What is refused of one list must not stop the account. */
static void
a_list_that_is_not_there_stops_its_stream_alone(void **state)
{
    struct look look = look_at("facebook/direct_messages/025_list_not_there");

    (void)state;
    assert_int_equal(look.run.outcome.verdict, VERDICT_DENIED);
    assert_int_equal(look.run.outcome.scope, SCOPE_STREAM);
    look_done(&look);
    expect_outcome("facebook/mentions/014_visitors_not_there", VERDICT_DONE, CAUSE_NONE);
    expect_outcome("facebook/mentions/008_visitors_refused", VERDICT_DONE, CAUSE_NONE);
}

static void
public_profiles_are_known_by_handle_alone(void **state)
{
    struct look look = look_made("threads", "account", "HTTP/1.1 200 OK\n\n{}",
                                 "given account 2500\ngiven public\n");

    (void)state;
    assert_false(look.run.planned);
    assert_int_equal(look.run.err.kind, ERROR_CONFIG);
    look_done(&look);
    expect_outcome("threads/account/005_public", VERDICT_DONE, CAUSE_NONE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quirk_03_a_short_last_page_with_after_is_the_end),
        cmocka_unit_test(quirk_04_a_full_page_without_next_goes_on),
        cmocka_unit_test(quirk_07_the_token_in_next_goes_nowhere),
        cmocka_unit_test(quirk_34_a_retired_metric_costs_the_numbers_alone),
        cmocka_unit_test(quirk_40_threads_of_others_are_gone_by_code_whatever_the_type),
        cmocka_unit_test(addresses_of_replies_name_nobody),
        cmocka_unit_test(public_profiles_are_known_by_handle_alone),
        cmocka_unit_test(direct_messages_have_no_text_and_no_names),
        cmocka_unit_test(direct_messages_of_an_unknown_side_are_left_out),
        cmocka_unit_test(a_list_that_is_not_there_stops_its_stream_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
