/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Every adapter against any answer: the first byte chooses adapter and stream, the rest is status
 * line, headers and body; an input that is a recorded answer as it lies on disk goes through all of
 * them. Each answer is read twice, the second time as the page that follows. What must hold is the
 * contract of source/source.h.
 */

#include "fuzz.h"

#include "config/setting.h"
#include "source/source.h"

#define HEADERS_MAX 24
#define ARENA_BYTES (64u << 20)

static void
check(const struct source_outcome *outcome, const struct cursor *at, const struct batch *batch)
{
    struct error err = ERROR_INIT;

    HOLDS((unsigned)outcome->verdict < VERDICT_COUNT);
    for (size_t i = 0; i < batch->count; i++)
        HOLDS(record_check(&batch->records[i], &err));
    if (outcome->verdict == VERDICT_MORE || outcome->verdict == VERDICT_SMALLER)
        HOLDS(!cursor_equal(&outcome->next, at));
}

/* Two visits of the same answer: the second one stands where the first one ended. */
static void
visit(const struct source_stream *stream, const struct source_view *view, struct str raw)
{
    struct http_header headers[HEADERS_MAX];
    struct cursor at = CURSOR_INIT;

    for (int page = 0; page < 2; page++) {
        struct error err = ERROR_INIT, head = ERROR_INIT;
        struct http_request request;
        struct http_response answer;
        struct source_outcome outcome;
        struct batch batch;

        batch_init(&batch, view->arena);
        if (!http_response_parse(raw, headers, HEADERS_MAX, &answer, &head))
            return;
        HOLDS(stream->plan(view, &at, &request, &err));
        outcome = stream->digest(view, &at, &answer, &batch, &err);
        check(&outcome, &at, &batch);
        if (outcome.verdict != VERDICT_MORE)
            return;
        at = outcome.next;
    }
}

/* What changes how items are read, for the settings of an adapter that has it. */
static void
set_otherwise(const struct setting *table, void *settings, struct arena *arena)
{
    static const char *const values[][2] = { { "profile", "stages" }, { "posts_edge", "feed" } };
    struct error err = ERROR_INIT;

    for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
        const struct setting *setting = setting_find(table, str_from(values[i][0]));
        HOLDS(setting == NULL ||
              setting_set(setting, str_from(values[i][1]), settings, arena, &err));
    }
}

static void
run(const struct source *source, const struct source_stream *stream, struct str raw, bool otherwise)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    void *settings = arena_alloc(arena, source->settings_size);
    const struct source_target target = { .external_id = STR("501_7"),
                                          .post_external_id = STR("1000_501"),
                                          .published_at_us = WHEN_NONE };
    struct error err = ERROR_INIT;
    struct source_view view = { .settings = settings,
                                .base_url = STR("https://graph.example/v26.0"),
                                .account = { .external_id = STR("1000") },
                                .targets = &target,
                                .target_count = stream->targets_max,
                                .now_us = INT64_C(1795161600) * WHEN_SECOND,
                                .since_us = WHEN_NONE,
                                .last_complete_us = WHEN_NONE,
                                .arena = arena };

    HOLDS(setting_defaults(source->settings, settings, arena, &err));
    if (otherwise)
        set_otherwise(source->settings, settings, arena);
    visit(stream, &view, raw);
    arena_free(arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str raw = { (const char *)data, size };
    bool all = str_starts(raw, STR("HTTP"));
    size_t number = 0;

    if (size == 0)
        return 0;
    for (size_t i = 0; sources[i] != NULL; i++) {
        for (size_t k = 0; k < sources[i]->stream_count; k++, number++) {
            const struct source_stream *stream = &sources[i]->streams[k];
            if (all) {
                run(sources[i], stream, raw, false);
                run(sources[i], stream, raw, true);
            } else if (number == data[0] % 6u) {
                run(sources[i], stream, str_sub(raw, 1, size), data[0] >= 128);
            }
        }
    }
    return 0;
}
