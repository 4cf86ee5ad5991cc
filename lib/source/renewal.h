/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * How the tokens of a platform are looked at and renewed, as data: a platform brings tables, the
 * functions here make the request and read the answer, the daemon (keeper.c) sends it. No adapter
 * sees an answer with a token in it. Values point into the arena given and are wiped by its owner.
 */

#ifndef SOURCE_RENEWAL_H
#define SOURCE_RENEWAL_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "http/http.h"
#include "record/record.h"

/* A secret: a part of the credential as a field of the form that is sent, or of the JSON. */
#define RENEWAL_FORM(field, kept) .place = HTTP_SECRET_FORM, .name = (field), .part = (kept)
#define RENEWAL_JSON(field, kept) .place = HTTP_SECRET_JSON, .name = (field), .part = (kept)

struct renewal_call {
    enum http_method method;
    const char *path; /* below the base URL, or its origin */
    bool from_origin; /* "https://api.x.com/2" + "/2/oauth2/token" stands at the origin */
    /*
     * A platform whose tokens are had at another host: at token_origin where the base URL is at
     * own_origin; at the base URL's own elsewhere (a proxy answers for both). NULL: always there.
     */
    const char *own_origin, *token_origin;
    const char *body;         /* what of it is no secret; NULL: nothing */
    const char *content_type; /* NULL: as the secrets ask for */
    struct http_secret secrets[HTTP_SECRETS_MAX];
    size_t secret_count;
};

/* Places in the answer, as in source/fields.h; NULL: it does not say. */
struct renewal {
    struct renewal_call call;
    const char *needs[3];     /* what it needs; may end with NULL */
    const char *renewed_part; /* "token" */
    bool refreshes;   /* by a refresh token, so once the token has ended, too; else it is exchanged
                       and must be good */
    bool tells_end;   /* nothing else tells when a token ends: one without an end is renewed once */
    int64_t before_s; /* asked for when the token has less than this left */
    const char *token, *refresh_token, *expires_in, *refresh_expires_in, *scopes;
    const char *account_id;
};

/*
 * A permission, and what does not come without it: streams, as "account, posts", or other words for
 * people. A table of them is what an owner is asked for; a token is looked through for those that
 * name a stream.
 */
struct renewal_scope {
    const char *name, *streams;
};

struct renewal_inspection {
    struct renewal_call call;
    const char *is_valid, *expires_at, *data_access_expires_at; /* Unix seconds, 0: never */
    const char *scopes;                                         /* a list of texts */
    const char *kind;                                           /* of the token, in a word */
    const char *owner; /* id of the account that it is of, where it is of one; NULL: not told */
    const struct renewal_scope *needed; /* of the account's owner; ended by name NULL; or NULL */
};

/* What is known of a token. */
struct renewal_news {
    struct str token, refresh_token; /* STR_NONE: not told */
    struct str account_id;           /* whose token it is; STR_NONE: not told */
    int64_t expires_at_us, refresh_expires_at_us,
        data_access_expires_at_us; /* WHEN_NONE: not told */
    bool never_expires;
    enum tri is_valid;
    struct str scopes;      /* names with blanks between them; STR_NONE: not told */
    struct str kind, owner; /* of an inspection; STR_NONE: not told */
};

/* Where the request goes, and its secrets with it. False where the base URL has no origin. */
bool renewal_origin(const struct renewal_call *call, struct str base_url,
                    struct buf *ret_origin) MUST_CHECK;
/* ret_request's views live in the arena. False where the base URL has no origin. */
bool renewal_request(const struct renewal_call *call, struct str base_url, struct arena *arena,
                     struct http_request *ret_request, struct error *err) MUST_CHECK;
/*
 * False, and nothing of the answer but a word of an error code in err: ERROR_DENIED where the
 * platform refuses the token (it must be asked for anew), ERROR_PEER otherwise.
 */
bool renewal_read(const struct renewal *renewal, const struct http_response *answer, int64_t now_us,
                  struct arena *arena, struct renewal_news *ret_news, struct error *err) MUST_CHECK;
bool renewal_inspect(const struct renewal_inspection *inspection,
                     const struct http_response *answer, struct arena *arena,
                     struct renewal_news *ret_news, struct error *err) MUST_CHECK;
/* Always false: err says that what was asked for did not come, and no byte of the answer more. */
bool renewal_refusal(const struct http_response *answer, struct error *err);

#endif
