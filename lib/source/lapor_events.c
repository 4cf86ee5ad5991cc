/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Events of a complaint that are no entries of its log: the stages whose times the feed gives, and
 * its state. A state without a time (the timer closed it, the log does not say) becomes an event
 * whose time is an interval: after the last complete visit, which did not show it yet, and before
 * this one.
 */

#include "source/lapor.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/utf8.h"

/* Kinds of events, for the set in struct lapor_case. */
static const char *const kinds[] = { "received",       "verified", "disposed",   "acknowledged",
                                     "answered",       "closed",   "postponed",  "archived",
                                     "reporter_reply", "returned", "status_seen" };

static unsigned
kind_bit(const char *kind)
{
    for (unsigned i = 0; i < ARRAY_SIZE(kinds); i++) {
        if (str_equal_c(str_from(kind), kinds[i]))
            return 1u << i;
    }
    return 0;
}

static bool
has_event(const struct lapor_case *report, const char *kind)
{
    return (report->kinds & kind_bit(kind)) != 0;
}

/* An event that the same case had where it was listed above. */
static bool
is_known(const struct lapor_page *page, const struct lapor_case *report, struct str key)
{
    const struct batch *batch = page->batch;

    for (size_t i = page->twin; i < batch->count; i++) {
        const struct complaint_event *event = &batch->records[i].of.complaint_event;
        if (batch->records[i].kind == RECORD_COMPLAINT_EVENT && str_equal(event->event_key, key) &&
            str_equal(event->complaint_external_id, report->id))
            return true;
    }
    return false;
}

bool
lapor_event_add(struct lapor_page *page, struct lapor_case *report, const struct lapor_event *event,
                struct error *err)
{
    struct record *record;

    report->kinds |= kind_bit(event->kind);
    if (is_known(page, report, event->key))
        return true;
    record = batch_add(page->batch, RECORD_COMPLAINT_EVENT);
    if (record == NULL)
        return error_set(err, ERROR_LIMIT, "no room for an event");
    record->of.complaint_event = (struct complaint_event){ .complaint_external_id = report->id,
                                                           .event_key = event->key,
                                                           .kind = str_from(event->kind),
                                                           .unit_ref = event->unit,
                                                           .from_unit_ref = event->from_unit,
                                                           .actor = event->actor,
                                                           .text = event->text,
                                                           .rule = str_from(event->rule),
                                                           .at_earliest_us = event->at_earliest_us,
                                                           .at_latest_us = event->at_latest_us,
                                                           .precision_s = event->precision_s,
                                                           .ordinal = event->ordinal,
                                                           .confidence = event->confidence,
                                                           .attached = event->attached };
    return true;
}

/* A stage whose time the feed gives itself. */
struct stage {
    const char *kind;
    enum lapor_when field;
    struct str unit;
    const char *actor;
};

/*
 * No rule, no doubt. The key holds unit and time, so that a second disposition is a second event.
 */
static bool
add_stage(struct lapor_page *page, struct lapor_case *report, const struct stage *stage,
          struct error *err)
{
    const struct lapor_instant *instant = &report->times[stage->field];
    struct lapor_event event = { .kind = stage->kind,
                                 .unit = stage->unit,
                                 .actor = str_from(stage->actor),
                                 .at_earliest_us = instant->us,
                                 .at_latest_us = instant->us,
                                 .precision_s = instant->precision_s,
                                 .ordinal = -1,
                                 .confidence = 1,
                                 .attached = TRI_UNKNOWN };
    uint64_t hash;
    char time[24];

    if (instant->us == WHEN_NONE || has_event(report, stage->kind))
        return true;
    snprintf(time, sizeof(time), "%" PRId64, instant->us);
    hash = answer_hash(answer_hash(ANSWER_HASH_START, report->id), str_from(stage->kind));
    hash = answer_hash(answer_hash(hash, stage->unit), str_from(time));
    if (!answer_hash_text(hash, page->view->arena, &event.key))
        return error_set(err, ERROR_LIMIT, "no memory for a key");
    return lapor_event_add(page, report, &event, err);
}

/* Cut: a list of institutions in one name must not cost the case. */
struct str
lapor_events_unit(const struct lapor_case *report)
{
    if (!str_is_none(report->unit_id) && !str_equal_c(report->unit_id, "0"))
        return report->unit_id;
    return utf8_cut(str_is_none(report->unit_name) ? report->last_unit : report->unit_name,
                    RECORD_ID_MAX);
}

/* Events that say what a state says in other words. */
static const struct explanation {
    const char *status, *event;
} explanations[] = {
    { "in_process", "acknowledged" },
    { "in_process", "answered" },
    { "in_process", "reporter_reply" },
    { "awaiting_reporter", "postponed" },
};

/* An entry or a time of the feed says already what the status says. */
static bool
is_explained(const struct lapor_case *report, const struct lapor_status *status)
{
    if (has_event(report, status->event))
        return true;
    for (size_t i = 0; i < ARRAY_SIZE(explanations); i++) {
        if (str_equal_c(str_from(status->status), explanations[i].status) &&
            has_event(report, explanations[i].event))
            return true;
    }
    return false;
}

/* A state that no entry or time explains: it came between two visits. */
static bool
add_status_event(struct lapor_page *page, struct lapor_case *report,
                 const struct lapor_status *status, struct error *err)
{
    const struct source_view *view = page->view;
    int64_t earliest_us = report->times[LAPOR_RECEIVED].us;
    int64_t disposed_us = report->times[LAPOR_DISPOSED].us;
    struct lapor_event event = { .kind = status->event,
                                 .rule = "status.1",
                                 .actor = str_from(status->closed_by),
                                 .text = report->status_raw,
                                 .at_latest_us = view->now_us,
                                 .precision_s = -1,
                                 .ordinal = -1,
                                 .confidence = 1,
                                 .attached = TRI_UNKNOWN };
    uint64_t hash;

    if (status->event == NULL || is_explained(report, status))
        return true;
    if (str_equal_c(str_from(status->event), "disposed"))
        event.unit = lapor_events_unit(report);
    /* A case that was disposed and came back shows "verified" again: that was before the hop. */
    if (str_equal_c(str_from(status->event), "verified") && disposed_us != WHEN_NONE)
        event.at_latest_us = disposed_us;
    else if (view->last_complete_us > earliest_us)
        earliest_us = view->last_complete_us;
    event.at_earliest_us = earliest_us < 0 ? 0 : earliest_us;
    if (event.at_earliest_us > event.at_latest_us)
        event.at_earliest_us = event.at_latest_us;
    hash = answer_hash(answer_hash(ANSWER_HASH_START, report->id), STR("status"));
    hash = answer_hash(answer_hash(hash, report->status_raw), event.unit);
    if (!answer_hash_text(hash, view->arena, &event.key))
        return error_set(err, ERROR_LIMIT, "no memory for a key");
    return lapor_event_add(page, report, &event, err);
}

/* Filing away ends a case as closing does, and the feed has one time for both. */
static const char *
end_kind(const struct lapor_case *report, const struct lapor_status *status)
{
    bool archived =
        has_event(report, "archived") || str_equal_c(str_from(status->event), "archived");

    return archived && !has_event(report, "closed") ? "archived" : "closed";
}

bool
lapor_events_add(struct lapor_page *page, struct lapor_case *report,
                 const struct lapor_status *status, struct error *err)
{
    const struct stage stages[] = {
        { "received", LAPOR_RECEIVED, STR_NONE, NULL },
        { "verified", LAPOR_VERIFIED, STR_NONE, NULL },
        { "disposed", LAPOR_DISPOSED, lapor_events_unit(report), NULL },
        { end_kind(report, status), LAPOR_CLOSED, STR_NONE, status->closed_by },
    };

    for (size_t i = 0; i < ARRAY_SIZE(stages); i++) {
        if (!add_stage(page, report, &stages[i], err))
            return false;
    }
    return add_status_event(page, report, status, err);
}
