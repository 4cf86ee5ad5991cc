/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* What a fault does to the way an answer travels. */

#ifndef SIMULATOR_EFFECT_H
#define SIMULATOR_EFFECT_H

#include "answer.h"

/* How the bytes travel. */
enum wire {
    WIRE_WHOLE,
    WIRE_CUT,    /* Content-Length as promised, half of the body, closed */
    WIRE_DRIP,   /* a few bytes at a time */
    WIRE_RESET,  /* the connection is reset before a byte of the answer */
    WIRE_HANGUP, /* the connection is closed before a byte of the answer */
    WIRE_DELAY,  /* whole, but late */
};

struct fault_effect {
    const char *kind; /* NULL: nothing was spoilt; lives as long as the list */
    enum wire wire;
    int64_t ms; /* of WIRE_DRIP between pieces, of WIRE_DELAY altogether */
};

#endif
