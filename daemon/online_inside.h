/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* What the files of online share. Nobody else includes it. */

#ifndef DAEMON_ONLINE_INSIDE_H
#define DAEMON_ONLINE_INSIDE_H

#include "online.h"
#include "probe.h"
#include "roster.h"

struct online_hold { /* nobody else is asked: one answer told of all */
    bool held;
    size_t finding; /* that told it */
    size_t skipped; /* who was not asked for its sake */
};

struct online_alike { /* trouble of a platform's own that its accounts have one by one */
    struct str why;   /* of the first */
    size_t finding, more;
    bool is_told;
};

struct online {
    const struct generation *generation;
    struct probe *probe;
    struct roster *roster; /* only for its accounts and channels: nothing is leased */
    struct arena *arena;
    struct online_token *tokens; /* as roster->allowances behind its platforms */
    size_t token_count;
    struct online_hold *token_holds, *channel_holds;
    struct online_alike *alike; /* as channel_holds */
    struct online_finding *findings;
    size_t finding_count, finding_size;
    size_t asked, requests;
};

/* ---- online.c ---- */

/* Index of the finding. what: "account facebook 1 (humas)"; err: why, with a hint or none. */
size_t online_find(struct online *online, enum online_answer answer,
                   const struct config_place *place, const struct error *err);
/* error: "credential \"fb\": permission: …", and what to do for that cause unless err says it. */
struct error online_error(const char *what, enum cause cause, const struct error *err);
struct config_place online_place(const struct online *online, const struct account *account);
/* NULL where the account has no credential. */
struct online_token *online_token_of(const struct online *online, const struct account *account);
struct online_hold *online_channel_hold(const struct online *online, const struct account *account);
struct online_alike *online_alike(const struct online *online, const struct account *account);
struct online_hold *online_token_hold(const struct online *online, const struct account *account);

/* A request is made for it, of so many units of its credential's quota. */
void online_spend(struct online *online, const struct account *account, unsigned cost);

/* ---- online_token.c ---- */

void online_token_ask(struct online *online, struct online_token *token);
/* After it was asked: what is wrong with it, as findings. */
void online_token_judge(struct online *online, struct online_token *token);

/* ---- online_account.c ---- */

void online_account_ask(struct online *online, const struct account *account);

#endif
