/* SPDX-FileCopyrightText: The Pantau authors
 * SPDX-License-Identifier: Apache-2.0
 *
 * Sending an answer: whole through evhttp, with gzip where the client takes it, or spoilt on its
 * way.
 */
#ifndef SIMULATOR_WIRE_H
#define SIMULATOR_WIRE_H

#include "effect.h"

struct evhttp_request;
struct event_base;

/* Ends the request, now or later; the answer is not needed any more when this returns. */
void wire_send(struct event_base *base, struct evhttp_request *req, struct answer *answer,
               const struct fault_effect *effect);

#endif
