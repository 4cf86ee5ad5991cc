/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A disposition to a unit that does not hold the case opens an inquiry. The unit's real answer ends
 * it; a disposition elsewhere or the unit's return hands it over; closing or filing it away without
 * an answer leaves it unanswered, unless the reporter did it. An acknowledgement ends nothing.
 */

#include "feed.h"
#include "inquiry.h"

#include <string.h>

struct course {
    struct mem *mem;
    const struct complaint *complaint;
    const struct unit *holder;
    struct inquiry *open;
    struct list *ret;
};

static int
turns_of(const struct course *course, const struct unit *unit)
{
    int n = 0;
    size_t i;

    for (i = 0; i < course->ret->n; i++) {
        const struct inquiry *inquiry = course->ret->at[i];

        n += inquiry->unit == unit && inquiry->thread == course->complaint->id;
    }
    return n;
}

static void
end(struct course *course, const struct step *step, enum inquiry_state state)
{
    if (course->open == NULL)
        return;
    course->open->state = state;
    course->open->ended_at = step->at;
    if (state == STATE_ANSWERED)
        course->open->answered_at = course->open->substantive_at = step->at;
    course->open = NULL;
}

static void
disposed(struct course *course, const struct step *step)
{
    struct inquiry *inquiry;

    if (step->unit == course->holder)
        return;
    end(course, step, STATE_HANDED_OVER);
    inquiry = mem_alloc(course->mem, sizeof(*inquiry));
    inquiry->unit = course->holder = step->unit;
    inquiry->channel = course->complaint->feed->name;
    inquiry->kind = "complaint";
    inquiry->class = CLASS_CITIZEN;
    inquiry->opened_by = ROLE_CITIZEN;
    inquiry->turn = turns_of(course, step->unit) + 1;
    inquiry->opened_at = inquiry->needed_at = step->at;
    inquiry->thread = inquiry->opening_id = course->complaint->id;
    inquiry->messages = 1;
    list_add(course->ret, inquiry);
    course->open = inquiry;
}

static void
next(struct course *course, const struct step *step)
{
    switch (step->kind) {
    case STEP_DISPOSED:
        disposed(course, step);
        break;
    case STEP_RETURNED:
        end(course, step, STATE_HANDED_OVER);
        course->holder = NULL;
        break;
    case STEP_ANSWERED:
        if (course->complaint->feed->answers)
            end(course, step, STATE_ANSWERED);
        break;
    case STEP_CLOSED:
    case STEP_ARCHIVED:
        end(course, step,
            step->closer == CLOSER_REPORTER ? STATE_WITHDRAWN : STATE_CLOSED_UNANSWERED);
        break;
    case STEP_RECEIVED:
    case STEP_VERIFIED:
    case STEP_ACKNOWLEDGED:
    case STEP_REPORTER_REPLY:
    case STEP_POSTPONED:
        break;
    }
}

void
inquiry_of_complaints(struct mem *mem, const struct world *world, int64_t at,
                      struct list *ret_inquiries)
{
    size_t i, k;

    for (i = 0; i < world->complaints.n; i++) {
        struct list own = { 0 };
        struct course course = { .mem = mem, .complaint = world->complaints.at[i], .ret = &own };

        for (k = 0; !course.complaint->secret && k < course.complaint->steps.n; k++) {
            const struct step *step = course.complaint->steps.at[k];

            if (step->at <= at)
                next(&course, step);
        }
        for (k = 0; k < own.n; k++)
            list_add(ret_inquiries, own.at[k]);
        list_done(&own);
    }
}
