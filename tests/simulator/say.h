/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Synthetic Indonesian sentences. Nothing here was written by a real citizen: every sentence is put
 * together from the fragments in say.c. Each kind is clear-cut on purpose, so that the ground truth
 * of "needs an answer" is beyond dispute; what a rule must guess is not what this simulator tests.
 */

#ifndef SIMULATOR_SAY_H
#define SIMULATOR_SAY_H

#include "mem.h"
#include "rng.h"

enum say {
    SAY_QUESTION,  /* has a question mark: needs an answer */
    SAY_WONDER,    /* a question word and no question mark: needs an answer */
    SAY_THANKS,    /* thanks and nothing else */
    SAY_EMOJI,     /* emoji and nothing else */
    SAY_TAGS,      /* handles and hashtags and nothing else */
    SAY_SPAM,      /* online gambling */
    SAY_PICTURE,   /* no text at all: a picture; undecidable, counts as needing an answer */
    SAY_ANSWER,    /* an official's real answer */
    SAY_STOCK,     /* an official's greeting and "will be forwarded" */
    SAY_REDIRECT,  /* an official's "check your inbox", "call" */
    SAY_POST,      /* what a unit publishes */
    SAY_TITLE,     /* of a complaint */
    SAY_COMPLAINT, /* body of a complaint */
};

/* A new sentence of this kind in the pool; NULL for SAY_PICTURE. */
const char *say_text(struct mem *mem, struct rng *rng, enum say kind);
/* What the shipped rules must conclude about a citizen's text of this kind. */
int say_needs_answer(enum say kind);
const char *say_name(enum say kind);
/* A made-up person, and the automatic greeting of an account. */
const char *say_person(struct mem *mem, struct rng *rng);
const char *say_automatic(struct mem *mem, const char *unit_name);

#endif
