/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The tables of settings, one for each kind of mapping in the file. Reading, printing, the
 * documented sample, the manual and the differences of a reload are made from these.
 */

#ifndef CONFIG_CONFIG_TABLES_H
#define CONFIG_CONFIG_TABLES_H

#include "config/config_data.h"

extern const struct setting config_root_settings[];       /* struct config */
extern const struct setting config_platform_settings[];   /* struct config_platform */
extern const struct setting config_quota_settings[];      /* struct config_quota */
extern const struct setting config_government_settings[]; /* struct config_government */
extern const struct setting config_unit_settings[];       /* struct config_unit */
extern const struct setting config_leader_settings[];     /* struct config_leader */
extern const struct setting config_feed_settings[];       /* struct config_feed */
/* struct config_account: of leaders, and from the second on of units (no answered_by). */
extern const struct setting config_leader_account_settings[];
#define config_account_settings (&config_leader_account_settings[1])
extern const struct setting config_delegate_settings[]; /* struct config_account */

/* Every table of the configuration with the place it describes: what the manual is made from. */
struct config_section {
    const char *path; /* "" for the file itself, else "units[].accounts[]" */
    const char *doc;
    const struct setting *settings; /* NULL: names that the operator chooses */
};
extern const struct config_section config_sections[]; /* ended by path NULL */

#endif
