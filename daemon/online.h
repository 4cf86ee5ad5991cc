/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the platforms say of a configuration: is each token valid and allowed what is asked with it,
 * is each account there and the one that is meant, does each feed answer as configured. It asks as
 * the daemon would, once each, writes nothing anywhere, and keeps what is wrong apart from what
 * could not be told.
 */

#ifndef DAEMON_ONLINE_H
#define DAEMON_ONLINE_H

#include <stdio.h>

#include "generation.h"
#include "record/verdict.h"
#include "source/source.h"

enum online_answer {
    ONLINE_GOOD,    /* said to be so */
    ONLINE_UNKNOWN, /* not asked, or the platform tells nothing */
    ONLINE_UNSURE,  /* nobody could be asked: their trouble, the network's, an allowance */
    ONLINE_WRONG,   /* an operator must act */
};

struct online_token {
    struct str credential;
    struct config_place place;
    const struct source *source;   /* of the first account that uses it; NULL: none does */
    const struct renewal *renewal; /* NULL: there is none */
    struct renewal_news news;      /* token and refresh_token are never there */
    size_t account_count;          /* that use it, feeds too */
    struct str accounts;           /* their names, the first ones */
    struct str lacks;              /* permissions that streams need, with blanks between them */
    bool renews;
    enum online_answer answer;
    enum cause cause;
    struct error error; /* where it is not good: why, and what to do */
};

struct online_finding {
    struct config_place place;
    size_t order;
    enum online_answer answer; /* WRONG or UNSURE; GOOD: worth knowing */
    struct error error;        /* without its place */
};

struct online;

/* The generation must outlive it. NULL and *err where nothing can be asked. */
struct online *online_new(const struct generation *generation, struct error *err) MUST_CHECK;
void online_free(struct online *online);
DEFINE_FREEP(online);
/* Each token alone, or that of one credential (STR_NONE: all); where the platform tells nothing of
 * tokens, one of its accounts is asked for. */
void online_ask_tokens(struct online *online, struct str credential);
/* Tokens, and each account and feed that is polled with one that is not refused; where the platform
 * tells nothing of tokens, the account's streams, too. */
void online_ask_all(struct online *online);
/* Sorted by credential. */
const struct online_token *online_tokens(const struct online *online, size_t *ret_count);
/* What was found, in order of place: 'pantau.yaml:12:3: account … ' and its hint, to out. */
void online_say(struct online *online, FILE *out);
/* How many of each were found; accounts and feeds that were asked, requests that were made. */
size_t online_count(const struct online *online, enum online_answer answer);
size_t online_asked(const struct online *online);
size_t online_requests(const struct online *online);
/* What to do about it, for who asks once: nothing is tried again by itself, as pantaud does. */
const char *online_advice(enum cause cause);
/* What that took of the configuration's quotas, of which daemons do not know: a line for each. */
void online_say_spent(const struct online *online, FILE *out);

#endif
