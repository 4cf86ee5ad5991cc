/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Service requests: the complaint, and what its own members tell of its path. The standard has two
 * times, when it was made and when it was last changed; who is responsible and what the agency said
 * have none, so that they become events between the last look and this one.
 */

#include "source/open311.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/utf8.h"
#include "source/fields.h"
#include "source/lapor.h"

#define REQUEST(member) offsetof(struct open311_request, member)
/* Names: the standard, then FixMyStreet, Mark-a-Spot (one of them with its slip) and CitySDK. */
static const struct field request_fields[] = {
    { OPEN311_ONE_OF("service_request_id") "|servicerequest_id|sevicerequest_id|id", FIELD_ID,
      REQUEST(id), false },
    { OPEN311_ONE_OF("token"), FIELD_ID, REQUEST(token), false },
    { OPEN311_ONE_OF("status_notes") "|status_note", FIELD_TEXT, REQUEST(notes), false },
    { OPEN311_ONE_OF("service_name"), FIELD_LINE, REQUEST(service_name), false },
    { OPEN311_ONE_OF("service_code"), FIELD_ID, REQUEST(service_code), false },
    { OPEN311_ONE_OF("title") "|summary|extended_attributes.title", FIELD_LINE, REQUEST(title),
      false },
    { OPEN311_ONE_OF("description"), FIELD_TEXT, REQUEST(text), false },
    { OPEN311_ONE_OF("detail"), FIELD_TEXT, REQUEST(detail), false },
    { "url|html_url|link", FIELD_LINE, REQUEST(permalink), false },
    { OPEN311_ONE_OF("lat"), FIELD_NUMBER, REQUEST(latitude), false },
    { OPEN311_ONE_OF("long") "|lon|lng", FIELD_NUMBER, REQUEST(longitude), false },
    { OPEN311_ONE_OF("non_public"), FIELD_FLAG, REQUEST(non_public), false },
};

/* Paths of the state, the most telling first; the last is that of the standard's form for bulk. */
static const char *const status_paths[] = {
    "extended_attributes.detailed_status",
    "extended_attributes.markaspot.status",
    "detailed_status",
    "status",
    "status.0",
    "status_description",
};

static const struct time_member {
    const char *names[3]; /* the second is that of the standard's form for bulk */
    size_t offset;
} times[] = {
    { { "requested_datetime" }, REQUEST(received) },
    { { "updated_datetime" }, REQUEST(updated) },
    { { "agency_sent_datetime" }, REQUEST(sent) },
    { { "closed_datetime", "closed_date" }, REQUEST(closed) },
};

bool
open311_time_read(const struct open311_settings *settings, struct jdoc_node node,
                  struct open311_instant *ret_instant)
{
    const struct lapor_settings clock = { .zone_s = settings->zone_s };
    struct jdoc_node one = jdoc_is_array(node) ? jdoc_at(node, 0) : node;
    struct lapor_instant instant = { WHEN_NONE, -1 };
    struct str text;

    *ret_instant = (struct open311_instant){ WHEN_NONE, -1 };
    /* "{}": what converters make of an empty element. The year 1: no time, as Go writes it. */
    if (jdoc_is_object(one) ||
        (jdoc_get_str(one, &text) && str_starts(text, STR("0001-01-01T00:00:00"))))
        return true;
    if (!lapor_time_read(&clock, LAPOR_RECEIVED, one, &instant))
        return false;
    *ret_instant = (struct open311_instant){ instant.us, instant.precision_s };
    return true;
}

const char *
open311_first_time(const struct open311_settings *settings, struct jdoc_node item,
                   const char *const *names, struct open311_instant *ret_instant)
{
    *ret_instant = (struct open311_instant){ WHEN_NONE, -1 };
    for (; *names != NULL && ret_instant->us == WHEN_NONE; names++) {
        if (!open311_time_read(settings, jdoc_member(item, *names), ret_instant))
            return *names;
    }
    return NULL;
}

static void
read_times(struct open311_page *page, struct open311_request *request, struct jdoc_node item,
           const char *path)
{
    char at[2 * ANSWER_PATH_MAX];

    for (size_t i = 0; i < ARRAY_SIZE(times); i++) {
        void *target = (char *)request + times[i].offset;
        const char *unreadable = open311_first_time(page->settings, item, times[i].names, target);
        if (unreadable == NULL)
            continue;
        snprintf(at, sizeof(at), "%s.%s", path, unreadable);
        batch_reject(page->batch, str_from(at), "expected a time");
    }
}

/* The state in words; of a detailed one only where it is known. False at the arena's ceiling. */
static bool
read_status(const struct open311_page *page, struct open311_request *request, struct jdoc_node item)
{
    struct str text = STR_NONE;

    for (size_t i = 0; i < ARRAY_SIZE(status_paths); i++) {
        struct str found;
        if (!jdoc_get_str(jdoc_path(item, status_paths[i]), &found) || lapor_is_nothing(found))
            continue;
        if (str_is_none(text) ||
            !str_equal_c(str_from(open311_status_find(found)->status), "unknown"))
            text = found;
        if (!str_equal_c(str_from(open311_status_find(text)->status), "unknown"))
            break;
    }
    return str_is_none(text) ||
           arena_str(page->view->arena, utf8_cut(text, RECORD_ID_MAX), &request->status_raw);
}

/* An element of the list of agencies, or the agency that is no list; absent at the end. */
static struct str
agency_at(struct jdoc_node agencies, size_t i, char digits[JDOC_DIGITS_SIZE])
{
    struct str name = STR_NONE;

    if (jdoc_is_array(agencies))
        agencies = jdoc_at(agencies, i);
    else if (i > 0)
        return STR_NONE;
    return jdoc_get_id(agencies, digits, &name) ? str_trim(name) : STR_NONE;
}

/*
 * Who is responsible: a name, a number, or FixMyStreet's object with one or several. Several stand
 * in one text, as in the logs of SP4N-LAPOR!. False at the arena's ceiling.
 */
static bool
read_agency(const struct open311_page *page, struct open311_request *request, struct jdoc_node item)
{
    struct jdoc_node node = jdoc_member(item, "agency_responsible");
    char digits[JDOC_DIGITS_SIZE];
    struct str name;

    if (jdoc_is_array(node) && jdoc_is_object(jdoc_at(node, 0)))
        node = jdoc_at(node, 0);
    if (jdoc_is_object(node))
        node = jdoc_member(node,
                           jdoc_is_absent(jdoc_member(node, "recipient")) ? "name" : "recipient");
    for (size_t i = 0; request->agency.n < RECORD_ID_MAX; i++) {
        name = agency_at(node, i, digits);
        if (str_is_none(name))
            break;
        if (!arena_printf(page->view->arena, &request->agency, "%.*s%s%.*s",
                          STR_ARGS(request->agency), request->agency.n > 0 ? "; " : "",
                          STR_ARGS(utf8_cut(name, RECORD_ID_MAX))))
            return false;
    }
    request->agency = utf8_cut(request->agency, RECORD_ID_MAX);
    return true;
}

/* What is absent where it says nothing. */
static void
drop_nothings(struct open311_request *request)
{
    struct str *const texts[] = { &request->notes,  &request->service_name, &request->service_code,
                                  &request->agency, &request->permalink,    &request->token,
                                  &request->title,  &request->text,         &request->detail };

    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        if (lapor_is_nothing(*texts[i]))
            *texts[i] = STR_NONE;
    }
    if (!(fabs(request->latitude) <= 90) || !(fabs(request->longitude) <= 180) ||
        (request->latitude == 0 && request->longitude == 0))
        request->latitude = request->longitude = NAN;
}

static struct str
unit_of(const struct open311_page *page, const struct open311_request *request)
{
    if (page->settings->unit == OPEN311_UNIT_CODE)
        return request->service_code;
    if (page->settings->unit == OPEN311_UNIT_NAME)
        return utf8_cut(request->service_name, RECORD_ID_MAX);
    return request->agency;
}

static const struct open311_instant no_instant = { WHEN_NONE, -1 };

/*
 * By the standard a closed request was last changed when it was closed. Where a note tells that,
 * the last change was something else: words of thanks, or a move of all requests to a new system.
 */
static struct open311_instant
closing_time(const struct open311_request *request, const struct lapor_status *status)
{
    if (!open311_status_is_end(status))
        return no_instant;
    if (request->closed.us != WHEN_NONE)
        return request->closed;
    if (request->noted.us != WHEN_NONE && request->noted.us >= request->received.us)
        return request->noted;
    return request->updated.us >= request->received.us ? request->updated : no_instant;
}

static bool
set_permalink(const struct open311_page *page, const struct open311_request *request,
              struct complaint *complaint)
{
    struct str prefix = page->settings->permalink_prefix;

    complaint->permalink = request->permalink;
    if (!str_is_none(request->permalink) || prefix.n == 0)
        return true;
    return arena_printf(page->view->arena, &complaint->permalink, "%.*s%.*s", STR_ARGS(prefix),
                        STR_ARGS(request->id));
}

static bool
add_complaint(struct open311_page *page, const struct open311_request *request,
              struct jdoc_node item, struct error *err)
{
    const struct lapor_status *status = open311_status_find(request->status_raw);
    struct record *record = batch_add(page->batch, RECORD_COMPLAINT);
    struct complaint *complaint;

    if (record == NULL)
        return error_set(err, ERROR_LIMIT, "no room for a request");
    complaint = &record->of.complaint;
    complaint->external_id = request->id;
    complaint->topic =
        str_is_none(request->service_name) ? request->service_code : request->service_name;
    complaint->title = request->title;
    complaint->text = str_is_none(request->text) ? request->detail : request->text;
    complaint->truncated = fields_is_cut(item, "description");
    complaint->visibility = request->non_public == TRI_YES ? STR("confidential") : STR("public");
    complaint->unit_ref = unit_of(page, request);
    complaint->status =
        str_equal_c(str_from(status->status), "unverified") && !str_is_none(complaint->unit_ref)
            ? STR("disposed")
            : str_from(status->status);
    complaint->status_raw = request->status_raw;
    complaint->closed_by = str_from(status->closed_by);
    complaint->received_at_us = request->received.us;
    complaint->disposed_at_us = request->sent.us;
    complaint->last_activity_at_us = request->updated.us;
    complaint->precision_s = request->received.precision_s;
    complaint->latitude = request->latitude;
    complaint->longitude = request->longitude;
    return set_permalink(page, request, complaint) ||
           error_set(err, ERROR_LIMIT, "no memory for a link");
}

/* A key of the request's id, a word and one more text. */
static bool
make_key(const struct open311_page *page, const struct open311_request *request, const char *word,
         struct str more, struct str *ret_key)
{
    const struct str parts[] = { request->id, str_from(word), more };

    return open311_key(page->view->arena, parts, ARRAY_SIZE(parts), ret_key);
}

/*
 * A time that only polling sees: not after latest, and after the last complete visit where that one
 * cannot have shown it.
 */
static void
set_interval(const struct open311_page *page, const struct open311_request *request,
             int64_t latest_us, struct open311_event *event)
{
    int64_t seen_us = page->view->last_complete_us;
    int64_t earliest_us = request->received.us;

    if (seen_us < latest_us && seen_us > earliest_us)
        earliest_us = seen_us;
    event->at_latest_us = latest_us;
    event->at_earliest_us =
        earliest_us == WHEN_NONE || earliest_us > latest_us ? latest_us : earliest_us;
    event->precision_s = -1;
}

static void
set_exact(struct open311_instant instant, struct open311_event *event)
{
    event->at_earliest_us = event->at_latest_us = instant.us;
    event->precision_s = instant.precision_s;
}

static bool
add_received(struct open311_page *page, struct open311_request *request, struct error *err)
{
    struct open311_event event = {
        .kind = "received", .ordinal = -1, .confidence = 1, .attached = TRI_UNKNOWN
    };

    if (request->received.us == WHEN_NONE)
        return true;
    set_exact(request->received, &event);
    if (!make_key(page, request, "received", STR_NONE, &event.key))
        return error_set(err, ERROR_LIMIT, "no memory for a key");
    return open311_event_add(page, request, &event, err);
}

/*
 * Whoever is responsible when the request is first seen had it from its beginning: Open311 knows no
 * desk that passes requests on. Whoever is named later got it since the last look.
 */
static bool
add_disposed(struct open311_page *page, struct open311_request *request, struct error *err)
{
    struct open311_event event = { .kind = "disposed",
                                   .rule = "responsible.1",
                                   .unit = unit_of(page, request),
                                   .ordinal = -1,
                                   .confidence = 1,
                                   .attached = TRI_UNKNOWN };

    if (request->sent.us != WHEN_NONE) {
        event.rule = NULL;
        set_exact(request->sent, &event);
    } else if (str_is_none(event.unit) || request->received.us == WHEN_NONE) {
        return true;
    } else if (page->view->last_complete_us > request->received.us) {
        set_interval(page, request, page->view->now_us, &event);
    } else {
        set_exact(request->received, &event);
    }
    if (!make_key(page, request, "disposed", event.unit, &event.key))
        return error_set(err, ERROR_LIMIT, "no memory for a key");
    return open311_event_add(page, request, &event, err);
}

/* When something without a time of its own was said: not after the last change. */
static int64_t
latest_of(const struct open311_page *page, const struct open311_request *request)
{
    int64_t changed_us = request->updated.us;

    return changed_us > request->received.us && changed_us < page->view->now_us
               ? changed_us
               : page->view->now_us;
}

void
open311_set_untimed(const struct open311_page *page, const struct open311_request *request,
                    struct open311_event *event)
{
    set_interval(page, request, latest_of(page, request), event);
}

/* "status_notes": what the agency says, without a time. On an open request often a form letter. */
static bool
add_status_notes(struct open311_page *page, struct open311_request *request, struct error *err)
{
    const struct lapor_status *status = open311_status_find(request->status_raw);
    bool is_open = open311_status_is_open(status);
    struct open311_event event = { .kind = is_open ? "acknowledged" : "answered",
                                   .rule = "status-notes.1",
                                   .text = request->notes,
                                   .ordinal = -1,
                                   .confidence = is_open ? 0.5 : 0.8,
                                   /* the request's own picture is the citizen's */
                                   .attached = TRI_UNKNOWN };

    /* The last note of a log stands here again. */
    if (str_is_none(request->notes) || open311_has_event(request, event.kind))
        return true;
    open311_set_untimed(page, request, &event);
    if (!is_open && !open311_words_read(page, request->notes, &event))
        return error_set(err, ERROR_LIMIT, "no memory for a note");
    if (!make_key(page, request, event.kind, request->notes, &event.key))
        return error_set(err, ERROR_LIMIT, "no memory for a key");
    return open311_event_add(page, request, &event, err);
}

/* The state, unless a note with a time says the same. */
static bool
add_status(struct open311_page *page, struct open311_request *request, struct error *err)
{
    const struct lapor_status *status = open311_status_find(request->status_raw);
    struct open311_instant instant = closing_time(request, status);
    struct open311_event event = { .kind = status->event,
                                   .actor = str_from(status->closed_by),
                                   .text = request->status_raw,
                                   .ordinal = -1,
                                   .confidence = 1,
                                   .attached = TRI_UNKNOWN };

    if (status->event == NULL || open311_has_event(request, status->event))
        return true;
    if (instant.us != WHEN_NONE) {
        set_exact(instant, &event);
    } else {
        event.rule = "status.1";
        set_interval(page, request, latest_of(page, request), &event);
    }
    if (!make_key(page, request, "status", request->status_raw, &event.key))
        return error_set(err, ERROR_LIMIT, "no memory for a key");
    return open311_event_add(page, request, &event, err);
}

/*
 * A request that its city has not numbered yet is none: it is listed again under its id, with the
 * same time.
 */
static bool
is_pending(const struct open311_request *request)
{
    return str_is_none(request->id) &&
           (!str_is_none(request->token) || !str_is_none(request->service_code) ||
            !str_is_none(request->service_name));
}

static bool
add_records(struct open311_page *page, struct open311_request *request, struct jdoc_node item,
            const char *path, struct error *err)
{
    const struct lapor_status *status = open311_status_find(request->status_raw);
    size_t own = page->batch->count;
    bool ok = add_complaint(page, request, item, err) && add_received(page, request, err) &&
              add_disposed(page, request, err) &&
              open311_notes_read(page, request, item, path, err) &&
              add_status_notes(page, request, err) && add_status(page, request, err);

    if (ok)
        page->batch->records[own].of.complaint.closed_at_us = closing_time(request, status).us;
    return ok;
}

size_t
open311_request_room(struct jdoc_node item)
{
    /* Itself, arrival, who has it, two events of each note, two of its state. */
    return 5 + 2 * open311_notes_count(item);
}

void
open311_request_read(struct open311_page *page, struct jdoc_node item, const char *path)
{
    struct open311_request request = { .latitude = NAN,
                                       .longitude = NAN,
                                       .non_public = TRI_UNKNOWN,
                                       .noted = { WHEN_NONE, -1 },
                                       .reopened_us = WHEN_NONE };
    struct error err = ERROR_INIT;
    size_t first = page->batch->count;
    bool ok;

    if (!jdoc_is_object(item)) {
        batch_reject(page->batch, str_from(path), "expected an object, got %s",
                     jdoc_type_name(item));
        return;
    }
    ok = fields_read(FIELD_TABLE(request_fields), item, &request, page->batch, path, &err) &&
         ((read_status(page, &request, item) && read_agency(page, &request, item)) ||
          error_set(&err, ERROR_LIMIT, "no memory for a request"));
    drop_nothings(&request);
    if (ok && is_pending(&request))
        return;
    if (ok && str_is_none(request.id))
        ok = error_set(&err, ERROR_PEER, "service_request_id: expected an id, got none");
    if (ok) {
        read_times(page, &request, item, path);
        ok = add_records(page, &request, item, path, &err);
    }
    answer_keep(page->batch, first, path, ok, &err);
}
