/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Which paths of a map find anything. A map is written by hand against answers that nobody here has
 * seen, so a path that leads nowhere must say so: where, in which item, and what stands there
 * instead. A member that is null is found: a complaint that is open has no time of closing.
 */

#include "source/mapped.h"

#include <stdio.h>
#include <string.h>

#define AT_MAX      160
#define MEMBERS_MAX 120

static uint64_t
look_at(const struct mapped_settings *map, struct jdoc_node item, enum mapped_field from,
        enum mapped_field to)
{
    uint64_t found = 0;

    for (enum mapped_field field = from; field <= to; field++) {
        if (!jdoc_is_absent(mapped_value_node(map, field, item)))
            found |= MAPPED_BIT(field);
    }
    return found;
}

static uint64_t
look_at_events(const struct mapped_settings *map, struct lapor_list list)
{
    struct jdoc_node item;
    uint64_t found = 0;

    while (lapor_list_next(&list, &item))
        found |= MAPPED_SAW_EVENT | look_at(map, item, MAPPED_EVENT_CASE, MAPPED_EVENT_FILES);
    return found;
}

uint64_t
mapped_look(const struct mapped_settings *map, struct lapor_list list, bool is_events)
{
    struct jdoc_node item;
    uint64_t found = 0;

    if (is_events)
        return look_at_events(map, list);
    while (lapor_list_next(&list, &item)) {
        found |= look_at(map, item, MAPPED_ID, MAPPED_PERMALINK);
        if (map->events.path.n > 0)
            continue;
        found |= look_at(map, item, MAPPED_EVENTS, MAPPED_EVENTS);
        found |= look_at_events(map, lapor_list_open(mapped_value_node(map, MAPPED_EVENTS, item)));
    }
    return found;
}

/* The names of an object's members, as far as there is room. */
static void
list_members(struct jdoc_node object, char names[MEMBERS_MAX])
{
    struct jdoc_node value;
    struct str name;
    void *place = NULL;
    size_t used = 0;

    names[0] = '\0';
    while (jdoc_next(object, &place, &name, &value)) {
        int n = used + name.n + sizeof(", …") < MEMBERS_MAX
                    ? snprintf(names + used, MEMBERS_MAX - used, "%s%.*s", used > 0 ? ", " : "",
                               STR_ARGS(name))
                    : snprintf(names + used, MEMBERS_MAX - used, "%s…", used > 0 ? ", " : "");
        if (used + name.n + sizeof(", …") >= MEMBERS_MAX)
            return;
        used += (size_t)n;
    }
}

void
mapped_look_explain(struct error *err, const char *at, struct jdoc_node node, struct str path,
                    const char *setting)
{
    char part[AT_MAX];
    char names[MEMBERS_MAX];
    struct str rest = path;
    struct str name;
    size_t known = 0; /* of the path, what leads somewhere */

    error_set(err, ERROR_PEER, "%s.%.*s: nothing at \"%s\"", at, STR_ARGS(path), setting);
    while (str_split(&rest, '.', &name)) {
        struct jdoc_node next;
        snprintf(part, sizeof(part), "%.*s", STR_ARGS(name));
        next = jdoc_path(node, part);
        if (jdoc_is_absent(next))
            break;
        node = next;
        known = (size_t)(name.p - path.p) + name.n;
    }
    list_members(node, names);
    if (names[0] != '\0')
        error_hint(err, "Members of %s%s%.*s: %s.", at, known > 0 ? "." : "", (int)known, path.p,
                   names);
    else
        error_hint(err, "%s%s%.*s is %s.", at, known > 0 ? "." : "", (int)known, path.p,
                   jdoc_type_name(node));
}

/* The first event inside a complaint, and where it stands. */
static struct jdoc_node
first_event(const struct mapped_settings *map, struct lapor_list list, const char *at,
            char where[AT_MAX])
{
    struct jdoc_node item;
    struct jdoc_node event = { NULL };

    for (size_t i = 0; lapor_list_next(&list, &item); i++) {
        struct lapor_list inside = lapor_list_open(mapped_value_node(map, MAPPED_EVENTS, item));
        if (!lapor_list_next(&inside, &event))
            continue;
        snprintf(where, AT_MAX, "%s[%zu].%.*s[0]", at, i, STR_ARGS(map->events.list));
        break;
    }
    return event;
}

bool
mapped_look_lacks(const struct mapped_settings *map, const struct mapped_walk *walk,
                  struct lapor_list list, const char *at, struct error *err)
{
    static const enum mapped_field needed[] = { MAPPED_ID, MAPPED_RECEIVED, MAPPED_EVENT_CASE,
                                                MAPPED_EVENT_TIME };
    struct lapor_list rest = list;
    char where[AT_MAX];
    struct jdoc_node node;

    if (!lapor_list_next(&rest, &node))
        return false;
    snprintf(where, sizeof(where), "%s[0]", at);
    for (size_t i = 0; i < ARRAY_SIZE(needed); i++) {
        bool of_event = needed[i] > MAPPED_EVENTS;
        bool inside = !walk->is_events && needed[i] == MAPPED_EVENT_TIME &&
                      (walk->found & MAPPED_SAW_EVENT) != 0;
        if ((walk->found & MAPPED_BIT(needed[i])) != 0 || (of_event != walk->is_events && !inside))
            continue;
        if (inside)
            node = first_event(map, list, at, where);
        mapped_look_explain(err, where, node, map->fields[needed[i]],
                            mapped_settings_path(needed[i]));
        return true;
    }
    return false;
}

void
mapped_look_note(const struct mapped_page *page, uint64_t found, bool is_events)
{
    const struct mapped_settings *map = page->map;
    enum mapped_field from = is_events ? MAPPED_EVENT_CASE : MAPPED_ID;
    enum mapped_field to =
        is_events || (found & MAPPED_SAW_EVENT) != 0 ? MAPPED_EVENT_FILES : MAPPED_PERMALINK;

    for (enum mapped_field field = from; field <= to; field++) {
        struct str path = field == MAPPED_EVENTS ? map->events.list : map->fields[field];
        bool is_here = field != MAPPED_EVENT_CASE || is_events;
        char at[AT_MAX];
        if (path.n == 0 || !is_here || (found & MAPPED_BIT(field)) != 0)
            continue;
        snprintf(at, sizeof(at), "$.%.*s", STR_ARGS(path));
        batch_reject(page->batch, str_from(at), "nothing at \"%s\" in any %s",
                     mapped_settings_path(field), field > MAPPED_EVENTS ? "event" : "complaint");
    }
}
