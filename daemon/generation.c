/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "generation.h"

#include <stdlib.h>

#include "base/when.h"
#include "store/statement.h"

#define CONNECT_TIMEOUT_US (30 * WHEN_SECOND)

static struct secret_wish *
list_wishes(const struct config *config, struct arena *arena, size_t *ret_count)
{
    size_t count = config->used_credential_count;
    struct secret_wish *wishes = arena_array(arena, count + 1, sizeof(*wishes));

    must(wishes);
    for (size_t i = 0; i < count; i++) {
        wishes[i].name = config->used_credentials[i].name;
        wishes[i].place = config->used_credentials[i].place;
    }
    wishes[count].name = config->credentials.pseudonym_key;
    *ret_count = count + 1;
    return wishes;
}

static void
keep_error(struct config_errors *errors, const struct error *err)
{
    if (errors->count < CONFIG_ERRORS_MAX)
        errors->items[errors->count] = *err;
    errors->count++;
}

static bool
load_secrets(struct generation *generation, const char *systemd_directory,
             struct config_errors *errors)
{
    const struct config *config = generation->file.config;
    bool own = config->credentials.directory.n > 0;
    const char *directory = own ? config->credentials.directory.p : systemd_directory;
    struct error err = ERROR_INIT;
    size_t count;
    struct secret_wish *wishes = list_wishes(config, generation->file.arena, &count);

    if (directory == NULL) {
        error_set(&err, ERROR_CONFIG, "there is no directory of credentials");
        error_hint(&err, "Set credentials.directory, or start with LoadCredential= under systemd.");
        keep_error(errors, &err);
        return false;
    }
    generation->secrets = secret_store_load(
        directory, own ? SECRET_DIRECTORY_OWN : SECRET_DIRECTORY_SYSTEMD, wishes, count, errors);
    if (generation->secrets == NULL)
        return false;
    if (pseudonym_init(&generation->pseudonym,
                       secret_find(generation->secrets, config->credentials.pseudonym_key), &err))
        return true;
    keep_error(errors, &err);
    return false;
}

struct generation *
generation_load(const char *config_path, const char *credentials_directory,
                struct config_errors *errors)
{
    CLEANUP(generation_freep) struct generation *generation = xcalloc(1, sizeof(*generation));

    if (!conffile_load(config_path, &generation->file, errors) ||
        !load_secrets(generation, credentials_directory, errors))
        return NULL;
    return TAKE(generation);
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

    return (struct fetch_settings){
        .proxy = http->proxy,
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
