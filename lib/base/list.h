/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Intrusive doubly linked list: the link stands in the object, so that an object knows how to leave
 * its list and no memory is needed to enter one. A head is a link of its own.
 */

#ifndef BASE_LIST_H
#define BASE_LIST_H

#include "base/base.h"

struct list {
    struct list *next, *prev;
};

static inline void
list_init(struct list *head)
{
    head->next = head->prev = head;
}

static inline bool
list_is_empty(const struct list *head)
{
    return head->next == head;
}

static inline void
list_insert(struct list *after, struct list *link)
{
    link->prev = after;
    link->next = after->next;
    after->next->prev = link;
    after->next = link;
}

static inline void
list_append(struct list *head, struct list *link)
{
    list_insert(head->prev, link);
}

static inline void
list_prepend(struct list *head, struct list *link)
{
    list_insert(head, link);
}

/* Leaves the list it is in; harmless when it is in none. */
static inline void
list_remove(struct list *link)
{
    link->prev->next = link->next;
    link->next->prev = link->prev;
    list_init(link);
}

/* Takes the first link out of a list that has one. */
static inline struct list *
list_take_first(struct list *head)
{
    struct list *link = head->next;

    head->next = link->next;
    link->next->prev = head;
    list_init(link);
    return link;
}

#endif
