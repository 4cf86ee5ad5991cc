/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The configuration: immutable once loaded, passed as const, replaced as a whole by a reload. Everything hangs in one arena. Names of units,
 * accounts, credentials and schedules are resolved to pointers; what does not resolve is refused with file:line:column and a hint, all
 * problems at once.
 */

#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "config/setting.h"
#include "config/source_info.h"

struct
    config_place { /* where something stands, for errors that are found later (credentials, --online) */
    const char *file;
    unsigned line, column;
};

struct
    config_schedule { /* schedules.<name>: stream name → interval; WHEN absent: the adapter's default; 0 = off */
    struct str name;
    struct config_schedule_entry {
        struct str stream;
        int64_t interval_us; /* 0 = not polled */
        bool adaptive;       /* comments: paced by the age of the post */
    } * entries;
    size_t entry_count;
    struct config_place place;
};

struct config_government {
    struct str code, name, kind, timezone, calendar;
    struct config_place place;
};

struct config_account {
    const struct source_info *platform; /* by name, from the adapters' list */
    struct str external_id, handle, credential;
    struct str *former_handles;
    size_t former_handle_count;
    const struct config_schedule *schedule; /* may be NULL: adapters' defaults */
    struct str valid_from, valid_to;        /* "2025-01-02" or absent */
    struct str access;                      /* "owned" or "public" */
    bool enabled;
    struct config_place place;
};

struct config_unit {
    struct str code, name, kind, parent, calendar; /* parent: code, or absent */
    const struct config_government *government;
    struct config_account *accounts;
    size_t account_count;
    struct config_place place;
};

struct config_leader {
    const struct config_government *government;
    struct str position, name,
        answered_by; /* answered_by: code of the unit whose answers count there, or absent */
    struct config_account *accounts;
    size_t account_count;
    struct config_place place;
};

struct config_feed_unit {
    struct str ref, unit_code; /* the feed's institution id or name → our unit */
};
struct config_feed {
    struct str name, base_url, credential;
    const struct source_info *kind;
    const struct config_government *government;
    void *settings; /* the adapter's struct, filled through its table */
    struct config_feed_unit *units;
    size_t unit_count;
    const struct config_schedule *schedule; /* inline `schedule:` map, or by name */
    bool enabled;
    struct config_place place;
};

struct
    config_platform { /* platforms.<name>: one for each adapter that is no feed, configured or not */
    const struct source_info *source;
    struct str base_url;
    void *settings;
};

struct config {
    struct arena *arena; /* owned: everything below lives in it */
    struct config_http {
        struct str proxy, no_proxy, ca_file, user_agent;
        int64_t timeout_us, connect_timeout_us, max_response_bytes, max_connections,
            max_connections_per_host;
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
    char digest
        [33]; /* hex of a hash over all files' bytes in order: tells two daemons with different files apart */
};

/* One file of the configuration, read by the caller (lib does no I/O). */
struct config_file {
    const char *name;
    struct str bytes;
};

/* Every problem found, in file order; "pantau.yaml:12:3: unknown setting "intervall"" with its hint. */
#define CONFIG_ERRORS_MAX 100
struct config_errors {
    struct error items[CONFIG_ERRORS_MAX];
    size_t count; /* may exceed the array: then the rest was not kept */
};

/* Files named by include: in the first file, as globs, in order; for the caller to expand and read. Views into arena. */
bool config_includes(const struct config_file *main_file, struct arena *arena,
                     struct str **ret_globs, size_t *ret_count,
                     struct config_errors *errors) MUST_CHECK;
/* NULL when errors->count > 0. infos: the adapters' tables (config/ lies below source/ and may not know it). */
struct config *config_load(const struct config_file *files, size_t file_count,
                           const struct source_info *const *infos,
                           struct config_errors *errors) MUST_CHECK;
void config_free(struct config *config);
DEFINE_FREEP(config);
/* Running values with secrets redacted, as YAML; with documented: every setting commented out at its default with its doc (conf/pantau.yaml). */
bool config_print(const struct config *config, struct buf *out) MUST_CHECK;
bool config_print_documented(const struct source_info *const *infos, struct buf *out) MUST_CHECK;
/* One line per difference: "http.timeout changed: 30s → 10s" / "database.dsn changed: needs a restart". needs_restart counts the latter. */
bool config_diff(const struct config *old_config, const struct config *new_config, struct buf *out,
                 size_t *ret_needs_restart) MUST_CHECK;

#endif
