/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "sched/budget.h"

#include <string.h>

void
budget_init(struct budget *budget, int64_t units, int64_t period_us, bool slides)
{
    *budget = (struct budget){ .units = units, .period_us = period_us, .slides = slides };
}

/* Of a budget that slides; otherwise a slot is a period. */
static int64_t
slot_length(const struct budget *budget)
{
    return budget->period_us / (BUDGET_SLOTS - 1);
}

/* Moves on by whole periods until the one that runs is told. */
static int64_t
period_from(const struct budget *budget, int64_t now_us)
{
    int64_t from_us = budget->from_us;

    if (now_us >= budget->until_us)
        from_us =
            budget->until_us + (now_us - budget->until_us) / budget->period_us * budget->period_us;
    return from_us;
}

static int64_t
slot_at(const struct budget *budget, int64_t now_us)
{
    return budget->slides ? now_us - now_us % slot_length(budget) : period_from(budget, now_us);
}

/* When it is over that a slot counts: its youngest request is a period old. */
static int64_t
end_of(const struct budget *budget, const struct budget_slot *slot)
{
    if (budget->slides)
        return slot->at_us + slot_length(budget) + budget->period_us;
    return slot->at_us >= budget->from_us && slot->at_us < budget->until_us
               ? budget->until_us
               : slot->at_us + budget->period_us;
}

static void
forget(struct budget *budget, unsigned index)
{
    memmove(&budget->slots[index], &budget->slots[index + 1],
            (budget->slot_count - index - 1) * sizeof(budget->slots[0]));
    budget->slot_count--;
}

/* Slots stand in order of time. The oldest goes where there is no room. */
static struct budget_slot *
slot_of(struct budget *budget, int64_t at_us)
{
    unsigned index = budget->slot_count;

    while (index > 0 && budget->slots[index - 1].at_us >= at_us)
        index--;
    if (index < budget->slot_count && budget->slots[index].at_us == at_us)
        return &budget->slots[index];
    if (budget->slot_count == BUDGET_SLOTS) {
        forget(budget, 0);
        index -= index > 0;
    }
    memmove(&budget->slots[index + 1], &budget->slots[index],
            (budget->slot_count - index) * sizeof(budget->slots[0]));
    budget->slot_count++;
    budget->slots[index] = (struct budget_slot){ .at_us = at_us };
    return &budget->slots[index];
}

void
budget_set_period(struct budget *budget, int64_t from_us, int64_t until_us)
{
    budget->from_us = from_us;
    budget->until_us = until_us;
}

void
budget_spend(struct budget *budget, int64_t units, int64_t now_us)
{
    struct budget_slot *slot;

    while (budget->slot_count > 0 && end_of(budget, &budget->slots[0]) <= now_us)
        forget(budget, 0);
    slot = slot_of(budget, slot_at(budget, now_us));
    slot->units += units;
    slot->unsaved += units;
}

void
budget_load(struct budget *budget, int64_t at_us, int64_t units)
{
    struct budget_slot *slot = slot_of(budget, at_us);

    slot->units = units + slot->unsaved;
}

void
budget_send(struct budget *budget)
{
    for (unsigned i = 0; i < budget->slot_count; i++) {
        budget->slots[i].sent += budget->slots[i].unsaved;
        budget->slots[i].unsaved = 0;
    }
}

void
budget_settle(struct budget *budget, bool written)
{
    for (unsigned i = 0; i < budget->slot_count; i++) {
        if (!written)
            budget->slots[i].unsaved += budget->slots[i].sent;
        budget->slots[i].sent = 0;
    }
}

int64_t
budget_unsaved(const struct budget *budget)
{
    int64_t unsaved = 0;

    for (unsigned i = 0; i < budget->slot_count; i++)
        unsaved += budget->slots[i].unsaved;
    return unsaved;
}

int64_t
budget_spent(const struct budget *budget, int64_t now_us)
{
    int64_t spent = 0;

    for (unsigned i = 0; i < budget->slot_count; i++) {
        if (end_of(budget, &budget->slots[i]) > now_us)
            spent += budget->slots[i].units;
    }
    return spent;
}

int64_t
budget_ready_at(const struct budget *budget, int64_t units, int64_t now_us)
{
    int64_t spent = budget_spent(budget, now_us);
    int64_t at_us = now_us;

    if (units > budget->units)
        units = budget->units; /* what costs more than all goes alone */
    for (unsigned i = 0; i < budget->slot_count && spent + units > budget->units; i++) {
        if (end_of(budget, &budget->slots[i]) <= now_us)
            continue;
        spent -= budget->slots[i].units;
        at_us = end_of(budget, &budget->slots[i]);
    }
    return at_us;
}

int64_t
budget_since(const struct budget *budget, int64_t now_us)
{
    for (unsigned i = 0; i < budget->slot_count; i++) {
        if (end_of(budget, &budget->slots[i]) > now_us)
            return budget->slots[i].at_us;
    }
    return now_us;
}

void
budget_adopt(struct budget *budget, const struct budget *before)
{
    if (budget->period_us != before->period_us || budget->slides != before->slides)
        return; /* other slots: what was written down is loaded */
    memcpy(budget->slots, before->slots, sizeof(budget->slots));
    budget->slot_count = before->slot_count;
    budget->from_us = before->from_us;
    budget->until_us = before->until_us;
}
