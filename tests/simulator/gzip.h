/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* Packing of bodies. */

#ifndef SIMULATOR_GZIP_H
#define SIMULATOR_GZIP_H

#include "mem.h"

#include <stdbool.h>

bool gzip_pack(const struct blob *plain, struct blob *ret_packed);

#endif
