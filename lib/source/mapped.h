/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the files of the mapped feed share with each other; nobody else includes it. mapped.c has
 * the request and the walk over a visit, mapped_settings.c the map, mapped_page.c where a list goes
 * on, mapped_look.c which paths find anything, mapped_case.c the complaints, mapped_events.c what
 * happened to them, mapped_value.c words and times. Stages and states become events as those of
 * SP4N-LAPOR! do: of lapor.h it uses struct lapor_case and lapor_events_add().
 */

#ifndef SOURCE_MAPPED_H
#define SOURCE_MAPPED_H

#include "source/answer.h"
#include "source/lapor.h"
#include "source/mapped_settings.h"

extern const struct source source_mapped; /* for registry.c */

/* A list that is walked: of complaints, or of events where they have one of their own. */
struct mapped_walk {
    bool is_events;
    uint64_t hash;  /* over the ids of the page before, or 0 */
    uint64_t found; /* fields that were found in it so far */
    struct str place;
};
/* Where the visit stands. Views into at. */
struct mapped_walk mapped_page_walk(const struct cursor *at);
/* What tells where a list goes on. */
struct mapped_turn {
    const struct mapped_settings *map;
    const struct mapped_walk *walk;
    const struct http_response *answer;
    struct jdoc_node root;
};
/*
 * The place of the next page; absent where there is none, with *err set where the answer should
 * have told one. count: items of this page. False at the arena's ceiling.
 */
bool mapped_page_next(const struct mapped_turn *turn, size_t count, struct arena *arena,
                      struct str *ret_place, struct error *err) MUST_CHECK;
/* Pushes the frame of a page; false when it does not fit. */
bool mapped_page_push(const struct mapped_walk *walk, struct cursor *next) MUST_CHECK;

struct mapped_page {
    const struct source_view *view;
    const struct mapped_settings *map;
    struct batch *batch;
    struct id_set *seen;                 /* complaints of the page */
    struct id_set *seen_events;          /* of the complaint, or of the page of events */
    uint64_t hash;                       /* over what the page lists */
    struct str told[BATCH_REJECTS_KEPT]; /* words that were told on this page */
    size_t told_count;
};

/* Which fields stand in any of the items; with MAPPED_SAW_EVENT. */
uint64_t mapped_look(const struct mapped_settings *map, struct lapor_list list, bool is_events);
/*
 * Says that nothing stands at the field's path in the node, and in its hint what stands there
 * instead: '$.data[0].waktu: nothing at "map.fields.received"'.
 */
void mapped_look_explain(struct error *err, const char *at, struct jdoc_node node, struct str path,
                         const char *setting);
/*
 * Is there a field that no item of the visit has, and without which its items are nothing? Then err
 * explains the first item of the list at that place.
 */
bool mapped_look_lacks(const struct mapped_settings *map, const struct mapped_walk *walk,
                       struct lapor_list list, const char *at, struct error *err);
/* Notes the fields of the list (events or not) that a whole visit did not find. */
void mapped_look_note(const struct mapped_page *page, uint64_t found, bool is_events);

/* The value of a scalar as a word, in the arena; absent for null, nothing, and what is none. */
bool mapped_value_word(struct arena *arena, struct jdoc_node node, struct str *ret_word) MUST_CHECK;
/* Was it told on this page? Then it is; and nothing is once there is no room to tell more. */
bool mapped_value_told(struct mapped_page *page, struct str word);
/* As setting_words_find(); a word that is not in the map is told once, at the setting's name. */
struct str mapped_value_map(struct mapped_page *page, struct str words, struct str word,
                            const char *setting, const char *at);
/* The same of a word for somebody, which may be a name: it is not repeated. */
struct str mapped_value_person(struct mapped_page *page, struct str words, struct str word,
                               const char *setting, const char *at);
/* False for what is no time. Absent: WHEN_NONE. */
bool mapped_value_time(const struct mapped_settings *map, struct jdoc_node node,
                       struct lapor_instant *ret_instant);
/* Member of the item at the field's path; absent where the map has none. */
struct jdoc_node mapped_value_node(const struct mapped_settings *map, enum mapped_field field,
                                   struct jdoc_node item);

/* At most so many records come of an item. */
size_t mapped_case_room(const struct mapped_settings *map, struct jdoc_node item);
/* One element of the list of complaints. */
void mapped_case_read(struct mapped_page *page, struct jdoc_node item, const char *path);
/* The events inside a complaint. False at a ceiling: err has ERROR_LIMIT. */
bool mapped_events_read(struct mapped_page *page, struct lapor_page *events,
                        struct lapor_case *report, struct jdoc_node item, const char *path,
                        struct error *err) MUST_CHECK;
/* One element of a list of events. */
void mapped_events_item(struct mapped_page *page, struct jdoc_node item, const char *path);

#endif
