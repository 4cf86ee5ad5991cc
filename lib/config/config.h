/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The configuration: immutable once loaded, passed as const, replaced as a whole by a reload.
 * Everything hangs in one arena. Names of governments, schedules and adapters are resolved to
 * pointers (the text as written stands beside them); what does not resolve is refused with
 * file:line:column and a hint, all problems of all files at once. No I/O: the caller reads the
 * files.
 */

#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "config/config_parts.h"

struct config {
    struct arena *arena; /* owned: everything below lives in it */
    struct config_http {
        struct str proxy, no_proxy, ca_file, user_agent;
        int64_t timeout_us, connect_timeout_us, max_response_bytes;
        int64_t max_connections, max_connections_per_host;
    } http;
    struct config_database {
        struct str dsn;
        int64_t statement_timeout_us, reconnect_max_us;
    } database;
    struct config_collector {
        int64_t max_in_flight;     /* requests at a time */
        int64_t queue_limit;       /* batches waiting for the database: the back-pressure */
        int64_t pages_per_visit;   /* bound of one visit */
        int64_t history_us;        /* how far back the first visit goes */
        int64_t flush_interval_us; /* successes without changes are written this often */
        int64_t retry_min_us, retry_max_us;
        int64_t shutdown_timeout_us;
        int64_t lease_us;
    } collector;
    struct config_refresh {
        int64_t dirty_interval_us, ageing_interval_us, view_interval_us;
    } refresh;
    struct config_credentials {
        struct str directory;     /* empty: $CREDENTIALS_DIRECTORY */
        struct str pseudonym_key; /* name of the credential that holds the key */
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
    struct config_credential
        *used_credentials; /* sorted by name; the pseudonym key is not among them */
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

/*
 * Files named by include: in the main file, as globs, in order, for the caller to expand and
 * read. Copies in the arena. False when the main file cannot be read that far; errors then says
 * why.
 */
bool config_includes(const struct config_file *main_file, struct arena *arena,
                     struct str **ret_globs, size_t *ret_count,
                     struct config_errors *errors) MUST_CHECK;

/*
 * The main file first, then those that include: names. NULL when errors->count > 0 afterwards.
 * infos: the adapters' tables, ended by NULL; they must outlive the configuration.
 */
struct config *config_load(const struct config_file *files, size_t file_count,
                           const struct source_info *const *infos,
                           struct config_errors *errors) MUST_CHECK;
void config_free(struct config *config);
DEFINE_FREEP(config);

/*
 * Running values as YAML that config_load() reads back to the same configuration; no secret is
 * in it.
 */
bool config_print(const struct config *config, struct buf *out) MUST_CHECK;
/* Every setting with its meaning, commented out at its default: conf/pantau.yaml. */
bool config_print_documented(const struct source_info *const *infos, struct buf *out) MUST_CHECK;
/*
 * One line per difference: "http.timeout changed: 30s → 10s", "database.dsn changed: needs a
 * restart". ret_needs_restart counts the latter. False when out is full.
 */
bool config_diff(const struct config *old_config, const struct config *new_config, struct buf *out,
                 size_t *ret_needs_restart) MUST_CHECK;

/* Every table of the configuration with the place it describes: what the manual is made from. */
struct config_section {
    const char *path; /* "" for the file itself, else "units[].accounts[]" */
    const char *doc;
    const struct setting *settings; /* NULL: names that the operator chooses */
};
extern const struct config_section config_sections[]; /* ended by path NULL */

#endif
