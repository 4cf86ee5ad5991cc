/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Notes under a request (Chicago's "notes", Mark-a-Spot's log) and updates from a list of their own
 * (FixMyStreet's extension): each has a time, and may have words, a state, or both. Words of the
 * agency's are an answer, unless they stand on a request that is still open (the letter that every
 * request gets) or tell of a step of the work ("activity"): those show that it is looked after.
 */

#include "source/open311.h"

#include <inttypes.h>
#include <stdio.h>

#include "source/attached.h"
#include "source/fields.h"
#include "source/lapor.h"
#include "source/lapor_list.h"

struct note {
    struct str id, request_id, text, summary, type, status;
    struct open311_instant at;
    enum tri attached;
};
#define NOTE(member) offsetof(struct note, member)

static const struct field note_fields[] = {
    { OPEN311_ONE_OF("update_id") "|id", FIELD_ID, NOTE(id), false },
    { OPEN311_ONE_OF("service_request_id"), FIELD_ID, NOTE(request_id), false },
    { OPEN311_ONE_OF("description") "|status_note|status_notes|note|text|comment", FIELD_TEXT,
      NOTE(text), false },
    { "summary", FIELD_LINE, NOTE(summary), false },
    { "type", FIELD_LINE, NOTE(type), false },
    { OPEN311_ONE_OF("status"), FIELD_LINE, NOTE(status), false },
};

/* FixMyStreet's and the standard's, then what Mark-a-Spot and others add. */
static const char *const file_names[] = { "media_url", "media",  "attachments", "photos",
                                          "photo",     "images", NULL };

static const char *const time_names[] = { "updated_datetime", "datetime", "created_datetime",
                                          "timestamp",        "date",     NULL };

/* Where notes stand under a request: the first that is there. */
static const char *const note_paths[] = {
    "notes",
    "extended_attributes.notes",
    "extended_attributes.markaspot.log",
    "extended_attributes.markaspot.status_notes",
    "extended_attributes.status_notes",
    "activities",
};

static const char *const kinds[] = { "received", "verified",   "disposed", "acknowledged",
                                     "answered", "closed",     "archived", "postponed",
                                     "returned", "status_seen" };

static unsigned
kind_bit(const char *kind)
{
    for (unsigned i = 0; i < ARRAY_SIZE(kinds); i++) {
        if (str_equal_c(str_from(kind), kinds[i]))
            return 1u << i;
    }
    return 0;
}

bool
open311_has_event(const struct open311_request *request, const char *kind)
{
    return (request->kinds & kind_bit(kind)) != 0;
}

bool
open311_event_add(struct open311_page *page, struct open311_request *request,
                  const struct open311_event *event, struct error *err)
{
    struct record *record = batch_add(page->batch, RECORD_COMPLAINT_EVENT);

    if (record == NULL)
        return error_set(err, ERROR_LIMIT, "no room for an event");
    request->kinds |= kind_bit(event->kind);
    record->of.complaint_event = (struct complaint_event){ .complaint_external_id = request->id,
                                                           .event_key = event->key,
                                                           .kind = str_from(event->kind),
                                                           .unit_ref = event->unit,
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

bool
open311_key(struct arena *arena, const struct str *parts, size_t count, struct str *ret_key)
{
    uint64_t hash = ANSWER_HASH_START;

    for (size_t i = 0; i < count; i++)
        hash = answer_hash(hash, parts[i]);
    return answer_hash_text(hash, arena, ret_key);
}

/* A key of the note's id, or of its time and words where it has none; of one kind of event. */
static bool
add_event(struct open311_page *page, struct open311_request *request, const struct note *note,
          struct open311_event *event, struct error *err)
{
    bool has_id = !str_is_none(note->id);
    struct str parts[] = { request->id, STR("note"), str_from(event->kind), note->id, STR_NONE };
    char time[24];

    snprintf(time, sizeof(time), "%" PRId64, note->at.us);
    if (!has_id) {
        parts[3] = str_from(time);
        parts[4] = event->text;
    }
    event->at_earliest_us = event->at_latest_us = note->at.us;
    event->precision_s = note->at.precision_s;
    if (note->at.us == WHEN_NONE)
        open311_set_untimed(page, request, event);
    event->ordinal = -1;
    if (!open311_key(page->view->arena, parts, ARRAY_SIZE(parts), &event->key))
        return error_set(err, ERROR_LIMIT, "no memory for a key");
    return open311_event_add(page, request, event, err);
}

bool
open311_words_read(const struct open311_page *page, struct str words, struct open311_event *event)
{
    struct lapor_reading reading;

    if (!lapor_rules_read(page->view->arena, words, &reading))
        return false;
    if (str_equal_c(str_from(reading.kind), "acknowledged")) {
        event->kind = reading.kind;
        event->rule = reading.rule;
        event->confidence = reading.confidence;
    }
    return true;
}

/* Words: an answer, or a sign that the request is looked after. */
static bool
add_words(struct open311_page *page, struct open311_request *request, const struct note *note,
          bool answers, struct error *err)
{
    struct open311_event event = { .kind = answers ? "answered" : "acknowledged",
                                   .rule = answers ? "note.1" : "note-open.1",
                                   .text = note->text,
                                   .confidence = answers ? 0.8 : 0.5,
                                   .attached = note->attached };

    if (str_is_none(event.text) && !answers)
        event.text = note->summary;
    if (answers && !str_is_none(event.text) && !open311_words_read(page, event.text, &event))
        return error_set(err, ERROR_LIMIT, "no memory for a note");
    return str_is_none(event.text) || add_event(page, request, note, &event, err);
}

static bool
add_state(struct open311_page *page, struct open311_request *request, const struct note *note,
          const struct lapor_status *status, struct error *err)
{
    struct open311_event event = { .kind = status->event,
                                   .actor = str_from(status->closed_by),
                                   .text = str_is_none(note->status) ? note->type : note->status,
                                   .confidence = 1,
                                   .attached = TRI_UNKNOWN };

    /* Of a log that repeats a state in each of its entries, the first one counts. */
    if (status->event == NULL || open311_has_event(request, status->event))
        return true;
    return add_event(page, request, note, &event, err);
}

const char *
open311_note_time(const struct open311_settings *settings, struct jdoc_node item,
                  struct open311_instant *ret_instant)
{
    return open311_first_time(settings, item, time_names, ret_instant);
}

static bool
read_fields(struct open311_page *page, struct jdoc_node item, const char *path, struct note *note,
            struct error *err)
{
    const char *unreadable;

    *note = (struct note){ .at = { WHEN_NONE, -1 } };
    if (!fields_read(FIELD_TABLE(note_fields), item, note, page->batch, path, err))
        return false;
    if (lapor_is_nothing(note->text))
        note->text = STR_NONE;
    if (lapor_is_nothing(note->summary))
        note->summary = STR_NONE;
    note->attached = attached_any(item, file_names);
    unreadable = open311_note_time(page->settings, item, &note->at);
    if (unreadable != NULL)
        return error_set(err, ERROR_PEER, "%s: expected a time", unreadable);
    return true;
}

static bool
has_time(const struct note *note, struct error *err)
{
    return note->at.us != WHEN_NONE || error_set(err, ERROR_PEER, "a note without a time");
}

/*
 * When it was closed for good: first behind the last state of work. Notes come with the oldest
 * first, or with the newest.
 */
static void
keep_end(struct open311_request *request, const struct note *note,
         const struct lapor_status *status)
{
    if (note->at.us == WHEN_NONE)
        return;
    if (open311_status_is_end(status)) {
        if (note->at.us >= request->reopened_us &&
            (request->noted.us == WHEN_NONE || note->at.us < request->noted.us))
            request->noted = note->at;
        return;
    }
    if (note->at.us > request->reopened_us)
        request->reopened_us = note->at.us;
    if (note->at.us > request->noted.us)
        request->noted.us = WHEN_NONE;
}

/* Chicago types its notes; elsewhere the state stands beside the words. */
static bool
add_note(struct open311_page *page, struct open311_request *request, const struct note *note,
         struct error *err)
{
    bool is_typed = !str_is_none(note->type);
    const struct lapor_status *status = open311_status_find(is_typed ? note->type : note->status);
    bool is_known = !str_equal_c(str_from(status->status), "unknown");
    /* A summary alone, of a state that nobody knows, names a step of the work. */
    bool answers =
        is_known ? !open311_status_is_open(status) : !is_typed && !str_is_none(note->text);

    if (is_known)
        keep_end(request, note, status);
    if (is_typed && is_known && open311_status_is_open(status))
        return true;
    /* What the request itself says of a state is more than a note without a time does. */
    return add_words(page, request, note, answers, err) &&
           (note->at.us == WHEN_NONE || add_state(page, request, note, status, err));
}

/* Words without a time were said before the last change. Without either it is no note. */
static bool
is_note(const struct note *note, struct error *err)
{
    return !str_is_none(note->text) || !str_is_none(note->summary) || has_time(note, err);
}

static struct jdoc_node
notes_of(struct jdoc_node item)
{
    struct jdoc_node notes = { NULL };

    for (size_t i = 0; i < ARRAY_SIZE(note_paths); i++) {
        notes = jdoc_path(item, note_paths[i]);
        if (jdoc_is_array(notes) || jdoc_is_object(notes))
            return notes;
    }
    return notes;
}

size_t
open311_notes_count(struct jdoc_node item)
{
    return lapor_list_open(notes_of(item)).count;
}

bool
open311_notes_read(struct open311_page *page, struct open311_request *request,
                   struct jdoc_node item, const char *path, struct error *err)
{
    struct lapor_list list = lapor_list_open(notes_of(item));
    struct jdoc_node entry;
    char at[2 * ANSWER_PATH_MAX];

    for (size_t i = 0; lapor_list_next(&list, &entry); i++) {
        struct error why = ERROR_INIT;
        struct note note;
        snprintf(at, sizeof(at), "%s.notes[%zu]", path, i);
        if ((!read_fields(page, entry, at, &note, &why) || !is_note(&note, &why)) &&
            why.kind != ERROR_LIMIT)
            batch_reject(page->batch, str_from(at), "%s", why.text);
        else if (error_is_set(&why) || !add_note(page, request, &note, err))
            return error_set(err, ERROR_LIMIT, "no memory for a note");
    }
    return true;
}

void
open311_update_read(struct open311_page *page, struct jdoc_node item, const char *path)
{
    struct open311_request request = { .id = STR_NONE };
    struct error err = ERROR_INIT;
    size_t first = page->batch->count;
    struct note note;
    bool ok = jdoc_is_object(item) ||
              error_set(&err, ERROR_PEER, "expected an object, got %s", jdoc_type_name(item));

    /* Nothing here says since when the request is there: without a time it could be of any. */
    ok = ok && read_fields(page, item, path, &note, &err) && has_time(&note, &err);
    if (ok && str_is_none(note.request_id))
        ok = error_set(&err, ERROR_PEER, "service_request_id: expected an id, got none");
    if (ok) {
        /* What is written here is written to the citizen, whatever the state. */
        request.id = note.request_id;
        ok = add_words(page, &request, &note, true, &err) &&
             add_state(page, &request, &note, open311_status_find(note.status), &err);
    }
    answer_keep(page->batch, first, path, ok, &err);
}
