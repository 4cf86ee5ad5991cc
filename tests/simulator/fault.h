/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Faults on demand: rules that spoil the next answers whose path, account and page size fit. The
 * kinds and their parameters stand in README.md.
 */

#ifndef SIMULATOR_FAULT_H
#define SIMULATOR_FAULT_H

#include "effect.h"

#include <stdbool.h>

struct fault_list {
    struct list rules;
};

/* Adds the rule, or each rule of an array; false with a reason (static text). */
bool fault_add(struct fault_list *faults, const char *json, const char **ret_reason);
void fault_clear(struct fault_list *faults);
/* Spoils the answer by the first rule that fits, and counts it down. */
struct fault_effect fault_apply(struct fault_list *faults, const struct request *request,
                                struct answer *answer);
/* [{"match","kind","account","left","taken"}] */
json_t *fault_state(const struct fault_list *faults);

#endif
