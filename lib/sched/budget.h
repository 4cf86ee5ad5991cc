/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A budget that an operator set for a credential (quotas: of the configuration): so many units in
 * each period, whatever the platform tells of it. Spent units are counted in slots, a sixtieth of
 * the period each where the period slides, and one slot where it begins at a set time; so that no
 * period, wherever it begins, ever holds more than the units. It knows no clock and no database:
 * the owner loads what was spent before, and writes down what is new.
 */

#ifndef SCHED_BUDGET_H
#define SCHED_BUDGET_H

#include "base/base.h"

#define BUDGET_SLOTS 61 /* those of one period, and the one that is leaving it */

struct budget_slot {
    int64_t at_us; /* its beginning */
    int64_t units;
    int64_t unsaved; /* of these, what was not written down yet */
    int64_t sent;    /* and what is on its way */
};

struct budget {
    int64_t units, period_us;
    bool slides;
    int64_t from_us, until_us; /* the period that runs, where it does not slide */
    struct budget_slot slots[BUDGET_SLOTS];
    unsigned slot_count;
};

void budget_init(struct budget *budget, int64_t units, int64_t period_us, bool slides);
/* The period that runs now, where it does not slide: told by who knows the platform's zone. */
void budget_set_period(struct budget *budget, int64_t from_us, int64_t until_us);
void budget_spend(struct budget *budget, int64_t units, int64_t now_us);
/* What all spent in the slot that begins there, others too; what is unsaved here is added. */
void budget_load(struct budget *budget, int64_t at_us, int64_t units);
/* What is unsaved is on its way to be written down; it was, or it was not. */
void budget_send(struct budget *budget);
void budget_settle(struct budget *budget, bool written);
int64_t budget_unsaved(const struct budget *budget);
/* In the period that ends now. */
int64_t budget_spent(const struct budget *budget, int64_t now_us);
/* The earliest moment at which so many units may be spent: now_us when at once. */
int64_t budget_ready_at(const struct budget *budget, int64_t units, int64_t now_us);
/* When the period that ends now began to be spent from. */
int64_t budget_since(const struct budget *budget, int64_t now_us);
/* Another configuration's: what was spent under the one before counts on. */
void budget_adopt(struct budget *budget, const struct budget *before);

#endif
