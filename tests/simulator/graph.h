/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The Graph API, which several platforms speak: who may see what, errors in the platform's own
 * form, and the usage headers. What differs is a struct graph_api.
 */

#ifndef SIMULATOR_GRAPH_H
#define SIMULATOR_GRAPH_H

#include "graph_view.h"

/* Always fills the answer to /prefix/vN.N/…. The accounts' call counters move. */
void graph_answer(const struct graph_api *api, struct channel *channel,
                  const struct request *request, struct answer *ret_answer);
/* An error in the form of the platform; NULL: of none in particular. */
void graph_error(const struct platform *platform, struct answer *ret_answer, int status,
                 const struct graph_error *what);

#endif
