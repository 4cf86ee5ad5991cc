/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What a configuration is made of: governments, units, accounts, leaders, feeds, schedules,
 * quotas, platforms. Plain values, owned by the configuration's arena; config/config.h has the
 * whole and says how it is loaded. Texts are views that end in NUL; an absent one is STR_NONE.
 */

#ifndef CONFIG_CONFIG_PARTS_H
#define CONFIG_CONFIG_PARTS_H

#include "config/setting.h"
#include "config/source_info.h"

/* Where something stands, for errors that are found later (credentials, database). */
struct config_place {
    const char *file;
    unsigned line, column;
};

/* schedules.<name>: stream name → interval. A stream that is not named: the adapter's default. */
struct config_schedule {
    struct str name; /* absent for the inline schedule of a feed */
    struct config_schedule_entry {
        struct str stream;
        int64_t interval_us; /* 0 = not polled; with adaptive the stream's default pace */
        bool adaptive;       /* comments: paced by the age of the post */
    } * entries;
    size_t entry_count;
    struct config_place place;
};

/* quotas.<name>: an allowance that a platform's answers do not tell; name is a credential. */
struct config_quota {
    struct str name, per, resets; /* per: minute, hour, day; resets: "00:00 America/Los_Angeles" */
    int64_t units;
    struct config_place place;
};

struct config_government {
    struct str code, name, kind, timezone, calendar;
    struct config_place place;
};

struct config_account {
    const struct source_info *platform;     /* platform_name, found */
    const struct config_schedule *schedule; /* schedule_name, found; NULL: adapters' defaults */
    struct str platform_name, external_id, handle, credential, schedule_name;
    struct str valid_from, valid_to; /* "2025-01-02", both days included; absent: no bound */
    struct str access;               /* "owned" or "public" */
    struct str via; /* id of the account whose token asks for this public one; may be absent */
    struct str answered_by; /* leaders only: code of the unit whose answers count; may be absent */
    struct str *former_handles;
    size_t former_handle_count;
    bool enabled;
    bool is_leader; /* listed under leaders: */
    struct config_place place;
};

struct config_unit {
    const struct config_government *government; /* government_code, found */
    struct str government_code, code, name, kind;
    struct str parent, calendar; /* parent: a code; both may be absent */
    struct config_account *accounts;
    size_t account_count;
    struct config_account *delegates; /* answer for the unit, are not polled */
    size_t delegate_count;
    struct config_place place;
};

struct config_leader {
    const struct config_government *government;
    struct str government_code, position, name;
    struct config_account *accounts;
    size_t account_count;
    struct config_place place;
};

struct config_feed {
    const struct source_info *kind;
    const struct config_government *government;
    const struct config_schedule *schedule; /* inline or by name; NULL: the adapter's defaults */
    struct str name, kind_name, government_code, base_url, credential, schedule_name;
    void *settings; /* the adapter's struct, filled through its table; NULL when it has none */
    struct config_feed_unit {
        struct str ref, unit_code; /* the feed's institution id or name → our unit */
    } * units;
    size_t unit_count;
    bool enabled;
    struct config_place place;
};

/*
 * platforms.<name>: one for each adapter that is no feed, configured or not, in the adapters'
 * order.
 */
struct config_platform {
    const struct source_info *source;
    struct str base_url; /* no slash at its end; absent: neither value nor default */
    void *settings;
    struct config_place place; /* where it is set up; file NULL: nowhere */
};

/* Each credential that something names, once, with the first place that names it. */
struct config_credential {
    struct str name;
    struct config_place place;
};

#endif
