/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* What the files of the command discover share. Nobody else includes it. */

#ifndef DAEMON_CTL_DISCOVER_H
#define DAEMON_CTL_DISCOVER_H

#include "ctl_net.h"
#include "source/discovery.h"

struct discover {
    struct ctl *ctl;
    struct ctl_net net;
    const char *name; /* of the credential */
    struct secret_store *store;
    const struct secret *secret;
    const struct source *source;
    const struct config_platform *platform;
    const struct discovery *discovery;
    struct str government; /* of the units that are printed */
    struct arena *arena;
    struct discovery_result result;
    struct error err; /* of the last request */
    size_t failures;  /* tokens that did not come or could not be kept, lists that were cut */
};

/* The credential that an account is polled with, as far as there is one; in the arena. */
struct str ctl_discover_credential(const struct discover *discover, const struct discovered *found);
/* The unit, or the position of the leader, that has it in the configuration; STR_NONE: nobody. */
struct str ctl_discover_owner(const struct discover *discover, const struct discovered *found);
/* The same with what the configuration says of the account; NULL: nothing. */
const struct config_account *ctl_discover_listing(const struct discover *discover,
                                                  const struct discovered *found,
                                                  struct str *ret_owner);
/* Nothing that its owner publishes can be missed for want of a task. */
bool ctl_discover_is_ready(const struct discover *discover, const struct discovered *found);

/* ctl_discover_show.c: on standard output. */
void ctl_discover_show_yaml(const struct discover *discover);
void ctl_discover_show_json(const struct discover *discover);

#endif
