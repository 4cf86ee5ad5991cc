/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Sending an answer: whole through evhttp, with gzip where the client takes it, or spoilt on its
 * way.
 */

#ifndef SIMULATOR_WIRE_H
#define SIMULATOR_WIRE_H

#include "effect.h"

struct evhttp_request;
struct event_base;

struct wire_job;

struct wire_list {
    struct event_base *base;
    struct wire_job *jobs; /* answers under way by hand, and late ones */
};

/* Ends the request, now or later; the answer is not needed any more when this returns. */
void wire_send(struct wire_list *wire, struct evhttp_request *req, struct answer *answer,
               const struct fault_effect *effect);
/* Forgets what is under way; the connections belong to evhttp. */
void wire_done(struct wire_list *wire);

#endif
