/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "record/verdict.h"

#include <assert.h>

#include "base/base.h"

static const char *const verdict_names[VERDICT_COUNT] = {
    [VERDICT_DONE] = "done",       [VERDICT_MORE] = "more",       [VERDICT_UNCHANGED] = "unchanged",
    [VERDICT_SMALLER] = "smaller", [VERDICT_LIMITED] = "limited", [VERDICT_DENIED] = "denied",
    [VERDICT_GONE] = "gone",       [VERDICT_BUSY] = "busy",       [VERDICT_MALFORMED] = "malformed",
};

static const char *const scope_names[SCOPE_COUNT] = {
    [SCOPE_TARGET] = "target",         [SCOPE_STREAM] = "stream", [SCOPE_ACCOUNT] = "account",
    [SCOPE_CREDENTIAL] = "credential", [SCOPE_APP] = "app",       [SCOPE_PLATFORM] = "platform",
};

static const struct {
    const char *name, *words, *advice;
} causes[CAUSE_COUNT] = {
    [CAUSE_NONE] = { "none", "nothing is wrong", "" },
    [CAUSE_QUOTA] = { "quota", "a rate limit or an allowance is used up",
                      "Nothing: polling resumes when the platform allows it. If it lasts for days, "
                      "lengthen the schedule." },
    [CAUSE_TOKEN_EXPIRED] = { "token_expired", "the token has ended",
                              "Put a fresh token into the credential and restart pantaud." },
    [CAUSE_TOKEN_REVOKED] = { "token_revoked",
                              "the token was taken back: a password was changed, the app removed, a role lost",
                              "Ask the unit to grant access again, put the new token into "
                              "the credential and restart pantaud." },
    [CAUSE_TOKEN_INVALID] = { "token_invalid",
                              "the token never was one, or is of the wrong kind or account",
                              "Check that the credential holds a token of this account, "
                              "whole and without quotes, and restart pantaud." },
    [CAUSE_PERMISSION] = { "permission", "the token lacks a permission, or the app a feature",
                           "Add the permission that the message names to the app, issue a new "
                           "token, put it into the credential and restart pantaud." },
    [CAUSE_PROOF_REQUIRED] = { "proof_required",
                               "the app demands that requests are signed with its secret",
                               "Add the app's app_secret to the credential and restart pantaud." },
    [CAUSE_POLICY] = { "policy", "blocked by the platform's policy",
                       "The platform blocked the app or account: see its support page, then "
                       "reload." },
    [CAUSE_GONE] = { "gone", "deleted, hidden or not visible, which cannot be told apart",
                     "Check whether the account still exists and is public; if not, end it in the "
                     "configuration with \"to:\"." },
    [CAUSE_COMMENTS_OFF] = { "comments_off", "comments are closed",
                             "The unit closed its comments: ask it to open them." },
    [CAUSE_TOO_MUCH] = { "too_much", "the answer would be too large for the platform",
                         "Nothing: smaller pages are asked for." },
    [CAUSE_PEER_TROUBLE] = { "peer_trouble", "the platform's trouble, or that of the way to it",
                             "Nothing: it is tried again. If it lasts, look at the platform's "
                             "status page, and at network, name server, http.proxy and "
                             "http.ca_file here." },
    [CAUSE_BAD_ANSWER] = { "bad_answer", "not the answer that the documentation promises",
                           "Nothing at once: it is tried again. If it stays, the platform "
                           "changed its answers and Pantau needs an update." },
    [CAUSE_OUR_REQUEST] = { "our_request",
                            "the request was refused as wrong: a fault of the configuration, or of Pantau",
                            "Check the account's id and the platform's settings in the "
                            "configuration; if they are right, Pantau needs an update." },
    [CAUSE_WRONG_ID] = { "wrong_id",
                         "the configured id is of the wrong kind, or of another account",
                         "Put the platform's own id of the account into the configuration, not "
                         "its name or another platform's id." },
    [CAUSE_PLAN] = { "plan", "the plan or contract does not include it, or its money is used up",
                     "Have whoever holds the contract with the platform see to it: the plan must "
                     "include this app and what it asks for, and be paid. Then reload." },
    [CAUSE_DATABASE] = { "database", "the database here did not take what the platform gave",
                         "Mend what pantauctl errors says of it, or end the session that holds the "
                         "account: it is asked for again." },
};

const char *
verdict_name(enum verdict verdict)
{
    assert((unsigned)verdict < VERDICT_COUNT);
    return verdict_names[verdict];
}

const char *
verdict_scope_name(enum verdict_scope scope)
{
    assert((unsigned)scope < SCOPE_COUNT);
    return scope_names[scope];
}

const char *
cause_name(enum cause cause)
{
    assert((unsigned)cause < CAUSE_COUNT);
    return causes[cause].name;
}

const char *
cause_advice(enum cause cause)
{
    assert((unsigned)cause < CAUSE_COUNT);
    return causes[cause].advice;
}

const char *
cause_words(enum cause cause)
{
    assert((unsigned)cause < CAUSE_COUNT);
    return causes[cause].words;
}
