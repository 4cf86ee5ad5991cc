/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A ZIP archive that lies in memory: entries are found by name and read piece by piece. How many
 * there may be, how large one may become and how far it may expand is bounded.
 */

#ifndef DAEMON_CTL_ZIP_H
#define DAEMON_CTL_ZIP_H

#include "base/error.h"
#include "base/str.h"

#define CTL_ZIP_ENTRIES_MAX 10000
#define CTL_ZIP_BYTES_MAX   (INT64_C(512) << 20) /* of an entry, and of all that is read */
/* Beyond some MiB nothing that a person made expands so far. */
#define CTL_ZIP_RATIO_MAX  200
#define CTL_ZIP_RATIO_FROM (INT64_C(16) << 20)

struct ctl_zip;

/* NULL and *err when it is no archive, or a broken one. bytes must outlive it. */
struct ctl_zip *ctl_zip_open(struct str bytes, struct error *err);
void ctl_zip_free(struct ctl_zip *zip);
DEFINE_FREEP(ctl_zip);
/* Names are compared without case. */
bool ctl_zip_has(const struct ctl_zip *zip, const char *name);
/* Is given the entry's bytes in order; last with the last of them, which may be none. */
typedef bool (*ctl_zip_take_fn)(void *to, struct str bytes, bool last, struct error *err);
/* False with *err when there is no such entry, it is broken, passes a bound, or take said no. */
bool ctl_zip_read(struct ctl_zip *zip, const char *name, ctl_zip_take_fn take, void *to,
                  struct error *err) MUST_CHECK;

#endif
