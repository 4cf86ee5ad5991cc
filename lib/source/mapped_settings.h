/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The map of a mapped feed as a value: where everything stands, and what its words are.
 */

#ifndef SOURCE_MAPPED_SETTINGS_H
#define SOURCE_MAPPED_SETTINGS_H

#include "base/error.h"
#include "base/str.h"
#include "config/setting.h"

enum mapped_secret {
    MAPPED_SECRET_NONE,
    MAPPED_SECRET_BEARER,
    MAPPED_SECRET_HEADER,
    MAPPED_SECRET_QUERY
};
enum mapped_paging {
    MAPPED_PAGING_NONE,
    MAPPED_PAGING_PAGE,     /* the parameter counts pages */
    MAPPED_PAGING_OFFSET,   /* it counts the items before */
    MAPPED_PAGING_CURSOR,   /* it takes what the answer has at `next` */
    MAPPED_PAGING_NEXT_URL, /* … has in the address at `next` */
    MAPPED_PAGING_LINK,     /* … in the address of the Link header */
};
enum mapped_times {
    MAPPED_TIMES_ANY,
    MAPPED_TIMES_COMPACT,
    MAPPED_TIMES_MONTH_FIRST,
    MAPPED_TIMES_UNIX,
    MAPPED_TIMES_UNIX_MS
};
enum mapped_since {
    MAPPED_SINCE_RFC3339,
    MAPPED_SINCE_LOCAL,
    MAPPED_SINCE_DATE,
    MAPPED_SINCE_UNIX,
    MAPPED_SINCE_UNIX_MS
};

/* What a map has places for. Fewer than 64: they are bits of a set. */
enum mapped_field {
    MAPPED_ID,
    MAPPED_RECEIVED,
    MAPPED_VERIFIED,
    MAPPED_DISPOSED,
    MAPPED_ACTIVITY,
    MAPPED_CLOSED,
    MAPPED_TITLE,
    MAPPED_TEXT,
    MAPPED_TOPIC,
    MAPPED_CLASS,
    MAPPED_VISIBILITY,
    MAPPED_STATUS,
    MAPPED_UNIT,
    MAPPED_CLOSED_BY,
    MAPPED_RATING,
    MAPPED_LATITUDE,
    MAPPED_LONGITUDE,
    MAPPED_DISTRICT,
    MAPPED_VILLAGE,
    MAPPED_DISTRICT_NAME,
    MAPPED_VILLAGE_NAME,
    MAPPED_PERMALINK,
    MAPPED_EVENTS, /* the list of events inside a complaint */
    MAPPED_EVENT_CASE,
    MAPPED_EVENT_ID,
    MAPPED_EVENT_TIME,
    MAPPED_EVENT_KIND,
    MAPPED_EVENT_UNIT,
    MAPPED_EVENT_FROM_UNIT,
    MAPPED_EVENT_ACTOR,
    MAPPED_EVENT_TEXT,
    MAPPED_EVENT_FILES
};
#define MAPPED_FIELD_COUNT (MAPPED_EVENT_FILES + 1)
#define MAPPED_BIT(field)  (UINT64_C(1) << (field))
/* Beside those of fields: an event was there. */
#define MAPPED_SAW_EVENT MAPPED_BIT(MAPPED_FIELD_COUNT)

struct mapped_settings {
    int64_t zone_s;
    struct str path, list, query, permalink_prefix;
    int times; /* enum mapped_times */
    struct {
        int place; /* enum mapped_secret */
        struct str name;
    } secret;
    struct {
        int style; /* enum mapped_paging */
        struct str parameter, size_parameter, next;
        int64_t first, size;
    } paging;
    struct {
        struct str parameter;
        int times; /* enum mapped_since */
        int64_t overlap_us;
    } since;
    bool may_be_empty, shows_ended;
    struct str fields[MAPPED_FIELD_COUNT];
    struct str statuses, classes, visibilities, closers;
    struct {
        struct str path, list; /* path: of a list of its own, with its place */
        struct str kinds, actors;
        int kind; /* of what is in no map: index into mapped_event_kinds */
    } events;
};

extern const struct setting mapped_setting_table[];
extern const char *const mapped_event_kinds[]; /* ended by NULL */
/* As source.h's fault. */
const char *mapped_settings_fault(const void *settings, size_t nth, struct error *err);
/* Changes with whatever decides what is read: 30 bits, never 0. */
unsigned mapped_settings_print(const struct mapped_settings *map);
/* "map.fields.id". */
const char *mapped_settings_path(enum mapped_field field);

#endif
