/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The language of a text as far as it can be told: Indonesian (Malay is not told from it), English,
 * Javanese, Sundanese. Names, tags, addresses and numbers have none. How often it is right on short
 * texts is measured (lib/README.md, D18).
 */

#ifndef TEXT_LANGUAGE_H
#define TEXT_LANGUAGE_H

#include "base/str.h"

/* "id", "en", "jv" or "su" (ISO 639-1); STR_NONE: another one, or it cannot be told. */
struct str language_of(struct str text);
/* That of the text; where it cannot be told, of its title. */
struct str language_of_titled(struct str title, struct str text);

#endif
