/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The map: every setting of a mapped feed, and what can be wrong between them. Paths are names
 * joined by dots; there are no expressions, on purpose: what a map cannot say belongs into an
 * adapter, where a compiler and a fuzzer see it.
 */

#include "source/mapped_settings.h"

#include "base/when.h"
#include "source/answer.h"

#define SHOWN_MAX 65536

static const char *const secret_places[] = { [MAPPED_SECRET_NONE] = "none",
                                             [MAPPED_SECRET_BEARER] = "bearer",
                                             [MAPPED_SECRET_HEADER] = "header",
                                             [MAPPED_SECRET_QUERY] = "query",
                                             NULL };
static const char *const paging_styles[] = { [MAPPED_PAGING_NONE] = "none",
                                             [MAPPED_PAGING_PAGE] = "page",
                                             [MAPPED_PAGING_OFFSET] = "offset",
                                             [MAPPED_PAGING_CURSOR] = "cursor",
                                             [MAPPED_PAGING_NEXT_URL] = "next_url",
                                             [MAPPED_PAGING_LINK] = "link",
                                             NULL };
static const char *const time_forms[] = { [MAPPED_TIMES_ANY] = "any",
                                          [MAPPED_TIMES_COMPACT] = "compact",
                                          [MAPPED_TIMES_MONTH_FIRST] = "month_first",
                                          [MAPPED_TIMES_UNIX] = "unix",
                                          [MAPPED_TIMES_UNIX_MS] = "unix_ms",
                                          NULL };
static const char *const since_forms[] = {
    [MAPPED_SINCE_RFC3339] = "rfc3339", [MAPPED_SINCE_LOCAL] = "local",
    [MAPPED_SINCE_DATE] = "date",       [MAPPED_SINCE_UNIX] = "unix",
    [MAPPED_SINCE_UNIX_MS] = "unix_ms", NULL
};

/* The vocabularies of sql/README.md. */
static const char *const statuses[] = { "unverified",
                                        "verified",
                                        "disposed",
                                        "in_process",
                                        "awaiting_reporter",
                                        "postponed",
                                        "closed_by_reporter",
                                        "closed_by_admin",
                                        "closed_by_system",
                                        "archived_by_admin",
                                        "archived_by_system",
                                        "archived_by_reporter",
                                        "blocked",
                                        "deleted",
                                        "unknown",
                                        NULL };
static const char *const classes[] = { "oversight",  "no_oversight", "information",
                                       "aspiration", "other",        NULL };
static const char *const visibilities[] = { "public", "anonymous", "confidential",
                                            "anonymous_confidential", NULL };
static const char *const people[] = { "reporter", "admin", "unit", "timer", NULL };
const char *const mapped_event_kinds[] = { "received",     "verified",    "disposed",
                                           "acknowledged", "answered",    "reporter_reply",
                                           "closed",       "postponed",   "archived",
                                           "returned",     "status_seen", NULL };

#define MAP(member) offsetof(struct mapped_settings, member)
#define TEXT(name, member, words)                                                     \
    {                                                                                 \
        .path = (name), .type = &setting_text, .offset = MAP(member), .fallback = "", \
        .flags = SETTING_RELOAD, .doc = (words)                                       \
    }
#define CHOICE(name, member, first, list, words)                                             \
    {                                                                                        \
        .path = (name), .type = &setting_choice, .offset = MAP(member), .fallback = (first), \
        .choices = (list), .flags = SETTING_RELOAD, .doc = (words)                           \
    }
#define NUMBER(name, member, first, least, most, words)                                       \
    {                                                                                         \
        .path = (name), .type = &setting_integer, .offset = MAP(member), .fallback = (first), \
        .min = (least), .max = (most), .flags = SETTING_RELOAD, .doc = (words)                \
    }
#define PLACE(name, member, words)                                                      \
    {                                                                                   \
        .path = (name), .type = &setting_member, .offset = MAP(member), .fallback = "", \
        .flags = SETTING_RELOAD, .doc = (words)                                         \
    }
#define NEEDED(name, field, example, words)                                             \
    {                                                                                   \
        .path = (name), .type = &setting_member, .offset = MAP(fields[field]),          \
        .flags = SETTING_RELOAD | SETTING_REQUIRED, .doc = (words), .sample = (example) \
    }
#define WORDS(name, member, list, example, words)                                         \
    {                                                                                     \
        .path = (name), .type = &setting_words, .offset = MAP(member), .choices = (list), \
        .flags = SETTING_RELOAD, .doc = (words), .sample = (example)                      \
    }

const struct setting mapped_setting_table[] = {
    { .path = "timezone",
      .type = &setting_zone,
      .offset = MAP(zone_s),
      .flags = SETTING_RELOAD | SETTING_REQUIRED,
      .doc = "Zone of times that name none.",
      .sample = "Asia/Jakarta" },
    TEXT("map.path", path, "Path of the list of complaints below the base URL."),
    WORDS("map.query", query, NULL, "{ urut: terbaru }",
          "Parameters that every request has, with their values."),
    PLACE("map.list", list,
          "Where the list of complaints stands in an answer; empty where the answer is the list."),
    CHOICE("map.secret.place", secret.place, "none", secret_places,
           "Where the credential's token goes: bearer is the header Authorization, with the word "
           "Bearer; header and query take the name below; none sends none."),
    TEXT("map.secret.name", secret.name, "Name of that header or parameter."),
    CHOICE("map.paging.style", paging.style, "none", paging_styles,
           "How the list goes on: page counts pages and offset complaints, until a page is empty, "
           "comes twice, or is not found; cursor takes what stands at next; next_url and link take "
           "the parameter out of the address at next, or in the Link header. An address itself is "
           "never followed."),
    TEXT("map.paging.parameter", paging.parameter,
         "Name of the parameter with the place of the next page."),
    NUMBER("map.paging.first", paging.first, "1", 0, 1, "Number of the first page."),
    TEXT("map.paging.size_parameter", paging.size_parameter,
         "Name of the parameter with the number of complaints wanted; empty where there is none."),
    NUMBER("map.paging.size", paging.size, "100", 1, 1000, "Complaints wanted in one answer."),
    PLACE("map.paging.next", paging.next, "Where an answer says how the list goes on."),
    TEXT("map.since.parameter", since.parameter,
         "Name of a parameter that asks for what has changed since a time; empty where there is "
         "none. With it, a visit reads what changed alone; the first one, and the first with "
         "another map, read everything."),
    CHOICE("map.since.times", since.times, "rfc3339", since_forms,
           "How that time is written; local is as 2026-11-20 08:00:00, in the feed's zone."),
    { .path = "map.since.overlap",
      .type = &setting_duration,
      .offset = MAP(since.overlap_us),
      .fallback = "1d",
      .min = 0,
      .max = 60 * WHEN_DAY,
      .flags = SETTING_RELOAD,
      .doc = "How much is asked for again, for what was late." },
    { .path = "map.may_be_empty",
      .type = &setting_boolean,
      .offset = MAP(may_be_empty),
      .fallback = "false",
      .flags = SETTING_RELOAD,
      .doc = "Whether a feed that listed complaints may list none. With false such an answer is a "
             "failure and proves nothing. Where it is asked for changes alone, an empty one is "
             "none." },
    { .path = "map.shows_ended",
      .type = &setting_boolean,
      .offset = MAP(shows_ended),
      .fallback = "true",
      .flags = SETTING_RELOAD,
      .doc =
          "Whether the first visit also finds complaints that ended before it. With false, what "
          "was open then counts in the figures from then on, and not as if it had been watched "
          "from its start; a complaint that ends has to stay listed until a visit has seen how." },
    CHOICE("map.times", times, "any", time_forms,
           "How times are written: any takes RFC 3339, dates and times with the year or the day "
           "first, Indonesian long dates and Unix times; compact is 20261120 or 20261120083000; "
           "month_first is 11/20/2026."),
    TEXT("map.permalink_prefix", permalink_prefix,
         "Put before the id for a link that people can follow, where fields.permalink finds none."),
    NEEDED("map.fields.id", MAPPED_ID, "id", "The complaint's id or tracking number."),
    NEEDED("map.fields.received", MAPPED_RECEIVED, "created_at", "When it came in."),
    PLACE("map.fields.verified", fields[MAPPED_VERIFIED], "When it was verified."),
    PLACE("map.fields.disposed", fields[MAPPED_DISPOSED],
          "When it was sent to the unit: from then on the unit is waited for."),
    PLACE("map.fields.last_activity", fields[MAPPED_ACTIVITY],
          "When anything last happened to it."),
    PLACE("map.fields.closed", fields[MAPPED_CLOSED], "When it was closed."),
    PLACE("map.fields.title", fields[MAPPED_TITLE], "Its title."),
    PLACE("map.fields.text", fields[MAPPED_TEXT], "What the citizen wrote."),
    PLACE("map.fields.topic", fields[MAPPED_TOPIC], "What it is about, in the feed's words."),
    PLACE("map.fields.class", fields[MAPPED_CLASS], "Its class; see classes."),
    PLACE("map.fields.visibility", fields[MAPPED_VISIBILITY], "Who may see it; see visibilities."),
    PLACE("map.fields.status", fields[MAPPED_STATUS], "Its state; see statuses."),
    PLACE("map.fields.unit", fields[MAPPED_UNIT],
          "The institution it lies with, as the keys of units: name it."),
    PLACE("map.fields.closed_by", fields[MAPPED_CLOSED_BY], "Who closed it; see closers."),
    PLACE("map.fields.rating", fields[MAPPED_RATING], "What the citizen gave, as a number."),
    PLACE("map.fields.latitude", fields[MAPPED_LATITUDE], "Latitude of the place."),
    PLACE("map.fields.longitude", fields[MAPPED_LONGITUDE], "Longitude of the place."),
    PLACE("map.fields.district", fields[MAPPED_DISTRICT],
          "Code of the district, as the Ministry of Home Affairs has it: 32.71.01."),
    PLACE("map.fields.village", fields[MAPPED_VILLAGE], "Code of the village: 32.71.01.1001."),
    PLACE("map.fields.district_name", fields[MAPPED_DISTRICT_NAME], "Name of the district."),
    PLACE("map.fields.village_name", fields[MAPPED_VILLAGE_NAME], "Name of the village."),
    PLACE("map.fields.permalink", fields[MAPPED_PERMALINK], "Address where people can see it."),
    WORDS("map.statuses", statuses, statuses, "{ Selesai: closed_by_admin }",
          "What the feed's states are here. One that is not named is unknown, kept as it is and "
          "told."),
    WORDS("map.classes", classes, classes, "{ Aspirasi: aspiration }",
          "What its classes are; one that is not named is other."),
    WORDS("map.visibilities", visibilities, visibilities, "{ \"true\": anonymous }",
          "What its visibilities are; one that is not named is left out and told."),
    WORDS("map.closers", closers, people, "{ Admin: admin }",
          "Who closes; one who is not named is left out and told."),
    TEXT("map.events.path", events.path,
         "Path of a list of events of their own, below the base URL; empty where they stand inside "
         "the complaints."),
    PLACE("map.events.list", events.list,
          "Where the list of events stands: in a complaint, or in the answer of events.path."),
    PLACE("map.events.case", fields[MAPPED_EVENT_CASE],
          "The complaint's id in an event of events.path."),
    PLACE("map.events.id", fields[MAPPED_EVENT_ID],
          "The event's own id; without one it is known by its time, kind and text."),
    PLACE("map.events.time", fields[MAPPED_EVENT_TIME], "When it happened."),
    PLACE("map.events.kind", fields[MAPPED_EVENT_KIND], "What happened; see events.kinds."),
    PLACE("map.events.unit", fields[MAPPED_EVENT_UNIT],
          "The institution that did it, or to which a disposition went."),
    PLACE("map.events.from_unit", fields[MAPPED_EVENT_FROM_UNIT],
          "The institution from which a disposition came."),
    PLACE("map.events.actor", fields[MAPPED_EVENT_ACTOR], "Who did it; see events.actors."),
    PLACE("map.events.text", fields[MAPPED_EVENT_TEXT], "What was written."),
    PLACE("map.events.files", fields[MAPPED_EVENT_FILES],
          "What is attached: addresses, names, a number of files or a flag. Only whether anything "
          "is, is kept."),
    WORDS("map.events.kinds", events.kinds, mapped_event_kinds, "{ Jawaban: answered }",
          "What the feed's kinds of events are here. One that is not named is told."),
    CHOICE("map.events.otherwise", events.kind, "status_seen", mapped_event_kinds,
           "What an event is whose kind is not named, or that has none."),
    WORDS("map.events.actors", events.actors, people, "{ Warga: reporter }",
          "Who acts; one who is not named is left out and told."),
    { .path = NULL },
};

/* config/config_block.c keeps a bit for each setting. */
_Static_assert(ARRAY_SIZE(mapped_setting_table) - 1 <= 64, "too many settings");

const char *
mapped_settings_path(enum mapped_field field)
{
    const struct setting *setting = mapped_setting_table;

    if (field == MAPPED_EVENTS)
        return "map.events.list";
    while (setting->offset != MAP(fields) + field * sizeof(struct str))
        setting++;
    return setting->path;
}

static bool
has_parameter(const struct mapped_settings *map)
{
    return map->paging.style == MAPPED_PAGING_NONE || map->paging.parameter.n > 0;
}

static bool
has_next(const struct mapped_settings *map)
{
    bool reads_next =
        map->paging.style == MAPPED_PAGING_CURSOR || map->paging.style == MAPPED_PAGING_NEXT_URL;

    return !reads_next || map->paging.next.n > 0;
}

static bool
has_secret_name(const struct mapped_settings *map)
{
    bool takes_name =
        map->secret.place == MAPPED_SECRET_HEADER || map->secret.place == MAPPED_SECRET_QUERY;

    return !takes_name || map->secret.name.n > 0;
}

static bool
has_events(const struct mapped_settings *map)
{
    return map->events.path.n > 0 || map->events.list.n > 0;
}

static bool
has_event_time(const struct mapped_settings *map)
{
    return !has_events(map) || map->fields[MAPPED_EVENT_TIME].n > 0;
}

static bool
has_event_list(const struct mapped_settings *map)
{
    return has_events(map) || map->fields[MAPPED_EVENT_TIME].n == 0;
}

static bool
has_event_case(const struct mapped_settings *map)
{
    return map->events.path.n == 0 || map->fields[MAPPED_EVENT_CASE].n > 0;
}

const char *
mapped_settings_fault(const void *settings, size_t nth, struct error *err)
{
    static const struct rule {
        bool (*holds)(const struct mapped_settings *map);
        const char *path, *why;
    } rules[] = {
        { has_parameter, "map.paging.parameter", "This style of paging has a parameter." },
        { has_next, "map.paging.next", "This style of paging reads it from the answer." },
        { has_secret_name, "map.secret.name", "A header and a parameter have a name." },
        { has_event_list, "map.events.list", "Events stand in a list." },
        { has_event_time, "map.events.time", "An event without a time tells nothing." },
        { has_event_case, "map.events.case",
          "Events of a list of their own name their complaint." },
    };

    for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
        if (rules[i].holds(settings) || nth-- > 0)
            continue;
        error_set(err, ERROR_CONFIG, "the map needs \"%s\"", rules[i].path);
        error_hint(err, "%s", rules[i].why);
        return rules[i].path;
    }
    return NULL;
}

unsigned
mapped_settings_print(const struct mapped_settings *map)
{
    uint64_t hash = ANSWER_HASH_START;

    for (const struct setting *setting = mapped_setting_table; setting->path != NULL; setting++) {
        CLEANUP(buf_done) struct buf shown = BUF_INIT(SHOWN_MAX);

        /* It changes what figures make of the cases, not how an answer is read. */
        if (setting->offset != MAP(shows_ended) && setting_show(setting, map, &shown))
            hash = answer_hash(hash, buf_str(&shown));
    }
    return (unsigned)((hash ^ hash >> 32) & 0x3fffffff) | 1;
}
