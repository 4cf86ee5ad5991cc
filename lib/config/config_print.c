/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Writes a configuration as YAML, from the tables by which it is read: what is written here is read
 * back to the same values.
 */

#include "config/config.h"

#include "config/config_out.h"
#include "config/config_tables.h"

static void
section_begin(struct config_out *out, const char *name, size_t count)
{
    if (count > 0)
        config_out_format(out, "\n%s:\n", name);
}

/* Opens an item of a list; item_end() closes it. */
static void
item_begin(struct config_out *out)
{
    out->item = true;
}

static void
item_end(struct config_out *out)
{
    out->indent -= 2;
}

static void
entries_put(struct config_out *out, const struct config_schedule *schedule)
{
    config_out_format(out, "{ ");
    config_out_schedule(out, schedule);
    config_out_format(out, "%s}\n", schedule->entry_count > 0 ? " " : "");
}

static void
named_put(struct config_out *out, struct str name)
{
    config_out_begin(out);
    config_out_text(out, name);
    config_out_format(out, ":");
}

static void
platforms_put(struct config_out *out, const struct config *config)
{
    section_begin(out, "platforms", config->platform_count);
    out->indent = 2;
    for (size_t i = 0; i < config->platform_count; i++) {
        const struct config_platform *platform = &config->platforms[i];
        named_put(out, str_from(platform->source->name));
        config_out_format(out, "\n");
        out->indent = 4;
        config_out_table(out, config_platform_settings, platform);
        config_out_table(out, platform->source->settings, platform->settings);
        out->indent = 2;
    }
}

static void
names_put(struct config_out *out, const struct config *config)
{
    section_begin(out, "quotas", config->quota_count);
    out->indent = 2;
    for (size_t i = 0; i < config->quota_count; i++) {
        named_put(out, config->quotas[i].name);
        config_out_format(out, "\n");
        out->indent = 4;
        config_out_table(out, config_quota_settings, &config->quotas[i]);
        out->indent = 2;
    }
    section_begin(out, "schedules", config->schedule_count);
    for (size_t i = 0; i < config->schedule_count; i++) {
        named_put(out, config->schedules[i].name);
        config_out_format(out, " ");
        entries_put(out, &config->schedules[i]);
    }
}

static void
former_handles_put(struct config_out *out, const struct config_account *account)
{
    if (account->former_handle_count == 0)
        return;
    config_out_begin(out);
    for (size_t i = 0; i < account->former_handle_count; i++) {
        config_out_format(out, i == 0 ? "former_handles: [ " : ", ");
        config_out_text(out, account->former_handles[i]);
    }
    config_out_format(out, " ]\n");
}

static void
accounts_put(struct config_out *out, const struct setting *settings,
             const struct config_account *accounts, size_t count)
{
    if (count > 0) {
        config_out_begin(out);
        config_out_format(out,
                          settings == config_delegate_settings ? "delegates:\n" : "accounts:\n");
    }
    out->indent += 2;
    for (size_t i = 0; i < count; i++) {
        item_begin(out);
        config_out_table(out, settings, &accounts[i]);
        former_handles_put(out, &accounts[i]);
        item_end(out);
    }
    out->indent -= 2;
}

static void
units_put(struct config_out *out, const struct config *config)
{
    section_begin(out, "governments", config->government_count);
    for (size_t i = 0; i < config->government_count; i++) {
        item_begin(out);
        config_out_table(out, config_government_settings, &config->governments[i]);
        item_end(out);
    }
    section_begin(out, "units", config->unit_count);
    for (size_t i = 0; i < config->unit_count; i++) {
        item_begin(out);
        const struct config_unit *unit = &config->units[i];
        config_out_table(out, config_unit_settings, unit);
        accounts_put(out, config_leader_account_settings, unit->accounts, unit->account_count);
        accounts_put(out, config_delegate_settings, unit->delegates, unit->delegate_count);
        item_end(out);
    }
    section_begin(out, "leaders", config->leader_count);
    for (size_t i = 0; i < config->leader_count; i++) {
        item_begin(out);
        config_out_table(out, config_leader_settings, &config->leaders[i]);
        accounts_put(out, config_leader_account_settings, config->leaders[i].accounts,
                     config->leaders[i].account_count);
        item_end(out);
    }
}

static void
feeds_put(struct config_out *out, const struct config *config)
{
    section_begin(out, "feeds", config->feed_count);
    for (size_t i = 0; i < config->feed_count; i++) {
        const struct config_feed *feed = &config->feeds[i];
        item_begin(out);
        config_out_table(out, config_feed_settings, feed);
        config_out_table(out, feed->kind->settings, feed->settings);
        if (feed->schedule != NULL && str_is_none(feed->schedule_name)) {
            config_out_begin(out);
            config_out_format(out, "schedule: ");
            entries_put(out, feed->schedule);
        }
        for (size_t j = 0; j < feed->unit_count; j++) {
            if (j == 0) {
                config_out_begin(out);
                config_out_format(out, "units:\n");
            }
            out->indent += 2;
            named_put(out, feed->units[j].ref);
            config_out_format(out, " ");
            config_out_text(out, feed->units[j].unit_code);
            config_out_format(out, "\n");
            out->indent -= 2;
        }
        item_end(out);
    }
}

bool
config_print(const struct config *config, struct buf *out)
{
    struct config_out to = { .buf = out, .fits = true, .margin = "" };
    config_out_table(&to, config_root_settings, config);
    platforms_put(&to, config);
    names_put(&to, config);
    to.indent = 2;
    units_put(&to, config);
    feeds_put(&to, config);
    return to.fits;
}
