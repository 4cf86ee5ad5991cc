/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * One loaded configuration with its credentials: what a reload replaces as a whole. Nothing is
 * changed while it is loaded; what is wrong is told, all of it.
 */

#ifndef DAEMON_GENERATION_H
#define DAEMON_GENERATION_H

#include <limits.h>

#include "conffile.h"
#include "fetch.h"
#include "pgconn.h"
#include "pseudonym.h"
#include "secret.h"

struct generation {
    struct conffile file;
    struct secret_store *secrets;
    struct pseudonym pseudonym;
    int64_t loaded_us; /* monotonic: its files were read afterwards; of the daemon that reloads */
};

/* NULL when files or credentials are wrong: errors has every problem. credentials_directory:
 * systemd's, or NULL. */
struct generation *generation_load(const char *config_path, const char *credentials_directory,
                                   struct config_errors *errors) MUST_CHECK;
/*
 * The same without credentials but the proxy's login: for a tool that only asks platforms, or
 * brings a credential into being.
 */
struct generation *generation_load_network(const char *config_path,
                                           const char *credentials_directory,
                                           struct config_errors *errors) MUST_CHECK;
/* Tells what is allowed and surely not meant, with its place; err lives as long as the call. */
typedef void (*generation_warn_fn)(void *ctx, const struct error *err);
void generation_warn(const struct generation *generation, generation_warn_fn warn, void *ctx);
/* Where renewed tokens are kept; NULL: there is no state directory. Returns path. */
const char *generation_renewed(const struct config *config, char path[PATH_MAX]);
/* Wipes secrets. */
void generation_free(struct generation *generation);
DEFINE_FREEP(generation);
/* name: shown in pg_stat_activity; not copied. */
struct pgconn_settings generation_connection(const struct generation *generation, const char *name);
struct fetch_settings generation_fetch_settings(const struct generation *generation);

#endif
