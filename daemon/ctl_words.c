/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "ctl_words.h"

#include <limits.h>

#define ANY_NUMBER INT_MAX

const struct command ctl_commands[COMMAND_COUNT] = {
    [COMMAND_STATUS] = { "status", "", "daemons, sources and troubles at a glance", 0, 0,
                         ctl_status },
    [COMMAND_SOURCES] = { "sources", "", "every account and stream, and how it does", 0, 0,
                          ctl_sources },
    [COMMAND_QUOTAS] = { "quotas", "", "allowances and budgets: what is used, who waits", 0, 0,
                         ctl_quotas },
    [COMMAND_ERRORS] = { "errors", "", "polls that failed, newest first", 0, 0, ctl_errors },
    [COMMAND_OFFICIALS] = { "officials", "", "who answers like one and is not registered", 0, 0,
                            ctl_officials },
    [COMMAND_GAPS] = { "gaps", "[ACCOUNT|UNIT]", "what platforms announce and do not give", 0, 1,
                       ctl_gaps },
    [COMMAND_POLL] = { "poll", "ACCOUNT [STREAM]", "polls now, and waits for the result", 1, 2,
                       ctl_poll },
    [COMMAND_PLAN] = { "plan", "[ACCOUNT|UNIT]", "what would be asked next, and why", 0, 1,
                       ctl_plan },
    [COMMAND_BACKFILL] = { "backfill", "[ACCOUNT]",
                           "reads a part of the history, or lists what is read", 0, 1,
                           ctl_backfill },
    [COMMAND_IMPORT] = { "import", "FILE...", "reads \"Laporan Ringkas\" exports, .xlsx or CSV", 0,
                         ANY_NUMBER, ctl_import },
    [COMMAND_IMPORTS] = { "imports", "", "files that were imported, and what came of them", 0, 0,
                          ctl_imports },
    [COMMAND_EXPORT] = { "export", "[VIEW]", "a view of the figures as CSV, or lists the views", 0,
                         1, ctl_export },
    [COMMAND_REGISTER] = { "register", "KIND FILE",
                           "enters residents, officers or published totals from a spreadsheet", 2,
                           2, ctl_register },
    [COMMAND_UNITS] = { "units", "import FILE", "writes units.d/ from a spreadsheet's list", 2, 2,
                        ctl_units },
    [COMMAND_AUTHORIZE] = { "authorize", "PLATFORM [CREDENTIAL]",
                            "has an account's owner allow it to be read", 1, 2, ctl_authorize },
    [COMMAND_TOKEN] = { "token", "check [CREDENTIAL]", "what the platforms say of tokens", 1, 2,
                        ctl_token },
    [COMMAND_DISCOVER] = { "discover", "CREDENTIAL [HANDLE...]",
                           "the accounts that a token sees, as YAML", 1, ANY_NUMBER, ctl_discover },
    [COMMAND_RECOMPUTE] = { "recompute", "", "derives all inquiries again, says what moved", 0, 0,
                            ctl_recompute },
    [COMMAND_REFRESH] = { "refresh", "", "brings the figures up to date now", 0, 0, ctl_refresh },
    [COMMAND_CORRECT] = { "correct", "[INQUIRY]", "corrects an inquiry, or lists corrections", 0, 1,
                          ctl_correct },
    [COMMAND_EXCLUDE] = { "exclude", "[UNIT]", "takes days out of the figures, or lists them", 0, 1,
                          ctl_exclude },
    [COMMAND_CALENDAR] = { "calendar", "import FILE|list|show CALENDAR",
                           "what working time rests on; brings in decrees", 1, 2, ctl_calendar },
    [COMMAND_LABEL] = { "label", "draw|list|judge|export|import ...",
                        "samples of texts that people label", 1, 3, ctl_label },
    [COMMAND_ASSESS] = { "assess", "[FILE]", "enters what juries say of items, or lists it", 0, 1,
                         ctl_assess },
    [COMMAND_TARGET] = { "target", "[UNIT POSTS|none]",
                         "how many posts a week a unit is to publish", 0, 2, ctl_target },
    [COMMAND_FREEZE] = { "freeze", "create PERIOD|list|show|compare|check|revoke [NUMBER]",
                         "keeps figures to decide by, with all they are made of", 1, 2,
                         ctl_freeze },
};

const unsigned ctl_without_database =
    FOR(COMMAND_UNITS) | FOR(COMMAND_AUTHORIZE) | FOR(COMMAND_TOKEN) | FOR(COMMAND_DISCOVER);

const unsigned ctl_with_filters = FOR(COMMAND_SOURCES) | FOR(COMMAND_ERRORS) |
                                  FOR(COMMAND_OFFICIALS) | FOR(COMMAND_GAPS) | FOR(COMMAND_IMPORTS);

#define OF(member) offsetof(struct ctl, member)

const struct choice ctl_choices[CHOICE_COUNT] = {
    { 'd', CHOICE_TEXT, OF(database), FOR_ALL, "dsn", "DSN",
      "database (else PGHOST, PGDATABASE …, and database pantau)" },
    { 'j', CHOICE_FLAG, OF(json), FOR_ALL, "json", NULL, "for programs: JSON on standard output" },
    { '\0', CHOICE_COLOUR, OF(colour), FOR_ALL, "color", "WHEN", "auto, always or never" },
    { 'h', CHOICE_WORD, 0, FOR_ALL, "help", NULL, "this text" },
    { 'V', CHOICE_WORD, 0, FOR_ALL, "version", NULL, "the version" },
    { '\0', CHOICE_FLAG, OF(check), FOR(COMMAND_STATUS), "check", NULL,
      "exit with 1 when something needs attention" },
    { '\0', CHOICE_FLAG, OF(csv), FOR(COMMAND_EXPORT), "csv", NULL,
      "as CSV, which is the default" },
    { 'f', CHOICE_FLAG, OF(failing), FOR(COMMAND_SOURCES), "failing", NULL,
      "only what does not work" },
    { 'g', CHOICE_TEXT, OF(government),
      FOR(COMMAND_SOURCES) | FOR(COMMAND_ERRORS) | FOR(COMMAND_OFFICIALS) | FOR(COMMAND_GAPS) |
          FOR(COMMAND_POLL) | FOR(COMMAND_PLAN) | FOR(COMMAND_BACKFILL) | FOR(COMMAND_IMPORT) |
          FOR(COMMAND_IMPORTS) | FOR(COMMAND_UNITS) | FOR(COMMAND_DISCOVER) | FOR(COMMAND_EXPORT) |
          FOR(COMMAND_RECOMPUTE) | FOR(COMMAND_REFRESH) | FOR(COMMAND_CORRECT) |
          FOR(COMMAND_REGISTER) | FOR(COMMAND_EXCLUDE) | FOR(COMMAND_LABEL) | FOR(COMMAND_ASSESS) |
          FOR(COMMAND_TARGET) | FOR(COMMAND_FREEZE),
      "government", "CODE", "only of this government" },
    { 'c', CHOICE_TEXT, OF(channel),
      FOR(COMMAND_SOURCES) | FOR(COMMAND_ERRORS) | FOR(COMMAND_OFFICIALS) | FOR(COMMAND_GAPS) |
          FOR(COMMAND_DISCOVER) | FOR(COMMAND_EXCLUDE) | FOR(COMMAND_TARGET),
      "channel", "NAME", "only of this platform or feed" },
    { 's', CHOICE_DURATION, OF(since_us), FOR(COMMAND_ERRORS), "since", "TIME",
      "as far back as this (default 24h)" },
    { 'n', CHOICE_NUMBER, OF(limit),
      FOR(COMMAND_ERRORS) | FOR(COMMAND_GAPS) | FOR(COMMAND_IMPORTS) | FOR(COMMAND_PLAN) |
          FOR(COMMAND_CORRECT) | FOR(COMMAND_EXCLUDE) | FOR(COMMAND_LABEL) | FOR(COMMAND_ASSESS) |
          FOR(COMMAND_TARGET) | FOR(COMMAND_FREEZE),
      "limit", "NUMBER", "at most so many (default 50)" },
    { 'u', CHOICE_DURATION, OF(until_us), FOR(COMMAND_PLAN), "until", "TIME",
      "no further ahead than this" },
    { 't', CHOICE_DURATION, OF(timeout_us),
      FOR(COMMAND_POLL) | FOR(COMMAND_PLAN) | FOR(COMMAND_BACKFILL) | FOR(COMMAND_RECOMPUTE) |
          FOR(COMMAND_REFRESH) | FOR(COMMAND_CALENDAR),
      "timeout", "TIME", "how long to wait (default 2m; backfill: to its end)" },
    { '\0', CHOICE_MOMENT, OF(from),
      FOR(COMMAND_BACKFILL) | FOR(COMMAND_EXCLUDE) | FOR(COMMAND_CALENDAR) | FOR(COMMAND_LABEL) |
          FOR(COMMAND_TARGET) | FOR(COMMAND_FREEZE),
      "from", "WHEN", "nothing older than this time or day" },
    { '\0', CHOICE_MOMENT, OF(to),
      FOR(COMMAND_BACKFILL) | FOR(COMMAND_EXCLUDE) | FOR(COMMAND_CALENDAR) | FOR(COMMAND_LABEL) |
          FOR(COMMAND_FREEZE),
      "to", "WHEN", "nothing newer" },
    { '\0', CHOICE_FLAG, OF(wait), FOR(COMMAND_BACKFILL), "wait", NULL,
      "until it is at its end; progress on a terminal" },
    { '\0', CHOICE_FLAG, OF(cancel), FOR(COMMAND_BACKFILL), "cancel", NULL,
      "end what is read of the account's history" },
    { '\0', CHOICE_FLAG, OF(no_wait), FOR(COMMAND_POLL), "no-wait", NULL,
      "only leave the request" },
    { 'F', CHOICE_TEXT, OF(feed), FOR(COMMAND_IMPORT), "feed", "NAME",
      "the feed it is for, where there are several" },
    { '\0', CHOICE_FLAG, OF(dry_run),
      FOR(COMMAND_IMPORT) | FOR(COMMAND_UNITS) | FOR(COMMAND_CORRECT) | FOR(COMMAND_EXCLUDE) |
          FOR(COMMAND_REGISTER) | FOR(COMMAND_CALENDAR) | FOR(COMMAND_LABEL) | FOR(COMMAND_ASSESS) |
          FOR(COMMAND_TARGET) | FOR(COMMAND_FREEZE),
      "dry-run", NULL, "say what would change, keep nothing" },
    { '\0', CHOICE_FLAG, OF(again), FOR(COMMAND_IMPORT) | FOR(COMMAND_BACKFILL), "again", NULL,
      "read also what was read before" },
    { 'o', CHOICE_TEXT, OF(out), FOR(COMMAND_UNITS), "out", "DIR",
      "folder of the files (units.d)" },
    { '\0', CHOICE_FLAG, OF(force), FOR(COMMAND_UNITS) | FOR(COMMAND_DISCOVER), "force", NULL,
      "replace also what is there already" },
    { '\0', CHOICE_TEXT, OF(folder), FOR(COMMAND_IMPORT), "folder", "DIR",
      "all exports of a folder, moved to done/ or failed/" },
    { '\0', CHOICE_TEXT, OF(config_path),
      FOR(COMMAND_AUTHORIZE) | FOR(COMMAND_TOKEN) | FOR(COMMAND_DISCOVER), "config", "FILE",
      "configuration (/etc/pantau/pantau.yaml)" },
    { '\0', CHOICE_FLAG, OF(save), FOR(COMMAND_DISCOVER), "save", NULL,
      "write the accounts' own tokens as credentials" },
    { '\0', CHOICE_TEXT, OF(redirect), FOR(COMMAND_AUTHORIZE), "redirect", "URL",
      "address of the app to be sent back to" },
    { '\0', CHOICE_TEXT, OF(app), FOR(COMMAND_AUTHORIZE), "app", "NAME",
      "credential with the app's id and secret" },
    { '\0', CHOICE_TIME, OF(observed_at_us), FOR(COMMAND_IMPORT), "observed-at", "WHEN",
      "when the export was made, if the file does not say" },
    { '\0', CHOICE_TEXT, OF(reason),
      FOR(COMMAND_RECOMPUTE) | FOR(COMMAND_CORRECT) | FOR(COMMAND_EXCLUDE) | FOR(COMMAND_REGISTER) |
          FOR(COMMAND_CALENDAR) | FOR(COMMAND_LABEL) | FOR(COMMAND_ASSESS) | FOR(COMMAND_TARGET) |
          FOR(COMMAND_FREEZE),
      "reason", "TEXT", "why, for who asks what moved" },
    { '\0', CHOICE_FLAG, OF(full), FOR(COMMAND_REFRESH), "full", NULL,
      "make all of them again from the inquiries" },
    { '\0', CHOICE_TEXT, OF(by),
      FOR(COMMAND_CORRECT) | FOR(COMMAND_EXCLUDE) | FOR(COMMAND_REGISTER) | FOR(COMMAND_LABEL) |
          FOR(COMMAND_ASSESS) | FOR(COMMAND_TARGET) | FOR(COMMAND_FREEZE),
      "by", "NAME", "who decides" },
    { '\0', CHOICE_FLAG, OF(list),
      FOR(COMMAND_CORRECT) | FOR(COMMAND_EXCLUDE) | FOR(COMMAND_ASSESS) | FOR(COMMAND_TARGET),
      "list", NULL, "what was decided, newest first" },
    { '\0', CHOICE_NUMBER, OF(revoke), FOR(COMMAND_CORRECT) | FOR(COMMAND_EXCLUDE), "revoke",
      "NUMBER", "take this one back" },
    { '\0', CHOICE_MOMENT, OF(answered_at), FOR(COMMAND_CORRECT), "answered-at", "WHEN",
      "it was answered then, elsewhere" },
    { '\0', CHOICE_FLAG, OF(no_answer), FOR(COMMAND_CORRECT), "no-answer", NULL,
      "the reply that ended it is no answer" },
    { '\0', CHOICE_TEXT, OF(unit), FOR(COMMAND_CORRECT), "unit", "CODE", "it is this unit's" },
    { '\0', CHOICE_TEXT, OF(needs_answer), FOR(COMMAND_CORRECT), "needs-answer", "yes|no",
      "whether it needs an answer" },
    { '\0', CHOICE_TEXT, OF(intent), FOR(COMMAND_CORRECT), "intent", "WORD", "what it intends" },
    { '\0', CHOICE_TEXT, OF(topic), FOR(COMMAND_CORRECT), "topic", "WORD", "what it is about" },
    { '\0', CHOICE_TEXT, OF(reply_class), FOR(COMMAND_CORRECT), "reply-class", "WORD",
      "substantive, stock or redirect" },
    { '\0', CHOICE_TEXT, OF(evidence), FOR(COMMAND_CORRECT), "evidence", "TEXT",
      "where that can be seen" },
    { '\0', CHOICE_NUMBER, OF(count), FOR(COMMAND_LABEL), "count", "NUMBER",
      "about so many texts (default 200)" },
    { '\0', CHOICE_NUMBER, OF(seed), FOR(COMMAND_LABEL), "seed", "NUMBER",
      "draw again what was drawn with it" },
};
