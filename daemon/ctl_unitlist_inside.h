/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* What the files of ctl_unitlist share. */

#ifndef DAEMON_CTL_UNITLIST_INSIDE_H
#define DAEMON_CTL_UNITLIST_INSIDE_H

#include "ctl_unitlist.h"

void ctl_unitlist_complain(struct ctl_unitlist *list, unsigned line, const char *before,
                           struct str what, const char *after);
/*
 * What rows say of one another, once all are read: which unit is above which, and what stands
 * twice. An account that stood at another unit before is left out.
 */
void ctl_unitlist_compare(struct ctl_unitlist *list);

#endif
