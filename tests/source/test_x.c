/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * X. One test per behaviour that has broken other collectors, by the numbers of the list in
 * tests/README.md; and every refusal that X is known to write.
 */

#include "check.h"

#define OWN   "1200000000000001001"
#define GIVEN "given account " OWN " dinasair\ngiven base https://x.example/2\n"

static const struct record *
record_at(const struct look *look, enum record_kind kind, size_t index)
{
    size_t seen = 0;

    for (size_t i = 0; i < look->run.batch.count; i++) {
        const struct record *record = &look->run.batch.records[i];
        if (record->kind == kind && seen++ == index)
            return record;
    }
    fail_msg("%s: no record %zu of kind %s", look->fixture->name, index, record_kind_name(kind));
    return NULL;
}

static const struct post *
post_at(const struct look *look, size_t index)
{
    return &record_at(look, RECORD_POST, index)->of.post;
}

static struct look
expect_outcome(const char *name, enum verdict verdict, enum verdict_scope scope, enum cause cause)
{
    struct look look = look_at(name);
    const struct source_outcome *got = &look.run.outcome;

    if (got->verdict != verdict || got->scope != scope || got->cause != cause)
        fail_msg("%s: %s %s %s", name, verdict_name(got->verdict), verdict_scope_name(got->scope),
                 cause_name(got->cause));
    return look;
}

static void
outcome_of(const char *name, enum verdict verdict, enum verdict_scope scope, enum cause cause)
{
    struct look look = expect_outcome(name, verdict, scope, cause);

    look_done(&look);
}

static int64_t
time_of(const char *text)
{
    int64_t us;

    assert_true(when_parse_rfc3339(str_from(text), &us));
    return us;
}

/* ---- what has broken others ---- */

static void
quirk_59_errors_alone_are_an_answer(void **state)
{
    (void)state;
    outcome_of("x/account/003_suspended", VERDICT_GONE, SCOPE_ACCOUNT, CAUSE_GONE);
    outcome_of("x/posts/017_protected", VERDICT_DENIED, SCOPE_ACCOUNT, CAUSE_PERMISSION);
    outcome_of("x/lookup/002_all_are_gone", VERDICT_DONE, SCOPE_TARGET, CAUSE_NONE);
}

static void
quirk_60_late_mentions_are_asked_for_again(void **state)
{
    struct look look = look_at("x/mentions/002_late_ones_are_asked_for");

    (void)state;
    /* Twelve hours before the last visit. */
    assert_true(url_holds(&look, "start_time=2026-11-19T19%3A50%3A00Z"));
    look_done(&look);
}

/* What X lost from the list of mentions comes beside our own answer to it. */
static void
quirk_60_a_mention_that_never_came_stands_beside_its_answer(void **state)
{
    struct look look = look_at("x/posts/001_posts_and_answers");
    const struct message *answer = message_at(&look, 0);
    const struct message *asked = message_at(&look, 1);

    (void)state;
    EXPECT_TEXT(answer->author_id, OWN);
    assert_int_equal(asked->kind, MESSAGE_MENTION);
    assert_true(str_equal(answer->parent_external_id, asked->external_id));
    assert_true(str_equal(answer->thread_key, asked->thread_key));
    look_done(&look);
}

static void
quirk_61_since_id_and_start_time_are_never_asked_together(void **state)
{
    static const char *const names[] = { "x/posts/015_window_by_id", "x/posts/016_window_by_time",
                                         "x/mentions/002_late_ones_are_asked_for" };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        struct look look = look_at(names[i]);
        assert_int_equal(url_holds(&look, "since_id=") + url_holds(&look, "start_time="), 1);
        look_done(&look);
    }
}

static void
quirk_62_an_id_says_the_time_where_times_are_refused(void **state)
{
    struct look look = look_at("x/posts/015_window_by_id");

    (void)state;
    /* (2026-11-19T07:45:00Z in ms - 1288834974657) << 22, by hand. */
    assert_true(url_holds(&look, "since_id=2123321627243446272"));
    look_done(&look);
    outcome_of("x/posts/011_trouble", VERDICT_BUSY, SCOPE_PLATFORM, CAUSE_PEER_TROUBLE);
}

static void
quirk_63_a_retweet_has_the_text_of_what_it_repeats(void **state)
{
    struct look look = look_at("x/posts/004_retweet_is_cut");

    (void)state;
    assert_true(str_ends(post_at(&look, 0)->text, STR("mohon warga di bantaran sungai waspada.")));
    look_done(&look);
}

static void
quirk_64_a_long_text_is_read_from_its_note(void **state)
{
    struct look look = look_at("x/posts/002_names_of_2026");

    (void)state;
    assert_true(post_at(&look, 0)->text.n > 280);
    assert_true(str_ends(post_at(&look, 0)->text, STR("wilayah 15 pukul 15.00.")));
    look_done(&look);
}

static void
quirk_65_the_monthly_cap_is_told_by_its_type(void **state)
{
    struct look look =
        expect_outcome("x/posts/010_usage_capped", VERDICT_LIMITED, SCOPE_APP, CAUSE_QUOTA);

    (void)state;
    /* Not the header's 08:15, which is that of another limit. */
    assert_int_equal(look.run.outcome.not_before_us, time_of("2026-11-21T00:00:00Z"));
    look_done(&look);
}

static void
quirk_66_limits_of_a_day_are_noted(void **state)
{
    struct look look = look_at("x/posts/020_limits_of_a_day");
    struct source_quota_note notes[SOURCE_NOTES_MAX];
    size_t count = look.fixture->source->notes(&look.run.answer, look.fixture->view.now_us, notes);

    (void)state;
    assert_int_equal(count, 3);
    assert_string_equal(notes[1].name, "app_day_10000");
    assert_int_equal(notes[1].scope, SCOPE_APP);
    assert_true(notes[1].used_share >= 1);
    assert_int_equal(notes[1].regain_at_us, time_of("2026-11-20T23:00:00Z"));
    assert_string_equal(notes[2].name, "user_day_1000");
    look_done(&look);
}

/* Of a limit's three headers: numbers that cannot be, and ends that no limit has. */
static void
test_odd_limits(void **state)
{
    static const struct {
        const char *limit, *left, *reset;
        size_t count;
        double share;
        const char *regain; /* NULL: not told */
    } rows[] = {
        { "100", "25", "1795163400", 1, 0.75, "2026-11-20T08:30:00Z" },
        { "100", "0", "1799999999", 1, 1, "2026-11-21T09:00:00Z" }, /* a day and an hour */
        { "100", "100", "9999999999999999", 1, 0, NULL },
        { "100", "50", "1795000000", 1, 0.5, NULL }, /* it has passed */
        { "100", "50", "-1", 1, 0.5, NULL },
        { "100", "101", "1795163400", 0, 0, NULL },
        { "0", "0", "1795163400", 0, 0, NULL },
        { "100", "banyak", "1795163400", 0, 0, NULL },
        { "-5", "-7", "1795163400", 0, 0, NULL },
        { "", "5", "1795163400", 0, 0, NULL },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct source_quota_note notes[SOURCE_NOTES_MAX];
        char raw[300];
        struct look look;

        (void)snprintf(raw, sizeof(raw),
                       "HTTP/1.1 200 OK\nx-rate-limit-limit: %s\nx-rate-limit-remaining: %s\n"
                       "x-rate-limit-reset: %s\n\n{\"meta\":{\"result_count\":0}}",
                       rows[i].limit, rows[i].left, rows[i].reset);
        look = look_made("x", "posts", raw, "");
        assert_int_equal(
            look.fixture->source->notes(&look.run.answer, look.fixture->view.now_us, notes),
            rows[i].count);
        assert_true(rows[i].count == 0 || notes[0].used_share == rows[i].share);
        assert_true(rows[i].count == 0 ||
                    notes[0].regain_at_us ==
                        (rows[i].regain != NULL ? time_of(rows[i].regain) : WHEN_NONE));
        look_done(&look);
    }
}

/* X's codes of languages, of which some say that there is none. */
static void
test_languages(void **state)
{
    static const struct {
        const char *code, *language;
    } rows[] = { { "in", "id" },  { "iw", "he" },  { "jv", "jv" }, { "und", NULL },
                 { "zxx", NULL }, { "qme", NULL }, { "qu", "qu" }, { "art", NULL } };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        char raw[300];
        struct look look;

        (void)snprintf(
            raw, sizeof(raw),
            "HTTP/1.1 200 OK\n\n{\"data\":[{\"id\":\"7\",\"text\":\"a\",\"author_id\":\"1000\","
            "\"created_at\":\"2026-11-20T01:00:00.000Z\",\"lang\":\"%s\"}]}",
            rows[i].code);
        look = look_made("x", "posts", raw, "");
        assert_true(rows[i].language != NULL
                        ? str_equal_c(post_at(&look, 0)->language, rows[i].language)
                        : str_is_none(post_at(&look, 0)->language));
        look_done(&look);
    }
}

static void
quirk_67_not_enrolled_is_told_with_its_reason(void **state)
{
    struct look look =
        expect_outcome("x/comments/005_not_in_the_plan", VERDICT_DENIED, SCOPE_APP, CAUSE_PLAN);

    (void)state;
    assert_non_null(strstr(look.run.err.text, "user-not-enrolled"));
    assert_non_null(strstr(look.run.err.hint, "enrolled"));
    look_done(&look);
}

static void
test_a_protected_account_is_told_as_such(void **state)
{
    struct look look =
        expect_outcome("x/posts/017_protected", VERDICT_DENIED, SCOPE_ACCOUNT, CAUSE_PERMISSION);

    (void)state;
    assert_non_null(strstr(look.run.err.hint, "ask the unit to make it public"));
    look_done(&look);
}

static void
quirk_68_an_empty_404_says_nothing_of_the_account(void **state)
{
    (void)state;
    outcome_of("x/posts/013_empty_404", VERDICT_MALFORMED, SCOPE_STREAM, CAUSE_BAD_ANSWER);
}

static void
quirk_69_both_names_are_read_and_either_is_asked(void **state)
{
    struct look look = look_at("x/posts/002_names_of_2026");
    const struct record *sample = record_at(&look, RECORD_POST_SAMPLE, 0);

    (void)state;
    assert_true(url_holds(&look, "post.fields="));
    assert_true(url_holds(&look, "expansions=referenced_posts.id"));
    assert_int_equal(sample->of.post_sample.shares, 5);
    assert_true(
        str_equal(message_at(&look, 0)->parent_external_id, message_at(&look, 1)->external_id));
    look_done(&look);
    look = look_at("x/account/002_post_count");
    assert_int_equal(record_at(&look, RECORD_ACCOUNT_SAMPLE, 0)->of.account_sample.posts, 4121);
    look_done(&look);
}

static void
quirk_70_suspended_protected_and_deleted_are_told_apart(void **state)
{
    struct look look = look_at("x/lookup/001_some_are_gone");
    static const enum removed_by want[] = { REMOVED_BY_UNKNOWN, REMOVED_BY_PLATFORM,
                                            REMOVED_BY_AUTHOR };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(want); i++)
        assert_int_equal(record_at(&look, RECORD_MESSAGE_GONE, i)->of.message_gone.removed_by,
                         want[i]);
    /* The sixth target, of which nothing is said, is not gone. */
    assert_int_equal(batch_count_kind(&look.run.batch, RECORD_MESSAGE_GONE), 3);
    look_done(&look);
}

/* Plans end and money runs out: whoever holds the contract is told. */
static void
quirk_71_what_the_plan_lacks_is_no_limit(void **state)
{
    (void)state;
    outcome_of("x/account/007_not_enrolled", VERDICT_DENIED, SCOPE_APP, CAUSE_PLAN);
    outcome_of("x/account/008_credits_used_up", VERDICT_DENIED, SCOPE_APP, CAUSE_PLAN);
}

static void
quirk_72_a_404_for_people_is_their_trouble(void **state)
{
    (void)state;
    outcome_of("x/posts/012_html_404", VERDICT_BUSY, SCOPE_STREAM, CAUSE_PEER_TROUBLE);
}

static void
quirk_73_two_rows_with_a_next_page_go_on(void **state)
{
    struct look look = expect_outcome("x/posts/007_two_rows_and_a_next_page", VERDICT_MORE,
                                      SCOPE_STREAM, CAUSE_NONE);

    (void)state;
    assert_int_equal(batch_count_kind(&look.run.batch, RECORD_POST), 2);
    assert_true(url_holds(&look, "pagination_token=page2"));
    look_done(&look);
    outcome_of("x/posts/006_nothing", VERDICT_DONE, SCOPE_STREAM, CAUSE_NONE);
    outcome_of("x/comments/004_nothing", VERDICT_DONE, SCOPE_TARGET, CAUSE_NONE);
}

static void
quirk_74_three_escapes_are_undone_and_no_others(void **state)
{
    struct look look = look_at("x/posts/005_escapes");

    (void)state;
    EXPECT_TEXT(post_at(&look, 0)->text, "Debit < 5 l/s & tekanan > 2 bar, &quot;normal&quot; "
                                         "\xf0\x9f\x97\xaf");
    look_done(&look);
}

/* ---- edits, times, threads ---- */

static void
test_an_edited_post_is_its_first_version(void **state)
{
    struct look look = look_at("x/posts/003_edited");
    const struct post *post = post_at(&look, 0);

    (void)state;
    EXPECT_TEXT(post->external_id, "2123219705656246272");
    EXPECT_TEXT(post->alias_id, "2123224738821046272");
    assert_int_equal(post->published_at_us, time_of("2026-11-19T01:00:00Z"));
    assert_int_equal(post->edited_at_us, time_of("2026-11-19T01:20:00Z"));
    look_done(&look);
    /* Seen again in its old form, it keeps its new text and its new counters. */
    look = look_at("x/posts/027_old_version_listed");
    assert_true(str_is_none(post_at(&look, 0)->text));
    assert_int_equal(batch_count_kind(&look.run.batch, RECORD_POST_SAMPLE), 0);
    look_done(&look);
}

/* A look-up answers the first id with the first version, as it stood: the newest is asked for. */
static void
test_the_newest_version_is_looked_up(void **state)
{
    struct look look = expect_outcome("x/lookup/009_posts_of_which_one_was_edited", VERDICT_MORE,
                                      SCOPE_TARGET, CAUSE_NONE);

    (void)state;
    assert_int_equal(batch_count_kind(&look.run.batch, RECORD_POST_SAMPLE), 0);
    look_done(&look);
    look =
        expect_outcome("x/lookup/010_the_newest_version", VERDICT_DONE, SCOPE_TARGET, CAUSE_NONE);
    assert_true(url_holds(&look, "/tweets?ids=2123224738821046272&"));
    EXPECT_TEXT(record_at(&look, RECORD_POST_SAMPLE, 0)->of.post_sample.post_external_id,
                "2123219705656246272");
    assert_int_equal(record_at(&look, RECORD_POST_SAMPLE, 0)->of.post_sample.likes, 51);
    look_done(&look);
    /* Where it is gone, all of it is, though the first was still answered. */
    look = look_at("x/lookup/011_the_newest_version_is_gone");
    EXPECT_TEXT(record_at(&look, RECORD_MESSAGE_GONE, 0)->of.message_gone.external_id,
                "2123219705656246272");
    look_done(&look);
    look = look_at("x/lookup/012_the_newest_version_of_a_message");
    EXPECT_TEXT(message_at(&look, 0)->text, "@dinasair sampai jam berapa, ya?");
    look_done(&look);
    /* Edited between the two: once more is for the next look-up. */
    outcome_of("x/lookup/013_edited_again", VERDICT_DONE, SCOPE_TARGET, CAUSE_NONE);
}

/* As many as one request may have, all edited: the place of the second has room for each. */
static void
test_all_that_is_looked_up_was_edited(void **state)
{
    enum { COUNT = 100 };
    CLEANUP(buf_done) struct buf raw = BUF_INIT(1u << 16);
    CLEANUP(buf_done) struct buf want = BUF_INIT(1u << 13);
    static char ids[COUNT][24];
    static struct source_target targets[COUNT];
    struct look look = { 0 };
    struct http_request request;
    struct error err = ERROR_INIT;
    struct str stored;

    (void)state;
    assert_true(buf_printf(&raw, "HTTP/1.1 200 OK\r\n\r\n{\"data\":["));
    for (unsigned i = 0; i < COUNT; i++) {
        snprintf(ids[i], sizeof(ids[i]), "2123219705656246%03u", i);
        targets[i] = (struct source_target){ .external_id = str_from(ids[i]),
                                             .published_at_us = WHEN_NONE,
                                             .last_seen_at_us = WHEN_NONE,
                                             .is_post = true };
        assert_true(buf_printf(&raw,
                               "%s{\"id\":\"%s\",\"text\":\"a\",\"edit_history_tweet_ids\":"
                               "[\"%s\",\"2123224738821046%03u\"]}",
                               i > 0 ? "," : "", ids[i], ids[i], i));
        assert_true(buf_printf(&want, "%s2123224738821046%03u", i > 0 ? "%2C" : "ids=", i));
    }
    assert_true(buf_printf(&raw, "]}"));
    look.fixture = fixture_make("made", "x", "lookup", buf_str(&raw), GIVEN "given target 1\n");
    look.fixture->view.targets = targets;
    look.fixture->view.target_count = COUNT;
    look_run(&look);
    assert_int_equal(look.run.outcome.verdict, VERDICT_MORE);
    assert_true(cursor_format(&look.run.outcome.next, look.arena, &stored));
    look.fixture->view.arena = look.arena;
    assert_true(
        look.fixture->stream->plan(&look.fixture->view, &look.run.outcome.next, &request, &err));
    assert_int_not_equal(str_find(request.url, buf_str(&want), 0), SIZE_MAX);
    look.fixture->view.arena = NULL;
    look_done(&look);
}

static void
test_an_id_tells_the_time(void **state)
{
    struct look look = look_at("x/posts/014_defaults_alone");

    (void)state;
    assert_int_equal(post_at(&look, 0)->published_at_us, time_of("2026-11-19T07:00:00Z"));
    assert_int_equal(post_at(&look, 1)->published_at_us, time_of("2026-11-19T06:50:00Z"));
    look_done(&look);
}

/* Under an own post each answer begins a thread; elsewhere the conversation is one. */
static void
test_threads(void **state)
{
    struct look look = look_at("x/comments/001_conversation");

    (void)state;
    EXPECT_TEXT(message_at(&look, 0)->thread_key, "2123252421227446272");
    for (size_t i = 1; i < 5; i++)
        EXPECT_TEXT(message_at(&look, i)->thread_key, "2123222222238646272");
    look_done(&look);
    look = look_at("x/mentions/001_who_began");
    EXPECT_TEXT(message_at(&look, 2)->thread_key, "2123627392005046272");
    EXPECT_TEXT(message_at(&look, 3)->thread_key, "2123627392005046272");
    assert_int_equal(message_at(&look, 4)->kind, MESSAGE_COMMENT);
    look_done(&look);
}

/* Off until somebody names the plan, and the configuration says why. */
static void
test_off_until_a_plan_is_named(void **state)
{
    struct fixture *fixture = fixture_make("made", "x", "posts", STR(""), GIVEN);
    struct error err = ERROR_INIT;

    (void)state;
    assert_string_equal(fixture->source->fault(fixture->settings, 0, &err), "plan");
    assert_non_null(strstr(err.text, "government"));
    assert_null(fixture->source->fault(fixture->settings, 1, &err));
    fixture_free(fixture);
    fixture = fixture_make("made", "x", "posts", STR(""), GIVEN "given set plan=enterprise\n");
    assert_null(fixture->source->fault(fixture->settings, 0, &err));
    fixture_free(fixture);
}

/* ---- refusals ---- */

struct refusal {
    int status;
    const char *body;
    enum verdict verdict;
    enum verdict_scope scope;
    enum cause cause;
};

#define TYPE(name) \
    "{\"title\":\"T\",\"detail\":\"D\",\"type\":\"https://api.x.com/2/problems/" name "\"}"
#define CODE(code) "{\"errors\":[{\"code\":" #code ",\"message\":\"M\"}]}"

static const struct refusal refusals[] = {
    { 403, TYPE("client-forbidden"), VERDICT_DENIED, SCOPE_APP, CAUSE_PLAN },
    { 403, TYPE("disallowed-resource"), VERDICT_DENIED, SCOPE_ACCOUNT, CAUSE_POLICY },
    { 403, TYPE("unsupported-authentication"), VERDICT_DENIED, SCOPE_CREDENTIAL,
      CAUSE_TOKEN_INVALID },
    { 403, TYPE("oauth1-permissions"), VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_PERMISSION },
    { 403, TYPE("not-authorized-for-field"), VERDICT_DENIED, SCOPE_STREAM, CAUSE_PERMISSION },
    { 200, TYPE("resource-not-found"), VERDICT_GONE, SCOPE_ACCOUNT, CAUSE_GONE },
    { 404, TYPE("resource-not-found"), VERDICT_GONE, SCOPE_ACCOUNT, CAUSE_GONE },
    { 500, TYPE("internal-error"), VERDICT_BUSY, SCOPE_STREAM, CAUSE_PEER_TROUBLE },
    { 400, TYPE("invalid-request"), VERDICT_DENIED, SCOPE_STREAM, CAUSE_OUR_REQUEST },
    { 429, TYPE("rate-limit-exceeded"), VERDICT_LIMITED, SCOPE_CREDENTIAL, CAUSE_QUOTA },
    { 429, TYPE("usage-capped"), VERDICT_LIMITED, SCOPE_APP, CAUSE_QUOTA },
    { 503, TYPE("resource-unavailable"), VERDICT_BUSY, SCOPE_STREAM, CAUSE_PEER_TROUBLE },
    { 429, CODE(88), VERDICT_LIMITED, SCOPE_CREDENTIAL, CAUSE_QUOTA },
    { 401, CODE(32), VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID },
    { 401, CODE(89), VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID },
    { 400, CODE(215), VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID },
    { 403, CODE(326), VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_POLICY },
    { 403, CODE(453), VERDICT_DENIED, SCOPE_APP, CAUSE_PLAN },
    { 403, CODE(63), VERDICT_GONE, SCOPE_ACCOUNT, CAUSE_GONE },
    { 404, CODE(50), VERDICT_GONE, SCOPE_ACCOUNT, CAUSE_GONE },
    { 404, CODE(34), VERDICT_DENIED, SCOPE_STREAM, CAUSE_OUR_REQUEST },
    { 503, CODE(130), VERDICT_BUSY, SCOPE_STREAM, CAUSE_PEER_TROUBLE },
    { 401, "{\"title\":\"Unauthorized\",\"type\":\"about:blank\",\"status\":401}", VERDICT_DENIED,
      SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID },
    { 403, "{\"title\":\"Forbidden\",\"type\":\"about:blank\",\"status\":403}", VERDICT_DENIED,
      SCOPE_STREAM, CAUSE_PERMISSION },
    { 402, "{\"title\":\"Payment Required\",\"type\":\"about:blank\"}", VERDICT_DENIED, SCOPE_APP,
      CAUSE_PLAN },
    { 404, "{\"title\":\"Not Found\",\"type\":\"about:blank\"}", VERDICT_DENIED, SCOPE_STREAM,
      CAUSE_OUR_REQUEST },
    { 429, "{\"title\":\"Too Many Requests\",\"type\":\"about:blank\"}", VERDICT_LIMITED,
      SCOPE_CREDENTIAL, CAUSE_QUOTA },
    { 503, "{\"title\":\"Service Unavailable\",\"type\":\"about:blank\"}", VERDICT_BUSY,
      SCOPE_PLATFORM, CAUSE_PEER_TROUBLE },
    { 418, "{\"title\":\"?\"}", VERDICT_MALFORMED, SCOPE_STREAM, CAUSE_BAD_ANSWER },
    { 401, "[]", VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID },
    { 500, "{\"error\":{\"message\":\"Internal\",\"code\":131}}", VERDICT_BUSY, SCOPE_STREAM,
      CAUSE_PEER_TROUBLE },
};

static void
test_refusals(void **state)
{
    char raw[1024];

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(refusals); i++) {
        const struct refusal *want = &refusals[i];
        struct look look;
        const struct source_outcome *got;
        snprintf(raw, sizeof(raw), "HTTP/1.1 %d X\nContent-Type: application/json\n\n%s",
                 want->status, want->body);
        look = look_made("x", "mentions", raw, GIVEN);
        got = &look.run.outcome;
        if (got->verdict != want->verdict || got->scope != want->scope || got->cause != want->cause)
            fail_msg("%d %s: %s %s %s", want->status, want->body, verdict_name(got->verdict),
                     verdict_scope_name(got->scope), cause_name(got->cause));
        look_done(&look);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quirk_59_errors_alone_are_an_answer),
        cmocka_unit_test(quirk_60_late_mentions_are_asked_for_again),
        cmocka_unit_test(quirk_60_a_mention_that_never_came_stands_beside_its_answer),
        cmocka_unit_test(quirk_61_since_id_and_start_time_are_never_asked_together),
        cmocka_unit_test(quirk_62_an_id_says_the_time_where_times_are_refused),
        cmocka_unit_test(quirk_63_a_retweet_has_the_text_of_what_it_repeats),
        cmocka_unit_test(quirk_64_a_long_text_is_read_from_its_note),
        cmocka_unit_test(quirk_65_the_monthly_cap_is_told_by_its_type),
        cmocka_unit_test(quirk_66_limits_of_a_day_are_noted),
        cmocka_unit_test(test_odd_limits),
        cmocka_unit_test(test_languages),
        cmocka_unit_test(quirk_67_not_enrolled_is_told_with_its_reason),
        cmocka_unit_test(test_a_protected_account_is_told_as_such),
        cmocka_unit_test(quirk_68_an_empty_404_says_nothing_of_the_account),
        cmocka_unit_test(quirk_69_both_names_are_read_and_either_is_asked),
        cmocka_unit_test(quirk_70_suspended_protected_and_deleted_are_told_apart),
        cmocka_unit_test(quirk_71_what_the_plan_lacks_is_no_limit),
        cmocka_unit_test(quirk_72_a_404_for_people_is_their_trouble),
        cmocka_unit_test(quirk_73_two_rows_with_a_next_page_go_on),
        cmocka_unit_test(quirk_74_three_escapes_are_undone_and_no_others),
        cmocka_unit_test(test_an_edited_post_is_its_first_version),
        cmocka_unit_test(test_the_newest_version_is_looked_up),
        cmocka_unit_test(test_all_that_is_looked_up_was_edited),
        cmocka_unit_test(test_an_id_tells_the_time),
        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_off_until_a_plan_is_named),
        cmocka_unit_test(test_refusals),
    };

    return cmocka_run_group_tests_name("x", tests, NULL, NULL);
}
