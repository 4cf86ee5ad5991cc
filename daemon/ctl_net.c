/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "ctl_net.h"

#include <stdio.h>
#include <stdlib.h>

#include <sodium.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/when.h"
#include "grant.h"
#include "source/authorize.h"

#define AT_ONCE  4u
#define LIMIT_US (10 * WHEN_MINUTE)
/* Where the service's unit has its credentials from, when no directory is configured. */
#define CREDENTIALS_DEFAULT "/etc/pantau/credentials"

void
ctl_net_complain(const char *what, const struct error *err)
{
    (void)fprintf(stderr, "pantauctl: %s%s%s\n%s%s", what, what[0] != '\0' ? ": " : "", err->text,
                  err->hint, err->hint[0] != '\0' ? "\n" : "");
}

static const char *
directory_of(const struct ctl *ctl)
{
    return ctl->credentials_directory != NULL ? ctl->credentials_directory : CREDENTIALS_DEFAULT;
}

static struct generation *
load(const struct ctl *ctl,
     struct generation *(*load_so)(const char *config_path, const char *credentials_directory,
                                   struct config_errors *errors))
{
    const char *config_path = ctl->config_path != NULL ? ctl->config_path : CONFFILE_DEFAULT;
    struct config_errors *errors;
    struct generation *generation;

    /* A core dump would hold the tokens. */
    if (sodium_init() < 0 || setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 }) != 0) {
        (void)fprintf(stderr, "pantauctl: cannot keep tokens out of core dumps\n");
        return NULL;
    }
    errors = xcalloc(1, sizeof(*errors));
    generation = load_so(config_path, directory_of(ctl), errors);
    if (generation == NULL)
        conffile_show_errors(errors);
    free(errors);
    return generation;
}

struct generation *
ctl_net_load(const struct ctl *ctl)
{
    return load(ctl, generation_load);
}

bool
ctl_net_open(struct ctl_net *net, const struct ctl *ctl)
{
    const struct probe_settings settings = { .at_once = AT_ONCE, .limit_us = LIMIT_US };
    const char *systemd = directory_of(ctl);
    struct error err = ERROR_INIT;
    struct str own;

    *net = (struct ctl_net){ .generation = load(ctl, generation_load_network) };
    if (net->generation == NULL)
        return false;
    own = net->generation->file.config->credentials.directory;
    net->directory = own.n > 0 ? own.p : systemd;
    net->kind = own.n > 0 ? SECRET_DIRECTORY_OWN : SECRET_DIRECTORY_SYSTEMD;
    net->probe = probe_new(net->generation, &settings, &err);
    if (net->probe == NULL)
        ctl_net_complain("", &err);
    return net->probe != NULL;
}

void
ctl_net_close(struct ctl_net *net)
{
    probe_free(net->probe);
    generation_free(net->generation);
}

const struct config_platform *
ctl_net_platform(const struct ctl_net *net, const struct source *source, const char *credential,
                 struct arena *arena)
{
    const struct config *config = net->generation->file.config;

    for (size_t i = 0; i < config->platform_count; i++)
        if (str_equal_c(str_from(source->name), config->platforms[i].source->name))
            return grant_platform(&config->platforms[i], str_from(credential), arena);
    return NULL;
}

/* ---- credentials ---- */

bool
ctl_net_has(const struct ctl_net *net, const char *name)
{
    char path[PATH_MAX];

    (void)snprintf(path, sizeof(path), "%s/%s", net->directory, name);
    return access(path, F_OK) == 0;
}

static void
tell(void *ctx, const struct config_place *place, const struct error *err)
{
    (void)place;
    ctl_net_complain(ctx, err);
}

struct secret_store *
ctl_net_secret(const struct ctl_net *net, const char *name, bool renewed)
{
    const struct config *config = net->generation->file.config;
    char path[PATH_MAX];
    const struct secret_places places = { .directory = net->directory,
                                          .kind = net->kind,
                                          .renewed =
                                              renewed ? generation_renewed(config, path) : NULL };
    const struct secret_wish wish = { .name = str_from(name) };
    char nothing[] = "";

    return secret_store_load(&places, &wish, 1, &(struct config_report){ tell, nothing });
}

/* ---- tokens ---- */

static const struct renewal_call *
call_of(const struct ctl_net_token *token)
{
    return token->renewal != NULL ? &token->renewal->call : &token->inspection->call;
}

static bool
plan_token(void *ctx, struct arena *arena, struct http_request *ret_request, struct error *err)
{
    const struct ctl_net_token *token = ctx;

    return renewal_request(call_of(token), token->base_url, arena, ret_request, err);
}

/* In the token's arena; STR_NONE: there is none, and probe will say so. */
static struct str
origin_of(const struct ctl_net_token *token)
{
    CLEANUP(buf_done) struct buf origin = BUF_INIT(RECORD_LINE_MAX);
    struct str text;

    if (!renewal_origin(call_of(token), token->base_url, &origin) ||
        !arena_str(token->arena, buf_str(&origin), &text))
        return STR_NONE;
    return text;
}

static void
read_token(void *ctx, struct arena *arena, const struct fetch_result *result)
{
    struct ctl_net_token *token = ctx;
    const struct http_response *answer = &result->response;

    (void)arena;
    if (!result->ok)
        token->err = result->error;
    else if (token->renewal != NULL)
        token->ok = renewal_read(token->renewal, answer, loop_wall_us(), token->arena, &token->news,
                                 &token->err);
    else
        token->ok =
            renewal_inspect(token->inspection, answer, token->arena, &token->news, &token->err);
    if (result->ok && !token->ok)
        authorize_explain(answer, &token->err);
}

void
ctl_net_ask(struct ctl_net *net, struct ctl_net_token *token)
{
    token->ok = false;
    error_clear(&token->err);
    probe_ask(net->probe, &(struct probe_order){ .base_url = origin_of(token),
                                                 .secret = token->secret,
                                                 .plan = plan_token,
                                                 .done = read_token,
                                                 .ctx = token });
}

void
ctl_net_wipe(struct renewal_news *news)
{
    const struct str texts[] = { news->token, news->refresh_token };

    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        if (texts[i].n > 0)
            sodium_memzero((char *)(uintptr_t)texts[i].p, texts[i].n);
    news->token = news->refresh_token = STR_NONE;
}
