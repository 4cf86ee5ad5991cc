/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "text/spelling.h"

#include <string.h>

#include "base/ascii.h"
#include "text/lexicon.h"
#include "text/piece.h"

#define WORD_MAX 40
#define WORD_MIN 3 /* shorter ones are mostly abbreviations */

static bool
knows(const struct spelling_dictionary *dictionary, const char *word)
{
    return lexicon_excepts(str_from(word)) || dictionary->knows(dictionary->ctx, word);
}

/* The dictionary has not every word with its prefix of the passive and the article behind it. */
static bool
knows_stem(const struct spelling_dictionary *dictionary, const char *word)
{
    char stem[WORD_MAX + 1];
    size_t n = strlen(word);

    if (knows(dictionary, word) || (strncmp(word, "di", 2) == 0 && knows(dictionary, word + 2)))
        return true;
    if (n <= 3 || strcmp(word + n - 3, "nya") != 0)
        return false;
    memcpy(stem, word, n);
    stem[n - 3] = '\0';
    return knows(dictionary, stem);
}

/* As a whole, or each part of "warga-warga". */
static bool
is_known(const struct spelling_dictionary *dictionary, const char *word)
{
    char part[WORD_MAX + 1];
    struct str rest = str_from(word);
    struct str piece;

    if (knows_stem(dictionary, word))
        return true;
    if (strchr(word, '-') == NULL)
        return false;
    while (str_split(&rest, '-', &piece)) {
        memcpy(part, piece.p, piece.n);
        part[piece.n] = '\0';
        if (!knows_stem(dictionary, part))
            return false;
    }
    return true;
}

/* In small letters; false: not to be looked up. Names begin with a capital, but so do sentences. */
static bool
take_word(struct str word, bool is_first, char *ret_word)
{
    size_t n = word.n;

    if (n < WORD_MIN || n > WORD_MAX)
        return false;
    for (size_t i = 0; i < n; i++) {
        bool is_small = ascii_lower(word.p[i]) == word.p[i];
        if (!ascii_is_letter(word.p[i]) && word.p[i] != '-')
            return false;
        if (!is_small && (i > 0 || !is_first))
            return false;
        ret_word[i] = ascii_lower(word.p[i]);
    }
    ret_word[n] = '\0';
    return true;
}

void
spelling_count(struct str text, const struct spelling_dictionary *dictionary,
               int64_t *ret_looked_up, int64_t *ret_unknown)
{
    char word[WORD_MAX + 1];
    struct piece piece;
    bool is_first = true; /* of its sentence */

    *ret_looked_up = *ret_unknown = 0;
    for (size_t at = 0; piece_next(text, &at, &piece);) {
        if (piece.kind == PIECE_WORD && take_word(piece.text, is_first, word)) {
            (*ret_looked_up)++;
            *ret_unknown += !is_known(dictionary, word);
        }
        is_first = piece.kind == PIECE_STOP || (is_first && piece.kind == PIECE_MARK);
    }
}
