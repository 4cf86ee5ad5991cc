/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * host, hostaddr and port are lists of the same length in libpq; a name with three addresses
 * becomes three hosts of that name, tried in turn.
 */

#include "pgconn_dsn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <libpq-fe.h>
#include <netinet/in.h>

#include "base/buf.h"

#define HOSTS_MAX 32
#define LIST_MAX  16384

struct host {
    struct str name, address, port; /* views into the options */
};

struct pgconn_dsn {
    PQconninfoOption *options;  /* what the string says */
    PQconninfoOption *defaults; /* what the environment says, for hosts only */
    struct host hosts[HOSTS_MAX];
    size_t host_count, next;
    char name[256];                     /* of the host at next */
    struct buf names, addresses, ports; /* the lists as libpq takes them */
    size_t target_count;
    const char *keywords[PGCONN_DSN_OPTIONS_MAX], *values[PGCONN_DSN_OPTIONS_MAX];
    char application_name[64];
};

static const char *
find_option(const PQconninfoOption *options, const char *keyword)
{
    for (; options != NULL && options->keyword != NULL; options++)
        if (strcmp(options->keyword, keyword) == 0 && options->val != NULL &&
            options->val[0] != '\0')
            return options->val;
    return NULL;
}

static const char *
host_option(const struct pgconn_dsn *dsn, const char *keyword)
{
    const char *own = find_option(dsn->options, keyword);

    return own != NULL ? own : find_option(dsn->defaults, keyword);
}

/* The index-th of a comma-separated list; a list of one serves all, NULL gives empty ones. */
static struct str
list_item(const char *list, size_t index)
{
    struct str rest = str_from(list);
    struct str part = STR_NONE;
    bool single = list == NULL || strchr(list, ',') == NULL;

    for (size_t i = 0; i <= (single ? 0 : index); i++)
        if (!str_split(&rest, ',', &part))
            return STR("");
    return part;
}

static size_t
list_length(const char *list)
{
    size_t length = list != NULL ? 1 : 0;

    for (; list != NULL && *list != '\0'; list++)
        length += *list == ',' ? 1 : 0;
    return length;
}

static bool
is_address(const char *text)
{
    unsigned char bytes[sizeof(struct in6_addr)];

    return inet_pton(AF_INET, text, bytes) == 1 || inet_pton(AF_INET6, text, bytes) == 1;
}

static bool
read_hosts(struct pgconn_dsn *dsn, struct error *err)
{
    const char *names = host_option(dsn, "host");
    const char *addresses = host_option(dsn, "hostaddr");
    const char *ports = host_option(dsn, "port");
    size_t count = list_length(addresses != NULL ? addresses : names);

    if (names != NULL && addresses != NULL && list_length(names) != count) {
        (void)error_set(err, ERROR_CONFIG, "database.dsn names %zu hosts and %zu addresses",
                        list_length(names), count);
        return error_hint(err, "Give each host its hostaddr, or leave hostaddr out.");
    }
    if (list_length(ports) > 1 && list_length(ports) != count) {
        (void)error_set(err, ERROR_CONFIG, "database.dsn names %zu hosts and %zu ports", count,
                        list_length(ports));
        return error_hint(err, "Give one port for all hosts, or one for each.");
    }
    if (count > HOSTS_MAX) {
        (void)error_set(err, ERROR_CONFIG, "database.dsn names more than %d hosts", HOSTS_MAX);
        return error_hint(err, "Leave some of them out.");
    }
    for (size_t i = 0; i < count; i++)
        dsn->hosts[i] =
            (struct host){ list_item(names, i), list_item(addresses, i), list_item(ports, i) };
    dsn->host_count = count;
    return true;
}

static void
add_to_list(struct buf *list, bool first, struct str item)
{
    must(first || buf_append_str(list, STR(",")));
    must(item.n == 0 || buf_append_str(list, item));
}

static void
add_target(struct pgconn_dsn *dsn, const struct host *host, struct str address)
{
    bool first = dsn->target_count == 0;

    add_to_list(&dsn->names, first, host->name);
    add_to_list(&dsn->addresses, first, address);
    add_to_list(&dsn->ports, first, host->port);
    dsn->target_count++;
}

/* Passes over the hosts that need no look-up; the next one's name goes to dsn->name. */
static void
advance(struct pgconn_dsn *dsn)
{
    for (; dsn->next < dsn->host_count; dsn->next++) {
        const struct host *host = &dsn->hosts[dsn->next];
        struct str name = host->name;
        bool is_socket = name.n == 0 || name.p[0] == '/' || name.p[0] == '@';

        memcpy(dsn->name, name.n > 0 ? name.p : "", name.n);
        dsn->name[name.n] = '\0';
        if (host->address.n > 0)
            add_target(dsn, host, host->address);
        else if (is_socket)
            add_target(dsn, host, STR(""));
        else if (is_address(dsn->name))
            add_target(dsn, host, host->name);
        else
            return;
    }
}

static bool
check_options(const struct pgconn_dsn *dsn, struct error *err)
{
    const struct host *host = dsn->hosts;

    if (find_option(dsn->options, "service") != NULL) {
        (void)error_set(err, ERROR_CONFIG, "database.dsn names a service");
        return error_hint(err, "Write host, port, dbname and user out.");
    }
    for (; host < dsn->hosts + dsn->host_count; host++)
        if (host->name.n >= sizeof(dsn->name)) {
            (void)error_set(err, ERROR_CONFIG, "a host name in database.dsn is too long");
            return error_hint(err, "No name server knows a longer one: correct it.");
        }
    return true;
}

struct pgconn_dsn *
pgconn_dsn_new(const char *text, const char *application_name, struct error *err)
{
    struct pgconn_dsn *dsn = xcalloc(1, sizeof(*dsn));
    char *words = NULL;

    dsn->names = dsn->addresses = dsn->ports = (struct buf)BUF_INIT(LIST_MAX);
    (void)snprintf(dsn->application_name, sizeof(dsn->application_name), "%s", application_name);
    dsn->options = PQconninfoParse(text, &words);
    dsn->defaults = PQconndefaults();
    PQfreemem(words);
    if (dsn->options == NULL) {
        (void)error_set(err, ERROR_CONFIG, "database.dsn cannot be read as a connection string");
        (void)error_hint(err, "Write it as key=value pairs or as a postgresql:// URI (PostgreSQL's "
                              "manual, \"Connection Strings\").");
    } else if (read_hosts(dsn, err) && check_options(dsn, err)) {
        advance(dsn);
        return dsn;
    }
    pgconn_dsn_free(dsn);
    return NULL;
}

void
pgconn_dsn_free(struct pgconn_dsn *dsn)
{
    if (dsn == NULL)
        return;
    PQconninfoFree(dsn->options);
    PQconninfoFree(dsn->defaults);
    buf_done(&dsn->names);
    buf_done(&dsn->addresses);
    buf_done(&dsn->ports);
    free(dsn);
}

const char *
pgconn_dsn_unresolved(const struct pgconn_dsn *dsn)
{
    return dsn->next < dsn->host_count ? dsn->name : NULL;
}

void
pgconn_dsn_resolve(struct pgconn_dsn *dsn, const char (*addresses)[RESOLVE_ADDRESS_SIZE],
                   size_t count)
{
    for (size_t i = 0; i < count; i++)
        add_target(dsn, &dsn->hosts[dsn->next], str_from(addresses[i]));
    dsn->next++;
    advance(dsn);
}

/* A host that vanished without a word is noticed within two minutes, where nothing is asked too. */
static const struct {
    const char *keyword, *value;
} vanished[] = {
    { "keepalives_idle", "60" },
    { "keepalives_interval", "15" },
    { "keepalives_count", "4" },
    { "tcp_user_timeout", "120000" },
};

static void
put(struct pgconn_dsn *dsn, size_t *count, const char *keyword, const char *value)
{
    must(*count + 1 < PGCONN_DSN_OPTIONS_MAX);
    dsn->keywords[*count] = keyword;
    dsn->values[*count] = value;
    ++*count;
}

bool
pgconn_dsn_finish(struct pgconn_dsn *dsn, const char *const **ret_keywords,
                  const char *const **ret_values)
{
    size_t count = 0;

    if (dsn->host_count > 0 && dsn->target_count == 0)
        return false;
    /* What libpq does by default first, so that the string's own words win. */
    put(dsn, &count, "fallback_application_name", dsn->application_name);
    put(dsn, &count, "gssencmode", "disable"); /* may ask name servers, in libpq's own time */
    for (size_t i = 0; i < ARRAY_SIZE(vanished); i++)
        put(dsn, &count, vanished[i].keyword, vanished[i].value);
    for (const PQconninfoOption *option = dsn->options; option->keyword != NULL; option++)
        if (option->val != NULL)
            put(dsn, &count, option->keyword, option->val);
    put(dsn, &count, "client_encoding", "UTF8");
    if (dsn->target_count > 0) {
        put(dsn, &count, "host", dsn->names.data);
        put(dsn, &count, "hostaddr", dsn->addresses.data);
        put(dsn, &count, "port", dsn->ports.data);
    }
    dsn->keywords[count] = dsn->values[count] = NULL;
    *ret_keywords = dsn->keywords;
    *ret_values = dsn->values;
    return true;
}
