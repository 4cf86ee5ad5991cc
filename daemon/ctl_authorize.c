/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * authorize: the address that the account's owner opens, the one that he is sent back to, and what
 * comes of it in a credential's file. Nothing listens here: the page that he is sent to need not
 * exist. What each platform wants stands in its table (source/authorize.h).
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>
#include <unistd.h>

#include "base/when.h"
#include "ctl_net.h"
#include "ctl_show.h"
#include "source/authorize.h"
#include "token.h"

#define PASTE_MAX   8192
#define URL_MAX     4096
#define ARENA_BYTES (1u << 20)
/* base64 of 32 bytes without padding, hexadecimal of as many. */
#define VERIFIER_SIZE  44
#define CHALLENGE_SIZE 65

struct attempt {
    struct ctl *ctl;
    struct ctl_net net;
    const struct source *source;
    const struct config_platform *platform;
    const struct authorization *authorization;
    const char *name; /* of the credential that comes of it */
    struct secret_store *app;
    const struct secret *app_secret; /* id and secret of the app, and what else stands there */
    struct arena *arena;
    struct str redirect_uri;
    char state[33], verifier[VERIFIER_SIZE], challenge[CHALLENGE_SIZE];
    struct renewal_news news; /* of the token in the end */
};

/* ---- what is needed ---- */

static bool
stop_here(const char *text, const char *hint)
{
    struct error err = ERROR_INIT;

    (void)error_set(&err, ERROR_CONFIG, "%s", text);
    (void)error_hint(&err, "%s", hint);
    ctl_net_complain("", &err);
    return false;
}

static bool
find_platform(struct attempt *attempt)
{
    const char *name = attempt->ctl->argv[0];

    attempt->source = source_find(str_from(name));
    if (attempt->source == NULL || attempt->source->is_feed) {
        (void)fprintf(stderr, "pantauctl: there is no platform \"%s\"\n", name);
        return false;
    }
    attempt->platform =
        ctl_net_platform(&attempt->net, attempt->source, attempt->name, attempt->arena);
    if (attempt->source->authorization != NULL)
        attempt->authorization = attempt->source->authorization(attempt->platform->settings);
    if (attempt->authorization == NULL) {
        (void)fprintf(stderr, "pantauctl: at %s nobody need be asked: see pantau-%s(7)\n", name,
                      name);
        return false;
    }
    if (attempt->authorization->note != NULL)
        (void)fprintf(stderr, "%s\n", attempt->authorization->note);
    return true;
}

/* The credential's own, of an earlier time; else the one that all of a platform share. */
static bool
load_app(struct attempt *attempt)
{
    const struct authorization *wanted = attempt->authorization;
    char shared[64];
    const char *name = attempt->ctl->app;

    (void)snprintf(shared, sizeof(shared), "%s-app", attempt->source->name);
    if (name == NULL)
        name = ctl_net_has(&attempt->net, attempt->name) ? attempt->name : shared;
    if (ctl_net_has(&attempt->net, name))
        attempt->app = ctl_net_secret(&attempt->net, name, false);
    if (attempt->app != NULL)
        attempt->app_secret = secret_find(attempt->app, str_from(name));
    if (attempt->app == NULL ||
        str_is_none(secret_part(attempt->app_secret, wanted->client_part)) ||
        (!wanted->secret_optional &&
         str_is_none(secret_part(attempt->app_secret, wanted->secret_part)))) {
        (void)fprintf(stderr,
                      "pantauctl: who asks must be known: write the app's id and secret as %s=... "
                      "and %s=... into %s/%s\n",
                      wanted->client_part, wanted->secret_part, attempt->net.directory, name);
        return false;
    }
    return true;
}

static bool
find_redirect(struct attempt *attempt)
{
    attempt->redirect_uri = attempt->ctl->redirect != NULL
                                ? str_from(attempt->ctl->redirect)
                                : secret_part(attempt->app_secret, "redirect_uri");
    if (str_starts(attempt->redirect_uri, STR("https://")) ||
        str_starts(attempt->redirect_uri, STR("http://")))
        return true;
    return stop_here("there is no address to send the owner back to",
                     "Give one that stands in the app's settings: --redirect=https://..., or as "
                     "redirect_uri=... beside the app's id. No page need be there.");
}

static bool
is_ready(struct attempt *attempt)
{
    attempt->name = attempt->ctl->argc > 1 ? attempt->ctl->argv[1] : attempt->ctl->argv[0];
    if (!find_platform(attempt))
        return false;
    if (!secret_is_name(str_from(attempt->name)))
        return stop_here("a credential cannot have that name", "It is the name of a file.");
    if (access(attempt->net.directory, W_OK) != 0) {
        (void)fprintf(stderr, "pantauctl: cannot write into \"%s\": %s\n", attempt->net.directory,
                      strerror(errno));
        return false;
    }
    return load_app(attempt) && find_redirect(attempt);
}

/* ---- asking the owner ---- */

static void
make_proof(struct attempt *attempt)
{
    enum authorize_proof proof = authorize_proof_for(attempt->authorization, attempt->redirect_uri);
    unsigned char bytes[crypto_hash_sha256_BYTES];

    randombytes_buf(bytes, sizeof(bytes));
    (void)sodium_bin2hex(attempt->state, sizeof(attempt->state), bytes, 16);
    if (proof == AUTHORIZE_NO_PROOF)
        return;
    randombytes_buf(bytes, sizeof(bytes));
    (void)sodium_bin2base64(attempt->verifier, sizeof(attempt->verifier), bytes, sizeof(bytes),
                            sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    must(crypto_hash_sha256(bytes, (const unsigned char *)attempt->verifier,
                            strlen(attempt->verifier)) == 0);
    if (proof == AUTHORIZE_PROOF_LOOPBACK)
        (void)sodium_bin2hex(attempt->challenge, sizeof(attempt->challenge), bytes, sizeof(bytes));
    else
        (void)sodium_bin2base64(attempt->challenge, sizeof(attempt->challenge), bytes,
                                sizeof(bytes), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static void
show_address(const struct attempt *attempt, struct str url)
{
    struct buf text = BUF_INIT(CTL_OUTPUT_MAX);
    struct jout out;

    if (attempt->ctl->json) {
        ctl_show_start(&out, &text);
        jout_object(&out, NULL);
        jout_str(&out, "url", url);
        jout_close_object(&out);
        ctl_show_finish(&out, &text);
    } else {
        (void)fprintf(stderr, "Open this address where the owner of the account is logged in, and "
                              "allow what is asked for:\n\n");
        (void)printf("%.*s\n", STR_ARGS(url));
    }
    (void)fflush(stdout);
    if (!attempt->ctl->json)
        (void)fprintf(stderr, "\nThen copy the address of the page that you are sent to, whatever "
                              "it shows, and paste it here:\n");
}

/* False: it was told. The code is in the arena. */
static enum ctl_exit
ask_owner(struct attempt *attempt, struct str *ret_code)
{
    CLEANUP(buf_done) struct buf url = BUF_INIT(URL_MAX);
    const struct authorize_attempt asked = {
        .client_id = secret_part(attempt->app_secret, attempt->authorization->client_part),
        .redirect_uri = attempt->redirect_uri,
        .state = str_from(attempt->state),
        .challenge = attempt->challenge[0] != '\0' ? str_from(attempt->challenge) : STR_NONE,
    };
    struct error err = ERROR_INIT;
    char pasted[PASTE_MAX];
    bool ok;

    if (!authorize_url(attempt->authorization, &asked, &url)) {
        (void)stop_here("the redirect address is too long", "Give a shorter one.");
        return CTL_USAGE;
    }
    show_address(attempt, buf_str(&url));
    if (fgets(pasted, sizeof(pasted), stdin) == NULL) {
        (void)stop_here("nothing was pasted: nothing was changed", "Run it again when you can.");
        return CTL_USAGE;
    }
    ok = authorize_code(str_from(pasted), asked.state, attempt->arena, ret_code, &err);
    sodium_memzero(pasted, sizeof(pasted));
    if (!ok)
        ctl_net_complain("", &err);
    return ok ? CTL_OK : CTL_TROUBLE;
}

/* ---- the token ---- */

/* One request about it; its news replace the attempt's. */
static bool
request_token(struct attempt *attempt, const struct renewal *renewal,
              const struct secret_change *changes, size_t count)
{
    struct ctl_net_token token = { .base_url = attempt->platform->base_url,
                                   .arena = attempt->arena,
                                   .renewal = renewal };
    CLEANUP(secret_freep)
    struct secret *secret = secret_make(attempt->app_secret, changes, count, &token.err);

    token.secret = secret;
    if (secret != NULL) {
        ctl_net_ask(&attempt->net, &token);
        probe_run(attempt->net.probe);
    }
    if (token.ok && str_is_none(token.news.account_id))
        token.news.account_id = attempt->news.account_id;
    if (token.ok && str_is_none(token.news.scopes))
        token.news.scopes = attempt->news.scopes;
    ctl_net_wipe(&attempt->news);
    if (token.ok)
        attempt->news = token.news;
    else
        ctl_net_complain(attempt->source->name, &token.err);
    return token.ok;
}

static bool
exchange(struct attempt *attempt, struct str code)
{
    const struct secret_change changes[] = {
        { "code", code },
        { "redirect_uri", attempt->redirect_uri },
        { "code_verifier", str_from(attempt->verifier) },
    };

    if (!request_token(attempt, attempt->authorization->exchange, changes, ARRAY_SIZE(changes)))
        return false;
    return attempt->authorization->lengthen == NULL ||
           request_token(attempt, attempt->authorization->lengthen,
                         &(struct secret_change){ "token", attempt->news.token }, 1);
}

static struct str
seconds_of(int64_t at_us, char text[24])
{
    if (at_us == WHEN_NONE)
        return STR("");
    (void)snprintf(text, 24, "%lld", (long long)(at_us / WHEN_SECOND));
    return str_from(text);
}

static struct str
or_empty(struct str text)
{
    return str_is_none(text) ? STR("") : text;
}

/* What an older token of this credential left behind goes. */
static bool
keep(struct attempt *attempt, struct secret **ret_secret)
{
    char expires[24];
    char refresh_expires[24];
    const struct secret_change changes[] = {
        { "platform", str_from(attempt->source->name) },
        { "token", attempt->news.token },
        { "refresh_token", or_empty(attempt->news.refresh_token) },
        { "expires_at", seconds_of(attempt->news.expires_at_us, expires) },
        { "refresh_expires_at", seconds_of(attempt->news.refresh_expires_at_us, refresh_expires) },
        { "open_id", or_empty(attempt->news.account_id) },
    };
    struct error err = ERROR_INIT;

    *ret_secret = secret_make(attempt->app_secret, changes, ARRAY_SIZE(changes), &err);
    if (*ret_secret != NULL &&
        secret_save(*ret_secret, attempt->net.directory, attempt->name, &err))
        return true;
    ctl_net_complain("the token could not be kept", &err);
    return false;
}

/* ---- what came of it ---- */

/* Where the answer did not say what was granted, the platform may. */
static void
learn_scopes(struct attempt *attempt, const struct secret *secret)
{
    struct ctl_net_token token = { .base_url = attempt->platform->base_url,
                                   .secret = secret,
                                   .arena = attempt->arena,
                                   .inspection = attempt->source->inspection };

    if (!str_is_none(attempt->news.scopes) || token.inspection == NULL)
        return;
    ctl_net_ask(&attempt->net, &token);
    probe_run(attempt->net.probe);
    if (token.ok)
        attempt->news.scopes = token.news.scopes;
}

static bool
renews(const struct attempt *attempt, const struct secret *secret)
{
    const struct source *source = attempt->source;

    return source->renewal != NULL &&
           token_can_renew(source->renewal(attempt->platform->settings), secret);
}

static void
show_json(const struct attempt *attempt, const struct secret *secret)
{
    struct buf text = BUF_INIT(CTL_OUTPUT_MAX);
    char ends[WHEN_FORMAT_MAX];
    struct jout out;
    const struct renewal_scope *lack;

    if (attempt->news.expires_at_us != WHEN_NONE)
        when_format(attempt->news.expires_at_us, ends);
    ctl_show_start(&out, &text);
    jout_object(&out, NULL);
    jout_str(&out, "credential", str_from(attempt->name));
    jout_str(&out, "expires_at",
             attempt->news.expires_at_us != WHEN_NONE ? str_from(ends) : STR_NONE);
    jout_bool(&out, "renews", renews(attempt, secret));
    jout_array(&out, "not_granted");
    for (size_t i = 0;
         !str_is_none(attempt->news.scopes) &&
         (lack = authorize_lack(attempt->authorization, attempt->news.scopes, i)) != NULL;
         i++)
        jout_str(&out, NULL, str_from(lack->name));
    jout_close_array(&out);
    jout_close_object(&out);
    ctl_show_finish(&out, &text);
}

static void
show_text(const struct attempt *attempt, const struct secret *secret)
{
    char ends[WHEN_FORMAT_MAX];

    (void)printf("%s/%s is written", attempt->net.directory, attempt->name);
    if (attempt->news.expires_at_us != WHEN_NONE) {
        when_format(attempt->news.expires_at_us, ends);
        (void)printf("; its token ends %s, %s", ends,
                     renews(attempt, secret) ? "pantaud renews it in time"
                                             : "authorize anew before: nothing renews it");
    }
    (void)printf(".\nNow: pantauctl discover %s\n", attempt->name);
}

static enum ctl_exit
show(const struct attempt *attempt, const struct secret *secret)
{
    const struct renewal_scope *lack = NULL;
    size_t lacks = 0;

    if (attempt->ctl->json)
        show_json(attempt, secret);
    else
        show_text(attempt, secret);
    while (!str_is_none(attempt->news.scopes) &&
           (lack = authorize_lack(attempt->authorization, attempt->news.scopes, lacks)) != NULL) {
        (void)fprintf(stderr, "pantauctl: %s was not granted; without it does not come: %s\n",
                      lack->name, lack->streams);
        lacks++;
    }
    /* What ends with nothing to renew it is not what was asked for, whatever was granted. */
    return lacks > 0 || (attempt->news.expires_at_us != WHEN_NONE && !renews(attempt, secret))
               ? CTL_TROUBLE
               : CTL_OK;
}

static enum ctl_exit
run(struct attempt *attempt)
{
    CLEANUP(secret_freep) struct secret *secret = NULL;
    struct str code;
    enum ctl_exit exit;

    if (!is_ready(attempt))
        return CTL_USAGE;
    make_proof(attempt);
    exit = ask_owner(attempt, &code);
    if (exit != CTL_OK)
        return exit;
    if (!exchange(attempt, code) || !keep(attempt, &secret))
        return CTL_TROUBLE;
    learn_scopes(attempt, secret);
    return show(attempt, secret);
}

enum ctl_exit
ctl_authorize(struct ctl *ctl)
{
    struct attempt attempt = { .ctl = ctl, .arena = arena_new(ARENA_BYTES) };
    enum ctl_exit exit = CTL_USAGE;

    if (ctl_net_open(&attempt.net, ctl))
        exit = run(&attempt);
    ctl_net_wipe(&attempt.news);
    sodium_memzero(attempt.verifier, sizeof(attempt.verifier));
    secret_store_free(attempt.app);
    ctl_net_close(&attempt.net);
    arena_free(attempt.arena);
    return exit;
}
