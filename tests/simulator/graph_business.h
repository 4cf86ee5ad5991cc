/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What a system user of the city's business sees of the Graph API: the Pages it was given, each
 * with its Instagram account, a few in one answer, and the token of each Page.
 */

#ifndef SIMULATOR_GRAPH_BUSINESS_H
#define SIMULATOR_GRAPH_BUSINESS_H

#include "answer.h"
#include "world.h"

/* Of a system user that has all Pages, and of one that has none. */
#define SYSTEM_USER "EAASIMULATEDsystem"
#define IDLE_USER   "EAASIMULATEDidle"

/* False: it is no such user's token, or he asks for something else. */
bool graph_business_answer(const struct channel *channel, const struct request *request,
                           struct answer *answer);

#endif
