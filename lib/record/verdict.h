/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What an answer of a platform meant. An outcome, not an error: the policy table (sched/policy.c)
 * says what follows from each. Shared by source/ and sched/.
 */

#ifndef RECORD_VERDICT_H
#define RECORD_VERDICT_H

enum verdict {
    VERDICT_DONE,      /* caught up; next visit after the stream's interval */
    VERDICT_MORE,      /* another page waits: outcome.next differs from every cursor of the visit */
    VERDICT_UNCHANGED, /* 304, or the same bytes as last time */
    VERDICT_SMALLER,   /* ask again with a smaller page ("reduce the amount of data") */
    VERDICT_LIMITED,   /* told to wait until outcome.not_before_us */
    VERDICT_DENIED,    /* credential or permission refused: an operator must act */
    VERDICT_GONE,      /* account or object does not exist (any more) */
    VERDICT_BUSY,      /* the peer's trouble (5xx, HTML), or our database's: ordinary backoff */
    VERDICT_MALFORMED, /* not the answer the documentation promises; the error says where */
};
#define VERDICT_COUNT (VERDICT_MALFORMED + 1)

/* How far the verdict reaches: what else must stop or slow with it. */
enum verdict_scope {
    SCOPE_TARGET,     /* this post or complaint only */
    SCOPE_STREAM,     /* this (account, stream) */
    SCOPE_ACCOUNT,    /* every stream of the account */
    SCOPE_CREDENTIAL, /* every account that uses the same credential */
    SCOPE_APP,        /* every credential of the same app: here, all accounts of the platform */
    SCOPE_PLATFORM,   /* the platform as a whole */
};
#define SCOPE_COUNT (SCOPE_PLATFORM + 1)

/*
 * One vocabulary over all platforms. Name, meaning and what the operator should do stand once, in
 * verdict.c: the journal, ops.run and with it pantauctl errors, check-config --online and the
 * section CAUSES of pantaud(8) have them from there.
 */
enum cause {
    CAUSE_NONE,
    CAUSE_QUOTA,
    CAUSE_TOKEN_EXPIRED,
    CAUSE_TOKEN_REVOKED,
    CAUSE_TOKEN_INVALID,
    CAUSE_PERMISSION,
    CAUSE_PROOF_REQUIRED, /* add app_secret to the credential */
    CAUSE_POLICY,
    CAUSE_GONE,
    CAUSE_COMMENTS_OFF,
    CAUSE_TOO_MUCH,
    CAUSE_PEER_TROUBLE, /* 5xx, HTML, timeouts */
    CAUSE_BAD_ANSWER,   /* not JSON, cut, looping cursor */
    CAUSE_OUR_REQUEST,  /* malformed, or with an unknown field */
    CAUSE_WRONG_ID,
    CAUSE_PLAN,
    CAUSE_DATABASE, /* ours: nothing is wrong with platform or answer */
};
#define CAUSE_COUNT (CAUSE_DATABASE + 1)

/* "done", "more" … as in ops.run.verdict; "quota", "token_expired" … as in ops.run.cause. */
const char *verdict_name(enum verdict verdict);
const char *verdict_scope_name(enum verdict_scope scope);
const char *cause_name(enum cause cause);
/* What it means, as a part of a sentence. */
const char *cause_words(enum cause cause);
/* A full sentence: what the operator should do. Empty for CAUSE_NONE. */
const char *cause_advice(enum cause cause);

#endif
