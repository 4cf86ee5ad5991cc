/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * One connection to the database by a script: the linker sends the calls of pgconn here, and the
 * test says what comes of them.
 */

#ifndef SCRIPTED_CONN_H
#define SCRIPTED_CONN_H

#include "pgconn.h"
#include "store/statement.h"

#define CONN_SENT_MAX 16u

struct conn {
    pgconn_fn news; /* to whoever made it, with that ctx */
    void *ctx;
    bool is_open;
    enum statement_id sent[CONN_SENT_MAX];
    unsigned sent_count;
};
extern struct conn conn;

/* PGCONN_DOWN comes with an error of the connection's own, and it is open no more. */
void conn_tell(enum pgconn_event event);

#endif
