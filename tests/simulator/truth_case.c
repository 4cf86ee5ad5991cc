/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "truth_case.h"

#include "feed.h"

#include <string.h>

static const char *
step_name(enum step_kind kind)
{
    static const char *const names[] = {
        "received", "verified",       "disposed",  "returned", "acknowledged",
        "answered", "reporter_reply", "postponed", "closed",   "archived",
    };

    return names[kind];
}

static const char *
closer_name(enum closer closer)
{
    static const char *const names[] = { NULL, "timer", "admin", "reporter" };

    return names[closer];
}

/* The word for the status that every feed's phrase is mapped to. */
static const char *
status_name(const struct step *latest)
{
    static const char *const closed[] = { "", "closed_by_system", "closed_by_admin",
                                          "closed_by_reporter" };
    static const char *const archived[] = { "", "archived_by_system", "archived_by_admin",
                                            "archived_by_reporter" };

    switch (latest->kind) {
    case STEP_RECEIVED:
        return "unverified";
    case STEP_VERIFIED:
    case STEP_RETURNED:
        return "verified";
    case STEP_DISPOSED:
        return "disposed";
    case STEP_ACKNOWLEDGED:
    case STEP_ANSWERED:
    case STEP_REPORTER_REPLY:
        return "in_process";
    case STEP_POSTPONED:
        return "awaiting_reporter";
    case STEP_CLOSED:
        return closed[latest->closer];
    case STEP_ARCHIVED:
        return archived[latest->closer];
    }
    return "unknown";
}

/* The words for class and visibility, in place of the phrases of the admin site. */
static const char *
class_word(const char *phrase)
{
    static const char *const words[][2] = {
        { "Pengaduan Berkadar Pengawasan", "oversight" },
        { "Pengaduan Tidak Berkadar Pengawasan", "no_oversight" },
        { "Permintaan Informasi", "information" },
        { "Aspirasi", "aspiration" },
    };
    size_t i;

    for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strcmp(words[i][0], phrase) == 0)
            return words[i][1];
    return "other";
}

static const char *
visibility_word(const char *phrase)
{
    bool anonymous = strstr(phrase, "Anonim") != NULL;

    if (strstr(phrase, "Rahasia") != NULL)
        return anonymous ? "anonymous_confidential" : "confidential";
    return anonymous ? "anonymous" : "public";
}

/* The first of this kind, 0 when there is none yet. */
static json_t *
first_at(const struct complaint *complaint, enum step_kind kind, enum step_kind or_kind, int64_t at)
{
    size_t i;

    for (i = 0; i < complaint->steps.n; i++) {
        const struct step *step = complaint->steps.at[i];

        if (step->at <= at && (step->kind == kind || step->kind == or_kind))
            return json_integer(step->at);
    }
    return json_null();
}

/* Who has it: the last unit it was disposed to, unless that one returned it. */
static const struct unit *
holder(const struct complaint *complaint, int64_t at)
{
    const struct step *disposed = complaint_last(complaint, STEP_DISPOSED, at);
    const struct step *returned = complaint_last(complaint, STEP_RETURNED, at);

    if (disposed == NULL || (returned != NULL && returned->at >= disposed->at))
        return NULL;
    return disposed->unit;
}

static json_t *
complaint_json(const struct complaint *complaint, const struct reveal *reveal, int64_t at)
{
    const struct step *latest = complaint_latest(complaint, at);
    const struct step *disposed = complaint_last(complaint, STEP_DISPOSED, at);
    const struct step *received = complaint->steps.at[0];
    bool over = latest->kind == STEP_CLOSED || latest->kind == STEP_ARCHIVED;
    json_t *object = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:s, s:s, s:s?, s:I, s:s?}", "feed",
        complaint->feed->name, "external_id", complaint->id, "title", complaint->title, "text",
        complaint->text, "topic", complaint->topic, "class", class_word(complaint->class),
        "visibility", visibility_word(complaint->visibility), "secret", complaint->secret,
        "status_raw", complaint->feed->status(complaint, at), "status", status_name(latest), "unit",
        holder(complaint, at) != NULL ? holder(complaint, at)->code : NULL, "received_at",
        (json_int_t)received->at, "closed_by", over ? closer_name(latest->closer) : NULL);

    json_object_set_new(object, "verified_at",
                        first_at(complaint, STEP_VERIFIED, STEP_VERIFIED, at));
    json_object_set_new(object, "first_disposed_at",
                        first_at(complaint, STEP_DISPOSED, STEP_DISPOSED, at));
    json_object_set_new(object, "disposed_at",
                        disposed != NULL ? json_integer(disposed->at) : json_null());
    json_object_set_new(object, "first_reply_at",
                        first_at(complaint, STEP_ACKNOWLEDGED, STEP_ANSWERED, at));
    json_object_set_new(object, "substantive_reply_at",
                        first_at(complaint, STEP_ANSWERED, STEP_ANSWERED, at));
    json_object_set_new(object, "last_activity_at", json_integer(latest->at));
    json_object_set_new(object, "closed_at", over ? json_integer(latest->at) : json_null());
    json_object_set_new(object, "seen", json_pack("[f, n]", reveal_when(reveal, received->at)));
    return object;
}

static bool
is_shown(const struct complaint *complaint, const struct step *step, int64_t at)
{
    if (complaint->secret)
        return false;
    return complaint->feed->shows(complaint, step, at);
}

static json_t *
step_json(const struct complaint *complaint, const struct step *step, const struct reveal *reveal,
          int64_t at)
{
    return json_pack("{s:s, s:s, s:s, s:I, s:s?, s:s?, s:s?, s:s?, s:b, s:i, s:f, s:b}", "feed",
                     complaint->feed->name, "complaint", complaint->id, "kind",
                     step_name(step->kind), "at", (json_int_t)step->at, "unit",
                     step->unit != NULL ? step->unit->code : NULL, "from_unit",
                     step->from != NULL ? step->from->code : NULL, "closed_by",
                     closer_name(step->closer), "text", step->text, "shown",
                     is_shown(complaint, step, at), "precision_s", complaint->feed->precision_s,
                     "seen_from", reveal_when(reveal, step->at), "attached", step->attached);
}

void
truth_case_add(const struct world *world, const struct reveal *reveal, int64_t at, json_t *root)
{
    json_t *complaints = json_array(), *events = json_array();
    size_t i, k;

    for (i = 0; i < world->complaints.n; i++) {
        const struct complaint *complaint = world->complaints.at[i];

        if (complaint->steps.n == 0 || complaint_latest(complaint, at) == NULL)
            continue;
        json_array_append_new(complaints, complaint_json(complaint, reveal, at));
        for (k = 0; k < complaint->steps.n; k++) {
            const struct step *step = complaint->steps.at[k];

            if (step->at <= at)
                json_array_append_new(events, step_json(complaint, step, reveal, at));
        }
    }
    json_object_set_new(root, "complaints", complaints);
    json_object_set_new(root, "complaint_events", events);
}
