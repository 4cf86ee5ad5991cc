/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What only shows over all accounts: one owner at a time, and platforms that have what they need.
 */

#include <stdio.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "config/config_block.h"
#include "config/config_read.h"

struct entry {
    const struct config_account *account;
    size_t order; /* of reading */
};

struct accounts {
    struct config_load *load;
    struct entry *items; /* those with one owner at a time, then delegates */
    size_t count;
};

static void
accounts_add(struct accounts *accounts, const struct config_account *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        accounts->items[accounts->count] = (struct entry){ &items[i], accounts->count };
        accounts->count++;
    }
}

/* Absent sorts first, which is right for a day that is open to the past. */
static int
compare_accounts(const void *a, const void *b)
{
    const struct entry *first = a;
    const struct entry *second = b;
    const struct config_account *left = first->account;
    const struct config_account *right = second->account;
    int order = str_compare(left->platform_name, right->platform_name);
    order = order != 0 ? order : str_compare(left->external_id, right->external_id);
    order = order != 0 ? order : str_compare(left->valid_from, right->valid_from);
    int read_order = (first->order > second->order) - (first->order < second->order);
    return order != 0 ? order : read_order;
}

static bool
is_same(const struct config_account *a, const struct config_account *b)
{
    return a->platform != NULL && a->platform == b->platform && !str_is_none(a->external_id) &&
           str_equal(a->external_id, b->external_id);
}

/* The one that lasts longer: an absent end is the longest. */
static const struct config_account *
later_end(const struct config_account *a, const struct config_account *b)
{
    bool a_is_later = str_is_none(a->valid_to) ||
                      (!str_is_none(b->valid_to) && str_compare(a->valid_to, b->valid_to) > 0);
    return a_is_later ? a : b;
}

static void
check_owners(struct accounts *accounts)
{
    const struct config_account *longest = NULL;
    for (size_t i = 0; i < accounts->count; i++) {
        const struct config_account *account = accounts->items[i].account;
        if (longest == NULL || !is_same(longest, account)) {
            longest = account;
            continue;
        }
        if (str_is_none(longest->valid_to) ||
            str_compare(account->valid_from, longest->valid_to) <= 0) {
            const struct config_place *first = &longest->place;
            struct error *err = config_load_report(
                accounts->load, &account->place,
                "account \"%s\" of %s has another owner at that time, at %s:%u:%u",
                account->external_id.p, account->platform_name.p, first->file, first->line,
                first->column);
            error_hint(err, "Leave one out, or say with from: and to: when it changed hands.");
        }
        longest = later_end(longest, account);
    }
}

static void
check_days(struct accounts *accounts)
{
    for (size_t i = 0; i < accounts->count; i++) {
        const struct config_account *account = accounts->items[i].account;
        if (!str_is_none(account->valid_to) &&
            str_compare(account->valid_to, account->valid_from) < 0) {
            struct error *err =
                config_load_report(accounts->load, &account->place, "to: %s is before from: %s",
                                   account->valid_to.p, account->valid_from.p);
            error_hint(err,
                       "Both are days on which it is the unit's; leave one out where it has no "
                       "end or no beginning.");
        }
    }
}

/* A website is known by its address, which is what is asked; all else by an id. */
static void
check_ids(struct accounts *accounts)
{
    for (size_t i = 0; i < accounts->count; i++) {
        const struct config_account *account = accounts->items[i].account;
        bool is_address = str_starts(account->external_id, STR("http://")) ||
                          str_starts(account->external_id, STR("https://"));
        if (account->platform == NULL || str_is_none(account->external_id) ||
            is_address == account->platform->has_sites)
            continue;
        struct error *err = config_load_report(
            accounts->load, &account->place, "\"%s\" is not an %s of %s", account->external_id.p,
            is_address ? "id" : "address", account->platform_name.p);
        error_hint(err, is_address ? "Give the id that the platform uses itself (often a long "
                                     "number), not an address."
                                   : "Give the address of the site's feed, with https:// and to "
                                     "its last letter.");
    }
}

static bool
has_form(struct str id, const struct source_id_form *form)
{
    if ((form->bytes > 0 && id.n != form->bytes) ||
        (form->begins != NULL && !str_starts(id, str_from(form->begins))))
        return false;
    for (size_t i = 0; form->digits && i < id.n; i++) {
        if (!ascii_is_digit(id.p[i]))
            return false;
    }
    return true;
}

/* Told here already, not when the platform answers that there is no such account. */
static void
check_form(struct config_load *load, const struct config_account *account)
{
    const struct source_id_form *form = &account->platform->ids;
    struct error *err;

    if (has_form(account->external_id, form))
        return;
    err = config_load_report(load, &account->place, "\"%s\" is not an id of %s",
                             account->external_id.p, account->platform_name.p);
    if (form->digits)
        error_hint(err, "Ids of %s are digits alone; the account's name belongs into handle:.",
                   account->platform_name.p);
    else
        error_hint(err,
                   "Ids of %s begin with \"%s\" and have %zu letters; the account's name belongs "
                   "into handle:.",
                   account->platform_name.p, form->begins, form->bytes);
}

static void
check_via(struct config_load *load, const struct config_account *account)
{
    struct error *err;

    if (!account->platform->asks_via || !account->enabled || !str_is_none(account->via))
        return;
    err = config_load_report(load, &account->place, "public account \"%s\" of %s needs \"via\"",
                             account->external_id.p, account->platform_name.p);
    error_hint(err,
               "%s is asked about others by an account of its own: give the id of one that "
               "the credential is for.",
               account->platform_name.p);
}

/*
 * Of the first own_count, which are asked, and of delegates. Where authors are known by their names
 * the id of a public account and that of a delegate are used for nothing, so any will do.
 */
static void
check_forms(struct accounts *accounts, size_t own_count)
{
    for (size_t i = 0; i < accounts->count; i++) {
        const struct config_account *account = accounts->items[i].account;
        bool is_delegate = i >= own_count;
        bool is_public = !is_delegate && str_equal_c(account->access, "public");
        if (account->platform == NULL || str_is_none(account->external_id) ||
            str_find(account->external_id, STR("://"), 0) != SIZE_MAX)
            continue;
        if (!account->platform->names_authors || !(is_public || is_delegate))
            check_form(accounts->load, account);
        if (is_public)
            check_via(accounts->load, account);
    }
}

/* Those of one credential side by side, in the order of reading. */
static int
compare_credentials(const void *a, const void *b)
{
    const struct entry *first = a;
    const struct entry *second = b;
    int order = str_compare(first->account->platform_name, second->account->platform_name);
    int read_order = (first->order > second->order) - (first->order < second->order);

    order =
        order != 0 ? order : str_compare(first->account->credential, second->account->credential);
    return order != 0 ? order : read_order;
}

static const struct config_platform *
platform_of(const struct config *config, const struct config_account *account)
{
    for (size_t i = 0; i < config->platform_count; i++) {
        if (config->platforms[i].source == account->platform)
            return &config->platforms[i];
    }
    return NULL;
}

/* Asked with a token that speaks for its owner, whatever account is asked for. */
static bool
needs_own_token(const struct config *config, const struct config_account *account)
{
    const struct config_platform *platform = platform_of(config, account);

    return platform != NULL && platform->source->speaks_alone != NULL && account->enabled &&
           !str_equal_c(account->access, "public") && account->credential.n > 0 &&
           platform->source->speaks_alone(platform->settings, account->credential);
}

/* Both on some day. */
static bool
is_overlapping(const struct config_account *a, const struct config_account *b)
{
    return (str_is_none(a->valid_to) || str_compare(b->valid_from, a->valid_to) <= 0) &&
           (str_is_none(b->valid_to) || str_compare(a->valid_from, b->valid_to) <= 0);
}

/* Two of one credential. */
static bool
shares_token(const struct config_account *a, const struct config_account *b)
{
    return !str_equal(a->external_id, b->external_id) && is_overlapping(a, b);
}

/* The second of two would have the figures of the first. */
static void
check_tokens(struct accounts *accounts)
{
    size_t count = 0; /* those that need one of their own come to the head */

    for (size_t i = 0; i < accounts->count; i++) {
        if (needs_own_token(accounts->load->config, accounts->items[i].account))
            accounts->items[count++] = accounts->items[i];
    }
    qsort(accounts->items, count, sizeof(*accounts->items), compare_credentials);
    for (size_t i = 1, first = 0; i < count; i++) {
        const struct config_account *account = accounts->items[i].account;
        const struct config_account *other = accounts->items[first].account;
        struct error *err;

        if (other->platform != account->platform ||
            !str_equal(other->credential, account->credential)) {
            first = i;
            continue;
        }
        for (size_t j = first; j < i && !shares_token(other, account); j++)
            other = accounts->items[j].account;
        if (!shares_token(other, account))
            continue;
        err = config_load_report(
            accounts->load, &account->place,
            "account \"%s\" of %s names the credential \"%s\" of another, at %s:%u:%u",
            account->external_id.p, account->platform_name.p, account->credential.p,
            other->place.file, other->place.line, other->place.column);
        error_hint(err, "Such a token speaks for its owner alone, whatever account is asked for: "
                        "give each account a credential of its own.");
    }
}

/* What only all settings together tell. */
static void
check_faults(struct config_load *load, const struct config_platform *platform,
             const struct config_place *place)
{
    if (platform->source->fault == NULL)
        return;
    for (size_t nth = 0;; nth++) {
        struct error err = ERROR_INIT;
        if (platform->source->fault(platform->settings, nth, &err) == NULL)
            return;
        config_load_report_error(load, place, &err);
    }
}

/* What the platform of some account lacks, told once: where it is set up or first used. */
static void
check_platform(struct config_load *load, size_t at, const struct config_account *user)
{
    const struct config_platform *platform = &load->config->platforms[at];
    const struct config_place *set_up = &platform->place;
    const struct config_place *place = set_up->file != NULL ? set_up : &user->place;
    char what[64 + sizeof("platform \"\"")];
    snprintf(what, sizeof(what), "platform \"%.64s\"", platform->source->name);
    if (platform->base_url.n == 0 && !platform->source->has_sites) {
        struct error *err = config_load_report(load, place, "%s needs \"base_url\"", what);
        error_hint(err, "Set platforms.%s.base_url.", platform->source->name);
    }
    config_block_require(load, platform->source->settings, load->platform_given[at], what, place);
    check_faults(load, platform, place);
}

static void
check_platforms(struct accounts *accounts)
{
    const struct config *config = accounts->load->config;
    for (size_t i = 0; i < config->platform_count; i++) {
        size_t j = 0;
        while (j < accounts->count &&
               accounts->items[j].account->platform != config->platforms[i].source)
            j++;
        if (j < accounts->count)
            check_platform(accounts->load, i, accounts->items[j].account);
    }
}

void
config_check_accounts(struct config_load *load)
{
    const struct config *config = load->config;
    size_t count = 0;
    size_t delegate_count = 0;
    for (size_t i = 0; i < config->unit_count; i++) {
        count += config->units[i].account_count;
        delegate_count += config->units[i].delegate_count;
    }
    for (size_t i = 0; i < config->leader_count; i++)
        count += config->leaders[i].account_count;
    struct accounts accounts = { .load = load };
    accounts.items =
        config_load_alloc(load->scratch, (count + delegate_count + 1) * sizeof(*accounts.items));
    for (size_t i = 0; i < config->unit_count; i++)
        accounts_add(&accounts, config->units[i].accounts, config->units[i].account_count);
    for (size_t i = 0; i < config->leader_count; i++)
        accounts_add(&accounts, config->leaders[i].accounts, config->leaders[i].account_count);
    for (size_t i = 0; i < config->unit_count; i++)
        accounts_add(&accounts, config->units[i].delegates, config->units[i].delegate_count);
    check_days(&accounts);
    check_ids(&accounts);
    check_forms(&accounts, count);
    accounts.count = count; /* a delegate may be several units', and is not asked */
    check_platforms(&accounts);
    qsort(accounts.items, count, sizeof(*accounts.items), compare_accounts);
    check_owners(&accounts);
    check_tokens(&accounts);
}
