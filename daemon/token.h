/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What is known of a token without asking anybody: from its credential's parts, and what follows
 * from what a platform told. Pure but for the clock, which is an argument.
 */

#ifndef DAEMON_TOKEN_H
#define DAEMON_TOKEN_H

#include "secret.h"
#include "source/renewal.h"

/* Does the credential hold what the renewal (NULL: there is none) needs? */
bool token_can_renew(const struct renewal *renewal, const struct secret *secret);
/* Nothing but the ends that a renewal wrote into the credential. */
struct renewal_news token_known(const struct secret *secret);
/* The nearest end that passes without us; WHEN_NONE: there is none. */
int64_t token_end_us(const struct renewal_news *news, bool renews);
/* What the operator should do before that end. */
const char *token_advice(const struct renewal_news *news, int64_t end_us);

#endif
