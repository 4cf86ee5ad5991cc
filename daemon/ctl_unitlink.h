/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What people write into a list where an account is meant: an address with all that a browser adds
 * to it, "@name", a name, "-". Pure.
 */

#ifndef DAEMON_CTL_UNITLINK_H
#define DAEMON_CTL_UNITLINK_H

#include "base/error.h"
#include "base/str.h"

enum unitlink_platform {
    UNITLINK_FACEBOOK,
    UNITLINK_INSTAGRAM,
    UNITLINK_X,
    UNITLINK_YOUTUBE,
    UNITLINK_TIKTOK,
    UNITLINK_THREADS,
    UNITLINK_WEB,
};
#define UNITLINK_PLATFORM_COUNT (UNITLINK_WEB + 1)

struct ctl_unitlink {
    enum unitlink_platform platform;
    struct str handle, id; /* STR_NONE: not told. Parts of the text */
};

/* "facebook": as the configuration calls it. */
const char *ctl_unitlink_name(enum unitlink_platform platform);
/* True for "", "-", "tidak ada" and the like. */
bool ctl_unitlink_is_none(struct str text);
/*
 * One account. platform is that of the column; the address says when it is another's. False and
 * *err when no account can be told from it.
 */
bool ctl_unitlink_read(struct str text, enum unitlink_platform platform,
                       struct ctl_unitlink *ret_link, struct error *err) MUST_CHECK;

#endif
