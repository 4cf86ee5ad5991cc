/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The documented sample: every setting at its default or with an example, commented out. With the
 * "#" of the first column taken away it is a configuration that loads; a setting that has neither
 * default nor need stands behind a second "#".
 */

#include "config/config.h"

#include "base/parse.h"
#include "base/when.h"
#include "config/config_out.h"
#include "config/config_tables.h"

/* One setting; value: instead of the table's own, or NULL. */
static void
setting_put(struct config_out *out, const struct setting *setting, const char *value)
{
    const char *name = config_out_enter(out, setting->path);
    bool needed = (setting->flags & SETTING_REQUIRED) != 0;
    bool optional = setting->fallback == NULL && !needed && value == NULL;
    config_out_comment(out, setting->doc);
    const char *shown = value != NULL               ? value
                        : setting->fallback != NULL ? setting->fallback
                        : setting->sample != NULL   ? setting->sample
                                                    : "";
    config_out_begin(out);
    config_out_format(out, "%s%s: ", optional ? "#" : "", name);
    bool is_mapping = setting->type->parse_entry != NULL;
    if ((setting->type->size > 0 || is_mapping) && shown[0] != '\0')
        config_out_format(out, "%s", shown); /* numbers and words of ours stand without quotes */
    else
        config_out_text(out, str_from(shown));
    config_out_format(out, "%s\n", needed ? "  # required" : "");
    config_out_leave(out, setting->path);
}

static void
table_put(struct config_out *out, const struct setting *table)
{
    out->previous = NULL;
    for (const struct setting *setting = table; setting != NULL && setting->path != NULL; setting++)
        setting_put(out, setting, NULL);
}

/* The file's own settings, a blank line between their groups. */
static void
root_put(struct config_out *out)
{
    struct str before = STR_NONE;
    for (const struct setting *setting = config_root_settings; setting->path != NULL; setting++) {
        struct str path = str_from(setting->path);
        struct str group = str_sub(path, 0, str_find(path, STR("."), 0));
        if (!str_equal(group, before))
            config_out_format(out, "\n");
        setting_put(out, setting, NULL);
        before = group;
    }
}

static void
line_put(struct config_out *out, const char *line)
{
    config_out_begin(out);
    config_out_format(out, "%s\n", line);
}

/* A section's name, with what it is for above it. */
static void
section_put(struct config_out *out, const char *name, const char *doc)
{
    config_out_format(out, "\n");
    out->margin = "";
    out->indent = 0;
    config_out_comment(out, doc);
    out->margin = "#";
    config_out_format(out, "#%s:\n", name);
    out->indent = 2;
}

static const char *
doc_of(const char *path)
{
    const struct config_section *section = config_sections;
    while (!str_equal_c(str_from(path), section->path))
        section++;
    return section->doc;
}

static void
platforms_put(struct config_out *out, const struct source_info *const *infos)
{
    section_put(out, "platforms", doc_of("platforms.NAME"));
    for (; *infos != NULL; infos++) {
        if ((*infos)->is_feed)
            continue;
        config_out_comment(out, (*infos)->doc);
        config_out_begin(out);
        config_out_format(out, "%s:\n", (*infos)->name);
        out->indent += 2;
        if (!(*infos)->has_sites)
            setting_put(out, config_platform_settings, (*infos)->default_base_url);
        table_put(out, (*infos)->settings);
        out->indent -= 2;
    }
}

static bool
is_listed_before(const struct source_info *const *infos, const struct source_info *info,
                 const char *stream)
{
    for (; *infos != info; infos++) {
        for (size_t i = 0; i < (*infos)->stream_count; i++)
            if (str_equal_c(str_from(stream), (*infos)->streams[i].name))
                return true;
    }
    return false;
}

/* The streams of all adapters at the first one's pace. */
static void
schedules_put(struct config_out *out, const struct source_info *const *infos)
{
    section_put(out, "schedules", doc_of("schedules.NAME"));
    line_put(out, "normal:");
    out->indent += 2;
    for (const struct source_info *const *info = infos; *info != NULL; info++) {
        for (size_t i = 0; i < (*info)->stream_count; i++) {
            const struct source_stream_info *stream = &(*info)->streams[i];
            char text[PARSE_FORMAT_MAX];
            if (!stream->internal && !is_listed_before(infos, *info, stream->name)) {
                config_out_begin(out);
                config_out_format(
                    out, "%s: %s\n", stream->name,
                    stream->has_targets
                        ? "adaptive"
                        : parse_format_duration(stream->interval_s * WHEN_SECOND, text));
            }
        }
    }
}

static void
accounts_put(struct config_out *out, const char *path, const struct setting *table, const char *id)
{
    config_out_comment(out, doc_of(path));
    line_put(out, table == config_delegate_settings ? "delegates:" : "accounts:");
    out->indent += 2;
    line_put(out, "-");
    out->indent += 2;
    out->previous = NULL;
    for (const struct setting *setting = table; setting->path != NULL; setting++)
        setting_put(out, setting, setting->type == &setting_id ? id : NULL);
    bool answers = table == config_delegate_settings;
    config_out_comment(out, answers
                                ? "Handles it had before, so that old answers are recognised."
                                : "Handles it had before, so that old mentions are recognised.");
    line_put(out, answers ? "#former_handles: [ humas.kota ]" : "#former_handles: [ dbmsda_lama ]");
    out->indent -= 4;
}

/* What a feed of that kind would have: its name for its own, and the address it is known under. */
static const char *
feed_value(const struct source_info *info, const struct setting *setting)
{
    if (setting->type == &setting_url)
        return info->default_base_url != NULL ? info->default_base_url : setting->sample;
    bool is_name = setting->type == &setting_name && (setting->flags & SETTING_REQUIRED) != 0;
    return is_name ? info->name : NULL;
}

static void
feed_put(struct config_out *out, const struct source_info *info)
{
    config_out_comment(out, info->doc);
    line_put(out, "-");
    out->indent += 2;
    out->previous = NULL;
    for (const struct setting *setting = config_feed_settings; setting->path != NULL; setting++)
        setting_put(out, setting, feed_value(info, setting));
    table_put(out, info->settings);
    config_out_comment(out, "The feed's institution ids or names, and which unit each is.");
    line_put(out, "units: { \"14637\": dbmsda }");
    out->indent -= 2;
}

static void
feeds_put(struct config_out *out, const struct source_info *const *infos)
{
    section_put(out, "feeds", doc_of("feeds[]"));
    for (; *infos != NULL; infos++)
        if ((*infos)->is_feed)
            feed_put(out, *infos);
}

/* A section that is a list or has names of its own: what one of them looks like. */
static void
example_put(struct config_out *out, const char *name, const char *path, const char *first,
            const struct setting *table)
{
    section_put(out, name, doc_of(path));
    line_put(out, first);
    out->indent += 2;
    table_put(out, table);
}

static void
head_put(struct config_out *out)
{
    config_out_format(out, "# SPDX-FileCopyrightText: The Pantau authors\n"
                           "# SPDX-License-Identifier: Apache-2.0\n#\n");
    config_out_comment(out,
                       "Pantau's configuration, /etc/pantau/pantau.yaml: every setting with its "
                       "default, commented out. To set one, take away the \"#\" in the first "
                       "column of its line and of the names it stands under. pantau.yaml(5) "
                       "says more; `pantaud check-config` says what is wrong. Secrets stand in "
                       "files of their own (credentials), never here.");
    config_out_format(out, "\n");
    config_out_comment(out,
                       "More files, such as one per unit. Patterns are relative to this file.");
    config_out_format(out, "#include: [ \"units.d/*.yaml\" ]\n");
    out->margin = "#";
}

bool
config_print_documented(const struct source_info *const *infos, struct buf *out)
{
    struct config_out to = { .buf = out, .fits = true, .margin = "" };

    head_put(&to);
    root_put(&to);
    platforms_put(&to, infos);
    example_put(&to, "quotas", "quotas.NAME", "youtube-key-1:", config_quota_settings);
    schedules_put(&to, infos);
    example_put(&to, "governments", "governments[]", "-", config_government_settings);
    example_put(&to, "units", "units[]", "-", config_unit_settings);
    accounts_put(&to, "units[].accounts[]", config_account_settings, "100064000000001");
    accounts_put(&to, "units[].delegates[]", config_delegate_settings, "100064000000003");
    example_put(&to, "leaders", "leaders[]", "-", config_leader_settings);
    accounts_put(&to, "leaders[].accounts[]", config_leader_account_settings, "100064000000002");
    feeds_put(&to, infos);
    return to.fits;
}
