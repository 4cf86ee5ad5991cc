/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The Indonesian dictionary of hunspell, read once from the files that hunspell-id brings.
 */

#ifndef DAEMON_SPELLER_H
#define DAEMON_SPELLER_H

#include "text/spelling.h"

struct speller;

/* NULL where the files are not there: then no word is looked up. */
struct speller *speller_new(void);
void speller_free(struct speller *speller);
/* For measure_text(); NULL for NULL. Lives as long as the speller. */
const struct spelling_dictionary *speller_dictionary(const struct speller *speller);

#endif
