/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "oauth.h"

#include "platform.h"

#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#define APP    "SIMULATEDapp"
#define SECRET "SIMULATEDappsecret"

struct code {
    const char *text, *client, *redirect, *challenge, *scopes; /* challenge NULL: none was sent */
    bool late, used;
    bool offline; /* Google: the token may be renewed while the owner is away */
};

#define DISPLAY "/tt/v2/oauth/token/"
#define YOUTUBE "https://www.googleapis.com/auth/youtube"

enum fault { FINE, LATE, USED, REDIRECT, WRONG_APP, PROOF, GRANT };
enum form { FORM_META, FORM_THREADS, FORM_WORDS, FORM_BUSINESS };

/* What an authorization server is, by the path of its tokens; "*" in it is a version. */
static const struct service {
    const char *path, *channel;
    enum form form;
    const char *method;
    const char *grant;                  /* of a code: its grant_type; NULL: none is sent */
    const char *client, *secret, *code; /* names of parameters */
    bool is_json, basic, needs_proof;
    int64_t lives;       /* of the token, 0: not told */
    const char *refresh; /* NULL: none is given */
} services[] = {
    { "/fb/v26.0/oauth/access_token", "facebook", FORM_META, "GET", NULL, "client_id",
      "client_secret", "code", false, false, false, 5183944, NULL },
    { "/ig/v26.0/oauth/access_token", "instagram", FORM_META, "GET", NULL, "client_id",
      "client_secret", "code", false, false, false, 5183944, NULL },
    { "/oauth/access_token", "threads", FORM_THREADS, "POST", "authorization_code", "client_id",
      "client_secret", "code", false, false, false, 0, NULL },
    { "/2/oauth2/token", "x", FORM_WORDS, "POST", "authorization_code", "client_id", NULL, "code",
      false, true, true, 7200, "SIMULATEDrefreshx" },
    { "/tt/open_api/v1.3/tt_user/oauth2/token/", "tiktok", FORM_BUSINESS, "POST",
      "authorization_code", "client_id", "client_secret", "auth_code", true, false, false, 86400,
      "SIMULATEDrefreshtt" },
    { DISPLAY, "tiktok", FORM_WORDS, "POST", "authorization_code", "client_key", "client_secret",
      "code", false, false, false, 86400, "SIMULATEDrefreshtt" },
    { "/token", "youtube", FORM_WORDS, "POST", "authorization_code", "client_id", "client_secret",
      "code", false, false, true, 3599, "SIMULATEDrefreshyt" },
};

/* ---- what was sent ---- */

struct sent {
    const struct request *request;
    struct evkeyvalq form;
    json_t *json;
};

static const char *
sent(const struct sent *sent, const char *name)
{
    const char *text = NULL;

    if (sent->json != NULL)
        text = json_string_value(json_object_get(sent->json, name));
    if (text == NULL)
        text = evhttp_find_header(&sent->form, name);
    return text != NULL ? text : request_parameter(sent->request, name);
}

static bool
is(const char *text, const char *expected)
{
    return text != NULL && expected != NULL && strcmp(text, expected) == 0;
}

/* ---- the owner ---- */

static char *
joined(struct mem *mem, const char *redirect, const char *more)
{
    return mem_format(mem, "%s%c%s", redirect, strchr(redirect, '?') != NULL ? '&' : '?', more);
}

/* The scopes without this one; they stand between commas or blanks. */
static const char *
without(struct mem *mem, const char *scopes, const char *less)
{
    struct blob kept = { 0 };
    const char *at = scopes;
    char *text;

    blob_text(&kept, "");
    while (*at != '\0') {
        size_t n = strcspn(at, ", ");
        if (less == NULL || n != strlen(less) || strncmp(at, less, n) != 0)
            blob_format(&kept, "%s%.*s", kept.n > 0 ? " " : "", (int)n, at);
        at += n + (at[n] != '\0');
    }
    text = mem_text(mem, kept.at);
    blob_done(&kept);
    return text;
}

static const char *
say_yes(struct oauth *oauth, struct evkeyvalq *asked, const char *answer, const char *less)
{
    struct mem *mem = &oauth->mem;
    const char *client = evhttp_find_header(asked, "client_id");
    const char *challenge = evhttp_find_header(asked, "code_challenge");
    const char *redirect = evhttp_find_header(asked, "redirect_uri");
    struct code *code = mem_alloc(mem, sizeof(*code));
    char *state;
    const char *back;

    if (client == NULL)
        client = evhttp_find_header(asked, "client_key");
    code->text = mem_format(mem, "SIMULATEDcode/%zu", oauth->codes.n);
    code->client = mem_text(mem, client != NULL ? client : "");
    code->redirect = mem_text(mem, redirect);
    code->challenge = challenge != NULL ? mem_text(mem, challenge) : NULL;
    code->scopes = without(mem, evhttp_find_header(asked, "scope"), less);
    code->late = is(answer, "late");
    code->used = is(answer, "used");
    code->offline = is(evhttp_find_header(asked, "access_type"), "offline") &&
                    is(evhttp_find_header(asked, "prompt"), "consent");
    list_add(&oauth->codes, code);
    state = evhttp_uriencode(is(answer, "other") ? "another" : evhttp_find_header(asked, "state"),
                             -1, false);
    back = joined(
        mem, redirect,
        mem_format(mem, "code=SIMULATEDcode%%2F%zu&state=%s#_=_", oauth->codes.n - 1, state));
    free(state);
    return back;
}

void
oauth_consent(struct oauth *oauth, const struct request *request, struct answer *answer)
{
    const char *url = request_parameter(request, "url");
    const char *what = request_parameter(request, "answer");
    const char *query = url != NULL ? strchr(url, '?') : NULL;
    struct evkeyvalq asked = { 0 };
    const char *back = NULL;

    TAILQ_INIT(&asked);
    if (query != NULL)
        evhttp_parse_query_str(query + 1, &asked);
    if (evhttp_find_header(&asked, "redirect_uri") == NULL ||
        evhttp_find_header(&asked, "state") == NULL ||
        evhttp_find_header(&asked, "scope") == NULL ||
        !is(evhttp_find_header(&asked, "response_type"), "code"))
        answer_json(answer, 400, json_pack("{s:s}", "error", "nobody is asked like this"));
    else if (is(what, "no"))
        back = joined(&oauth->mem, evhttp_find_header(&asked, "redirect_uri"),
                      mem_format(&oauth->mem,
                                 "error=access_denied&error_description=The+user+denied&state=%s",
                                 evhttp_find_header(&asked, "state")));
    else
        back = say_yes(oauth, &asked, what, request_parameter(request, "less"));
    if (back != NULL)
        answer_json(answer, 200, json_pack("{s:s}", "redirect", back));
    evhttp_clear_headers(&asked);
}

/* ---- the code ---- */

static bool
is_proven(const char *challenge, const char *verifier)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    char hex[2 * 32 + 1];
    char base64[48];
    unsigned n = 0, i;

    if (verifier == NULL || strlen(verifier) < 43)
        return false;
    EVP_Digest(verifier, strlen(verifier), digest, &n, EVP_sha256(), NULL);
    for (i = 0; i < n; i++)
        snprintf(hex + 2 * i, 3, "%02x", (unsigned)digest[i]);
    EVP_EncodeBlock((unsigned char *)base64, digest, 32);
    for (i = 0; base64[i] != '\0'; i++) {
        if (base64[i] == '+')
            base64[i] = '-';
        else if (base64[i] == '/')
            base64[i] = '_';
        else if (base64[i] == '=')
            base64[i] = '\0';
    }
    return strcmp(challenge, base64) == 0 || strcmp(challenge, hex) == 0;
}

static bool
knows_app(const struct service *service, const struct sent *given)
{
    unsigned char pair[80];
    char expected[100];
    const char *header = request_header(given->request, "Authorization");

    if (!is(sent(given, service->client), APP))
        return false;
    if (!service->basic)
        return is(sent(given, service->secret), SECRET);
    EVP_EncodeBlock(pair, (const unsigned char *)APP ":" SECRET, (int)strlen(APP ":" SECRET));
    snprintf(expected, sizeof(expected), "Basic %s", (const char *)pair);
    return is(header, expected);
}

static enum fault
judge(struct oauth *oauth, const struct service *service, const struct sent *given,
      struct code **ret_code)
{
    const char *text = sent(given, service->code);
    struct code *code = NULL;
    size_t i;

    for (i = 0; i < oauth->codes.n; i++)
        if (is(text, ((struct code *)oauth->codes.at[i])->text))
            code = oauth->codes.at[i];
    *ret_code = code;
    if (service->grant != NULL && !is(sent(given, "grant_type"), service->grant))
        return GRANT;
    if (!knows_app(service, given))
        return WRONG_APP;
    if (code == NULL || code->late)
        return LATE;
    if (code->used)
        return USED;
    if (!is(sent(given, "redirect_uri"), code->redirect))
        return REDIRECT;
    if ((code->challenge != NULL || service->needs_proof) &&
        (code->challenge == NULL || !is_proven(code->challenge, sent(given, "code_verifier"))))
        return PROOF;
    code->used = true;
    return FINE;
}

/* As each platform's documentation and developers' reports show them. */
static const struct refusal {
    int meta, subcode, business;
    const char *word, *message;
} refusals[] = {
    [LATE] = { 100, 36007, 40110, "invalid_grant", "This authorization code has expired." },
    [USED] = { 100, 36009, 40110, "invalid_grant", "This authorization code has been used." },
    [REDIRECT] = { 100, 36008, 40110, "invalid_grant",
                   "Error validating verification code. Please make sure your redirect_uri is "
                   "identical to the one you used in the OAuth dialog request" },
    [WRONG_APP] = { 1, 0, 40002, "invalid_client", "Error validating client secret." },
    [PROOF] = { 100, 0, 40110, "invalid_grant", "Code verifier or code challenge is invalid." },
    [GRANT] = { 100, 0, 40002, "unsupported_grant_type", "The grant type is not supported." },
};

static void
refuse(enum form form, enum fault fault, struct answer *answer)
{
    const struct refusal *refusal = &refusals[fault];

    switch (form) {
    case FORM_META:
        answer_json(answer, 400,
                    json_pack("{s:{s:s, s:s, s:i, s:i, s:s}}", "error", "message", refusal->message,
                              "type", "OAuthException", "code", refusal->meta, "error_subcode",
                              refusal->subcode, "fbtrace_id", "SimulatedTrace"));
        break;
    case FORM_THREADS:
        answer_json(answer, 400,
                    json_pack("{s:s, s:i, s:s}", "error_type", "OAuthException", "code", 400,
                              "error_message", refusal->message));
        break;
    case FORM_WORDS:
        answer_json(
            answer, fault == WRONG_APP ? 401 : 400,
            json_pack("{s:s, s:s}", "error", refusal->word, "error_description", refusal->message));
        break;
    case FORM_BUSINESS:
        answer_json(answer, 200,
                    json_pack("{s:i, s:s, s:s, s:{}}", "code", refusal->business, "message",
                              refusal->message, "request_id", "SIMULATED", "data"));
        break;
    }
}

/* ---- the token ---- */

/* Of the first account of the channel; NULL: the city is not there. */
static const struct account *
owner_of(const struct world *world, const char *channel)
{
    size_t i;

    for (i = 0; world != NULL && i < world->n_channels; i++)
        if (strcmp(world->channels[i]->platform->channel, channel) == 0)
            return world->channels[i]->accounts.at[0];
    return NULL;
}

/* Google's tells what was granted, and no more than this of the refresh token. */
static void
grant_google(const struct account *owner, const struct service *service, bool offline,
             const char *scopes, struct answer *answer)
{
    const char *less = strstr(scopes, YOUTUBE ".force-ssl") == NULL ? "-readonly" : "";
    json_t *token = json_pack("{s:o, s:I, s:s, s:s}", "access_token",
                              json_sprintf("%s%s", owner->token, less), "expires_in",
                              (json_int_t)service->lives, "scope", scopes, "token_type", "Bearer");

    if (offline)
        json_object_set_new(token, "refresh_token", json_sprintf("%s%s", service->refresh, less));
    answer_json(answer, 200, token);
}

/* TikTok's: each renewal makes another, and ends the one before. */
static json_t *
rotating(const struct account *account)
{
    return json_sprintf("SIMULATEDrefreshtt-%s-%llu", account->id,
                        (unsigned long long)account->renewals);
}

static void
grant(const struct world *world, const struct service *service, const struct code *code,
      struct answer *answer)
{
    const struct account *owner = owner_of(world, service->channel);
    json_t *token;

    if (owner == NULL) {
        answer_json(answer, 404, json_pack("{s:s}", "error", "no such path"));
        return;
    }
    if (strcmp(service->channel, "youtube") == 0) {
        grant_google(owner, service, code->offline, code->scopes, answer);
        return;
    }
    /* The first token of Meta's is a short one. */
    token = json_pack("{s:o, s:s}", "access_token",
                      json_sprintf("%s%s", service->refresh == NULL ? "SIMULATEDshort" : "",
                                   service->refresh == NULL ? "" : owner->token),
                      "token_type", "bearer");
    if (service->refresh != NULL) {
        /* X renews for those alone who were allowed to come back. */
        if (strcmp(service->channel, "x") != 0 || strstr(code->scopes, "offline.access") != NULL)
            json_object_set_new(token, "refresh_token",
                                strcmp(service->path, DISPLAY) == 0
                                    ? rotating(owner)
                                    : json_string(service->refresh));
        json_object_set_new(token,
                            service->form == FORM_BUSINESS ? "refresh_token_expires_in"
                                                           : "refresh_expires_in",
                            json_integer(31536000));
        json_object_set_new(token, "scope", json_string(code->scopes));
        json_object_set_new(token, "open_id", json_string(owner->id));
    }
    if (service->lives > 0)
        json_object_set_new(token, "expires_in",
                            json_integer(service->refresh == NULL ? 3600 : service->lives));
    if (service->form == FORM_BUSINESS)
        token = json_pack("{s:i, s:s, s:s, s:o}", "code", 0, "message", "OK", "request_id",
                          "SIMULATED", "data", token);
    answer_json(answer, 200, token);
}

/* Whose token this is; where it is one that lives an hour, the account that was allowed. */
static const struct account *
account_of(const struct world *world, const char *channel, const char *token)
{
    size_t i;

    for (i = 0; token != NULL && i < world->accounts.n; i++) {
        const struct account *account = world->accounts.at[i];

        if (strcmp(account->channel->platform->channel, channel) == 0 &&
            strcmp(account->token, token) == 0)
            return account;
    }
    return owner_of(world, channel);
}

/* A token for one that lives longer. */
static void
lengthen(const struct world *world, const char *channel, const char *token, struct answer *answer)
{
    const struct account *owner = account_of(world, channel, token);

    if (owner == NULL || token == NULL || strncmp(token, "SIMULATED", 9) != 0) {
        answer_json(answer, 400,
                    json_pack("{s:{s:s, s:s, s:i}}", "error", "message",
                              "Error validating access token", "type", "OAuthException", "code",
                              190));
        return;
    }
    answer_json(answer, 200,
                json_pack("{s:s, s:s, s:i}", "access_token", owner->token, "token_type", "bearer",
                          "expires_in", 5183944));
}

/* Google's: the refresh token stays good, so none comes back. */
static void
refresh(const struct world *world, const struct sent *given, struct answer *answer)
{
    static const struct service service = { .lives = 3599 };
    const struct account *owner = owner_of(world, "youtube");
    const char *token = sent(given, "refresh_token");

    if (!is(sent(given, "client_id"), APP) || !is(sent(given, "client_secret"), SECRET))
        refuse(FORM_WORDS, WRONG_APP, answer);
    else if (owner != NULL && is(token, "SIMULATEDrefreshyt"))
        grant_google(owner, &service, false, YOUTUBE ".readonly " YOUTUBE ".force-ssl", answer);
    else if (owner != NULL && is(token, "SIMULATEDrefreshyt-readonly"))
        grant_google(owner, &service, false, YOUTUBE ".readonly", answer);
    else
        refuse(FORM_WORDS, LATE, answer);
}

/* Of the Display API: both tokens of before are over with it. */
static void
renew(struct oauth *oauth, const struct world *world, const struct sent *given,
      struct answer *answer)
{
    struct account *account = NULL;
    size_t i;

    for (i = 0; world != NULL && account == NULL && i < world->accounts.n; i++) {
        struct account *one = world->accounts.at[i];
        json_t *text = rotating(one);
        if (strcmp(one->channel->platform->channel, "tiktok") == 0 &&
            is(sent(given, "refresh_token"), json_string_value(text)))
            account = one;
        json_decref(text);
    }
    if (!is(sent(given, "client_key"), APP) || !is(sent(given, "client_secret"), SECRET)) {
        refuse(FORM_WORDS, WRONG_APP, answer);
        return;
    }
    if (account == NULL) {
        refuse(FORM_WORDS, LATE, answer);
        return;
    }
    account->renewals++;
    account->token = mem_format(&oauth->mem, "SIMULATEDact.%s.%llu", account->id,
                                (unsigned long long)account->renewals);
    answer_json(answer, 200,
                json_pack("{s:s, s:i, s:s, s:i, s:o, s:s, s:s}", "access_token", account->token,
                          "expires_in", 86400, "open_id", account->id, "refresh_expires_in",
                          31536000, "refresh_token", rotating(account), "scope",
                          "user.info.basic,user.info.profile,user.info.stats,video.list",
                          "token_type", "Bearer"));
}

/* Exchanges that need no code. */
static bool
without_code(struct oauth *oauth, const struct world *world, const struct sent *given,
             struct answer *answer)
{
    const char *path = given->request->path;
    const char *grant_type = sent(given, "grant_type");
    const char *token = sent(given, "access_token");
    bool is_app = is(sent(given, "client_secret"), SECRET);

    if (strcmp(path, "/token") == 0 && is(given->request->method, "POST") &&
        is(grant_type, "refresh_token"))
        refresh(world, given, answer);
    else if (strcmp(path, DISPLAY) == 0 && is(given->request->method, "POST") &&
             is(grant_type, "refresh_token"))
        renew(oauth, world, given, answer);
    else if (is(grant_type, "fb_exchange_token"))
        lengthen(world, strncmp(path, "/fb/", 4) == 0 ? "facebook" : "instagram",
                 is_app ? sent(given, "fb_exchange_token") : NULL, answer);
    else if (strcmp(path, "/access_token") == 0)
        lengthen(world, "threads", is_app && is(grant_type, "th_exchange_token") ? token : NULL,
                 answer);
    else if (strcmp(path, "/refresh_access_token") == 0)
        lengthen(world, "threads", is(grant_type, "th_refresh_token") ? token : NULL, answer);
    else
        return false;
    return true;
}

static bool
with_code(struct oauth *oauth, const struct world *world, const struct sent *given,
          struct answer *answer)
{
    struct code *code;
    enum fault fault;
    size_t i;

    for (i = 0; i < sizeof(services) / sizeof(services[0]); i++) {
        if (strcmp(services[i].path, given->request->path) != 0 ||
            strcmp(services[i].method, given->request->method) != 0)
            continue;
        fault = judge(oauth, &services[i], given, &code);
        if (fault == FINE)
            grant(world, &services[i], code, answer);
        else
            refuse(services[i].form, fault, answer);
        return true;
    }
    return false;
}

bool
oauth_answer(struct oauth *oauth, const struct world *world, const struct request *request,
             struct answer *answer)
{
    struct sent given = { .request = request };
    bool ok;

    TAILQ_INIT(&given.form);
    if (request->body != NULL && request->body[0] == '{')
        given.json = json_loads(request->body, 0, NULL);
    else if (request->body != NULL && request->body[0] != '\0')
        evhttp_parse_query_str(request->body, &given.form);
    ok = without_code(oauth, world, &given, answer) || with_code(oauth, world, &given, answer);
    json_decref(given.json);
    evhttp_clear_headers(&given.form);
    return ok;
}

void
oauth_done(struct oauth *oauth)
{
    list_done(&oauth->codes);
    mem_done(&oauth->mem);
}
