/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Every adapter against any answer in any view. An input is "PLATFORM/STREAM", the lines
 * "given …" of a recorded answer (source/fixture.h), an empty line, and the answer as it lies on
 * disk: what source_seeds.py makes of the fixtures. "any" instead of a platform goes through all of
 * them. Each answer is read twice, the second time as the page that follows, and with too little
 * memory. What must hold is the contract of source/source.h.
 */

#include "fuzz.h"

#include "../source/fixture.h"
#include "base/utf8.h"

#define ARENA_BYTES (64u << 20)
#define CEILINGS    2 /* of memory, tried with each input */

/* One visit: the answer, and where it stands. */
struct visit {
    const struct fixture *fixture;
    struct source_view view;
    struct cursor at;
};

static void
check(const struct source_outcome *outcome, const struct cursor *at, const struct batch *batch)
{
    struct error err = ERROR_INIT;

    HOLDS((unsigned)outcome->verdict < VERDICT_COUNT);
    HOLDS((unsigned)outcome->scope < SCOPE_COUNT && (unsigned)outcome->cause < CAUSE_COUNT);
    for (size_t i = 0; i < batch->count; i++)
        HOLDS(record_check(&batch->records[i], &err));
    if (outcome->verdict == VERDICT_MORE || outcome->verdict == VERDICT_SMALLER)
        HOLDS(!cursor_equal(&outcome->next, at));
}

/* Reads one page; false when no other follows. */
static bool
read_page(struct visit *visit, struct arena *arena)
{
    const struct fixture *fixture = visit->fixture;
    struct source_quota_note notes[SOURCE_NOTES_MAX];
    struct error err = ERROR_INIT, head = ERROR_INIT;
    struct http_request request;
    struct http_response answer;
    struct source_outcome outcome;
    struct batch batch;

    visit->view.arena = arena;
    batch_init(&batch, arena);
    if (!fixture->stream->plan(&visit->view, &visit->at, &request, &err)) {
        HOLDS(error_is_set(&err)); /* ids or settings that the platform has not */
        return false;
    }
    if (!http_response_parse(buf_str(&fixture->raw), fixture->headers, FIXTURE_HEADERS_MAX, &answer,
                             &head))
        return false;
    if (fixture->source->notes != NULL)
        HOLDS(fixture->source->notes(&answer, visit->view.now_us, notes) <= SOURCE_NOTES_MAX);
    outcome = fixture->stream->digest(&visit->view, &visit->at, &answer, &batch, &err);
    check(&outcome, &visit->at, &batch);
    visit->at = outcome.next;
    return outcome.verdict == VERDICT_MORE;
}

/* An id that was a record's once; or none. */
static bool
is_stored_id(struct str id)
{
    struct error err = ERROR_INIT;
    struct record record = { .kind = RECORD_MESSAGE_GONE };

    record.of.message_gone = (struct message_gone){ .external_id = id,
                                                    .last_seen_at_us = WHEN_NONE,
                                                    .first_missed_at_us = 0,
                                                    .removed_by = REMOVED_BY_UNKNOWN };
    return id.n == 0 || record_check(&record, &err);
}

/* What the core promises: what it gives was stored or configured, and an account has an id. */
static bool
can_be_given(const struct fixture *fixture)
{
    bool ok = fixture->view.account.external_id.n > 0 && utf8_is_valid(buf_str(&fixture->given));

    for (size_t i = 0; i < fixture->view.target_count; i++) {
        const struct source_target *target = &fixture->targets[i];
        ok = ok && target->external_id.n > 0 && is_stored_id(target->external_id) &&
             is_stored_id(target->post_external_id);
    }
    return ok;
}

/* And of targets: as many as the stream takes, of one kind. */
static struct visit
visit_of(struct fixture *fixture)
{
    struct visit visit = { .fixture = fixture, .view = fixture->view, .at = fixture->at };

    if (visit.view.target_count > fixture->stream->targets_max)
        visit.view.target_count = fixture->stream->targets_max;
    for (size_t i = 1; i < visit.view.target_count; i++)
        fixture->targets[i].is_post = fixture->targets[0].is_post;
    return visit;
}

/* Where memory ends: somewhere in what a page took, by the input's own bytes. */
static void
run_out(struct fixture *fixture, size_t used)
{
    struct str raw = buf_str(&fixture->raw);
    uint32_t hash = 2166136261u; /* FNV-1a */

    for (size_t i = 0; i < raw.n; i++)
        hash = (hash ^ (unsigned char)raw.p[i]) * 16777619u;
    for (int i = 0; i < CEILINGS; i++, hash >>= 7) {
        struct arena *small = arena_new(hash % (used + 1));
        struct visit visit = visit_of(fixture);
        (void)read_page(&visit, small);
        arena_free(small);
    }
}

static void
run(struct fixture *fixture)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct visit visit = visit_of(fixture);
    bool more = read_page(&visit, arena);
    size_t used = arena_used(arena);

    arena_reset(arena);
    if (more)
        (void)read_page(&visit, arena);
    arena_free(arena);
    run_out(fixture, used);
}

/* What an adapter says of settings alone ends too, whatever they are. */
static void
ask_settings(const struct fixture *fixture)
{
    const struct source *source = fixture->source;
    size_t nth = 0;
    struct error err = ERROR_INIT;

    while (source->fault != NULL && source->fault(fixture->settings, nth, &err) != NULL) {
        HOLDS(error_is_set(&err) && err.hint[0] != '\0');
        error_clear(&err);
        nth++;
    }
    if (source->shows_answers != NULL)
        source->shows_answers(fixture->settings);
    if (source->shows_ended != NULL)
        source->shows_ended(fixture->settings);
    if (source->renewal != NULL)
        source->renewal(fixture->settings);
    if (source->authorization != NULL)
        source->authorization(fixture->settings);
    if (source->discovery != NULL)
        source->discovery(fixture->settings);
    if (fixture->stream->is_there != NULL)
        fixture->stream->is_there(fixture->settings);
}

/* Whatever its name: what a credential is asked with is somewhere, and nobody's is as usual. */
static void
ask_grant(const struct fixture *fixture)
{
    const struct source_grant *grant = fixture->source->grant;
    struct str credential = fixture->view.account.external_id;
    struct str base_url = STR("https://platform.example");

    if (grant == NULL)
        return;
    HOLDS(!grant->differs(fixture->settings, STR_NONE));
    (void)grant->differs(fixture->settings, credential);
    (void)grant->speaks_alone(fixture->settings, credential);
    (void)grant->named(fixture->settings);
    grant->apply(fixture->settings, &base_url); /* last: these are its own from here on */
    HOLDS(base_url.n > 0);
}

static void
try_one(struct str source, struct str stream, struct str raw, struct str given)
{
    struct fixture *fixture = fixture_try("fuzzed", source, stream, raw, given);

    if (fixture == NULL)
        return;
    ask_settings(fixture);
    if (fixture->wrong == NULL && can_be_given(fixture))
        run(fixture);
    ask_grant(fixture);
    fixture_free(fixture);
}

static void
try_all(struct str raw)
{
    for (size_t i = 0; sources[i] != NULL; i++) {
        for (size_t k = 0; k < sources[i]->stream_count; k++)
            try_one(str_from(sources[i]->name), str_from(sources[i]->streams[k].name), raw,
                    STR(""));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = { (const char *)data, size };
    struct str name, source, given;
    size_t gap = str_find(rest, STR("\n\n"), 0);

    if (gap == SIZE_MAX)
        return 0;
    given = str_sub(rest, 0, gap + 1);
    rest = str_sub(rest, gap + 2, rest.n);
    (void)str_split(&given, '\n', &name);
    if (str_equal_c(name, "any"))
        try_all(rest);
    else if (str_split(&name, '/', &source))
        try_one(source, name, rest, given);
    return 0;
}
