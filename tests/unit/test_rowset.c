/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * store/rowset: records become the parameters that statement.h names, in its order and types.
 */

#include "unit.h"

#include "store/rowset.h"

#include <string.h>

static uint32_t
read_u32(const char *bytes)
{
    const unsigned char *b = (const unsigned char *)bytes;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* The n-th element (from 0) of an array parameter; STR_NONE for null. */
static struct str
element_of(const struct rowset *rowset, unsigned parameter, size_t n)
{
    const char *at = rowset->values[parameter] + 20;
    assert_true(n < read_u32(rowset->values[parameter] + 12));
    for (;; n--) {
        uint32_t length = read_u32(at);
        if (n == 0) {
            return length == UINT32_MAX ? STR_NONE : (struct str){ at + 4, length };
        }
        at += 4 + (length == UINT32_MAX ? 0 : length);
    }
}

/* The array type whose elements have the type that the parameter's bytes name. */
static uint32_t
array_type(uint32_t element_type)
{
    static const uint32_t types[][2] = {
        { TYPE_BOOL, TYPE_BOOL_ARRAY }, { TYPE_BYTEA, TYPE_BYTEA_ARRAY },
        { TYPE_INT8, TYPE_INT8_ARRAY }, { TYPE_INT4, TYPE_INT4_ARRAY },
        { TYPE_TEXT, TYPE_TEXT_ARRAY }, { TYPE_FLOAT8, TYPE_FLOAT8_ARRAY },
        { TYPE_TIME, TYPE_TIME_ARRAY },
    };
    for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
        if (types[i][0] == element_type) {
            return types[i][1];
        }
    }
    return 0;
}

/* One of each kind: what is sent has the number and types of parameters that the statement has. */
static void
test_types(void **state)
{
    (void)state;
    static const enum statement_id want[RECORD_KIND_COUNT] = {
        [RECORD_ACCOUNT_SAMPLE] = STATEMENT_ACCOUNT_SAMPLE_WRITE,
        [RECORD_POST] = STATEMENT_POST_WRITE,
        [RECORD_POST_SAMPLE] = STATEMENT_POST_SAMPLE_WRITE,
        [RECORD_MESSAGE] = STATEMENT_MESSAGE_WRITE,
        [RECORD_MENTION] = STATEMENT_MENTION_WRITE,
        [RECORD_REFERENCE] = STATEMENT_REFERENCE_WRITE,
        [RECORD_MESSAGE_GONE] = STATEMENT_MESSAGE_GONE_WRITE,
        [RECORD_COMPLAINT] = STATEMENT_COMPLAINT_WRITE,
        [RECORD_COMPLAINT_EVENT] = STATEMENT_COMPLAINT_EVENT_WRITE,
    };
    CLEANUP(arena_freep) struct arena *arena = arena_new(1u << 20);
    const struct rowset_head head = { 7, 9, 946684800 * WHEN_SECOND };
    const struct rowset_keys keys[RECORD_KIND_COUNT] = { 0 };
    struct batch batch;
    batch_init(&batch, arena);
    for (int kind = 0; kind < RECORD_KIND_COUNT; kind++) {
        assert_non_null(batch_add(&batch, (enum record_kind)kind));
    }
    for (int kind = 0; kind < RECORD_KIND_COUNT; kind++) {
        const struct statement *statement = &statements[want[kind]];
        struct rowset rowset;
        assert_true(rowset_encode(&batch, (enum record_kind)kind, &head, keys, &rowset));
        EXPECT_INT(statement->name, rowset.statement, want[kind]);
        EXPECT_INT(statement->name, rowset.row_count, 1);
        EXPECT_INT(statement->name, rowset.parameter_count, statement->parameter_count);
        EXPECT_STR(statement->name, ((struct str){ rowset.values[0], 4 }), STR("\0\0\0\7"));
        const bool lists = kind == RECORD_MESSAGE; /* account and time in each row */
        const struct str account = { rowset.values[1], 4 };
        const struct str observed = { rowset.values[2], 8 };
        EXPECT_STR(statement->name, (lists ? element_of(&rowset, 1, 0) : account),
                   STR("\0\0\0\x09"));
        EXPECT_STR(statement->name, (lists ? element_of(&rowset, 2, 0) : observed),
                   STR("\0\0\0\0\0\0\0\0"));
        for (unsigned i = 0; i < rowset.parameter_count; i++) {
            EXPECT_INT(statement->name, rowset.formats[i], 1);
            EXPECT_INT(statement->name,
                       (i < 3 && !(lists && i > 0)) || array_type(read_u32(rowset.values[i] + 8)) ==
                                                           statement->parameter_types[i],
                       true);
        }
    }
}

/* $4 and on of the message that the test below makes. */
static const struct str message_parameters[] = {
    STR("id"),
    STR("\0\0\0\0\0\x0f\x42\x40"),
    STR("post"),
    STR("thread"),
    STR("parent"),
    STR("direct_message"),
    STR("kkkkkkkkkkkkkkkk"),
    STR("\1"),
    STR("link"),
    STR("text"),
    STR("\0"),
    STR("hhhhhhhhhhhhhhhh"),
    STR("id-ID"),
    STR("\0\0\0\0\0\0\0\5"),
    STR("\1"),
    STR("\0\0\0\0\0\x1e\x84\x80"),
    STR("\1"),
    STR("name"),
};

/* Each field is told from the others by its value: it must stand where the statement names it. */
static void
test_message_order(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(1u << 20);
    const struct rowset_head head = { 1, 2, WHEN_NONE };
    struct rowset_keys keys[3] = { 0 };
    struct rowset rowset;
    struct batch batch;
    batch_init(&batch, arena);
    assert_non_null(batch_add(&batch, RECORD_POST));
    assert_non_null(batch_add(&batch, RECORD_MESSAGE));
    struct message *message = &batch_add(&batch, RECORD_MESSAGE)->of.message;
    *message = (struct message){
        .external_id = STR("id"),
        .post_external_id = STR("post"),
        .thread_key = STR("thread"),
        .parent_external_id = STR("parent"),
        .author_id = STR("never sent"),
        .permalink = STR("link"),
        .text = STR("text"),
        .language = STR("id-ID"),
        .sent_at_us = 946684801 * WHEN_SECOND,
        .edited_at_us = 946684802 * WHEN_SECOND,
        .likes = 5,
        .kind = MESSAGE_DIRECT,
        .hidden = TRI_YES,
        .automatic = true,
        .thread_guessed = true,
        .address_name = STR("name"),
    };
    memset(keys[2].author_key, 'k', sizeof(keys[2].author_key));
    memset(keys[2].text_hash, 'h', sizeof(keys[2].text_hash));
    keys[2].has_author = keys[2].has_text = true;
    assert_true(rowset_encode(&batch, RECORD_MESSAGE, &head, keys, &rowset));
    assert_int_equal(rowset.row_count, 2);
    EXPECT_STR("account", element_of(&rowset, 1, 1), STR("\0\0\0\2"));
    EXPECT_STR("never seen", element_of(&rowset, 2, 1), STR_NONE);
    assert_int_equal(rowset.parameter_count, 3 + ARRAY_SIZE(message_parameters));
    for (unsigned i = 0; i < ARRAY_SIZE(message_parameters); i++) {
        char row[] = { '$', (char)('0' + (i + 4) / 10), (char)('0' + (i + 4) % 10), '\0' };
        EXPECT_STR(row, element_of(&rowset, 3 + i, 1), message_parameters[i]);
    }
    /* The first message had nothing: no key either. */
    EXPECT_STR("no author", element_of(&rowset, 9, 0), STR_NONE);
    EXPECT_STR("no text", element_of(&rowset, 14, 0), STR_NONE);
    EXPECT_STR("not hidden", element_of(&rowset, 17, 0), STR_NONE);
}

/* A page of two messages of account 2, one of one of account 3: three rows in that order. */
static void
test_join(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(1u << 20);
    const struct rowset_head heads[] = { { 1, 2, 946684800 * WHEN_SECOND }, { 1, 3, WHEN_NONE } };
    const struct rowset_keys keys[2] = { 0 };
    const struct str ids[] = { STR("a"), STR("bc"), STR("") };
    const struct rowset *parts[2];
    struct rowset rowsets[2];
    struct rowset joined;
    for (size_t page = 0; page < 2; page++) {
        struct batch batch;
        batch_init(&batch, arena);
        for (size_t i = page * 2; i < page + 2; i++)
            batch_add(&batch, RECORD_MESSAGE)->of.message.external_id = ids[i];
        assert_true(rowset_encode(&batch, RECORD_MESSAGE, &heads[page], keys, &rowsets[page]));
        parts[page] = &rowsets[page];
    }
    assert_true(rowset_join(arena, parts, 2, &joined));
    assert_int_equal(joined.statement, STATEMENT_MESSAGE_WRITE);
    assert_int_equal(joined.row_count, 3);
    assert_int_equal(joined.parameter_count, rowsets[0].parameter_count);
    EXPECT_STR("government", ((struct str){ joined.values[0], 4 }), STR("\0\0\0\1"));
    for (unsigned i = 0; i < 3; i++) {
        EXPECT_STR("account", element_of(&joined, 1, i), i < 2 ? STR("\0\0\0\2") : STR("\0\0\0\3"));
        EXPECT_STR("id", element_of(&joined, 3, i), ids[i]);
        EXPECT_STR("time", element_of(&joined, 2, i), i < 2 ? STR("\0\0\0\0\0\0\0\0") : STR_NONE);
    }
    for (unsigned i = 1; i < joined.parameter_count; i++) {
        EXPECT_INT("format", joined.formats[i], 1);
        EXPECT_INT("type", read_u32(joined.values[i] + 8), read_u32(rowsets[0].values[i] + 8));
        EXPECT_INT("length", joined.lengths[i], rowsets[0].lengths[i] + rowsets[1].lengths[i] - 20);
        EXPECT_INT("nulls", read_u32(joined.values[i] + 4),
                   read_u32(rowsets[0].values[i] + 4) | read_u32(rowsets[1].values[i] + 4));
    }
    for (size_t bytes = 0; bytes < 200; bytes += 20) {
        CLEANUP(arena_freep) struct arena *small = arena_new(bytes);
        assert_false(rowset_join(small, parts, 2, &joined));
    }
}

static void
test_nothing_to_send(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(1u << 20);
    const struct rowset_head head = { 1, 2, WHEN_NONE };
    struct rowset rowset = { .row_count = 7 };
    struct batch batch;
    batch_init(&batch, arena);
    assert_non_null(batch_add(&batch, RECORD_POST));
    assert_true(rowset_encode(&batch, RECORD_MENTION, &head, NULL, &rowset));
    assert_int_equal(rowset.row_count, 0);
}

/* Arenas of every size up to the one that is enough, which is the first that succeeds. */
static void
check_ceiling(struct batch *batch, enum record_kind kind, const struct rowset_keys *keys)
{
    const struct rowset_head head = { 1, 2, WHEN_SECOND };
    struct rowset rowset;
    size_t enough = 0;

    for (bool fits = false; !fits; enough++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new(enough);
        batch->arena = arena;
        fits = rowset_encode(batch, kind, &head, keys, &rowset);
        assert_true(enough < 1000);
        assert_true(!fits || arena_used(arena) == enough);
    }
    assert_true(enough > 100);
}

static void
test_ceiling(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *records = arena_new(1u << 20);
    const struct rowset_keys keys[1] = { 0 };
    struct batch batch;

    batch_init(&batch, records);
    batch_add(&batch, RECORD_POST_SAMPLE)->of.post_sample.post_external_id = STR("1");
    check_ceiling(&batch, RECORD_POST_SAMPLE, NULL);
    batch_init(&batch, records);
    batch_add(&batch, RECORD_MESSAGE)->of.message.external_id = STR("1");
    check_ceiling(&batch, RECORD_MESSAGE, keys);
}

static void
test_single_parameters(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(10000);
    const int32_t numbers[] = { 1, -1 };
    const int64_t times[] = { 946684800 * WHEN_SECOND, WHEN_NONE };
    const bool flags[] = { true, false };
    const struct str texts[] = { STR("a"), STR_NONE };
    struct rowset rowset;
    rowset_start(&rowset, STATEMENT_STREAM_SAVE);
    assert_true(rowset_int4(&rowset, arena, -1) && rowset_int8(&rowset, arena, 1) &&
                rowset_time(&rowset, arena, times[0]) && rowset_time(&rowset, arena, WHEN_NONE) &&
                rowset_text(&rowset, arena, STR("")) && rowset_text(&rowset, arena, STR_NONE) &&
                rowset_null(&rowset) && rowset_bool(&rowset, arena, true) &&
                rowset_bool(&rowset, arena, false));
    const struct str want[] = { STR("\xff\xff\xff\xff"),
                                STR("\0\0\0\0\0\0\0\1"),
                                STR("\0\0\0\0\0\0\0\0"),
                                STR_NONE,
                                STR(""),
                                STR_NONE,
                                STR_NONE,
                                STR("\1"),
                                STR("\0") };
    assert_int_equal(rowset.parameter_count, ARRAY_SIZE(want));
    assert_int_equal(rowset.statement, STATEMENT_STREAM_SAVE);
    assert_int_equal(rowset.row_count, 1);
    for (unsigned i = 0; i < ARRAY_SIZE(want); i++) {
        EXPECT_STR("parameter", ((struct str){ rowset.values[i], (size_t)rowset.lengths[i] }),
                   want[i]);
        EXPECT_INT("format", rowset.formats[i], 1);
    }
    rowset_start(&rowset, STATEMENT_PROGRESS_FLUSH);
    assert_true(rowset_int4_array(&rowset, arena, numbers, 2) &&
                rowset_time_array(&rowset, arena, times, 2) &&
                rowset_bool_array(&rowset, arena, flags, 2) &&
                rowset_text_array(&rowset, arena, texts, 2));
    EXPECT_STR("int4[]", element_of(&rowset, 0, 1), STR("\xff\xff\xff\xff"));
    EXPECT_STR("time[]", element_of(&rowset, 1, 0), STR("\0\0\0\0\0\0\0\0"));
    EXPECT_STR("time[]", element_of(&rowset, 1, 1), STR_NONE);
    EXPECT_STR("bool[]", element_of(&rowset, 2, 1), STR("\0"));
    EXPECT_STR("text[]", element_of(&rowset, 3, 0), STR("a"));
    EXPECT_STR("text[]", element_of(&rowset, 3, 1), STR_NONE);
    CLEANUP(arena_freep) struct arena *none = arena_new(0);
    assert_false(rowset_text(&rowset, none, STR("a")));
    assert_false(rowset_text_array(&rowset, none, texts, 1));
}

/* A row of every type, one of nulls, one at the other end; and no rows at all. */
static void
test_rows(void **state)
{
    struct row {
        bool flag;
        int64_t time_us, large, small;
        struct str text, bytes;
    };
    static const struct rowset_field fields[] = {
        { ROWSET_TEXT, offsetof(struct row, text) },
        { ROWSET_BYTEA, offsetof(struct row, bytes) },
        { ROWSET_TIME, offsetof(struct row, time_us) },
        { ROWSET_INT8, offsetof(struct row, large) },
        { ROWSET_INT4, offsetof(struct row, small) },
        { ROWSET_BOOL, offsetof(struct row, flag) },
    };
    static const uint8_t oids[] = { 25, 17, 0xa0, 20, 23, 16 }; /* last byte; 1184 is 0x4a0 */
    const struct row rows[] = {
        { true, 946684801 * WHEN_SECOND, 258, 259, STR("a\xc3\xa9"), STR("\0\1") },
        { false, WHEN_NONE, -1, -1, STR_NONE, STR_NONE },
        { false, 946684800 * WHEN_SECOND, INT64_MAX, INT32_MAX, STR(""), STR("") },
    };
    const struct str want[][3] = {
        { STR("a\xc3\xa9"), STR_NONE, STR("") },
        { STR("\0\1"), STR_NONE, STR("") },
        { STR("\0\0\0\0\0\x0f\x42\x40"), STR_NONE, STR("\0\0\0\0\0\0\0\0") },
        { STR("\0\0\0\0\0\0\1\2"), STR_NONE, STR("\x7f\xff\xff\xff\xff\xff\xff\xff") },
        { STR("\0\0\1\3"), STR_NONE, STR("\x7f\xff\xff\xff") },
        { STR("\1"), STR("\0"), STR("\0") },
    };
    struct rowset_table table = { fields, ARRAY_SIZE(fields), rows, sizeof(*rows), 3 };
    CLEANUP(arena_freep) struct arena *arena = arena_new(10000);
    CLEANUP(arena_freep) struct arena *none = arena_new(0);
    struct rowset rowset;

    (void)state;
    rowset_start(&rowset, STATEMENT_RUN_INSERT);
    assert_true(rowset_int4(&rowset, arena, 7) && rowset_rows(&rowset, arena, &table));
    assert_int_equal(rowset.parameter_count, 1 + ARRAY_SIZE(fields));
    assert_int_equal(rowset.row_count, 3);
    for (unsigned field = 0; field < ARRAY_SIZE(fields); field++) {
        assert_int_equal((uint8_t)rowset.values[1 + field][11], oids[field]);
        for (unsigned row = 0; row < 3; row++)
            EXPECT_STR("element", element_of(&rowset, 1 + field, row), want[field][row]);
    }
    table.row_count = 0;
    rowset_start(&rowset, STATEMENT_RUN_INSERT);
    assert_true(rowset_rows(&rowset, arena, &table));
    assert_int_equal(rowset.row_count, 0);
    assert_int_equal(rowset.lengths[0], 12); /* no dimension, no element */
    assert_false(rowset_rows(&rowset, none, &table));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_types),   cmocka_unit_test(test_message_order),
        cmocka_unit_test(test_join),    cmocka_unit_test(test_nothing_to_send),
        cmocka_unit_test(test_ceiling), cmocka_unit_test(test_single_parameters),
        cmocka_unit_test(test_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
