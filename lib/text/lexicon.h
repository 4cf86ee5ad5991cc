/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Words and groups of up to three words that tell something of a text: courtesy, a date, a place.
 * Indonesian, and what of Javanese, Sundanese and English stands in replies of local governments.
 * Also the words that are no misspellings although no dictionary has them.
 */

#ifndef TEXT_LEXICON_H
#define TEXT_LEXICON_H

#include "base/str.h"

enum {
    /* Courtesy */
    LEXICON_GREETING = 1 << 0,
    LEXICON_THANKS = 1 << 1,
    LEXICON_APOLOGY = 1 << 2,
    LEXICON_HONORIFIC = 1 << 3,
    LEXICON_INSULT = 1 << 4,
    /* Facts, alone */
    LEXICON_DATE = 1 << 5,
    LEXICON_PLACE = 1 << 6,
    /* Facts, beside a number or a name: measure.c says which */
    LEXICON_MONTH = 1 << 7,
    LEXICON_CLOCK = 1 << 8, /* before a number: "pukul 9" */
    LEXICON_ZONE = 1 << 9,  /* behind one: "9 WIB" */
    LEXICON_AT = 1 << 10,   /* "jalan Merdeka", "RT 5" */
    LEXICON_CALL = 1 << 11, /* "hubungi 112" */
};
#define LEXICON_WORDS_MAX 3

/* Any of the above for these words, in small letters, single blanks between; 0: none. */
unsigned lexicon_find(struct str words);
/* An abbreviation, a loan, a local word. */
bool lexicon_excepts(struct str word);

#endif
