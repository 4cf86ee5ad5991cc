/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * One table: verdict or error kind → what the collector does. It decides nothing else and knows no
 * job.
 */

#ifndef SCHED_POLICY_H
#define SCHED_POLICY_H

#include "base/error.h"
#include "record/verdict.h"

enum policy_action {
    POLICY_NEXT_VISIT, /* success: after the interval */
    POLICY_NEXT_PAGE,  /* at once */
    POLICY_RETRY,      /* after a backoff; counts as a failure of the scope */
    POLICY_WAIT,       /* until not_before, else backoff; the scope's quota is blocked */
    POLICY_SUSPEND, /* the scope stops until an operator acts (reload) or the daily second look */
    POLICY_SHRINK,  /* ask again with a smaller page, at most until 1 */
    POLICY_HOLD,    /* database away: nothing is lost, nothing is started */
};

struct policy {
    enum policy_action action;
    bool drops_page; /* the records of this answer must not be written */
    const char *why;
};

/* For an answer that an adapter has read. */
const struct policy *policy_for_verdict(enum verdict verdict);
/* For a request that gave no answer (ERROR_IO, ERROR_TIMEOUT, ERROR_LIMIT …) or a write that failed
 * (ERROR_DATABASE). */
const struct policy *policy_for_error(enum error_kind kind);
/*
 * Microseconds until a target (a post whose comments are asked for) is due again: base_us, the
 * schedule's interval, for a fresh one or one that changed lately; longer with its age, at most a
 * day where an inquiry waits below a post of four weeks, a week for all others.
 */
int64_t policy_target_interval(int64_t age_us, bool waiting, bool changed_lately, int64_t base_us);

#endif
