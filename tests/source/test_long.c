/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Whatever a citizen writes, the item stays: over every recorded answer in JSON, each text, name
 * and address is made longer than a name, a line and a text may be in a record, and as many posts,
 * messages and complaints come of the answer as before, or more. Ids, times and states are not
 * among them: an item without its own is none.
 */

#include "check.h"

static const char *const names[] = {
    /* texts */
    "text", "message", "caption", "description", "isi", "IsiLaporan", "textDisplay", "textOriginal",
    "keterangan", "status_notes", "summary", "title", "judul", "JudulLaporan", "topic", "Kategori",
    /* names */
    "username", "name", "display_name", "owner", "handle", "agency_responsible", "service_name",
    "DisposisiInstansi", "instansi", "authorDisplayName",
    /* addresses */
    "permalink", "permalink_url", "share_url", "link", "url", "unshimmed_url", "expanded_url",
    "media_url",
    /* kinds of media, of which there will be others */
    "media_type", "media_product_type", "status_type", "lang"
};
static const size_t lengths[] = { RECORD_ID_MAX + 1, RECORD_LINE_MAX + 1, RECORD_TEXT_MAX + 1 };

static size_t
items_of(const struct batch *batch)
{
    return batch_count_kind(batch, RECORD_POST) + batch_count_kind(batch, RECORD_MESSAGE) +
           batch_count_kind(batch, RECORD_COMPLAINT);
}

/* Where the value of the next such member begins, behind its quotation mark; SIZE_MAX: none. */
static size_t
next_value(struct str body, const char *name, size_t from)
{
    char key[64];
    size_t at;

    snprintf(key, sizeof(key), "\"%s\":", name);
    for (at = str_find(body, str_from(key), from); at != SIZE_MAX;
         at = str_find(body, str_from(key), at + 1)) {
        size_t value = at + strlen(key);
        while (value < body.n && body.p[value] == ' ')
            value++;
        if (value < body.n && body.p[value] == '"')
            return value + 1;
    }
    return SIZE_MAX;
}

/* There the value is the item's id, or all that tells whose it is. */
static bool
is_exempt(const struct fixture *fixture, const char *name)
{
    static const struct {
        const char *fixture, *name;
    } exempt[] = { { "facebook/comments/002_no_ids_no_from", "permalink_url" },
                   { "instagram/direct_messages/004_sides_by_receivers_and_names", "username" } };

    for (size_t i = 0; i < ARRAY_SIZE(exempt); i++) {
        if (strcmp(fixture->name, exempt[i].fixture) == 0 && strcmp(name, exempt[i].name) == 0)
            return true;
    }
    return false;
}

/* True where the adapter gives no fewer items of the answer with so many letters at that place. */
static bool
is_kept(const struct fixture *fixture, size_t at, size_t length, struct arena *arena)
{
    CLEANUP(buf_done) struct buf longer = BUF_INIT(FIXTURE_BYTES_MAX);
    struct str raw = buf_str(&fixture->raw);
    struct run before, after;
    size_t wanted;

    arena_reset(arena);
    fixture_run(fixture, raw, arena, &before);
    wanted = items_of(&before.batch);
    must(buf_append_str(&longer, str_sub(raw, 0, at)));
    for (size_t i = 0; i < length; i++)
        must(buf_append(&longer, "a", 1));
    must(buf_append_str(&longer, str_sub(raw, at, raw.n)));
    arena_reset(arena);
    fixture_run(fixture, buf_str(&longer), arena, &after);
    return items_of(&after.batch) >= wanted;
}

static void
expect_kept(const struct fixture *fixture, const char *name, size_t at, struct arena *arena)
{
    for (size_t k = 0; k < ARRAY_SIZE(lengths); k++) {
        if (!is_kept(fixture, at, lengths[k], arena))
            fail_msg("%s: \"%s\" at byte %zu with %zu letters more costs an item", fixture->name,
                     name, at, lengths[k]);
    }
}

static size_t
try_all(const struct fixture *fixture, struct arena *arena)
{
    struct str raw = buf_str(&fixture->raw);
    size_t tried = 0;

    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        for (size_t at = next_value(raw, names[i], 0);
             at != SIZE_MAX && !is_exempt(fixture, names[i]); at = next_value(raw, names[i], at)) {
            tried++;
            expect_kept(fixture, names[i], at, arena);
        }
    }
    return tried;
}

static void
test_long_values(void **state)
{
    struct arena *arena = arena_new(CHECK_ARENA_BYTES);
    size_t count = 0, tried = 0;
    char **fixtures = fixture_names(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        struct fixture *fixture = fixture_load(fixtures[i]);

        tried += try_all(fixture, arena);
        fixture_free(fixture);
        free(fixtures[i]);
    }
    free(fixtures);
    arena_free(arena);
    assert_true(tried > 1000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_long_values) };

    return cmocka_run_group_tests_name("long", tests, NULL, NULL);
}
