/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * token check: what the platforms say of each credential's token. It is read from the daemon's
 * configuration and credentials, over no database.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/when.h"
#include "ctl_net.h"
#include "ctl_show.h"
#include "loop.h"
#include "online.h"
#include "token.h"

#define SOON_US (7 * WHEN_DAY)

enum column {
    COLUMN_CREDENTIAL,
    COLUMN_PLATFORM,
    COLUMN_VALID,
    COLUMN_KIND,
    COLUMN_ENDS,
    COLUMN_NEVER_ENDS,
    COLUMN_REFRESH_ENDS,
    COLUMN_ACCESS_ENDS,
    COLUMN_RENEWS,
    COLUMN_ACCOUNT_COUNT,
    COLUMN_ACCOUNTS,
    COLUMN_SCOPES,
    COLUMN_LACKS,
    COLUMN_CAUSE,
    COLUMN_PROBLEM,
    COLUMN_HINT,
};
#define COLUMN_COUNT (COLUMN_HINT + 1)

static const struct ctl_column columns[COLUMN_COUNT] = {
    [COLUMN_CREDENTIAL] = { "credential", "CREDENTIAL", CTL_TEXT },
    [COLUMN_PLATFORM] = { "platform", "PLATFORM", CTL_TEXT },
    [COLUMN_VALID] = { "valid", "VALID", CTL_YES_NO },
    [COLUMN_KIND] = { "kind", "KIND", CTL_TEXT },
    [COLUMN_ENDS] = { "expires_at", "ENDS", CTL_AGO },
    [COLUMN_NEVER_ENDS] = { "never_expires", "NEVER ENDS", CTL_YES_NO },
    [COLUMN_REFRESH_ENDS] = { "refresh_expires_at", NULL, CTL_FOR_JSON },
    [COLUMN_ACCESS_ENDS] = { "data_access_expires_at", "ACCESS ENDS", CTL_AGO },
    [COLUMN_RENEWS] = { "renews", "RENEWS", CTL_YES_NO },
    [COLUMN_ACCOUNT_COUNT] = { "account_count", "ACCOUNTS", CTL_NUMBER },
    [COLUMN_ACCOUNTS] = { "accounts", NULL, CTL_NOTE },
    [COLUMN_SCOPES] = { "scopes", NULL, CTL_NOTE },
    [COLUMN_LACKS] = { "lacks", NULL, CTL_NOTE },
    [COLUMN_CAUSE] = { "cause", NULL, CTL_FOR_JSON },
    [COLUMN_PROBLEM] = { "problem", NULL, CTL_NOTE },
    [COLUMN_HINT] = { "hint", NULL, CTL_NOTE },
};

/* Rows as a database would give them. */
static PGresult *
new_rows(void)
{
    PGresult *rows = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
    PGresAttDesc names[COLUMN_COUNT];

    must(rows);
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        names[i] = (PGresAttDesc){ .name = (char *)(uintptr_t)columns[i].name, .typid = 25 };
    must(PQsetResultAttrs(rows, COLUMN_COUNT, names));
    return rows;
}

static void
put(PGresult *rows, int row, enum column column, struct str value)
{
    if (value.n > 0)
        must(PQsetvalue(rows, row, (int)column, (char *)(uintptr_t)value.p, (int)value.n));
    else
        must(PQsetvalue(rows, row, (int)column, NULL, -1));
}

static void
put_time(PGresult *rows, int row, enum column column, int64_t at_us)
{
    char text[WHEN_FORMAT_MAX];

    put(rows, row, column, at_us == WHEN_NONE ? STR_NONE : str_from(when_format(at_us, text)));
}

static struct str
yes_no(bool yes)
{
    return yes ? STR("t") : STR("f");
}

static void
put_problem(PGresult *rows, int row, const struct online_token *token)
{
    const struct error *err = &token->error;
    const char *hint = err->hint[0] != '\0' ? err->hint : online_advice(token->cause);
    int64_t end_us = token_end_us(&token->news, token->renews);
    char text[sizeof(err->text) + 64];

    if (token->answer == ONLINE_WRONG || token->answer == ONLINE_UNSURE) {
        (void)snprintf(
            text, sizeof(text), "%s%s: %s", token->answer == ONLINE_UNSURE ? "cannot tell: " : "",
            cause_name(token->cause), error_is_set(err) ? err->text : cause_words(token->cause));
        put(rows, row, COLUMN_CAUSE, str_from(cause_name(token->cause)));
        put(rows, row, COLUMN_PROBLEM, str_from(text));
        put(rows, row, COLUMN_HINT, str_from(hint));
    } else if (end_us != WHEN_NONE && end_us - loop_wall_us() < SOON_US) {
        put(rows, row, COLUMN_PROBLEM,
            end_us > loop_wall_us() ? STR("it ends within seven days, and nothing here renews it")
                                    : STR("it has ended"));
        put(rows, row, COLUMN_HINT, str_from(token_advice(&token->news, end_us)));
    } else if (token->lacks.n > 0) {
        put(rows, row, COLUMN_CAUSE, str_from(cause_name(CAUSE_PERMISSION)));
        put(rows, row, COLUMN_HINT, str_from(cause_advice(CAUSE_PERMISSION)));
    }
}

static void
put_row(PGresult *rows, const struct online_token *token)
{
    const struct renewal_news *news = &token->news;
    int row = PQntuples(rows);
    char count[24];

    for (size_t i = 0; i < COLUMN_COUNT; i++)
        put(rows, row, (enum column)i, STR_NONE);
    (void)snprintf(count, sizeof(count), "%zu", token->account_count);
    put(rows, row, COLUMN_CREDENTIAL, token->credential);
    if (token->source != NULL)
        put(rows, row, COLUMN_PLATFORM, str_from(token->source->name));
    if (token->answer == ONLINE_GOOD || token->answer == ONLINE_WRONG)
        put(rows, row, COLUMN_VALID, yes_no(token->answer == ONLINE_GOOD));
    put(rows, row, COLUMN_KIND, news->kind);
    put_time(rows, row, COLUMN_ENDS, news->expires_at_us);
    if (news->never_expires || news->expires_at_us != WHEN_NONE)
        put(rows, row, COLUMN_NEVER_ENDS, yes_no(news->never_expires));
    put_time(rows, row, COLUMN_REFRESH_ENDS, news->refresh_expires_at_us);
    put_time(rows, row, COLUMN_ACCESS_ENDS, news->data_access_expires_at_us);
    put(rows, row, COLUMN_RENEWS, yes_no(token->renews));
    put(rows, row, COLUMN_ACCOUNT_COUNT, str_from(count));
    put(rows, row, COLUMN_ACCOUNTS, token->accounts);
    put(rows, row, COLUMN_SCOPES, news->scopes);
    put(rows, row, COLUMN_LACKS, token->lacks);
    put_problem(rows, row, token);
}

/* 1 where one is dead, lacks something or ends soon; 4 where nobody could tell. */
static enum ctl_exit
judge(const struct online_token *token)
{
    int64_t end_us = token_end_us(&token->news, token->renews);

    if (token->answer == ONLINE_WRONG || token->lacks.n > 0 ||
        (end_us != WHEN_NONE && end_us - loop_wall_us() < SOON_US))
        return CTL_TROUBLE;
    return token->answer == ONLINE_UNSURE ? CTL_TIMEOUT : CTL_OK;
}

static void
show(const struct ctl *ctl, const PGresult *rows)
{
    struct jout out;
    struct buf buf;

    if (!ctl->json) {
        ctl_show_table(rows, columns, COLUMN_COUNT, ctl->colour, loop_wall_us());
        return;
    }
    ctl_show_start(&out, &buf);
    ctl_show_json(&out, NULL, rows, columns, COLUMN_COUNT);
    ctl_show_finish(&out, &buf);
}

static enum ctl_exit
check(const struct ctl *ctl, struct online *online, struct str name)
{
    size_t count;
    const struct online_token *tokens = online_tokens(online, &count);
    enum ctl_exit exit = CTL_OK;
    PGresult *rows;

    online_ask_tokens(online, name);
    rows = new_rows();
    for (size_t i = 0; i < count; i++) {
        enum ctl_exit one = judge(&tokens[i]);

        if (!str_is_none(name) && !str_equal(name, tokens[i].credential))
            continue;
        put_row(rows, &tokens[i]);
        exit = one == CTL_TROUBLE || exit == CTL_OK ? one : exit;
    }
    show(ctl, rows);
    if (PQntuples(rows) == 0 && !str_is_none(name)) {
        (void)fprintf(stderr, "pantauctl: no account or feed uses a credential \"%.*s\"\n",
                      STR_ARGS(name));
        exit = CTL_USAGE;
    }
    PQclear(rows);
    return exit;
}

enum ctl_exit
ctl_token(struct ctl *ctl)
{
    CLEANUP(generation_freep) struct generation *generation = NULL;
    CLEANUP(online_freep) struct online *online = NULL;
    struct error err = ERROR_INIT;

    if (strcmp(ctl->argv[0], "check") != 0) {
        (void)fprintf(stderr, "pantauctl: token takes check [CREDENTIAL]\n");
        return CTL_USAGE;
    }
    generation = ctl_net_load(ctl);
    if (generation == NULL)
        return CTL_USAGE;
    online = online_new(generation, &err);
    if (online == NULL) {
        ctl_net_complain("", &err);
        return CTL_TROUBLE;
    }
    return check(ctl, online, ctl->argc > 1 ? str_from(ctl->argv[1]) : STR_NONE);
}
