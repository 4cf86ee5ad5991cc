/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "source/lapor_list.h"

#include "base/ascii.h"
#include "source/fields.h"
#include "source/lapor_words.h"

static bool
is_number(struct str name)
{
    size_t i = 0;

    while (i < name.n && ascii_is_digit(name.p[i]))
        i++;
    return i > 0 && i == name.n;
}

/*
 * An object whose members are all objects, or whose objects all stand under numbers: then what else
 * it has ("total") is no element.
 */
static bool
is_keyed(struct jdoc_node node, size_t *ret_count)
{
    struct jdoc_node value;
    struct str name;
    void *place = NULL;
    bool all_objects = true;
    bool all_numbered = true;

    *ret_count = 0;
    while (jdoc_next(node, &place, &name, &value)) {
        bool is_object = jdoc_is_object(value);
        all_objects = all_objects && is_object;
        all_numbered = all_numbered && (!is_object || is_number(name));
        *ret_count += is_object ? 1 : 0;
    }
    return *ret_count > 0 && (all_objects || all_numbered);
}

struct lapor_list
lapor_list_open(struct jdoc_node node)
{
    struct lapor_list list = { .node = node };

    if (jdoc_is_array(node)) {
        list.count = jdoc_size(node);
    } else if (jdoc_is_object(node)) {
        list.is_keyed =
            is_keyed(node, &list.count) && jdoc_is_absent(fields_member(node, "log_span_lapor"));
        if (!list.is_keyed)
            list.count = 1;
    }
    return list;
}

bool
lapor_list_next(struct lapor_list *list, struct jdoc_node *ret_item)
{
    struct str name;

    if (list->next >= list->count)
        return false;
    if (!list->is_keyed) {
        *ret_item = jdoc_is_array(list->node) ? jdoc_at(list->node, list->next) : list->node;
    } else {
        do
            (void)jdoc_next(list->node, &list->place, &name, ret_item);
        while (!jdoc_is_object(*ret_item));
    }
    list->next++;
    return true;
}

static bool
has_any(struct jdoc_node object, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!jdoc_is_absent(fields_member(object, names[i])))
            return true;
    }
    return false;
}

bool
lapor_list_find(struct str path, struct jdoc_node root, struct arena *arena,
                struct jdoc_node *ret_list)
{
    static const char *const inner[] = { "data", "items", "list", "rows", "records", "results" };
    static const char *const of_cases[] = { "id", "TrackingID", "log_span_lapor" };
    struct str name;

    *ret_list = root;
    if (path.n > 0) {
        if (!arena_str(arena, path, &name))
            return false;
        *ret_list = jdoc_path(root, name.p);
        if (jdoc_is_array(root) && jdoc_is_absent(*ret_list))
            *ret_list = root;
    }
    if (!jdoc_is_object(*ret_list) || lapor_list_open(*ret_list).is_keyed ||
        has_any(*ret_list, of_cases, ARRAY_SIZE(of_cases)))
        return true;
    for (size_t i = 0; i < ARRAY_SIZE(inner); i++) {
        struct jdoc_node list = jdoc_member(*ret_list, inner[i]);
        if (jdoc_is_array(list)) {
            *ret_list = list;
            return true;
        }
    }
    return true;
}

/* What PHP makes of nothing, or of the one there is. */
static struct jdoc_node
one_of(struct jdoc_node span)
{
    const struct jdoc_node nothing = { NULL };
    struct jdoc_node value;
    struct str text;
    void *place = NULL;

    if (jdoc_is_array(span) && jdoc_size(span) <= 1)
        return jdoc_at(span, 0);
    if (jdoc_is_object(span) && !jdoc_next(span, &place, &text, &value))
        return nothing;
    return jdoc_get_str(span, &text) && lapor_is_nothing(text) ? nothing : span;
}

struct jdoc_node
lapor_list_complaint(struct jdoc_node item, bool *ret_wrapped)
{
    struct jdoc_node span = fields_member(item, "log_span_lapor");

    *ret_wrapped = !jdoc_is_absent(span);
    return *ret_wrapped ? one_of(span) : item;
}
