/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What commands share by which people decide: who and why, one transaction that --dry-run rolls
 * back, and the list of what was decided.
 */

#ifndef DAEMON_CTL_DECIDE_H
#define DAEMON_CTL_DECIDE_H

#include "ctl.h"
#include "ctl_show.h"

struct ctl_decision {
    const char *sql;
    const char *const *values;
    size_t value_count;
    const struct ctl_column *columns;
    size_t column_count;
};

/* CTL_USAGE, told on stderr, where it is not said who decides and why. */
enum ctl_exit ctl_decide_check(const struct ctl *ctl);
/* Decides, and shows what that changes; keeps nothing with --dry-run. */
enum ctl_exit ctl_decide(struct ctl *ctl, const struct ctl_decision *decision);
/* Rows of what was decided; nothing: what to say where there are none. */
enum ctl_exit ctl_decide_list(struct ctl *ctl, const struct ctl_decision *list,
                              const char *nothing);

#endif
