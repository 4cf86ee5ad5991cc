/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Reads governments, units and leaders with their accounts.
 */

#include <string.h>

#include "config/config_block.h"
#include "config/config_read.h"
#include "config/config_tables.h"

/* Which settings are names of something, to be found when all is read. */
struct noted {
    const char *path;
    enum config_reference_kind kind;
};

static const struct noted *
noted_find(const struct noted *table, const struct setting *setting)
{
    while (table->path != NULL && strcmp(table->path, setting->path) != 0)
        table++;
    return table->path != NULL ? table : NULL;
}

/* Accounts. */

static void
handles_read(struct config_load *load, void *target, const struct yamlfile_node *node)
{
    static const struct setting handle = { .path = "former_handles", .type = &setting_handle };
    (void)node;
    struct config_account *account = target;
    struct yamlfile_node item;
    for (;;) {
        config_load_next(load, &item);
        if (item.event == YAMLFILE_CLOSE || item.event == YAMLFILE_EOF)
            return;
        if (item.event == YAMLFILE_PROBLEM)
            continue;
        struct error err = ERROR_INIT;
        struct str text = STR_NONE;
        if (item.event != YAMLFILE_SCALAR) {
            setting_refuse(&err, STR("…"), "is not a handle");
            error_hint(&err, "Write one name as each item: [ dinkes, dinkes.kota ].");
            error_wrap(&err, "former_handles: ");
        }
        if (item.event != YAMLFILE_SCALAR ||
            !setting_set(&handle, item.value, &text, load->config->arena, &err)) {
            struct config_place place = config_load_place(load, item.line, item.column);
            config_load_report_error(load, &place, &err);
            config_load_skip(load, &item);
            continue;
        }
        account->former_handles =
            config_load_grow(load->config->arena, account->former_handles,
                             account->former_handle_count, sizeof(*account->former_handles));
        account->former_handles[account->former_handle_count++] = text;
    }
}

static void
account_noted(struct config_load *load, void *target, const struct setting *setting,
              const struct yamlfile_node *node)
{
    static const struct noted table[] = {
        { "answered_by", REFERENCE_ANSWERED_BY },
        { "platform", REFERENCE_PLATFORM },
        { "credential", REFERENCE_CREDENTIAL },
        { "schedule", REFERENCE_SCHEDULE },
        { .path = NULL },
    };
    (void)target;
    const struct noted *noted = noted_find(table, setting);
    if (noted != NULL)
        config_load_note(load, noted->kind, load->account_owner, load->account_count - 1, node);
}

static const struct config_member account_members[] = {
    { "former_handles", YAMLFILE_SEQUENCE, false, handles_read },
    { .key = NULL },
};

static const struct config_block account_block = {
    .what = "an account",
    .settings = config_account_settings,
    .members = account_members,
    .noted = account_noted,
};

static const struct config_block leader_account_block = {
    .what = "a leader's account",
    .settings = config_leader_account_settings,
    .members = account_members,
    .noted = account_noted,
};

static const struct config_block delegate_block = {
    .what = "a delegate",
    .settings = config_delegate_settings,
    .members = account_members,
    .noted = account_noted,
};

/*
 * Most of a large file is accounts: they are gathered in an array that serves one owner after the
 * other, and kept in one of just their number.
 */
static void
accounts_read(struct config_load *load, const struct config_block *block,
              struct config_account **ret_accounts, size_t *ret_count)
{
    struct yamlfile_node node;
    load->account_count = 0;
    while (config_load_item(load, block->what, &node)) {
        if (load->account_count == load->account_size) {
            load->accounts = config_load_grow(load->scratch, load->accounts, load->account_count,
                                              sizeof(*load->accounts));
            load->account_size = load->account_count > 0 ? load->account_count * 2 : 1;
        }
        struct config_account *account = &load->accounts[load->account_count++];
        *account = (struct config_account){ .enabled = false };
        config_block_defaults(load, config_leader_account_settings, account);
        account->is_leader = load->account_owner == OWNER_LEADER;
        account->place = config_load_place(load, node.line, node.column);
        config_block_read(load, block, account, &account->place);
    }
    if (load->account_count == 0)
        return;
    size_t size = load->account_count * sizeof(**ret_accounts);
    *ret_accounts = config_load_alloc(load->config->arena, size);
    memcpy(*ret_accounts, load->accounts, size);
    *ret_count = load->account_count;
}

static void
unit_accounts_read(struct config_load *load, void *target, const struct yamlfile_node *node)
{
    (void)node;
    struct config_unit *unit = target;
    load->account_owner = OWNER_UNIT;
    accounts_read(load, &account_block, &unit->accounts, &unit->account_count);
}

static void
unit_delegates_read(struct config_load *load, void *target, const struct yamlfile_node *node)
{
    (void)node;
    struct config_unit *unit = target;
    load->account_owner = OWNER_DELEGATES;
    accounts_read(load, &delegate_block, &unit->delegates, &unit->delegate_count);
}

static void
leader_accounts_read(struct config_load *load, void *target, const struct yamlfile_node *node)
{
    (void)node;
    struct config_leader *leader = target;
    load->account_owner = OWNER_LEADER;
    accounts_read(load, &leader_account_block, &leader->accounts, &leader->account_count);
}

/* Governments. */

static const struct config_block government_block = {
    .what = "a government",
    .settings = config_government_settings,
};

void
config_units_governments(struct config_load *load, void *target, const struct yamlfile_node *node)
{
    (void)target;
    (void)node;
    struct config *config = load->config;
    struct yamlfile_node item;
    while (config_load_item(load, government_block.what, &item)) {
        config->governments =
            config_load_grow(config->arena, config->governments, config->government_count,
                             sizeof(*config->governments));
        struct config_government *government = &config->governments[config->government_count++];
        config_block_defaults(load, government_block.settings, government);
        government->place = config_load_place(load, item.line, item.column);
        config_block_read(load, &government_block, government, &government->place);
    }
}

/* Units. */

static void
unit_noted(struct config_load *load, void *target, const struct setting *setting,
           const struct yamlfile_node *node)
{
    static const struct noted table[] = {
        { "government", REFERENCE_GOVERNMENT },
        { "parent", REFERENCE_PARENT },
        { .path = NULL },
    };
    (void)target;
    const struct noted *noted = noted_find(table, setting);
    if (noted != NULL)
        config_load_note(load, noted->kind, OWNER_UNIT, 0, node);
}

static const struct config_member unit_members[] = {
    { "accounts", YAMLFILE_SEQUENCE, false, unit_accounts_read },
    { "delegates", YAMLFILE_SEQUENCE, false, unit_delegates_read },
    { .key = NULL },
};

static const struct config_block unit_block = {
    .what = "a unit",
    .settings = config_unit_settings,
    .members = unit_members,
    .noted = unit_noted,
};

void
config_units_units(struct config_load *load, void *target, const struct yamlfile_node *node)
{
    (void)target;
    (void)node;
    struct config *config = load->config;
    struct yamlfile_node item;
    while (config_load_item(load, unit_block.what, &item)) {
        config->units = config_load_grow(config->arena, config->units, config->unit_count,
                                         sizeof(*config->units));
        struct config_unit *unit = &config->units[config->unit_count++];
        config_block_defaults(load, unit_block.settings, unit);
        unit->place = config_load_place(load, item.line, item.column);
        config_block_read(load, &unit_block, unit, &unit->place);
    }
}

/* Leaders. */

static void
leader_noted(struct config_load *load, void *target, const struct setting *setting,
             const struct yamlfile_node *node)
{
    (void)target;
    if (strcmp(setting->path, "government") == 0)
        config_load_note(load, REFERENCE_GOVERNMENT, OWNER_LEADER, 0, node);
}

static const struct config_member leader_members[] = {
    { "accounts", YAMLFILE_SEQUENCE, false, leader_accounts_read },
    { .key = NULL },
};

static const struct config_block leader_block = {
    .what = "a leader",
    .settings = config_leader_settings,
    .members = leader_members,
    .noted = leader_noted,
};

void
config_units_leaders(struct config_load *load, void *target, const struct yamlfile_node *node)
{
    (void)target;
    (void)node;
    struct config *config = load->config;
    struct yamlfile_node item;
    while (config_load_item(load, leader_block.what, &item)) {
        config->leaders = config_load_grow(config->arena, config->leaders, config->leader_count,
                                           sizeof(*config->leaders));
        struct config_leader *leader = &config->leaders[config->leader_count++];
        config_block_defaults(load, leader_block.settings, leader);
        leader->place = config_load_place(load, item.line, item.column);
        config_block_read(load, &leader_block, leader, &leader->place);
    }
}
