/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the Graph API's headers say beside the body: how much of an allowance is used, and which
 * version answered.
 */

#include "source/graph.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"

/* Headers whose value is one object of percentages. X-Business-Use-Case-Usage has its own form. */
static const struct usage_header {
    const char *header;
    const char *name;
    enum verdict_scope scope;
} usage_headers[] = {
    { "X-App-Usage", "app_usage", SCOPE_APP },
    { "X-Page-Usage", "page_usage", SCOPE_ACCOUNT },
    { "X-Ad-Account-Usage", "ad_account_usage", SCOPE_CREDENTIAL },
};

/* Any of them at 100 throttles, so the largest counts. */
static const char *const percent_members[] = {
    "call_count", "total_cputime", "total_time", "acc_id_util_pct", "app_id_util_pct",
};

/* False when the object has none of the members. */
static bool
largest_share(struct jdoc_node usage, double *ret_share)
{
    double largest = -1;
    double percent;

    for (size_t i = 0; i < ARRAY_SIZE(percent_members); i++) {
        if (jdoc_get_double(jdoc_member(usage, percent_members[i]), &percent) && percent > largest)
            largest = percent;
    }
    if (largest < 0)
        return false;
    *ret_share = largest / 100;
    return true;
}

static void
set_name(struct source_quota_note *note, struct str name)
{
    size_t n = name.n < sizeof(note->name) ? name.n : sizeof(note->name) - 1;

    for (size_t i = 0; i < n; i++) {
        char c = name.p[i];
        bool plain = (c >= 'a' && c <= 'z') || ascii_is_digit(c);
        note->name[i] = plain ? c : '_';
    }
    note->name[n] = '\0';
}

/* Collects notes; two of the same name and scope become the worse of the two. */
struct notes {
    struct source_quota_note *items;
    size_t count;
};

static void
add_note(struct notes *notes, const struct source_quota_note *note)
{
    for (size_t i = 0; i < notes->count; i++) {
        struct source_quota_note *old = &notes->items[i];
        if (old->scope != note->scope || strcmp(old->name, note->name) != 0)
            continue;
        if (note->used_share > old->used_share)
            old->used_share = note->used_share;
        if (note->regain_at_us > old->regain_at_us)
            old->regain_at_us = note->regain_at_us;
        return;
    }
    if (notes->count < SOURCE_NOTES_MAX)
        notes->items[notes->count++] = *note;
}

static struct jdoc *
header_json(const struct http_response *answer, const char *name)
{
    struct str value = http_header_find(answer, name);
    struct error ignored = ERROR_INIT;

    return str_is_none(value) ? NULL : jdoc_parse(value, &ignored);
}

static void
read_usage_header(const struct http_response *answer, const struct usage_header *header,
                  struct notes *notes)
{
    CLEANUP(jdoc_freep) struct jdoc *doc = header_json(answer, header->header);
    struct source_quota_note note = { .scope = header->scope, .regain_at_us = WHEN_NONE };

    if (doc == NULL || !largest_share(jdoc_root(doc), &note.used_share))
        return;
    set_name(&note, str_from(header->name));
    add_note(notes, &note);
}

/*
 * One entry of {"<business id>": [{"type": "pages", "call_count": …,
 * "estimated_time_to_regain_access": minutes}]}.
 */
static void
read_business_usage(struct jdoc_node usage, int64_t now_us, struct notes *notes)
{
    struct source_quota_note note = { .scope = SCOPE_ACCOUNT, .regain_at_us = WHEN_NONE };
    struct str type = STR("business");
    int64_t minutes;

    if (!largest_share(usage, &note.used_share))
        return;
    jdoc_get_str(jdoc_member(usage, "type"), &type);
    set_name(&note, type);
    /* A week at most: a number that is wrong must not stop an account for ever. */
    if (jdoc_get_int(jdoc_member(usage, "estimated_time_to_regain_access"), &minutes) &&
        minutes > 0)
        note.regain_at_us =
            now_us + (minutes < INT64_C(7) * 24 * 60 ? minutes * WHEN_MINUTE : 7 * WHEN_DAY);
    add_note(notes, &note);
}

static void
read_business_header(const struct http_response *answer, int64_t now_us, struct notes *notes)
{
    CLEANUP(jdoc_freep)
    struct jdoc *doc = header_json(answer, "X-Business-Use-Case-Usage");
    void *iterator = NULL;
    struct str business;
    struct jdoc_node entries;

    if (doc == NULL)
        return;
    while (jdoc_next(jdoc_root(doc), &iterator, &business, &entries)) {
        for (size_t i = 0; i < jdoc_size(entries); i++)
            read_business_usage(jdoc_at(entries, i), now_us, notes);
    }
}

size_t
graph_notes(const struct http_response *answer, int64_t now_us,
            struct source_quota_note ret_notes[SOURCE_NOTES_MAX])
{
    struct notes notes = { .items = ret_notes };

    read_business_header(answer, now_us, &notes);
    for (size_t i = 0; i < ARRAY_SIZE(usage_headers); i++)
        read_usage_header(answer, &usage_headers[i], &notes);
    return notes.count;
}

/*
 * "v26.0" at the end of "https://host/v26.0"; absent where the base URL names no version (a proxy,
 * a test).
 */
static struct str
asked_version(struct str base_url)
{
    size_t start = base_url.n;

    while (start > 0 && base_url.p[start - 1] != '/')
        start--;
    base_url = str_sub(base_url, start, base_url.n - start);
    if (base_url.n < 4 || base_url.p[0] != 'v' || !ascii_is_digit(base_url.p[1]))
        return STR_NONE;
    return base_url;
}

struct str
graph_served_version(const struct source_view *view, const struct http_response *answer)
{
    struct str asked = asked_version(view->base_url);
    struct str served = http_header_find(answer, "facebook-api-version");
    struct str copy;

    if (str_is_none(asked) || served.n == 0 || served.n > 16 || str_equal(asked, served) ||
        !arena_str(view->arena, served, &copy))
        return STR_NONE;
    return copy;
}
