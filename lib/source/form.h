/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Forms of addresses: words of a path, and where among them, or in which parameter, stands what is
 * looked for. Adapters keep theirs in tables.
 *
 * A form is parts between slashes, as a path may begin: "*" is any part, "#" the one that is looked
 * for; any other part is a word, or words of which one stands there ("posts,videos"), in capitals
 * or not. Behind "?" is the parameter that is looked for, where there is no "#".
 */

#ifndef SOURCE_FORM_H
#define SOURCE_FORM_H

#include "base/str.h"

/* Does the path begin like that? Then *ret_value is what is looked for, absent where the form looks
 * for nothing or the parameter is not there; else it stays. */
bool form_fits(const char *form, struct str path, struct str query, struct str *ret_value);

#endif
