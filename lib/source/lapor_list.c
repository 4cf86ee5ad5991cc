/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "source/lapor.h"

/* An object whose members are all objects. */
static bool
is_keyed(struct jdoc_node node, size_t *ret_count)
{
    struct jdoc_node value;
    struct str name;
    void *place = NULL;

    *ret_count = 0;
    while (jdoc_next(node, &place, &name, &value)) {
        if (!jdoc_is_object(value))
            return false;
        ++*ret_count;
    }
    return *ret_count > 0;
}

struct lapor_list
lapor_list_open(struct jdoc_node node)
{
    struct lapor_list list = { .node = node };

    if (jdoc_is_array(node)) {
        list.count = jdoc_size(node);
    } else if (jdoc_is_object(node)) {
        list.is_keyed =
            is_keyed(node, &list.count) && jdoc_is_absent(jdoc_member(node, "log_span_lapor"));
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
    if (list->is_keyed)
        (void)jdoc_next(list->node, &list->place, &name, ret_item);
    else
        *ret_item = jdoc_is_array(list->node) ? jdoc_at(list->node, list->next) : list->node;
    list->next++;
    return true;
}
