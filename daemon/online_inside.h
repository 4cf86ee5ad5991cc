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
    size_t streams; /* of those whose account had answered */
};

struct online_alike { /* what accounts have one by one and in the same words: the first is told */
    struct online_alike *next;
    const struct channel *channel;
    const struct online_token *token;   /* that is refused; NULL: trouble of the platform's own */
    const struct source_stream *stream; /* that it is refused for; NULL: whichever */
    enum cause cause;
    struct str why;
    size_t finding, more, streams; /* streams: of accounts that had answered */
};

struct online {
    const struct generation *generation;
    struct probe *probe;
    struct roster *roster; /* only for its accounts and channels: nothing is leased */
    struct arena *arena;
    struct online_token *tokens; /* as roster->allowances behind its platforms */
    size_t token_count;
    struct online_hold *token_holds, *channel_holds;
    struct online_alike *alike;
    bool *is_there; /* as roster->accounts: it answered, and its streams may be asked */
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
struct online_hold *online_token_hold(const struct online *online, const struct account *account);
bool *online_is_there(const struct online *online, const struct account *account);

/* A request is made for it, of so many units of its credential's quota. */
void online_spend(struct online *online, const struct account *account, unsigned cost);

/* ---- online_token.c ---- */

void online_token_ask(struct online *online, struct online_token *token);
/* After it was asked: what is wrong with it, as findings. */
void online_token_judge(struct online *online, struct online_token *token);

/* ---- online_look.c ---- */

struct online_look { /* one request, or a few pages of one answer */
    struct online *online;
    const struct account *account;
    const struct source_stream *stream;
    struct cursor at;
    struct source_target target; /* with has_target */
    int64_t since_us, until_us;  /* as in source/view.h */
    unsigned pages;
    bool has_target;
    bool is_stream; /* named in what is told: another one than tells whether the account is there */
    bool skipped;   /* an answer to another one told enough */
    void (*read)(struct online_look *look, struct arena *arena,
                 const struct http_response *response);
};

struct online_page { /* of an answer */
    struct batch batch;
    struct source_outcome outcome;
    struct error error;
};

void online_look_ask(struct online_look *look);
/* Asks for the next page where this one had nothing but a place to go on; a few times. */
bool online_look_goes_on(struct online_look *look, const struct online_page *page);
/* What one answer holds, with its views in the arena; for those that read one. */
enum online_answer online_look_read(const struct online_look *look, struct arena *arena,
                                    const struct http_response *response,
                                    struct online_page *ret_page);
/* What is wrong or could not be told: of the account, or of all that share its trouble, once. */
void online_look_tell(const struct online_look *look, enum online_answer answer,
                      const struct source_outcome *outcome, const struct error *err);
void online_look_note_token(const struct online_look *look, enum online_answer answer,
                            const struct source_outcome *outcome, const struct error *err);
/* Index of the finding, as online_find(). */
size_t online_look_find(const struct online_look *look, enum online_answer answer, enum cause cause,
                        const struct error *err);

/* ---- online_account.c ---- */

/* The first that may be asked for without knowing more: the account itself, a feed's complaints. */
const struct source_stream *online_first_stream(const struct account *account);

void online_account_ask(struct online *online, const struct account *account);

/* ---- online_stream.c ---- */

/* Of an account that is there, where the platform tells nothing of tokens: its other streams. */
void online_streams_ask(struct online *online, const struct account *account);

#endif
