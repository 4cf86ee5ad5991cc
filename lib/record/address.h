/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Addresses of the platforms as they stand in texts: which platform's one is, and its parts. What
 * they mean is not known here (source/link.h).
 */

#ifndef RECORD_ADDRESS_H
#define RECORD_ADDRESS_H

#include "base/str.h"

enum address_site {
    ADDRESS_FACEBOOK,
    ADDRESS_INSTAGRAM,
    ADDRESS_X,
    ADDRESS_TWITTER,
    ADDRESS_YOUTUBE,
    ADDRESS_YOUTU_BE,
    ADDRESS_TIKTOK,
    ADDRESS_THREADS,
    ADDRESS_THREADS_COM,
    ADDRESS_LAPOR
};

struct address {
    enum address_site site;
    struct str path, query; /* without the slash and the question mark; a fragment is in neither */
    size_t end;             /* where it ends in the text */
};

/*
 * The address whose host, that of a platform or one below it, ends right before the slash. False
 * where it is another's, or one of mail.
 */
bool address_at(struct str text, size_t slash, struct address *ret_address) MUST_CHECK;

#endif
