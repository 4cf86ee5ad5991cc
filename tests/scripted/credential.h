/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Credentials for tests that want a store of them and not its faults.
 */

#ifndef SCRIPTED_CREDENTIAL_H
#define SCRIPTED_CREDENTIAL_H

#include "secret.h"

/* A config_report's function that appends to ctx, a struct config_errors, with place. */
void credential_keep_error(void *ctx, const struct config_place *place, const struct error *err);
/*
 * The store of one credential whose file holds text; the file is gone again. Not a byte of text is
 * copied on the way.
 */
struct secret_store *credential_store(const char *name, const char *text);

#endif
