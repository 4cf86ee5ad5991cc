/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * source/reference: whose texts are looked at, what comes of them, once and in which order; a batch
 * that is full. What addresses of posts and messages name.
 */

#include "unit.h"

#include "source/reference.h"

#include <stdio.h>
#include <string.h>

#define TEXT "lihat https://x.com/a/status/17 dan laporan #1234567"

static struct message *
add_message(struct batch *batch, const char *id, enum message_kind kind)
{
    struct record *record = batch_add(batch, RECORD_MESSAGE);

    assert_non_null(record);
    record->of.message.external_id = str_from(id);
    record->of.message.text = STR(TEXT);
    record->of.message.kind = kind;
    return &record->of.message;
}

static void
add_mention(struct batch *batch, const char *id, const char *post)
{
    struct record *record = batch_add(batch, RECORD_MENTION);

    assert_non_null(record);
    record->of.mention.message_external_id = str_from(id);
    record->of.mention.post_external_id = str_from(post);
}

/* "id channel:key", with commas between them; of a post with "!" behind its id. */
static void
expect(struct batch *batch, const char *want)
{
    char got[1000] = "";

    reference_add(batch);
    for (size_t i = 0; i < batch->count; i++) {
        const struct reference *reference = &batch->records[i].of.reference;
        if (batch->records[i].kind == RECORD_REFERENCE)
            snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s%.*s%s %.*s:%.*s",
                     got[0] != '\0' ? ", " : "", STR_ARGS(reference->external_id),
                     reference->in_post ? "!" : "", STR_ARGS(reference->channel),
                     STR_ARGS(reference->key));
    }
    assert_string_equal(got, want);
}

/* Messages and posts that name somebody, and what a list of mentions shows; nothing else. */
static void
test_who_asks(void **state)
{
    struct arena *arena = arena_new(1u << 20);
    struct batch batch;
    struct record *post;

    (void)state;
    batch_init(&batch, arena);
    add_message(&batch, "quiet", MESSAGE_COMMENT);
    add_message(&batch, "named", MESSAGE_REPLY);
    add_mention(&batch, "named", NULL);
    add_mention(&batch, "named", NULL);
    add_message(&batch, "listed", MESSAGE_MENTION);
    add_message(&batch, "other", MESSAGE_COMMENT);
    add_mention(&batch, "somewhere", NULL);
    for (int i = 0; i < 2; i++) {
        post = batch_add(&batch, RECORD_POST);
        assert_non_null(post);
        post->of.post.external_id = i == 0 ? STR("p1") : STR("p2");
        post->of.post.text = STR("kapan? youtu.be/b");
        post->of.post.links = STR(" https://youtu.be/b https://youtu.be/c");
        assert_non_null(batch_add(&batch, RECORD_POST_SAMPLE));
        if (i == 0)
            add_mention(&batch, "1", "p1");
    }
    expect(&batch, "named x:17, named lapor:1234567, listed x:17, listed lapor:1234567, "
                   "p1! youtube:b, p1! youtube:c");
    for (size_t i = 0; i < batch.count; i++) {
        struct error err = ERROR_INIT;
        if (batch.records[i].kind == RECORD_REFERENCE)
            assert_true(record_check(&batch.records[i], &err));
    }
    arena_free(arena);
}

static void
test_bounds(void **state)
{
    struct arena *arena = arena_new(128u << 20);
    CLEANUP(arena_freep) struct arena *small = arena_new(1u << 16);
    struct str text = STR("");
    struct batch batch;
    size_t count;

    (void)state;
    for (unsigned i = 0; i <= REFERENCES_MAX; i++)
        must(arena_printf(arena, &text, "%.*s x.com/a/status/%u", STR_ARGS(text), 17 + i));
    batch_init(&batch, arena);
    add_message(&batch, "m", MESSAGE_MENTION)->text = text;
    reference_add(&batch);
    assert_int_equal(batch_count_kind(&batch, RECORD_REFERENCE), REFERENCES_MAX);
    assert_false(batch.overflowed);

    batch_init(&batch, arena);
    while (batch.count < BATCH_RECORDS_MAX)
        assert_non_null(batch_add(&batch, RECORD_MESSAGE_GONE));
    count = batch.count;
    batch.records[count - 1].kind = RECORD_MESSAGE;
    batch.records[count - 1].of.message.kind = MESSAGE_MENTION;
    batch.records[count - 1].of.message.text = text;
    reference_add(&batch);
    assert_true(batch.overflowed);
    assert_int_equal(batch.count, count);
    reference_add(&batch); /* nothing comes of a page that is not whole */
    assert_int_equal(batch_count_kind(&batch, RECORD_REFERENCE), 0);

    batch_init(&batch, small);
    add_message(&batch, "m", MESSAGE_MENTION)->text = text;
    while (arena_alloc(small, 1) != NULL)
        continue;
    reference_add(&batch);
    assert_true(batch.overflowed);
    arena_free(arena);
}

static void
test_links(void **state)
{
    struct arena *arena = arena_new(1u << 16);
    struct str links = STR_NONE;
    char address[RECORD_LINE_MAX + 2];

    (void)state;
    assert_true(reference_add_link(arena, &links, STR_NONE));
    assert_true(reference_add_link(arena, &links, STR("https://contoh.id/berita/1")));
    assert_true(str_is_none(links));
    assert_true(reference_add_link(arena, &links, STR("https://youtu.be/b")));
    assert_true(reference_add_link(arena, &links, STR("https://youtu.be/c")));
    EXPECT_STR("two", links, STR(" https://youtu.be/b https://youtu.be/c"));
    memset(address, 'a', sizeof(address));
    memcpy(address, "https://youtu.be/b?", 19);
    assert_true(reference_add_link(arena, &links, (struct str){ address, RECORD_LINE_MAX + 1 }));
    EXPECT_STR("too long", links, STR(" https://youtu.be/b https://youtu.be/c"));
    while (arena_alloc(arena, 1) != NULL)
        continue;
    assert_false(reference_add_link(arena, &links, STR("https://youtu.be/d")));
    arena_free(arena);
}

/* However many addresses a platform gives, the record that they belong to can be stored. */
static void
test_links_have_an_end(void **state)
{
    struct arena *arena = arena_new(16u << 20);
    struct str links = STR_NONE;
    struct batch batch;
    struct error err = ERROR_INIT;
    struct message *message;
    char address[RECORD_LINE_MAX + 1];
    size_t all;

    (void)state;
    for (int i = 0; i < 64; i++) {
        int n = snprintf(address, sizeof(address), "https://youtu.be/v%d?", i);
        memset(address + n, 'a', RECORD_LINE_MAX - (size_t)n);
        address[RECORD_LINE_MAX] = '\0';
        assert_true(reference_add_link(arena, &links, str_from(address)));
        assert_true(reference_add_link(arena, &links, str_from(address)));
    }
    all = (RECORD_TEXT_MAX / (RECORD_LINE_MAX + 1)) * (RECORD_LINE_MAX + 1);
    assert_int_equal(links.n, all);
    assert_true(reference_add_link(arena, &links, STR("https://youtu.be/last")));
    assert_int_equal(links.n, all + sizeof(" https://youtu.be/last") - 1);

    batch_init(&batch, arena);
    message = add_message(&batch, "m", MESSAGE_MENTION);
    message->thread_key = STR("m");
    message->sent_at_us = 0;
    message->links = links;
    assert_true(record_check(&batch.records[0], &err));
    reference_add(&batch);
    assert_int_equal(batch_count_kind(&batch, RECORD_REFERENCE), REFERENCES_MAX);
    arena_free(arena);
}

/* What a platform gives as an address, the id, and the name where that is another one. */
static const struct {
    const char *address, *id, *name;
} named[] = {
    { "https://www.facebook.com/permalink.php?story_fbid=pfbid02x&id=100064", "4001", "pfbid02x" },
    { "https://www.facebook.com/permalink.php?story_fbid=4001&id=100064", "4001", NULL },
    { "https://www.facebook.com/photo.php?fbid=77&set=a.1", "4001", "77" },
    { "https://www.facebook.com/watch/?v=78", "4001", "78" },
    { "https://www.facebook.com/a/posts/4001?comment_id=5", "4001_5", NULL },
    { "facebook.com/a/posts/4001?comment_id=4001_4&reply_comment_id=4001_5", "4001_5", NULL },
    { "https://www.facebook.com/a/posts/4001?comment_id=5", "4001:1_5", "4001_5" },
    { "https://www.instagram.com/p/Cx_1/", "1790", "Cx_1" },
    { "https://www.threads.com/t/Dx_1", "1790", "Dx_1" },
    { "https://x.com/i/web/status/17", "17", NULL },
    { "https://www.youtube.com/watch?v=b&lc=Ug.9", "Ug.9", NULL },
    { "https://contoh.id/berita/1", "9", NULL },
    { NULL, "9", NULL },
};

static void
test_names(void **state)
{
    struct arena *arena = arena_new(1u << 20);
    struct batch batch;

    (void)state;
    batch_init(&batch, arena);
    for (size_t i = 0; i < ARRAY_SIZE(named); i++) {
        struct record *post = batch_add(&batch, RECORD_POST);
        struct message *message = add_message(&batch, named[i].id, MESSAGE_COMMENT);
        assert_non_null(post);
        post = &batch.records[i * 2]; /* the second may have moved it */
        post->of.post.external_id = str_from(named[i].id);
        post->of.post.permalink = message->permalink = str_from(named[i].address);
    }
    reference_name(&batch);
    for (size_t i = 0; i < ARRAY_SIZE(named); i++) {
        const struct record *records = &batch.records[i * 2];
        EXPECT_STR(named[i].id, records[0].of.post.address_name, str_from(named[i].name));
        EXPECT_STR(named[i].id, records[1].of.message.address_name, str_from(named[i].name));
    }
    assert_false(batch.overflowed);
    batch.records[4].of.post.alias_id = STR("77");
    reference_name(&batch);
    EXPECT_STR("an alias", batch.records[4].of.post.address_name, STR_NONE);
    while (arena_alloc(arena, 1) != NULL)
        continue;
    reference_name(&batch);
    assert_true(batch.overflowed);
    arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_asks), cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_links),    cmocka_unit_test(test_links_have_an_end),
        cmocka_unit_test(test_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
