/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Lists of the SP4N-LAPOR! adapter: where an answer has its list, what a list may come as, and
 * which complaint an element is.
 */

#ifndef SOURCE_LAPOR_LIST_H
#define SOURCE_LAPOR_LIST_H

#include "source/answer.h"
#include "json/jdoc.h"

/*
 * The elements of a list, whatever it came as: a list; an object of objects, or one with objects
 * under numbers (what PHP makes of a list with a gap in it); any other object, which is a list of
 * one.
 */
struct lapor_list {
    struct jdoc_node node;
    size_t count, next;
    void *place; /* in an object of objects */
    bool is_keyed;
};
struct lapor_list lapor_list_open(struct jdoc_node node);
/*
 * Where the list of an answer stands: at path, or at its root where that is a list, or one level
 * deeper under one of the names that paginators use. False at the arena's ceiling.
 */
bool lapor_list_find(struct str path, struct jdoc_node root, struct arena *arena,
                     struct jdoc_node *ret_list) MUST_CHECK;
/*
 * The complaint of a list element: the province's wrapper holds it as "log_span_lapor" beside its
 * own case. Null where that case is not in SP4N-LAPOR!: null there, or what PHP makes of nothing.
 */
struct jdoc_node lapor_list_complaint(struct jdoc_node item, bool *ret_wrapped);
/* False at the end. */
bool lapor_list_next(struct lapor_list *list, struct jdoc_node *ret_item);

#endif
