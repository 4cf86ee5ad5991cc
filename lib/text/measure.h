/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What is counted and told of one text that a government's account wrote. Rules, not understanding:
 * each number is a proxy that says what a person should look at first.
 */

#ifndef TEXT_MEASURE_H
#define TEXT_MEASURE_H

#include "base/str.h"
#include "text/spelling.h"

/* Raised with any change of what comes out: stored texts are measured again. */
#define MEASURE_VERSION 1

enum { /* facts a reader needs */
       MEASURE_DATE = 1 << 0,
       MEASURE_TIME = 1 << 1,
       MEASURE_PLACE = 1 << 2,
       MEASURE_CONTACT = 1 << 3,
       MEASURE_LINK = 1 << 4,
};

enum { /* manners of a reply */
       MEASURE_GREETING = 1 << 0,
       MEASURE_THANKS = 1 << 1,
       MEASURE_APOLOGY = 1 << 2,
       MEASURE_HONORIFIC = 1 << 3,
       MEASURE_INSULT = 1 << 4,
       MEASURE_CAPITALS =
           1 << 5, /* three quarters of three or more words of three or more letters */
};

struct measure {
    int64_t words, sentences, letters;
    /* Words that were looked up, and of these those that nobody knows; -1: not looked at, for the
     * text is not Indonesian, all in capitals, or there is no dictionary. */
    int64_t looked_up, unknown;
    unsigned facts, manners;
    struct str language; /* as language_of() */
    /* Of the words and numbers, whatever the case, names, marks and addresses; the same for the
     * same text. -1 where there is no word. */
    int64_t copy_hash;
};

/* dictionary: NULL where there is none. */
void measure_text(struct str text, const struct spelling_dictionary *dictionary,
                  struct measure *ret_measure);

#endif
