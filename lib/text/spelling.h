/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Which words of an Indonesian text nobody knows: neither the dictionary nor the exceptions
 * (lexicon.h). Names, abbreviations and words with digits are not looked up.
 */

#ifndef TEXT_SPELLING_H
#define TEXT_SPELLING_H

#include "base/str.h"

/* The dictionary, which is read from files and so belongs to the shell. */
struct spelling_dictionary {
    bool (*knows)(void *ctx, const char *word); /* in small letters, ASCII */
    void *ctx;
};

void spelling_count(struct str text, const struct spelling_dictionary *dictionary,
                    int64_t *ret_looked_up, int64_t *ret_unknown);

#endif
