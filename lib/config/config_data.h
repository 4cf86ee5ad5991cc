/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The configuration as a whole, as a value: config/config_parts.h has what it is made of,
 * config/config.h how it is loaded, printed and compared.
 */

#ifndef CONFIG_CONFIG_DATA_H
#define CONFIG_CONFIG_DATA_H

#include "config/config_parts.h"

struct config {
    struct arena *arena; /* owned: everything below lives in it */
    struct config_http {
        struct str proxy, no_proxy, ca_file, user_agent;
        struct str proxy_credential;     /* name of the one with user and password; empty: none */
        struct config_place login_place; /* where that name stands */
        struct config_place ca_place;    /* where ca_file stands; file NULL: nowhere */
        int64_t timeout_us, connect_timeout_us, max_response_bytes;
        int64_t max_connections, max_connections_per_host;
    } http;
    struct config_database {
        struct str dsn;
        struct config_place place; /* of dsn; file NULL: it is the default */
        int64_t writers;           /* connections over which answers are written */
        int64_t statement_timeout_us, reconnect_max_us;
    } database;
    struct config_collector {
        int64_t max_in_flight;     /* requests at a time */
        int64_t queue_limit;       /* batches waiting for the database: the back-pressure */
        int64_t pages_per_visit;   /* bound of one visit */
        int64_t history_us;        /* how far back the first visit goes */
        int64_t sweep_interval_us; /* how often an old post is looked at again */
        int64_t flush_interval_us; /* successes without changes are written this often */
        int64_t retry_min_us, retry_max_us;
        int64_t shutdown_timeout_us;
        int64_t lease_us;
    } collector;
    struct config_refresh {
        int64_t dirty_interval_us, ageing_interval_us, view_interval_us;
    } refresh;
    struct config_credentials {
        struct str directory;      /* empty: $CREDENTIALS_DIRECTORY */
        struct str pseudonym_key;  /* name of the credential that holds the key */
        struct config_place place; /* of the key's name, else the directory, else the beginning */
    } credentials;
    struct config_log {
        int level; /* index into error, warning, info, debug */
    } log;
    struct str state_directory;

    struct config_platform *platforms;
    size_t platform_count;
    struct config_quota *quotas;
    size_t quota_count;
    struct config_schedule *schedules;
    size_t schedule_count;
    struct config_government *governments;
    size_t government_count;
    struct config_unit *units;
    size_t unit_count;
    struct config_leader *leaders;
    size_t leader_count;
    struct config_feed *feeds;
    size_t feed_count;
    /* Sorted by name; the pseudonym key is not among them. */
    struct config_credential *used_credentials;
    size_t used_credential_count;
    /*
     * Hex of a hash over all files' bytes in order: tells two daemons with different files
     * apart.
     */
    char digest[33];
};

/*
 * One file of the configuration, read by the caller. The name must outlive the errors and the
 * configuration.
 */
struct config_file {
    const char *name;
    struct str bytes;
};

/*
 * Every problem in order of place: pantau.yaml:12:3: unknown setting "intervall", with its hint.
 */
#define CONFIG_ERRORS_MAX 100
struct config_errors {
    struct error items[CONFIG_ERRORS_MAX];
    size_t count; /* may exceed the array: then the first ones in place were kept */
};

/* Where a problem is told that others find: the loader puts it in its place among its own. */
struct config_report {
    /* The error without its place; a place without file comes first. */
    void (*add)(void *ctx, const struct config_place *place, const struct error *err);
    void *ctx;
};

/* A name of files in include:, as written: a glob, or one file. */
struct config_include {
    struct str glob;
    struct config_place place;
};

struct config_input {
    const struct config_file *files; /* the main file first, then those that include: names */
    size_t file_count;
    const struct source_info *const *infos; /* the adapters' tables, ended by NULL */
    bool incomplete; /* a file could not be read: names are not looked up, half would be missing */
    /*
     * Looks at what lies outside of the files (credentials), even where they are wrong, so that
     * everything is told at once; not where names were not looked up. May be NULL.
     */
    void (*check)(void *ctx, const struct config *config, const struct config_report *report);
    /* Problems of the caller's own, told before. May be NULL. */
    void (*found)(void *ctx, const struct config_report *report);
    void *ctx;
};

#endif
