/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Addresses of the platforms as they stand in texts: whose one is, and its parts. Which platforms
 * there are is an argument, for they are known above; what an address means is not known here
 * (source/link.h).
 */

#ifndef RECORD_ADDRESS_H
#define RECORD_ADDRESS_H

#include "base/str.h"

/* Hosts whose addresses are alike, and where in these an id stands. */
struct address_site {
    const char *const *hosts; /* "x.com": it, and what is below it; ended by NULL */
    const char *const *ids;   /* parameters whose value is an id; ended by NULL */
    bool begins_with_id;      /* the first part of a path is one; elsewhere it is somebody's name */
};

struct address {
    struct str host;
    struct str path, query; /* without the slash and the question mark; a fragment is in neither */
    size_t end;             /* where it ends in the text */
};

/* Whose host that is; NULL: no platform's. */
typedef const struct address_site *(*address_site_fn)(struct str host);

/* Is it one of these hosts, or below one? */
bool address_is_below(struct str host, const char *const *hosts);
/* May such a character stand in an address? */
bool address_holds(char c);
/* What stands right before the slash as a host does, with a port or without; empty where it is one
 * of mail. A view of the text. */
struct str address_host(struct str text, size_t slash);
/* How many bytes "http:" or "https:" has right before the slash; 0: there is none. */
size_t address_scheme(struct str text, size_t slash);
/* Whose address has the host that ends right before the slash; NULL: no platform's. */
const struct address_site *address_site(struct str text, size_t slash, address_site_fn find);
/* The address whose host ends right before the slash, and which goes to the end of the text: the
 * caller has found that (address_holds()). */
struct address address_at(struct str text, size_t slash);

#endif
