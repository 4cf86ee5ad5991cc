/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "generation.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/when.h"
#include "config/setting.h"
#include "pgconn_dsn.h"
#include "source/source.h"
#include "store/statement.h"

#define CONNECT_TIMEOUT_US (30 * WHEN_SECOND)

static struct secret_wish *
list_wishes(const struct config *config, struct arena *arena, size_t *ret_count)
{
    const struct config_http *http = &config->http;
    size_t count = config->used_credential_count;
    struct secret_wish *wishes = arena_array(arena, count + 2, sizeof(*wishes));

    must(wishes);
    wishes[0] =
        (struct secret_wish){ config->credentials.pseudonym_key, config->credentials.place };
    for (size_t i = 0; i < count; i++)
        wishes[i + 1] = (struct secret_wish){ config->used_credentials[i].name,
                                              config->used_credentials[i].place };
    if (http->proxy_credential.n > 0)
        wishes[++count] = (struct secret_wish){ http->proxy_credential, http->login_place };
    *ret_count = count + 1;
    return wishes;
}

struct loading { /* of one generation: what conffile_load() hands to load_secrets() */
    struct generation *generation;
    const char *systemd_directory;
};

const char *
generation_renewed(const struct config *config, char path[PATH_MAX])
{
    if (config->state_directory.n == 0)
        return NULL;
    (void)snprintf(path, PATH_MAX, "%.*s/credentials", STR_ARGS(config->state_directory));
    return path;
}

static void
ignore(void *ctx, const struct config_place *place, const struct error *err)
{
    (void)ctx, (void)place, (void)err;
}

/* Of the proxy; NULL: none. */
static const struct secret *
find_login(const struct config_http *http, const struct secret_store *secrets)
{
    return http->proxy_credential.n == 0 ? NULL : secret_find(secrets, http->proxy_credential);
}

static void
check_login(const struct config *config, const struct secret_store *secrets,
            const struct config_report *report)
{
    static const char *const parts[] = { "user", "password" };
    const struct secret *login = find_login(&config->http, secrets);

    for (size_t i = 0; login != NULL && i < ARRAY_SIZE(parts); i++) {
        struct error err = ERROR_INIT;
        if (!str_is_none(secret_part(login, parts[i])))
            continue;
        (void)error_set(&err, ERROR_CONFIG, "credential \"%.*s\" has no part \"%s\"",
                        STR_ARGS(config->http.proxy_credential), parts[i]);
        (void)error_hint(&err, "A proxy's login is a file with the lines user=… and password=….");
        report->add(report->ctx, &config->http.login_place, &err);
    }
}

/* What the network and libpq would refuse only once it is in force. */
static void
check_connections(const struct config *config, const struct config_report *report)
{
    struct error ca_error = ERROR_INIT;
    struct error dsn_error = ERROR_INIT;
    struct pgconn_dsn *dsn = pgconn_dsn_new(config->database.dsn.p, "", &dsn_error);

    if (!fetch_check_ca_file(config->http.ca_file, &ca_error))
        report->add(report->ctx, &config->http.ca_place, &ca_error);
    if (dsn == NULL)
        report->add(report->ctx, &config->database.place, &dsn_error);
    pgconn_dsn_free(dsn);
}

static struct secret_places
places_of(const struct config *config, const char *systemd_directory, char renewed[PATH_MAX])
{
    bool own = config->credentials.directory.n > 0;

    return (struct secret_places){
        .directory = own ? config->credentials.directory.p : systemd_directory,
        .kind = own ? SECRET_DIRECTORY_OWN : SECRET_DIRECTORY_SYSTEMD,
        .renewed = generation_renewed(config, renewed),
    };
}

/* Called for a configuration that may be wrong elsewhere: so all problems are told at once. */
static void
load_secrets(void *ctx, const struct config *config, const struct config_report *report)
{
    const struct loading *loading = ctx;
    struct generation *generation = loading->generation;
    const struct config_report nowhere = { ignore, NULL };
    char renewed[PATH_MAX];
    const struct secret_places places = places_of(config, loading->systemd_directory, renewed);
    CLEANUP(arena_freep) struct arena *arena = arena_new(SIZE_MAX);
    CLEANUP(secret_store_freep) struct secret_store *key = NULL;
    struct error err = ERROR_INIT;
    size_t count;
    struct secret_wish *wishes = list_wishes(config, arena, &count);

    check_connections(config, report);
    generation->secrets = secret_store_load(&places, wishes, count, report);
    if (generation->secrets != NULL)
        check_login(config, generation->secrets, report);
    key = secret_store_load(&places, wishes, 1, &nowhere); /* even where others are wrong */
    if (key != NULL && !pseudonym_init(&generation->pseudonym,
                                       secret_find(key, config->credentials.pseudonym_key), &err))
        report->add(report->ctx, &config->credentials.place, &err);
}

static void
load_login(void *ctx, const struct config *config, const struct config_report *report)
{
    const struct loading *loading = ctx;
    char renewed[PATH_MAX];
    const struct secret_places places = places_of(config, loading->systemd_directory, renewed);
    const struct secret_wish wish = { config->http.proxy_credential, config->http.login_place };
    size_t count = wish.name.n > 0 ? 1 : 0;

    check_connections(config, report);
    loading->generation->secrets = secret_store_load(&places, &wish, count, report);
    if (loading->generation->secrets != NULL)
        check_login(config, loading->generation->secrets, report);
}

struct generation *
generation_load_network(const char *config_path, const char *credentials_directory,
                        struct config_errors *errors)
{
    CLEANUP(generation_freep) struct generation *generation = xcalloc(1, sizeof(*generation));
    struct loading loading = { generation, credentials_directory };
    const struct conffile_check check = { load_login, &loading };

    return conffile_load(config_path, &check, &generation->file, errors) ? TAKE(generation) : NULL;
}

struct generation *
generation_load(const char *config_path, const char *credentials_directory,
                struct config_errors *errors)
{
    CLEANUP(generation_freep) struct generation *generation = xcalloc(1, sizeof(*generation));
    struct loading loading = { generation, credentials_directory };
    const struct conffile_check check = { load_secrets, &loading };

    return conffile_load(config_path, &check, &generation->file, errors) ? TAKE(generation) : NULL;
}

static int
compare_name(const void *name, const void *credential)
{
    return str_compare(*(const struct str *)name,
                       ((const struct config_credential *)credential)->name);
}

/* guess: what was probably meant; advice: where nothing was. */
static void
warn_of(struct error *err, const struct setting_guess *guess, const char *advice,
        generation_warn_fn warn, void *ctx)
{
    if (!str_is_none(guess->nearest))
        error_hint(err, "Did you mean \"%.*s\"?", STR_ARGS(guess->nearest));
    error_hint(err, "%s", advice);
    warn(ctx, err);
}

static void
warn_of_quotas(const struct config *config, generation_warn_fn warn, void *ctx)
{
    const struct config_credential *used = config->used_credentials;
    size_t count = config->used_credential_count;

    for (size_t i = 0; i < config->quota_count; i++) {
        const struct config_quota *quota = &config->quotas[i];
        struct setting_guess guess = SETTING_GUESS(quota->name);
        struct error err = ERROR_INIT;

        if (count > 0 && bsearch(&quota->name, used, count, sizeof(*used), compare_name) != NULL)
            continue; /* they are sorted */
        for (size_t j = 0; j < count; j++)
            setting_guess(&guess, used[j].name);
        error_set(&err, ERROR_CONFIG,
                  "%s:%u:%u: quota \"%.*s\" limits nothing, because no account or feed names that "
                  "credential",
                  quota->place.file, quota->place.line, quota->place.column, STR_ARGS(quota->name));
        warn_of(&err, &guess, "A quota has the name of the credential that it limits.", warn, ctx);
    }
}

/* Whether one of these accounts of the platform names it; guess: of the others. */
static bool
is_named(const struct config_account *accounts, size_t count,
         const struct config_platform *platform, struct str credential, struct setting_guess *guess)
{
    for (size_t i = 0; i < count; i++) {
        if (accounts[i].platform != platform->source || accounts[i].credential.n == 0)
            continue;
        if (str_equal_nocase(accounts[i].credential, credential))
            return true;
        setting_guess(guess, accounts[i].credential);
    }
    return false;
}

static bool
is_named_anywhere(const struct config *config, const struct config_platform *platform,
                  struct str credential, struct setting_guess *guess)
{
    for (size_t i = 0; i < config->unit_count; i++)
        if (is_named(config->units[i].accounts, config->units[i].account_count, platform,
                     credential, guess))
            return true;
    for (size_t i = 0; i < config->leader_count; i++)
        if (is_named(config->leaders[i].accounts, config->leaders[i].account_count, platform,
                     credential, guess))
            return true;
    return false;
}

static void
warn_of_grants(const struct config *config, const struct config_platform *platform,
               generation_warn_fn warn, void *ctx)
{
    const struct source *source = source_find(str_from(platform->source->name));
    const struct config_place *place = &platform->place;
    struct str rest = source->grant == NULL ? STR_NONE : source->grant->named(platform->settings);
    struct str credential;
    struct str what;

    while (setting_words_next(&rest, &credential, &what)) {
        struct setting_guess guess = SETTING_GUESS(credential);
        struct error err = ERROR_INIT;

        if (is_named_anywhere(config, platform, credential, &guess))
            continue;
        error_set(&err, ERROR_CONFIG,
                  "%s:%u:%u: \"%.*s\" in %s concerns nobody, because no account of %s names that "
                  "credential",
                  place->file, place->line, place->column, STR_ARGS(credential),
                  source->grant->setting, source->name);
        warn_of(&err, &guess, "It has the names of credentials that accounts are polled with.",
                warn, ctx);
    }
}

void
generation_warn(const struct generation *generation, generation_warn_fn warn, void *ctx)
{
    const struct config *config = generation->file.config;

    warn_of_quotas(config, warn, ctx);
    for (size_t i = 0; i < config->platform_count; i++)
        warn_of_grants(config, &config->platforms[i], warn, ctx);
}

void
generation_free(struct generation *generation)
{
    if (generation == NULL)
        return;
    pseudonym_done(&generation->pseudonym);
    secret_store_free(generation->secrets);
    conffile_done(&generation->file);
    free(generation);
}

struct fetch_settings
generation_fetch_settings(const struct generation *generation)
{
    const struct config_http *http = &generation->file.config->http;
    const struct secret *login = find_login(http, generation->secrets);

    return (struct fetch_settings){
        .proxy = http->proxy,
        .proxy_user = secret_part(login, "user"),
        .proxy_password = secret_part(login, "password"),
        .no_proxy = http->no_proxy,
        .ca_file = http->ca_file,
        .user_agent = http->user_agent,
        .connect_timeout_us = http->connect_timeout_us,
        .max_connections = http->max_connections,
        .max_connections_per_host = http->max_connections_per_host,
    };
}

struct pgconn_settings
generation_connection(const struct generation *generation, const char *name)
{
    const struct config_database *database = &generation->file.config->database;

    return (struct pgconn_settings){
        .dsn = database->dsn.p,
        .application_name = name,
        .connect_timeout_us = CONNECT_TIMEOUT_US,
        .statement_timeout_us = database->statement_timeout_us,
        .statements = statements,
        .statement_count = STATEMENT_COUNT,
        .handshake = STATEMENT_HANDSHAKE,
    };
}
