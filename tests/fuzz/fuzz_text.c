/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * text/ over any bytes: pieces follow one another, leave out nothing but blanks, and are as many as
 * bytes at most; what is counted fits together; the same text gives the same.
 */

#include "fuzz.h"

#include "base/ascii.h"
#include "text/measure.h"
#include "text/piece.h"

#include <string.h>

static void
check_pieces(struct str text, const struct measure *measure)
{
    struct piece piece;
    size_t before = 0;
    int64_t words = 0;

    for (size_t at = 0; piece_next(text, &at, &piece); before = at) {
        HOLDS(at > before && at <= text.n && piece.text.n > 0);
        HOLDS(piece.text.p + piece.text.n == text.p + at);
        for (const char *p = text.p + before; p < piece.text.p; p++)
            HOLDS(ascii_is_space(*p));
        HOLDS(piece.letters <= piece.text.n);
        HOLDS((piece.kind == PIECE_WORD) == (piece.letters > 0));
        words += piece.kind == PIECE_WORD;
    }
    HOLDS(words == measure->words);
}

/* Long words are unknown. */
static bool
knows(void *ctx, const char *word)
{
    size_t n = strlen(word);

    (void)ctx;
    for (size_t i = 0; i < n; i++)
        HOLDS(word[i] == '-' || (word[i] >= 'a' && word[i] <= 'z'));
    return n < 8;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = { (const char *)data, size };
    struct spelling_dictionary dictionary = { knows, NULL };
    struct measure measure;
    struct measure again;

    measure_text(text, &dictionary, &measure);
    measure_text(text, &dictionary, &again);
    check_pieces(text, &measure);
    HOLDS(measure.sentences <= measure.words && measure.letters >= measure.words);
    HOLDS((measure.sentences == 0) == (measure.words == 0));
    HOLDS(measure.looked_up >= -1 && measure.looked_up <= measure.words);
    HOLDS(measure.unknown <= measure.looked_up && (measure.copy_hash >= 0) == (measure.words > 0));
    HOLDS(measure.copy_hash == again.copy_hash && measure.unknown == again.unknown);
    HOLDS(measure.facts == again.facts && measure.manners == again.manners);
    HOLDS(str_equal(measure.language, again.language));
    return 0;
}
