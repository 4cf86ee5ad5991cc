/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the files of the SP4N-LAPOR! adapter share with each other, its times and rules with
 * Open311, and its stages and states with the mapped feed. lapor.c has the settings, the request
 * and the walk over a page, lapor_list.c what a list may come as, lapor_case.c the complaints of
 * both profiles, lapor_events.c their stages and states, lapor_log.c the flat log's entries,
 * lapor_time.c the times, lapor_words.c the vocabularies, lapor_plain.c sentences without markup,
 * lapor_rules.c the rules that type them, lapor_names.c whom they name, lapor_link.c addresses.
 */

#ifndef SOURCE_LAPOR_H
#define SOURCE_LAPOR_H

#include "source/answer.h"
#include "source/lapor_list.h"
#include "source/lapor_words.h"
#include "source/source.h"

extern const struct source source_lapor; /* for registry.c */
extern const struct link_table lapor_links;

enum lapor_profile { LAPOR_FLAT_LOG, LAPOR_STAGES };
enum lapor_token { LAPOR_TOKEN_HEADER, LAPOR_TOKEN_QUERY, LAPOR_TOKEN_FORM, LAPOR_TOKEN_NONE };
enum lapor_counts { LAPOR_COUNTS_PAGES, LAPOR_COUNTS_COMPLAINTS };
enum lapor_when {
    LAPOR_RECEIVED,
    LAPOR_VERIFIED,
    LAPOR_DISPOSED,
    LAPOR_ACTIVITY,
    LAPOR_CLOSED,
    LAPOR_LOG
};
#define LAPOR_WHEN_COUNT (LAPOR_LOG + 1)

/* How the times of one field are written. */
struct lapor_clock {
    int zone;      /* index into lapor_zones; 0: as the setting "timezone" says */
    int precision; /* index into lapor_precisions; 0: as it is written */
};

struct lapor_settings {
    int profile; /* enum lapor_profile */
    int method;  /* enum http_method */
    int token_place;
    struct str path, token_name, list_path, page_parameter, page_size_parameter, permalink_prefix;
    struct str topics; /* ids and names, for setting_words_find() */
    int64_t page_first, page_size, zone_s;
    int page_counts; /* enum lapor_counts */
    bool may_be_empty;
    struct lapor_clock clocks[LAPOR_WHEN_COUNT];
};

struct lapor_instant {
    int64_t us;          /* or WHEN_NONE */
    int64_t precision_s; /* -1 without a time */
};

/* Choices of the settings, ended by NULL: "same" and the zones, "auto" and words for spans. */
extern const char *const lapor_zones[];
extern const char *const lapor_precisions[];
/*
 * Reads one time: Unix seconds or milliseconds (0 is absent), an Indonesian long date, RFC 3339,
 * ISO without an offset, or numbers with the day first. Absent: true and WHEN_NONE. False for what
 * cannot be read.
 */
bool lapor_time_read(const struct lapor_settings *settings, enum lapor_when field,
                     struct jdoc_node node, struct lapor_instant *ret_instant);
/* The same of a text. */
bool lapor_time_text(const struct lapor_settings *settings, enum lapor_when field, struct str text,
                     struct lapor_instant *ret_instant);

/*
 * A copy without markup and with runs of white space as one blank, none at the ends; lapor_fold()
 * of it has the same length. False at the arena's ceiling.
 */
bool lapor_plain(struct arena *arena, struct str text, struct str *ret_plain) MUST_CHECK;

/* What a rule made of a log sentence. Views into the sentence. */
struct lapor_reading {
    const char *kind, *rule, *actor; /* actor: "reporter", "admin", "timer" or NULL */
    double confidence;
    struct str unit, from_unit; /* institutions named, or absent */
};
/* Whom a kind of sentence names: to whom it went and from whom, or who did it. */
enum lapor_names { LAPOR_NAMES_NONE, LAPOR_NAMES_TO, LAPOR_NAMES_BY };
/* Fills in the institutions; text and lower have the same bytes but for case. */
void lapor_names_read(enum lapor_names names, struct str text, struct str lower,
                      struct lapor_reading *reading);
/* False at the arena's ceiling. */
bool lapor_rules_read(struct arena *arena, struct str sentence,
                      struct lapor_reading *ret_reading) MUST_CHECK;

/* A complaint on its way to records. */
struct lapor_case {
    struct str id, title, text, topic, topic_id, class_raw, visibility_raw, status_raw, unit_id,
        unit_name, area, area_name, district_name, village_name, permalink;
    double latitude, longitude, rating;
    struct lapor_instant times[LAPOR_WHEN_COUNT]; /* LAPOR_LOG is unused */
    unsigned kinds;       /* events that were added, as a set: bits of lapor_events.c */
    int64_t log_place;    /* of the entry that is read, counted from the oldest */
    struct str last_unit; /* institution it was last disposed to, by the log */
    int64_t last_unit_us; /* and when */
};

/* Where a page stands while its items are read. */
struct lapor_page {
    const struct source_view *view;
    const struct lapor_settings *settings;
    struct batch *batch;
    struct id_set *seen;
    uint64_t hash; /* over the ids: tells a page that comes twice */
    size_t twin;   /* the record of the same case above, or SIZE_MAX */
};

/* Of a complaint without a log: itself, the times of four stages, a state without a time. */
#define LAPOR_CASE_RECORDS 6u
/* At most so many records come of a complaint. */
size_t lapor_case_room(struct jdoc_node item);
void lapor_case_read(struct lapor_page *page, struct jdoc_node item, const char *path);
/* What an entry of that kind says of the case: a stage's time, its last activity, its unit. */
void lapor_log_stage(struct lapor_case *report, struct str kind, struct str unit,
                     const struct lapor_instant *instant);
/*
 * Events of a flat log's entries; entries that cannot be read are rejected alone. False at the
 * arena's ceiling.
 */
bool lapor_log_read(struct lapor_page *page, struct lapor_case *report, struct jdoc_node log,
                    const char *path) MUST_CHECK;

/* An event to be added: what differs from case to case. */
struct lapor_event {
    const char *kind, *rule;
    struct str key, unit, from_unit, actor, text;
    int64_t at_earliest_us, at_latest_us, precision_s, ordinal;
    double confidence;
    enum tri attached;
};
/* Nothing where a twin of the case has the event. False only at a ceiling: err has ERROR_LIMIT. */
bool lapor_event_add(struct lapor_page *page, struct lapor_case *report,
                     const struct lapor_event *event, struct error *err) MUST_CHECK;

/* The institution that the case lies with, by its own word or by its log. */
struct str lapor_events_unit(const struct lapor_case *report);
/* Stages that have a time and no entry, and the state where nothing explains it. False as above. */
bool lapor_events_add(struct lapor_page *page, struct lapor_case *report,
                      const struct lapor_status *status, struct error *err) MUST_CHECK;

#endif
