/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The platforms' authorization servers: a browser whose user says yes or no, and the exchange of
 * what comes of it. One app is known to all: id SIMULATEDapp, secret SIMULATEDappsecret.
 */

#ifndef SIMULATOR_OAUTH_H
#define SIMULATOR_OAUTH_H

#include "answer.h"
#include "world.h"

struct oauth {
    struct mem mem;
    struct list codes;
};

/*
 * GET /_sim/consent?url=… opens that address as the owner of an account does and tells where he is
 * sent to: {"redirect": "https://…?code=…&state=…"}. answer=no: he does not allow it; answer=late:
 * the code is too old by then; answer=used: somebody has used it by then; answer=other: the state
 * is not the one that was sent; less=SCOPE: he allows all but that.
 */
void oauth_consent(struct oauth *oauth, const struct request *request, struct answer *answer);
/* False: no authorization server has this path. */
bool oauth_answer(struct oauth *oauth, const struct world *world, const struct request *request,
                  struct answer *answer);
void oauth_done(struct oauth *oauth);

#endif
