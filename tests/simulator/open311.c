/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * An Open311 GeoReport v2 server in FixMyStreet's manner: an object with "service_requests", newest
 * first, cut at fifty without saying so; no pages; windows of dates without their end; a page for
 * people where the jurisdiction is missing. What the agency wrote stands in a list of updates; of
 * some cases the answer is listed days after it was written.
 */

#include "feed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FIRST_ID 7700001
#define CAP      50
#define DAY      86400
#define LATE     (3 * (int64_t)DAY)

struct look {
    const struct world *world;
    const struct request *request;
    struct answer *answer;
    int64_t at, from, to; /* the window */
};

static const char *
status_word(const struct complaint *complaint, int64_t at)
{
    static const char *const closed[] = { "", "auto_closed", "closed", "fixed - user" };
    const struct step *step = complaint_latest(complaint, at);

    switch (step->kind) {
    case STEP_RECEIVED:
    case STEP_DISPOSED:
        return "open";
    case STEP_VERIFIED:
    case STEP_RETURNED:
        return "confirmed";
    case STEP_ACKNOWLEDGED:
    case STEP_ANSWERED:
    case STEP_REPORTER_REPLY:
        return "in_process";
    case STEP_POSTPONED:
        return "information_required";
    case STEP_CLOSED:
        return closed[step->closer];
    case STEP_ARCHIVED:
        return "archived";
    }
    return "";
}

/* "2026-11-20T08:00:00Z", or with the city's own offset, as the numbers of cases will have it. */
static json_t *
w3c(const struct look *look, const struct complaint *complaint, int64_t at)
{
    bool local = complaint->id[strlen(complaint->id) - 1] % 2 == 1;
    int64_t offset = local ? look->world->zone_offset_s : 0;
    time_t shown = (time_t)(at + offset);
    char text[40];
    struct tm tm;
    size_t n;

    gmtime_r(&shown, &tm);
    n = strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
    if (local)
        snprintf(text + n, sizeof(text) - n, "+%02d:00", (int)(offset / 3600));
    else
        snprintf(text + n, sizeof(text) - n, "Z");
    return json_string(text);
}

/* Seconds of a date in the request, which is in UTC; 0: none that can be read. */
static int64_t
date(const struct request *request, const char *name)
{
    const char *text = request_parameter(request, name);
    struct tm tm = { 0 };

    if (text == NULL || sscanf(text, "%d-%d-%dT%d:%d:%dZ", &tm.tm_year, &tm.tm_mon, &tm.tm_mday,
                               &tm.tm_hour, &tm.tm_min, &tm.tm_sec) != 6)
        return 0;
    tm.tm_year -= 1900;
    tm.tm_mon--;
    return timegm(&tm);
}

static json_t *
request_json(const struct look *look, const struct complaint *complaint)
{
    const struct step *received = complaint->steps.at[0];
    const struct step *latest = complaint_latest(complaint, look->at);
    const struct step *disposed = complaint_last(complaint, STEP_DISPOSED, look->at);
    json_t *object = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:s, s:s, s:s, s:s}", "service_request_id",
        complaint->id, "title", complaint->title, "description", complaint->text, "service_name",
        complaint->topic, "status", status_word(complaint, look->at), "requested_datetime",
        w3c(look, complaint, received->at), "updated_datetime", w3c(look, complaint, latest->at),
        "requestor_name", "Warga Rekaan", "lat", "-6.2", "long", "106.9", "media_url", "");

    if (disposed != NULL) {
        json_object_set_new(object, "agency_responsible",
                            json_pack("{s:[s]}", "recipient", disposed->unit->name));
        json_object_set_new(object, "agency_sent_datetime", w3c(look, complaint, disposed->at));
    }
    answer_serves(look->answer, complaint->id);
    return object;
}

static bool
shown(const struct look *look, const struct complaint *complaint)
{
    const struct step *received = complaint->steps.n > 0 ? complaint->steps.at[0] : NULL;

    return complaint->feed == &feed_open311 && !complaint->secret && received != NULL &&
           received->at <= look->at;
}

static int64_t
received_at(const struct complaint *complaint)
{
    return ((const struct step *)complaint->steps.at[0])->at;
}

static int
newest_first(const void *a, const void *b)
{
    int64_t left = received_at(*(struct complaint *const *)a);
    int64_t right = received_at(*(struct complaint *const *)b);

    return left != right ? (left < right ? 1 : -1) : 0;
}

static void
requests_answer(const struct look *look)
{
    const struct list *all = &look->world->complaints;
    struct list found = { 0 };
    json_t *list = json_array();
    size_t i;

    for (i = 0; i < all->n; i++) {
        struct complaint *complaint = all->at[i];

        if (shown(look, complaint) && received_at(complaint) >= look->from &&
            received_at(complaint) < look->to)
            list_add(&found, complaint);
    }
    if (found.n > 0)
        qsort(found.at, found.n, sizeof(void *), newest_first);
    for (i = 0; i < found.n && i < CAP; i++)
        json_array_append_new(list, request_json(look, found.at[i]));
    list_done(&found);
    answer_json(look->answer, 200, json_pack("{s:o}", "service_requests", list));
}

/* A step that has an update: words of the agency's, or the end. */
static bool
is_update(const struct step *step)
{
    return step->kind == STEP_ACKNOWLEDGED || step->kind == STEP_ANSWERED ||
           step->kind == STEP_CLOSED || step->kind == STEP_ARCHIVED;
}

/* When it is listed, which may be days after the time that it bears. */
static int64_t
listed_at(const struct complaint *complaint, const struct step *step)
{
    bool late = step->kind == STEP_ANSWERED && strtoull(complaint->id, NULL, 10) % 4 == 0;

    return step->at + (late ? LATE : 0);
}

static void
put_updates(const struct look *look, const struct complaint *complaint, json_t *list)
{
    size_t i;

    for (i = 0; i < complaint->steps.n; i++) {
        const struct step *step = complaint->steps.at[i];
        bool over = step->kind == STEP_CLOSED || step->kind == STEP_ARCHIVED;

        if (!is_update(step) || listed_at(complaint, step) > look->at || step->at < look->from ||
            step->at >= look->to)
            continue;
        json_array_append_new(
            list,
            json_pack("{s:o, s:s, s:s, s:o, s:s, s:s}", "update_id",
                      json_sprintf("%s_%zu", complaint->id, i), "service_request_id", complaint->id,
                      "status", over ? status_word(complaint, step->at) : "in_process",
                      "updated_datetime", w3c(look, complaint, step->at), "description",
                      over || step->text == NULL ? "" : step->text, "media_url",
                      step->attached ? "https://keluhan.example/foto.jpg" : ""));
    }
}

static void
updates_answer(const struct look *look)
{
    json_t *list = json_array();
    size_t i;

    for (i = 0; i < look->world->complaints.n; i++)
        if (shown(look, look->world->complaints.at[i]))
            put_updates(look, look->world->complaints.at[i], list);
    answer_json(look->answer, 200, list);
}

static void
refuse(struct answer *answer, int status, const char *words)
{
    answer_json(answer, status, json_pack("[{s:i, s:s}]", "code", status, "description", words));
}

static void
open311_answer(const struct world *world, const struct request *request, struct answer *ret_answer)
{
    struct look look = { world,
                         request,
                         ret_answer,
                         request->at,
                         date(request, "start_date"),
                         date(request, "end_date") };
    const char *jurisdiction = request_parameter(request, "jurisdiction_id");
    const char *key = request_parameter(request, "api_key");
    const char *what = request->path + strlen("/o311/");

    ret_answer->account = feed_open311.name;
    if (jurisdiction == NULL || *jurisdiction == '\0') {
        ret_answer->status = 200;
        ret_answer->type = "text/html; charset=utf-8";
        blob_text(&ret_answer->body, "<!DOCTYPE html><p>Please provide a jurisdiction_id</p>");
    } else if (strcmp(jurisdiction, "kota.example") != 0) {
        refuse(ret_answer, 404, "jurisdiction_id not found");
    } else if (key == NULL || strcmp(key, world->lapor_token) != 0) {
        refuse(ret_answer, 403, "Missing or invalid api_key");
    } else if (look.from == 0 || look.to == 0 || look.to - look.from > 90 * (int64_t)DAY) {
        refuse(ret_answer, 400, "start_date and end_date may not be more than 90 days apart");
    } else if (strcmp(what, "v2/requests.json") == 0) {
        requests_answer(&look);
    } else if (strcmp(what, "v2/servicerequestupdates.json") == 0) {
        updates_answer(&look);
    } else {
        refuse(ret_answer, 404, "no such path");
    }
}

/* The server knows who has it and what was written, not that it was verified. */
static bool
open311_shows(const struct complaint *complaint, const struct step *step, int64_t at)
{
    return step->kind == STEP_RECEIVED || (is_update(step) && listed_at(complaint, step) <= at) ||
           step == complaint_last(complaint, STEP_DISPOSED, at);
}

static void
put_entry(const struct feed *feed, const struct world *world, const char *base, struct blob *yaml)
{
    size_t i;

    blob_format(yaml,
                "  - name: %s\n    kind: open311\n    government: \"%s\"\n"
                "    base_url: \"%s/o311/v2\"\n    credential: o311-key\n    timezone: %s\n"
                "    jurisdiction_id: kota.example\n    answers: updates\n"
                "    permalink_prefix: \"https://keluhan.example/r/\"\n"
                "    schedule: { complaints: 2s }\n    units:\n",
                feed->name, world->government, base, world->zone);
    for (i = 0; i < world->units.n; i++) {
        const struct unit *unit = world->units.at[i];

        blob_format(yaml, "      \"%s\": %s\n", unit->name, unit->code);
    }
}

static void
key_text(const struct world *world, struct blob *text)
{
    blob_format(text, "token=%s\n", world->lapor_token);
}

const struct feed feed_open311 = {
    .name = "keluhan",
    .prefix = "/o311/",
    .answers = true,
    .precision_s = 1,
    .first_id = FIRST_ID,
    .shows = open311_shows,
    .status = status_word,
    .answer = open311_answer,
    .yaml = put_entry,
    .credential = "o311-key",
    .credential_text = key_text,
};
