/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The states of Open311 servers and what they are in our vocabulary (sql/README.md). The standard
 * knows "open" and "closed"; servers add their own beside or in their place. A state says that a
 * request was closed, never by whom or whether it was solved, unless its words do.
 */

#include "source/open311.h"

#include "base/ascii.h"

/* Phrases in lower case; "_" and "-" count as blanks. */
static const struct lapor_status statuses[] = {
    { "open", "unverified", NULL, NULL },
    { "opened", "unverified", NULL, NULL },
    { "new", "unverified", NULL, NULL },
    { "reported", "unverified", NULL, NULL },
    { "received", "unverified", NULL, NULL },
    { "submitted", "unverified", NULL, NULL },
    { "registered", "unverified", NULL, NULL },
    { "unconfirmed", "unverified", NULL, NULL },
    { "reopened", "unverified", NULL, NULL },
    { "pending", "unverified", NULL, NULL },
    { "offen", "unverified", NULL, NULL },
    { "confirmed", "verified", NULL, "verified" },
    { "verified", "verified", NULL, "verified" },
    { "accepted", "verified", NULL, "verified" },
    { "triaged", "verified", NULL, "verified" },
    { "acknowledged", "in_process", NULL, "acknowledged" },
    { "assigned", "in_process", NULL, "status_seen" },
    { "dispatched", "in_process", NULL, "status_seen" },
    { "in process", "in_process", NULL, "status_seen" },
    { "in progress", "in_process", NULL, "status_seen" },
    { "inprogress", "in_process", NULL, "status_seen" },
    { "started", "in_process", NULL, "status_seen" },
    { "processing", "in_process", NULL, "status_seen" },
    { "investigating", "in_process", NULL, "status_seen" },
    { "planned", "in_process", NULL, "status_seen" },
    { "scheduled", "in_process", NULL, "status_seen" },
    { "action scheduled", "in_process", NULL, "status_seen" },
    { "in bearbeitung", "in_process", NULL, "status_seen" },
    { "information required", "awaiting_reporter", NULL, "status_seen" },
    { "more information required", "awaiting_reporter", NULL, "status_seen" },
    { "on hold", "postponed", NULL, "postponed" },
    { "postponed", "postponed", NULL, "postponed" },
    { "deferred", "postponed", NULL, "postponed" },
    { "closed", "closed_by_admin", NULL, "closed" },
    { "resolved", "closed_by_admin", NULL, "closed" },
    { "completed", "closed_by_admin", NULL, "closed" },
    { "complete", "closed_by_admin", NULL, "closed" },
    { "processed", "closed_by_admin", NULL, "closed" },
    { "finished", "closed_by_admin", NULL, "closed" },
    { "fixed", "closed_by_admin", NULL, "closed" },
    { "fixed council", "closed_by_admin", NULL, "closed" },
    { "fixed user", "closed_by_reporter", "reporter", "closed" },
    { "no further action", "closed_by_admin", NULL, "closed" },
    { "unable to fix", "closed_by_admin", NULL, "closed" },
    { "not responsible", "closed_by_admin", NULL, "closed" },
    { "not councils responsibility", "closed_by_admin", NULL, "closed" },
    { "internal referral", "closed_by_admin", NULL, "closed" },
    { "erledigt", "closed_by_admin", NULL, "closed" },
    { "geschlossen", "closed_by_admin", NULL, "closed" },
    { "withdrawn", "closed_by_reporter", "reporter", "closed" },
    { "auto closed", "closed_by_system", "timer", "closed" },
    { "expired", "closed_by_system", "timer", "closed" },
    { "cancelled", "closed_by_admin", NULL, "closed" },
    { "canceled", "closed_by_admin", NULL, "closed" },
    { "duplicate", "archived_by_admin", NULL, "archived" },
    { "rejected", "archived_by_admin", NULL, "archived" },
    { "invalid", "archived_by_admin", NULL, "archived" },
    { "archived", "archived_by_admin", NULL, "archived" },
    { "hidden", "blocked", NULL, "status_seen" },
    { "deleted", "deleted", NULL, "status_seen" },
};

static bool
is_blank(char c)
{
    return ascii_is_space(c) || c == '_' || c == '-';
}

/* Past the blanks; true where there were some. */
static bool
skip_blanks(struct str phrase, size_t *at)
{
    size_t from = *at;

    while (*at < phrase.n && is_blank(phrase.p[*at]))
        ++*at;
    return *at > from;
}

/* The same words in any case, with any blanks, "_" or "-" between them. */
static bool
same_words(struct str phrase, const char *words)
{
    size_t at = 0;

    skip_blanks(phrase, &at);
    for (; *words != '\0'; words++) {
        if (*words == ' ') {
            if (!skip_blanks(phrase, &at))
                return false;
            continue;
        }
        if (at == phrase.n || ascii_lower(phrase.p[at++]) != *words)
            return false;
    }
    skip_blanks(phrase, &at);
    return at == phrase.n;
}

const struct lapor_status *
open311_status_find(struct str phrase)
{
    for (size_t i = 0; i < ARRAY_SIZE(statuses); i++) {
        if (same_words(phrase, statuses[i].phrase))
            return &statuses[i];
    }
    return lapor_status_find(phrase);
}

bool
open311_status_is_open(const struct lapor_status *status)
{
    return status->event == NULL || str_equal_c(str_from(status->event), "verified");
}

bool
open311_status_is_end(const struct lapor_status *status)
{
    return status->event != NULL && (str_equal_c(str_from(status->event), "closed") ||
                                     str_equal_c(str_from(status->event), "archived"));
}
