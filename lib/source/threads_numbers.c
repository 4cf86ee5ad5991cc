/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Numbers: insights of their own permission, asked for behind what they belong to. One unknown
 * metric makes Meta refuse all of them; a refusal costs the numbers, never what was read before.
 * The profile waits in the cursor, with the handle as the frame's object, until the number of
 * followers is there: a sample is one record.
 */

#include "source/threads.h"

#include <string.h>

#include "record/absent.h"
#include "source/fields.h"

struct profile {
    struct account_sample sample;
};

static const struct profile no_profile = {
    .sample = ABSENT_ACCOUNT_SAMPLE,
};

static const struct field profile_fields[] = {
    { "name", FIELD_LINE, offsetof(struct profile, sample.name), false },
    { "username", FIELD_ID, offsetof(struct profile, sample.handle), false },
    { "follower_count", FIELD_COUNT, offsetof(struct profile, sample.followers), false },
};

struct metric { /* one of the list */
    struct str name;
    int64_t count;
};

static const struct field metric_fields[] = {
    { "name", FIELD_LINE, offsetof(struct metric, name), true },
    { "total_value.value|values.0.value", FIELD_COUNT, offsetof(struct metric, count), false },
};

bool
threads_is_at_numbers(const struct cursor *at)
{
    return at->frame_count > 0 && strcmp(at->frames[0].edge, THREADS_NUMBERS) == 0;
}

static struct source_outcome
add_sample(const struct source_view *view, const struct cursor *at,
           const struct account_sample *sample, struct batch *batch, struct error *err)
{
    struct record *record = batch_add(batch, RECORD_ACCOUNT_SAMPLE);
    struct error why = ERROR_INIT;

    if (record != NULL)
        record->of.account_sample = *sample;
    answer_keep(batch, 0, "$", true, &why);
    return answer_finish(answer_outcome(at, VERDICT_DONE, SCOPE_STREAM, CAUSE_NONE), view, at,
                         batch, 0, err);
}

struct source_outcome
threads_read_profile(const struct source_view *view, const struct cursor *at,
                     const struct http_response *answer, struct batch *batch, struct error *err)
{
    const struct threads_settings *set = view->settings;
    struct source_outcome outcome;
    CLEANUP(jdoc_freep) struct jdoc *doc = graph_open_object(view, at, answer, &outcome, err);
    struct profile profile = no_profile;
    struct error why = ERROR_INIT;

    if (doc == NULL)
        return outcome;
    if (!fields_read(FIELD_TABLE(profile_fields), jdoc_root(doc), &profile, batch, "$", &why))
        return answer_malformed(view, at, err, "$.%s", why.text);
    if (str_is_none(profile.sample.name) && str_is_none(profile.sample.handle))
        return answer_malformed(view, at, err,
                                "$: expected a profile, got neither name nor handle");
    outcome = answer_outcome(at, VERDICT_MORE, SCOPE_STREAM, CAUSE_NONE);
    if (set->follower_count && !view->account.is_public &&
        cursor_push(&outcome.next, THREADS_NUMBERS, profile.sample.handle, profile.sample.name))
        return outcome;
    return add_sample(view, at, &profile.sample, batch, err);
}

/* Behind a refusal the visit ends as if no numbers were wanted, and the refusal is told. */
static bool
is_refused(const struct source_outcome *outcome, struct batch *batch, struct error *err)
{
    bool refused = outcome->verdict == VERDICT_GONE ||
                   (outcome->verdict == VERDICT_DENIED && outcome->scope == SCOPE_STREAM);

    if (refused) {
        batch_reject(batch, STR("insights"), "%s", err->text);
        error_clear(err);
    }
    return refused;
}

/* Where the number of a metric belongs. */
struct slot {
    const char *name;
    int64_t *count;
};

static void
read_metrics(struct jdoc_node root, const struct slot *slots, size_t slot_count,
             struct batch *batch)
{
    struct jdoc_node data = jdoc_member(root, "data");

    for (size_t i = 0; i < jdoc_size(data); i++) {
        struct metric metric = { .count = -1 };
        struct error why = ERROR_INIT;
        if (!fields_read(FIELD_TABLE(metric_fields), jdoc_at(data, i), &metric, batch, "$.data",
                         &why)) {
            batch->overflowed = batch->overflowed || why.kind == ERROR_LIMIT;
            continue;
        }
        for (size_t k = 0; k < slot_count; k++) {
            if (str_equal_c(metric.name, slots[k].name))
                *slots[k].count = metric.count;
        }
    }
}

static struct str
stored(const char *text)
{
    return *text == '\0' ? STR_NONE : str_from(text);
}

struct source_outcome
threads_read_followers(const struct source_view *view, const struct cursor *at,
                       const struct http_response *answer, struct batch *batch, struct error *err)
{
    struct source_outcome outcome;
    CLEANUP(jdoc_freep) struct jdoc *doc = graph_open_object(view, at, answer, &outcome, err);
    struct account_sample sample = no_profile.sample;

    if (doc == NULL && !is_refused(&outcome, batch, err))
        return outcome;
    if (!arena_str(view->arena, stored(at->frames[0].after), &sample.name) ||
        !arena_str(view->arena, stored(at->frames[0].object), &sample.handle))
        return answer_malformed(view, at, err, "$: no room for a profile");
    if (doc != NULL)
        read_metrics(jdoc_root(doc), &(struct slot){ "followers_count", &sample.followers }, 1,
                     batch);
    return add_sample(view, at, &sample, batch, err);
}

struct source_outcome
threads_read_metrics(const struct source_view *view, const struct cursor *at,
                     const struct http_response *answer, struct batch *batch, struct error *err)
{
    struct source_outcome outcome;
    CLEANUP(jdoc_freep) struct jdoc *doc = graph_open_object(view, at, answer, &outcome, err);
    struct post_sample sample = ABSENT_POST_SAMPLE;
    const struct slot slots[] = { { "likes", &sample.likes },
                                  { "replies", &sample.comments },
                                  { "reposts", &sample.shares },
                                  { "views", &sample.views } };
    struct error why = ERROR_INIT;
    struct record *record;

    if (doc == NULL && !is_refused(&outcome, batch, err))
        return outcome;
    outcome = answer_outcome(at, VERDICT_DONE, SCOPE_STREAM, CAUSE_NONE);
    if (doc == NULL)
        return outcome;
    sample.post_external_id = view->targets[0].external_id;
    read_metrics(jdoc_root(doc), slots, ARRAY_SIZE(slots), batch);
    if (sample.likes < 0 && sample.comments < 0 && sample.shares < 0 && sample.views < 0)
        return answer_finish(outcome, view, at, batch, 0, err);
    outcome.announced = sample.comments;
    record = batch_add(batch, RECORD_POST_SAMPLE);
    if (record != NULL)
        record->of.post_sample = sample;
    answer_keep(batch, 0, "$", true, &why);
    return answer_finish(outcome, view, at, batch, 0, err);
}
