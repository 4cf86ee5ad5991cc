/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* The fields of Threads accounts, posts and replies. */

#ifndef SIMULATOR_THREADS_ITEM_H
#define SIMULATOR_THREADS_ITEM_H

#include "graph_view.h"

extern const struct getter threads_account[], threads_post[], threads_message[];

#endif
