/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * How the owner of an account lets an app read it (RFC 6749, authorization code; RFC 7636, its
 * proof), as data: a platform brings a table, the functions here make the address that the owner
 * opens, read the address that he was sent back to, and say what a refusal means. The request for
 * the token itself is a renewal (source/renewal.h) whose credential has three parts more: code,
 * redirect_uri and code_verifier.
 */

#ifndef SOURCE_AUTHORIZE_H
#define SOURCE_AUTHORIZE_H

#include "base/buf.h"
#include "source/renewal.h"

/* What shows that who has the code is who asked for it. */
enum authorize_proof {
    AUTHORIZE_NO_PROOF,
    AUTHORIZE_PROOF,          /* SHA-256 of the verifier in base64url */
    AUTHORIZE_PROOF_LOOPBACK, /* in hexadecimal, where the owner is sent back to his own machine */
};

struct authorization {
    const char *address; /* of the page where the owner says yes */
    const char *also;    /* of its query, where a platform wants more than all others; or NULL */
    const char *note;    /* for whoever is about to ask; or NULL */
    const char *client_name;               /* of its parameter with the app's id */
    const char *client_part, *secret_part; /* of the credential: the app's id and secret */
    bool secret_optional;
    const struct renewal_scope *scopes; /* ended by name NULL */
    char separator;                     /* of their names */
    enum authorize_proof proof;
    const struct renewal *exchange; /* the code for a token */
    const struct renewal *lengthen; /* then that for one that lives longer; or NULL */
};

/* What one attempt is made with. */
struct authorize_attempt {
    struct str client_id, redirect_uri, state;
    struct str challenge; /* STR_NONE: none is wanted */
};

/* What the platform wants of someone who is sent back there: base64url, hexadecimal or nothing. */
enum authorize_proof authorize_proof_for(const struct authorization *authorization,
                                         struct str redirect_uri);
/* False when it does not fit. */
bool authorize_url(const struct authorization *authorization,
                   const struct authorize_attempt *attempt, struct buf *url) MUST_CHECK;
/*
 * The code in the address that the owner was sent back to, as somebody pasted it: with quotes, with
 * blanks, its query alone. False and *err: ERROR_DENIED where he said no or the platform refused
 * to ask him, ERROR_PEER where it is of another attempt or not such an address at all.
 */
bool authorize_code(struct str pasted, struct str state, struct arena *arena, struct str *ret_code,
                    struct error *err) MUST_CHECK;
/* Says in the hint of err what the refusal of a code means. */
void authorize_explain(const struct http_response *answer, struct error *err);
/* The nth scope, from 0, that is not among those granted; NULL: there are no more. */
const struct renewal_scope *authorize_lack(const struct authorization *authorization,
                                           struct str granted, size_t nth);

#endif
