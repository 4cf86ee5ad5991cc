/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Pages for benchmarks: many posts of many comments, every answer serialised (and
 * packed) once, so that the server is not what is measured.
 */

#ifndef SIMULATOR_BENCH_H
#define SIMULATOR_BENCH_H

#include "answer.h"
#include "world.h"

#include <stdbool.h>

struct bench;

/* Fills the empty world, which is on Facebook, with units, and posts dealt out to one page of each.
 * changing: at each visit of a page of comments one of its items differs from the visit before. */
struct bench *bench_new(struct world *world, size_t accounts, size_t posts, size_t comments,
                        bool changing);
void bench_free(struct bench *bench);
/* Comments of a post; false for every other request. arg is the bench. */
bool bench_answer(void *arg, const struct request *request, struct answer *ret_answer);

#endif
