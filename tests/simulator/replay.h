/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Recorded answers instead of a city: files of a folder, found by path or by the rules of its
 * serve.json. README.md says how they are matched.
 */

#ifndef SIMULATOR_REPLAY_H
#define SIMULATOR_REPLAY_H

#include "answer.h"

#include <stdbool.h>

struct replay;

/* NULL with a line on stderr when serve.json cannot be used; the folder may do without one. */
struct replay *replay_new(const char *folder);
void replay_free(struct replay *replay);
/* False when no file fits. arg is the replay. */
bool replay_answer(void *arg, const struct request *request, struct answer *ret_answer);

#endif
