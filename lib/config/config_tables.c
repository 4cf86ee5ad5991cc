/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Every setting of the file but the adapters' own.
 */

#include "config/config_tables.h"

#include "base/ascii.h"
#include "base/when.h"

#define MIB      (INT64_C(1) << 20)
#define SHORTEST (WHEN_SECOND / 10)

static const char *const log_levels[] = { "error", "warning", "info", "debug", NULL };
static const char *const government_kinds[] = { "province", "regency", "city",
                                                "ministry", "other",   NULL };
static const char *const time_zones[] = { "Asia/Jakarta",  "Asia/Pontianak",
                                          "Asia/Makassar", "Asia/Jayapura",
                                          "UTC",           NULL };
static const char *const accesses[] = { "owned", "public", NULL };
static const char *const quota_periods[] = { "minute", "hour", "day", NULL };

/* "password" as a key: also sslpassword, also in the query of an address. */
static bool
names_password(struct str text)
{
    struct str key = STR("password");
    size_t at = 0;
    while ((at = str_find(text, key, at)) != SIZE_MAX) {
        at += key.n;
        if (str_starts(str_trim(str_sub(text, at, SIZE_MAX)), STR("=")))
            return true;
    }
    return false;
}

/* postgresql://user:password@host */
static bool
is_uri_with_password(struct str text)
{
    size_t end = str_find(text, STR("@"), 0);
    size_t start = str_find(text, STR("://"), 0);
    return end != SIZE_MAX && start < end &&
           str_find(str_sub(text, 0, end), STR(":"), start + 3) != SIZE_MAX;
}

/* libpq's connection string. A password in it would stand in a file that many may read. */
static bool
dsn_parse(const struct setting *setting, struct str text, void *target, struct arena *arena,
          struct error *err)
{
    if (names_password(text) || is_uri_with_password(text)) {
        error_set(err, ERROR_CONFIG, "a password does not belong in this file");
        return error_hint(err, "Let the database trust the local user (peer), or name a file with "
                               "passfile=/path.");
    }
    bool is_uri = str_starts(text, STR("postgresql://")) || str_starts(text, STR("postgres://"));
    if (!is_uri && text.n > 0 && str_find(text, STR("="), 0) == SIZE_MAX) {
        setting_refuse(err, text, "is not a connection string");
        return error_hint(err, "Write it as pairs: host=/run/postgresql dbname=pantau.");
    }
    return setting_text.parse(setting, text, target, arena, err);
}

static bool
text_format(const struct setting *setting, const void *target, struct buf *out)
{
    return setting_text.format(setting, target, out);
}

static const struct setting_type dsn = { "connection string", 0, dsn_parse, text_format, NULL };

static bool
is_digits(struct str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (!ascii_is_digit(text.p[i]))
            return false;
    return true;
}

/* "00:00 America/Los_Angeles": when a day begins where the platform keeps its clock. */
static bool
reset_parse(const struct setting *setting, struct str text, void *target, struct arena *arena,
            struct error *err)
{
    bool is_clock = text.n > 6 && is_digits(str_sub(text, 0, 2)) && text.p[2] == ':' &&
                    is_digits(str_sub(text, 3, 2)) && text.p[5] == ' ' &&
                    str_compare(str_sub(text, 0, 2), STR("24")) < 0 && text.p[3] < '6';
    struct str zone = str_sub(text, 6, SIZE_MAX);
    bool is_zone = str_equal_c(zone, "UTC") || str_find(zone, STR("/"), 0) != SIZE_MAX;
    if (!is_clock || !is_zone || str_find(zone, STR(" "), 0) != SIZE_MAX) {
        setting_refuse(err, text, "is not a time of day with its zone");
        return error_hint(err, "Write \"00:00 America/Los_Angeles\".");
    }
    return setting_text.parse(setting, text, target, arena, err);
}

static const struct setting_type reset = { "time of day", 0, reset_parse, text_format, NULL };

#define ROOT(member)  offsetof(struct config, member)
#define RELOAD        .flags = (SETTING_RELOAD)
#define NEEDED        .flags = (SETTING_RELOAD | SETTING_REQUIRED)
#define BETWEEN(a, b) .min = (a), .max = (b)

const struct setting config_root_settings[] = {
    { "http.proxy", &setting_url, ROOT(http.proxy), "", RELOAD,
      .doc = "Proxy for every request to a platform; empty: none. The environment is not asked." },
    { "http.proxy_credential", &setting_name, ROOT(http.proxy_credential), RELOAD,
      .sample = "office-proxy",
      .doc = "Credential with the login that the proxy asks for, a file with the lines user= and "
             "password=; absent: none. It is sent to the proxy alone, in clear where its address "
             "begins with http://." },
    { "http.no_proxy", &setting_text, ROOT(http.no_proxy), "localhost", RELOAD,
      .doc = "Hosts that are reached without the proxy, with commas between them." },
    { "http.ca_file", &setting_path, ROOT(http.ca_file), "", RELOAD,
      .doc = "File of certificates (PEM) to trust instead of the system's, for an office whose "
             "proxy has its own; empty: the system's." },
    { "http.user_agent", &setting_text, ROOT(http.user_agent), "pantaud", BETWEEN(1, 200), RELOAD,
      .doc = "What the daemon calls itself to the platforms." },
    { "http.timeout", &setting_duration, ROOT(http.timeout_us), "30s",
      BETWEEN(WHEN_SECOND, 10 * WHEN_MINUTE), RELOAD,
      .doc = "How long one request may take, from its start to its last byte." },
    { "http.connect_timeout", &setting_duration, ROOT(http.connect_timeout_us), "10s",
      BETWEEN(SHORTEST, 2 * WHEN_MINUTE), RELOAD,
      .doc = "How long finding and reaching a host may take." },
    { "http.max_response", &setting_size, ROOT(http.max_response_bytes), "4MiB",
      BETWEEN(INT64_C(1) << 16, 4 * MIB), RELOAD,
      .doc = "A longer answer is given up before it is kept; no more than this is parsed." },
    { "http.max_connections", &setting_integer, ROOT(http.max_connections), "64", BETWEEN(1, 1000),
      RELOAD, .doc = "Connections open at a time." },
    { "http.max_connections_per_host", &setting_integer, ROOT(http.max_connections_per_host), "8",
      BETWEEN(1, 100), RELOAD, .doc = "Connections open to one host at a time." },

    { "database.dsn", &dsn, ROOT(database.dsn),
      "host=/run/postgresql dbname=pantau user=pantau_writer",
      .doc = "Where the database is: pairs as in libpq's connection strings, without a password." },
    { "database.writers", &setting_integer, ROOT(database.writers), "2", BETWEEN(1, 16),
      .doc = "Connections over which answers are written; figures are refreshed over one more." },
    { "database.statement_timeout", &setting_duration, ROOT(database.statement_timeout_us), "60s",
      BETWEEN(WHEN_SECOND, WHEN_HOUR),
      .doc = "How long one statement may take; ten times that for what takes a whole file." },
    { "database.reconnect_max", &setting_duration, ROOT(database.reconnect_max_us), "30s",
      BETWEEN(SHORTEST, WHEN_HOUR),
      .doc = "Longest wait between two tries to reach a database that is away." },

    { "collector.max_in_flight", &setting_integer, ROOT(collector.max_in_flight), "64",
      BETWEEN(1, 1000), RELOAD, .doc = "Requests under way at a time." },
    { "collector.queue_limit", &setting_integer, ROOT(collector.queue_limit), "64",
      BETWEEN(1, 10000), RELOAD,
      .doc =
          "Answers that may wait for the database; when there are so many, nothing new is asked." },
    { "collector.pages_per_visit", &setting_integer, ROOT(collector.pages_per_visit), "200",
      BETWEEN(1, 100000), RELOAD,
      .doc = "Pages of one visit to a stream; the next visit goes on from there." },
    { "collector.history", &setting_duration, ROOT(collector.history_us), "364d",
      BETWEEN(0, 3650 * WHEN_DAY), RELOAD,
      .doc = "How far back the first visit to an account goes." },
    { "collector.sweep_interval", &setting_duration, ROOT(collector.sweep_interval_us), "30d",
      BETWEEN(WHEN_SECOND, 3650 * WHEN_DAY), RELOAD,
      .doc =
          "How often a post of 28 to 364 days under which nobody waits is looked at again, for "
          "late comments; spread over the days, and only while quotas are less than half used." },
    { "collector.flush_interval", &setting_duration, ROOT(collector.flush_interval_us), "1m",
      BETWEEN(SHORTEST, WHEN_HOUR), RELOAD,
      .doc = "Visits that found nothing new are written together, this often." },
    { "collector.retry_min", &setting_duration, ROOT(collector.retry_min_us), "5s",
      BETWEEN(SHORTEST, WHEN_HOUR), RELOAD, .doc = "Shortest wait after a failure." },
    { "collector.retry_max", &setting_duration, ROOT(collector.retry_max_us), "1h",
      BETWEEN(WHEN_SECOND, 7 * WHEN_DAY), RELOAD,
      .doc = "Longest wait after many failures; not below collector.retry_min." },
    { "collector.shutdown_timeout", &setting_duration, ROOT(collector.shutdown_timeout_us), "20s",
      BETWEEN(WHEN_SECOND, 10 * WHEN_MINUTE), RELOAD,
      .doc = "How long a stop waits for what is being written." },
    { "collector.lease", &setting_duration, ROOT(collector.lease_us), "60s",
      BETWEEN(WHEN_SECOND, WHEN_HOUR),
      .doc = "Another daemon takes over the streams of one that has been silent for so long." },

    { "refresh.dirty_interval", &setting_duration, ROOT(refresh.dirty_interval_us), "5s",
      BETWEEN(SHORTEST, WHEN_HOUR), RELOAD,
      .doc = "How often figures are recomputed where something new was written; while much is "
             "written, up to 30 s later." },
    { "refresh.ageing_interval", &setting_duration, ROOT(refresh.ageing_interval_us), "15m",
      BETWEEN(WHEN_SECOND, WHEN_DAY), RELOAD,
      .doc = "How often figures are recomputed that change because time passes." },
    { "refresh.view_interval", &setting_duration, ROOT(refresh.view_interval_us), "1m",
      BETWEEN(WHEN_SECOND, WHEN_DAY), RELOAD,
      .doc = "How often it is looked which materialized views are due." },

    { "credentials.directory", &setting_path, ROOT(credentials.directory), "",
      .doc = "Folder of the credentials, private to the daemon's user; empty: the one that systemd "
             "fills (LoadCredential=)." },
    { "credentials.pseudonym_key", &setting_name, ROOT(credentials.pseudonym_key), "pseudonym-key",
      .doc = "Credential with the key from which the pseudonyms of citizens are made." },

    { "log.level", &setting_choice, ROOT(log.level), "info", .choices = log_levels, RELOAD,
      .doc = "The least important lines that are written: error, warning, info or debug." },
    { "state_directory", &setting_path, ROOT(state_directory), "/var/lib/pantau",
      .doc = "Folder of one daemon alone: a second one is refused. Renewed tokens are kept in its "
             "folder credentials; without it they are lost with the process." },
    { .path = NULL },
};

const struct setting config_platform_settings[] = {
    { "base_url", &setting_url, offsetof(struct config_platform, base_url), RELOAD,
      .doc = "Address that every request to the platform begins with." },
    { .path = NULL },
};

const struct setting config_quota_settings[] = {
    { "units", &setting_integer, offsetof(struct config_quota, units), NEEDED,
      BETWEEN(1, INT64_C(1000000000000)), .sample = "10000",
      .doc = "How much may be spent in one period." },
    { "per", &setting_word, offsetof(struct config_quota, per), "day", .choices = quota_periods,
      RELOAD, .doc = "The period: minute, hour or day." },
    { "resets", &reset, offsetof(struct config_quota, resets), RELOAD,
      .sample = "00:00 America/Los_Angeles",
      .doc =
          "When a new day begins for the platform, with its zone; absent: at any time, the period "
          "slides." },
    { .path = NULL },
};

#define GOVERNMENT(member) offsetof(struct config_government, member)

const struct setting config_government_settings[] = {
    { "code", &setting_region, GOVERNMENT(code), NEEDED, .sample = "32.75",
      .doc = "The region code of the Ministry of Home Affairs: 32 is a province, 32.75 a city." },
    { "name", &setting_text, GOVERNMENT(name), NEEDED, .sample = "Kota Bekasi",
      .doc = "The name as people write it." },
    { "kind", &setting_word, GOVERNMENT(kind), NEEDED, .choices = government_kinds,
      .sample = "city", .doc = "province, regency, city, ministry or other." },
    { "timezone", &setting_word, GOVERNMENT(timezone), NEEDED, .choices = time_zones,
      .sample = "Asia/Jakarta",
      .doc = "Where its days begin: Asia/Jakarta and Asia/Pontianak (WIB), Asia/Makassar (WITA), "
             "Asia/Jayapura (WIT) or UTC." },
    { "calendar", &setting_name, GOVERNMENT(calendar), "id-asn", RELOAD,
      .doc =
          "Working calendar of its units: id-asn (civil servants), id-service (every day), always, "
          "or one that pantauctl calendar import brought into the database before." },
    { .path = NULL },
};

#define UNIT(member) offsetof(struct config_unit, member)

const struct setting config_unit_settings[] = {
    { "code", &setting_name, UNIT(code), NEEDED, .sample = "dbmsda",
      .doc = "Short name by which this file and the database call the unit; never changes." },
    { "government", &setting_text, UNIT(government_code), NEEDED, .sample = "32.75",
      .doc = "Code of the government it belongs to." },
    { "name", &setting_text, UNIT(name), NEEDED, .sample = "Dinas Bina Marga dan Sumber Daya Air",
      .doc = "Full name." },
    { "kind", &setting_name, UNIT(kind), NEEDED, .sample = "dinas",
      .doc = "What it is: dinas, badan, kecamatan, kelurahan, puskesmas, bumd and the like." },
    { "parent", &setting_name, UNIT(parent), RELOAD, .sample = "setda",
      .doc = "Code of the unit above it; absent: none." },
    { "calendar", &setting_name, UNIT(calendar), RELOAD, .sample = "id-service",
      .doc = "Its own working calendar; absent: the government's." },
    { .path = NULL },
};

#define LEADER(member) offsetof(struct config_leader, member)

const struct setting config_leader_settings[] = {
    { "government", &setting_text, LEADER(government_code), NEEDED, .sample = "32.75",
      .doc = "Code of the government it leads." },
    { "position", &setting_text, LEADER(position), NEEDED, .sample = "walikota",
      .doc = "The office: gubernur, bupati, walikota, wakil walikota, sekda and the like." },
    { "name", &setting_text, LEADER(name), RELOAD, .sample = "Wali Kota Bekasi",
      .doc = "How reports call it; absent: the position." },
    { .path = NULL },
};

#define ACCOUNT(member) offsetof(struct config_account, member)

const struct setting config_leader_account_settings[] = {
    { "answered_by", &setting_name, ACCOUNT(answered_by), RELOAD, .sample = "dbmsda",
      .doc = "Code of the unit whose answers count under this account; absent: none." },
    { "platform", &setting_name, ACCOUNT(platform_name), NEEDED, .sample = "facebook",
      .doc = "Which platform: the name of an adapter." },
    { "id", &setting_id, ACCOUNT(external_id), NEEDED, .sample = "100064000000001",
      .doc = "The platform's own id of the account. It stays when the handle changes." },
    { "handle", &setting_handle, ACCOUNT(handle), RELOAD, .sample = "dbmsda",
      .doc = "Its short name without \"@\": by it mentions in texts are recognised." },
    { "credential", &setting_name, ACCOUNT(credential), RELOAD, .sample = "fb-dbmsda",
      .doc = "The credential to ask with: a file of that name in credentials.directory." },
    { "schedule", &setting_name, ACCOUNT(schedule_name), RELOAD, .sample = "normal",
      .doc = "Name of a schedule; absent: the adapter's own pace." },
    { "from", &setting_date, ACCOUNT(valid_from), RELOAD, .sample = "2025-01-02",
      .doc = "First day on which the account is this owner's; absent: always was." },
    { "to", &setting_date, ACCOUNT(valid_to), RELOAD, .sample = "2029-12-31",
      .doc = "Last day on which it is; absent: still is." },
    { "access", &setting_word, ACCOUNT(access), "owned", .choices = accesses, RELOAD,
      .doc = "owned: asked with its owner's credential; public: only what everybody sees." },
    { "via", &setting_id, ACCOUNT(via), RELOAD, .sample = "17841400000000001",
      .doc = "Of a public account: the id of the account of one's own whose token asks for it, "
             "where the platform wants to know (Instagram)." },
    { "enabled", &setting_boolean, ACCOUNT(enabled), "true", RELOAD,
      .doc = "false: known, but not asked." },
    { .path = NULL },
};

/* What is known of one that is not asked. */
const struct setting config_delegate_settings[] = {
    { "platform", &setting_name, ACCOUNT(platform_name), NEEDED, .sample = "facebook",
      .doc = "Which platform: the name of an adapter." },
    { "id", &setting_id, ACCOUNT(external_id), NEEDED, .sample = "100064000000003",
      .doc = "The platform's own id of the account." },
    { "handle", &setting_handle, ACCOUNT(handle), RELOAD, .sample = "jubir.kota",
      .doc = "Its short name without \"@\": where the platform tells authors by name alone, it is "
             "known by that." },
    { "from", &setting_date, ACCOUNT(valid_from), RELOAD, .sample = "2025-01-02",
      .doc = "First day on which its answers are the unit's; absent: always were." },
    { "to", &setting_date, ACCOUNT(valid_to), RELOAD, .sample = "2029-12-31",
      .doc = "Last day on which they are; absent: still are." },
    { .path = NULL },
};

#define FEED(member) offsetof(struct config_feed, member)

const struct setting config_feed_settings[] = {
    { "name", &setting_name, FEED(name), NEEDED, .sample = "lapor",
      .doc = "The channel's name in the database; not that of a platform." },
    { "kind", &setting_name, FEED(kind_name), NEEDED, .sample = "lapor",
      .doc = "Which adapter reads it." },
    { "government", &setting_text, FEED(government_code), NEEDED, .sample = "32.75",
      .doc = "Code of the government whose complaints it holds." },
    { "base_url", &setting_url, FEED(base_url), RELOAD, .sample = "https://lapor.example/api",
      .doc = "Address that every request to the feed begins with; needed where the adapter has "
             "none." },
    { "credential", &setting_name, FEED(credential), RELOAD, .sample = "lapor-key",
      .doc = "The credential to ask with; absent: the feed needs none." },
    { "schedule", &setting_name, FEED(schedule_name), RELOAD, .sample = "normal",
      .doc =
          "Name of a schedule, or one written out: { complaints: 10m }; absent: the adapter's own "
          "pace." },
    { "enabled", &setting_boolean, FEED(enabled), "true", RELOAD,
      .doc = "false: known, but not asked." },
    { .path = NULL },
};

const struct config_section config_sections[] = {
    { "", "Settings of the daemon.", config_root_settings },
    { "platforms.NAME", "A platform: where it is, and what its adapter lets one set.",
      config_platform_settings },
    { "quotas.NAME", "An allowance that the platform's answers do not tell. NAME is a credential.",
      config_quota_settings },
    { "schedules.NAME",
      "How often what is asked: stream: duration, \"adaptive\" (comments: paced by the age of the "
      "post) or \"off\". A stream that is not named keeps the adapter's own pace.",
      NULL },
    { "governments[]", "A province, regency or city.", config_government_settings },
    { "units[]", "A body of a government.", config_unit_settings },
    { "units[].accounts[]",
      "An account of the unit. former_handles: [ … ] are names it had before.",
      config_account_settings },
    { "units[].delegates[]",
      "An account that may answer for the unit and is not asked: a second account, a "
      "spokesperson's, a call centre's. It may stand under several units. former_handles: [ … ] "
      "are names it had before.",
      config_delegate_settings },
    { "leaders[]", "An office whose tags and mentions open inquiries of their own class.",
      config_leader_settings },
    { "leaders[].accounts[]", "An account of the leader, asked like any other.",
      config_leader_account_settings },
    { "feeds[]",
      "A complaint feed. units: { … } says which of our units the feed's institution ids or "
      "names are; the adapter's own settings stand beside these.",
      config_feed_settings },
    { .path = NULL },
};
