/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * libpq replaced by a script: each expected call in order, with what it returns. A call that is not
 * the next one of the script fails the test with both names. For answers that no server can be made
 * to give: a socket that changes, a buffer that never empties, a failure in the one unlucky place.
 */

#ifndef SCRIPTED_PQ_H
#define SCRIPTED_PQ_H

#include <libpq-fe.h>
#include <stddef.h>

struct pq_step {
    const char *call; /* "PQconnectPoll" …; NULL ends the script */
    int result;       /* number returned; for results the ExecStatusType, -1: NULL */
    const char *text; /* for PQerrorMessage() from now on; or what the call must have been given */
};

/* PQstatus, PQerrorMessage, PQresultStatus and the like are answered without a step. */
void pq_script(const struct pq_step *steps);
/* Fails unless the whole script was played. */
void pq_script_done(void);
/* The socket that PQsocket() gives from now on. */
void pq_socket(int fd);
/* PQconninfoParse and the others that read strings are libpq's own. */

#endif
