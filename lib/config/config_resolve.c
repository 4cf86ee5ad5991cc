/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Names become pointers once all files are read, because a name may be used before it is given, and
 * in another file. Governments first: the code of a unit means something only within its own.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config_read.h"

#define NOWHERE UINT32_MAX

struct resolve {
    struct config_load *load;
    struct config *config;
    struct nameset governments, schedules, units, feeds, credentials, quotas;
    uint32_t *parents; /* of each unit: its parent's index, or NOWHERE */
};

static void
twice_report(struct config_load *load, const struct config_place *place,
             const struct config_place *first, const char *what, struct str name)
{
    char shown[SETTING_SHOWN_MAX];
    struct error *err =
        config_load_report(load, place, "%s \"%s\" is there twice, first at %s:%u:%u", what,
                           setting_shown(name, shown), first->file, first->line, first->column);
    error_hint(err, "Give it another name, or leave one of them out.");
}

/* "32.75/dbmsda": no name holds a "/". */
static struct str
qualified(const struct resolve *resolve, const struct config_government *government,
          struct str name)
{
    struct str key = STR_NONE;
    must(arena_printf(resolve->load->scratch, &key, "%.*s/%.*s", STR_ARGS(government->code),
                      STR_ARGS(name)));
    return key;
}

static const struct config_government *
government_of(const struct resolve *resolve, const struct config_reference *reference)
{
    const struct config *config = resolve->config;
    switch (reference->owner) {
    case OWNER_UNIT:
    case OWNER_DELEGATES:
        return config->units[reference->at].government;
    case OWNER_LEADER:
        return config->leaders[reference->at].government;
    case OWNER_FEED:
        break;
    }
    return config->feeds[reference->at].government;
}

/* Only for a unit's, its delegates' or a leader's reference. */
static struct config_account *
account_of(const struct resolve *resolve, const struct config_reference *reference)
{
    const struct config *config = resolve->config;
    if (reference->owner == OWNER_DELEGATES)
        return &config->units[reference->at].delegates[reference->item];
    return reference->owner == OWNER_UNIT
               ? &config->units[reference->at].accounts[reference->item]
               : &config->leaders[reference->at].accounts[reference->item];
}

/* Once there are more errors than are shown, near words are not looked for any more. */
static bool
is_shown(const struct resolve *resolve)
{
    return resolve->load->errors->count < CONFIG_ERRORS_MAX;
}

/* What stands in the file, by name. */

static void
index_governments(struct resolve *resolve)
{
    struct config *config = resolve->config;
    nameset_init(&resolve->governments, resolve->load->scratch);
    for (size_t i = 0; i < config->government_count; i++) {
        const struct config_government *government = &config->governments[i];
        uint64_t first;
        if (!str_is_none(government->code) &&
            !nameset_add(&resolve->governments, government->code, i, &first)) {
            twice_report(resolve->load, &government->place, &config->governments[first].place,
                         "government", government->code);
        }
    }
}

static void
index_schedules(struct resolve *resolve)
{
    struct config *config = resolve->config;
    nameset_init(&resolve->schedules, resolve->load->scratch);
    for (size_t i = 0; i < config->schedule_count; i++) {
        const struct config_schedule *schedule = &config->schedules[i];
        uint64_t first;
        if (!nameset_add(&resolve->schedules, schedule->name, i, &first)) {
            twice_report(resolve->load, &schedule->place, &config->schedules[first].place,
                         "schedule", schedule->name);
        }
    }
}

static void
index_quotas(struct resolve *resolve)
{
    struct config *config = resolve->config;
    nameset_init(&resolve->quotas, resolve->load->scratch);
    for (size_t i = 0; i < config->quota_count; i++) {
        const struct config_quota *quota = &config->quotas[i];
        uint64_t first;
        if (!nameset_add(&resolve->quotas, quota->name, i, &first)) {
            twice_report(resolve->load, &quota->place, &config->quotas[first].place, "quota",
                         quota->name);
        }
    }
}

static void
index_units(struct resolve *resolve)
{
    struct config *config = resolve->config;
    nameset_init(&resolve->units, resolve->load->scratch);
    for (size_t i = 0; i < config->unit_count; i++) {
        const struct config_unit *unit = &config->units[i];
        uint64_t first;
        if (unit->government != NULL && !str_is_none(unit->code) &&
            !nameset_add(&resolve->units, qualified(resolve, unit->government, unit->code), i,
                         &first)) {
            twice_report(resolve->load, &unit->place, &config->units[first].place, "unit",
                         unit->code);
        }
    }
}

static void
index_feeds(struct resolve *resolve)
{
    struct config *config = resolve->config;
    nameset_init(&resolve->feeds, resolve->load->scratch);
    for (size_t i = 0; i < config->feed_count; i++) {
        const struct config_feed *feed = &config->feeds[i];
        uint64_t first;
        if (feed->government != NULL && !str_is_none(feed->name) &&
            !nameset_add(&resolve->feeds, qualified(resolve, feed->government, feed->name), i,
                         &first)) {
            twice_report(resolve->load, &feed->place, &config->feeds[first].place, "feed",
                         feed->name);
        }
        for (size_t j = 0; j < config->platform_count; j++) {
            if (str_equal_c(feed->name, config->platforms[j].source->name)) {
                struct error *err = config_load_report(resolve->load, &feed->place,
                                                       "feed \"%s\" has the name of a platform",
                                                       config->platforms[j].source->name);
                error_hint(err, "Figures are told apart by it: choose another name.");
            }
        }
    }
}

/* What references mean. */

static void
government_resolve(struct resolve *resolve, const struct config_reference *reference)
{
    struct config *config = resolve->config;
    struct str code = reference->owner == OWNER_UNIT ? config->units[reference->at].government_code
                      : reference->owner == OWNER_LEADER
                          ? config->leaders[reference->at].government_code
                          : config->feeds[reference->at].government_code;
    uint64_t at;
    if (!nameset_find(&resolve->governments, code, &at)) {
        char shown[SETTING_SHOWN_MAX];
        struct setting_guess guess = SETTING_GUESS(code);
        for (size_t i = 0; is_shown(resolve) && i < config->government_count; i++)
            setting_guess(&guess, config->governments[i].code);
        struct error *err = config_load_report(resolve->load, &reference->place,
                                               "government \"%s\" is not described anywhere",
                                               setting_shown(code, shown));
        config_load_guess(err, &guess);
        error_hint(err, "Describe it under governments:, or correct its code.");
        return;
    }
    const struct config_government *government = &config->governments[at];
    switch (reference->owner) {
    case OWNER_UNIT:
    case OWNER_DELEGATES: /* never: the unit names it */
        config->units[reference->at].government = government;
        break;
    case OWNER_LEADER:
        config->leaders[reference->at].government = government;
        break;
    case OWNER_FEED:
        config->feeds[reference->at].government = government;
        break;
    }
}

/* The unit of that code in the government of whoever names it; false (told) when there is none. */
static bool
unit_resolve(struct resolve *resolve, const struct config_reference *reference, struct str code,
             uint64_t *ret_at)
{
    const struct config *config = resolve->config;
    const struct config_government *government = government_of(resolve, reference);
    if (government == NULL ||
        nameset_find(&resolve->units, qualified(resolve, government, code), ret_at))
        return government != NULL;
    struct setting_guess guess = SETTING_GUESS(code);
    for (size_t i = 0; is_shown(resolve) && i < config->unit_count; i++)
        if (config->units[i].government == government)
            setting_guess(&guess, config->units[i].code);
    struct error *err = config_load_report(resolve->load, &reference->place,
                                           "unit \"%s\" is not described in government \"%s\"",
                                           code.p, government->code.p);
    config_load_guess(err, &guess);
    error_hint(err, "Describe it under units:, or correct its code.");
    return false;
}

static void
source_report(struct resolve *resolve, const struct config_reference *reference, struct str name,
              bool is_feed)
{
    const struct source_info *const *infos = resolve->load->infos;
    struct setting_guess guess = SETTING_GUESS(name);
    bool is_other = false;
    struct error *err = config_load_report(resolve->load, &reference->place, "unknown %s \"%s\"",
                                           is_feed ? "kind of feed" : "platform", name.p);

    for (const struct source_info *const *info = infos; *info != NULL; info++) {
        is_other = is_other || str_equal_c(name, (*info)->name);
        if ((*info)->is_feed == is_feed)
            setting_guess(&guess, str_from((*info)->name));
    }
    if (is_other)
        error_hint(err, is_feed ? "It is a platform: its accounts belong to units or leaders."
                                : "It is a feed: it belongs under feeds:.");
    config_load_guess(err, &guess);
    config_load_known(err, infos, is_feed);
}

/* Of a platform or the kind of a feed. */
static const struct source_info *
source_resolve(struct resolve *resolve, const struct config_reference *reference, struct str name,
               bool is_feed)
{
    for (const struct source_info *const *info = resolve->load->infos; *info != NULL; info++)
        if ((*info)->is_feed == is_feed && str_equal_c(name, (*info)->name))
            return *info;
    source_report(resolve, reference, name, is_feed);
    return NULL;
}

static void
schedule_resolve(struct resolve *resolve, const struct config_reference *reference)
{
    struct config *config = resolve->config;
    bool is_feed = reference->owner == OWNER_FEED;
    struct str name = is_feed ? config->feeds[reference->at].schedule_name
                              : account_of(resolve, reference)->schedule_name;
    uint64_t at;
    if (nameset_find(&resolve->schedules, name, &at)) {
        const struct config_schedule *schedule = &config->schedules[at];
        if (is_feed)
            config->feeds[reference->at].schedule = schedule;
        else
            account_of(resolve, reference)->schedule = schedule;
        return;
    }
    struct setting_guess guess = SETTING_GUESS(name);
    for (size_t i = 0; is_shown(resolve) && i < config->schedule_count; i++)
        setting_guess(&guess, config->schedules[i].name);
    struct error *err = config_load_report(resolve->load, &reference->place,
                                           "schedule \"%s\" is not described anywhere", name.p);
    config_load_guess(err, &guess);
    error_hint(err, "Describe it under schedules:.");
}

/* The references are in the order of the files, so the first one is the first place. */
static void
credential_note(struct resolve *resolve, const struct config_reference *reference)
{
    struct config *config = resolve->config;
    struct str name = reference->owner == OWNER_FEED ? config->feeds[reference->at].credential
                                                     : account_of(resolve, reference)->credential;
    uint64_t first;
    if (nameset_add(&resolve->credentials, name, 0, &first)) {
        config->used_credentials =
            config_load_grow(config->arena, config->used_credentials, config->used_credential_count,
                             sizeof(*config->used_credentials));
        config->used_credentials[config->used_credential_count++] =
            (struct config_credential){ name, reference->place };
    }
}

static void
reference_resolve(struct resolve *resolve, const struct config_reference *reference)
{
    struct config *config = resolve->config;
    uint64_t at = NOWHERE;
    switch (reference->kind) {
    case REFERENCE_GOVERNMENT:
        break; /* before all others */
    case REFERENCE_PARENT:
        if (unit_resolve(resolve, reference, config->units[reference->at].parent, &at))
            resolve->parents[reference->at] = (uint32_t)at;
        break;
    case REFERENCE_PLATFORM: {
        struct config_account *account = account_of(resolve, reference);
        account->platform = source_resolve(resolve, reference, account->platform_name, false);
        break;
    }
    case REFERENCE_FEED_KIND:
        source_resolve(resolve, reference, config->feeds[reference->at].kind_name, true);
        break;
    case REFERENCE_SCHEDULE:
        schedule_resolve(resolve, reference);
        break;
    case REFERENCE_CREDENTIAL:
        credential_note(resolve, reference);
        break;
    case REFERENCE_ANSWERED_BY:
        (void)!unit_resolve(resolve, reference, account_of(resolve, reference)->answered_by, &at);
        break;
    case REFERENCE_FEED_UNIT: {
        const struct config_feed *feed = &config->feeds[reference->at];
        (void)!unit_resolve(resolve, reference, feed->units[reference->item].unit_code, &at);
        break;
    }
    }
}

/* Walks up from each unit; marks what is known to end, so that the whole takes linear time. */
static void
check_tree(struct resolve *resolve)
{
    struct config *config = resolve->config;
    uint32_t *walk =
        config_load_alloc(resolve->load->scratch, sizeof(*walk) * (config->unit_count + 1));
    for (uint32_t i = 0; i < config->unit_count; i++) {
        uint32_t at = i;
        while (at != NOWHERE && walk[at] == 0) {
            walk[at] = i + 1;
            at = resolve->parents[at];
        }
        if (at != NOWHERE && walk[at] == i + 1) {
            const struct config_unit *unit = &config->units[at];
            struct error *err = config_load_report(resolve->load, &unit->place,
                                                   "unit \"%s\" is above itself", unit->code.p);
            error_hint(err,
                       "Follow parent: from unit to unit, and leave out the one that is wrong.");
        }
    }
}

static int
compare_credentials(const void *a, const void *b)
{
    const struct config_credential *left = a;
    const struct config_credential *right = b;
    return str_compare(left->name, right->name);
}

void
config_resolve(struct config_load *load)
{
    struct config *config = load->config;
    struct resolve resolve = { .load = load, .config = config };
    resolve.parents =
        config_load_alloc(load->scratch, sizeof(*resolve.parents) * (config->unit_count + 1));
    memset(resolve.parents, 0xff, sizeof(*resolve.parents) * config->unit_count);
    nameset_init(&resolve.credentials, load->scratch);
    index_governments(&resolve);
    index_schedules(&resolve);
    index_quotas(&resolve);
    for (size_t i = 0; i < load->reference_count; i++)
        if (load->references[i].kind == REFERENCE_GOVERNMENT)
            government_resolve(&resolve, &load->references[i]);
    index_units(&resolve);
    index_feeds(&resolve);
    for (size_t i = 0; i < load->reference_count; i++)
        reference_resolve(&resolve, &load->references[i]);
    check_tree(&resolve);
    if (config->used_credential_count > 1) {
        qsort(config->used_credentials, config->used_credential_count,
              sizeof(*config->used_credentials), compare_credentials);
    }
}
