/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the files of the Open311 adapter share with each other; nobody else includes it. open311.c
 * has the settings and what a page means for the walk, open311_walk.c the windows and the request,
 * open311_request.c the service requests, open311_note.c the notes and updates under them,
 * open311_words.c the states. What a list and an error may come as stands apart: open311_list.h.
 */

#ifndef SOURCE_OPEN311_H
#define SOURCE_OPEN311_H

#include "source/answer.h"
#include "source/lapor_words.h"
#include "source/source.h"

extern const struct source source_open311; /* for registry.c */

enum open311_unit { OPEN311_UNIT_AGENCY, OPEN311_UNIT_CODE, OPEN311_UNIT_NAME };
enum open311_answers { OPEN311_ANSWERS_NONE, OPEN311_ANSWERS_NOTES, OPEN311_ANSWERS_UPDATES };

struct open311_settings {
    struct str path, updates_path, jurisdiction, status, page_parameter, page_size_parameter,
        permalink_prefix;
    int64_t zone_s, page_first, page_size, window_us, window_rows, updates_overlap_us;
    int unit;    /* enum open311_unit */
    int answers; /* enum open311_answers */
    bool extensions, may_be_empty, shows_ended;
};

/* A time as it was written: precision_s is -1 without one. */
struct open311_instant {
    int64_t us, precision_s;
};

struct open311_page { /* where a page stands while its items are read */
    const struct source_view *view;
    const struct open311_settings *settings;
    struct batch *batch;
    uint64_t hash;        /* over the ids: tells a list that comes twice */
    size_t listed;        /* elements of the list, those without an id too */
    bool older, newer;    /* one is of more than a day before or after the window */
    int64_t newest_us;    /* time of the newest update that the walk saw, or WHEN_NONE */
    bool repeats;         /* the list is the one that was read before: nothing is read again */
    int64_t from_s, to_s; /* the window */
    bool is_newest;       /* nothing is newer than it, but what bears a wrong time */
};

/* A service request on its way to records. */
struct open311_request {
    struct str id, token, status_raw, notes, service_name, service_code, title, text, detail;
    struct str agency, permalink;
    double latitude, longitude;
    enum tri non_public;
    struct open311_instant received, updated, closed, sent;
    struct open311_instant noted; /* when a note said that it was closed */
    int64_t reopened_us;          /* the last time that a note told of a state of work */
    unsigned kinds;               /* events that were added: bits of open311_note.c */
};

/* Reads a time; in an array of one, that. Absent: true and WHEN_NONE. */
bool open311_time_read(const struct open311_settings *settings, struct jdoc_node node,
                       struct open311_instant *ret_instant);
/* The first time that an item has under these names, ended by NULL. Returns the one that cannot be
 * read, or NULL. */
const char *open311_first_time(const struct open311_settings *settings, struct jdoc_node item,
                               const char *const *names, struct open311_instant *ret_instant);

/* Path of a value that older servers lay into a list of one. */
#define OPEN311_ONE_OF(name) name "|" name ".0|" name ".0.0"

/* The state that a phrase of Open311 servers, or of SP4N-LAPOR!, stands for. Never NULL. */
const struct lapor_status *open311_status_find(struct str phrase);
/* A state before any work. */
bool open311_status_is_open(const struct lapor_status *status);
/* A state behind all work. */
bool open311_status_is_end(const struct lapor_status *status);

/* The most records that come of a request. */
size_t open311_request_room(struct jdoc_node item);
void open311_request_read(struct open311_page *page, struct jdoc_node item, const char *path);

/* An event to be added: what differs from case to case. */
struct open311_event {
    const char *kind, *rule; /* rule NULL: the server said so itself */
    struct str key, unit, actor, text;
    int64_t at_earliest_us, at_latest_us, precision_s, ordinal;
    double confidence;
    enum tri attached;
};
/* False only at a ceiling: err has ERROR_LIMIT. */
bool open311_event_add(struct open311_page *page, struct open311_request *request,
                       const struct open311_event *event, struct error *err) MUST_CHECK;
/* An acknowledgement, where the rules of SP4N-LAPOR! know the words as one. False as above. */
bool open311_words_read(const struct open311_page *page, struct str words,
                        struct open311_event *event) MUST_CHECK;
bool open311_has_event(const struct open311_request *request, const char *kind);
/* Hash of the parts as an event's key. False at the arena's ceiling. */
bool open311_key(struct arena *arena, const struct str *parts, size_t count,
                 struct str *ret_key) MUST_CHECK;

/* The time of what a request has without one: not after its last change, nor before it was made. */
void open311_set_untimed(const struct open311_page *page, const struct open311_request *request,
                         struct open311_event *event);

/* How many notes stand under a request. */
size_t open311_notes_count(struct jdoc_node item);
/* Events of the notes under a request; one that cannot be read is rejected alone. */
bool open311_notes_read(struct open311_page *page, struct open311_request *request,
                        struct jdoc_node item, const char *path, struct error *err) MUST_CHECK;
/* The first time that a note or an update has. Returns the field that cannot be read, or NULL. */
const char *open311_note_time(const struct open311_settings *settings, struct jdoc_node item,
                              struct open311_instant *ret_instant);
/* An element of the updates' list. */
void open311_update_read(struct open311_page *page, struct jdoc_node item, const char *path);

/* Where a visit stands. */
struct open311_place {
    bool updates;         /* else the requests are walked */
    int64_t from_s, to_s; /* the window, Unix seconds */
    int64_t bottom_s;     /* where the walk ends */
    int64_t page;
    bool whole;        /* it lists what is newer: one window over all the dates, the last one */
    int64_t newest_us; /* of the updates that the walk saw so far, or WHEN_NONE */
    struct str before; /* hash of the list that the visit read before; absent at its start */
};
struct open311_place open311_place_of(const struct source_view *view, const struct cursor *at);
/* False when it does not fit. */
bool open311_place_push(const struct open311_place *place, struct cursor *cursor) MUST_CHECK;
/* The window before this one; false: the walk is over. */
bool open311_place_older(const struct source_view *view, struct open311_place *place);
/* The newer half of the window; false: it is as small as it gets. */
bool open311_place_halve(const struct source_view *view, struct open311_place *place);
/* A window up to now, or to the end of the range: nothing newer than it was to be left out. */
bool open311_place_is_newest(const struct source_view *view, const struct open311_place *place);
/* All the dates in one window. */
void open311_place_whole(const struct source_view *view, struct open311_place *place);
/* The walk over the updates, from its first window on. */
void open311_place_updates(struct open311_place *place);
bool open311_plan(const struct source_view *view, const struct cursor *at,
                  struct http_request *ret_request, struct error *err) MUST_CHECK;

#endif
