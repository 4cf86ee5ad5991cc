/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The true inquiries: who waited for whom, since when, until when. A walk over each thread in the
 * order of time, written for this file alone: it is what the database's derivation is compared
 * with.
 */

#ifndef SIMULATOR_INQUIRY_H
#define SIMULATOR_INQUIRY_H

#include "world.h"

enum opener_class { CLASS_CITIZEN, CLASS_LEADER };
enum inquiry_state {
    STATE_WAITING,
    STATE_ANSWERED,
    STATE_HELPED,
    STATE_WITHDRAWN,
    STATE_HANDED_OVER,
    STATE_CLOSED_UNANSWERED,
};

struct inquiry {
    const struct unit *unit;       /* asked; NULL: the whole government */
    const struct account *account; /* asked; NULL: a feed */
    const char *channel, *kind;    /* "comment", "mention", "complaint" */
    enum opener_class class;
    enum role opened_by;
    int turn; /* within thread, unit and class, from 1 */
    int64_t opened_at, needed_at, answered_at, substantive_at, ended_at; /* 0: none */
    enum inquiry_state state;
    const struct unit *helper;
    const char *thread, *opening_id, *answer_id;
    const char *answer_thread; /* where the answer stands, if it is not here; NULL: it is */
    bool removed, hidden, undecided;
    int messages;
};

/* The inquiries of everything said until `at`, in the pool, added to the list. */
void inquiry_of_messages(struct mem *mem, const struct world *world, int64_t at,
                         struct list *ret_inquiries);
/* Those of the complaints that a feed shows, as far as it can show them. */
void inquiry_of_complaints(struct mem *mem, const struct world *world, int64_t at,
                           struct list *ret_inquiries);
const char *inquiry_state_name(enum inquiry_state state);

#endif
