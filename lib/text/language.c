/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The words go to CLD2, which is C++ with no face for C. One call is no reason for a second
 * compiler, so its symbol is named as the C++ ABI of every Linux writes it; who links against
 * another one gets an error, not another function.
 */

#include "text/language.h"

#include <string.h>

#include "base/utf8.h"
#include "text/piece.h"

#define WORDS_BYTES_MAX  4096   /* more tells no more */
#define FLAG_BEST_EFFORT 0x4000 /* kCLDFlagBestEffort: an answer for short texts, too */
#define TOP              3      /* languages it tells, with their shares */

struct cld_hints;
struct cld_chunks;

/* CLD2::ExtDetectLanguageSummary() of cld2/public/compact_lang_det.h, the one with hints and
 * chunks. */
#define CLD_SUMMARY                                                        \
    "_ZN4CLD224ExtDetectLanguageSummaryEPKcibPKNS_8CLDHintsEiPNS_8Languag" \
    "eEPiPdPSt6vectorINS_11ResultChunkESaISA_EES7_Pb"
int cld_summary(const char *text, int size, bool is_plain, const struct cld_hints *hints, int flags,
                int *ret_languages, int *ret_percents, double *ret_scores,
                struct cld_chunks *ret_chunks, int *ret_size,
                bool *ret_reliable) __asm__(CLD_SUMMARY);

/* Numbers of cld2/internal/generated_language.h. */
static const struct {
    int number;
    const char *code;
} languages[] = { { 0, "en" }, { 38, "id" }, { 40, "id" }, { 48, "jv" }, { 71, "su" } };

/* The words of it with single blanks between; how many bytes. */
static size_t
gather(struct str text, char *words)
{
    struct piece piece;
    size_t n = 0;

    for (size_t at = 0; piece_next(text, &at, &piece);) {
        if (piece.kind != PIECE_WORD)
            continue;
        if (n + piece.text.n + 1 > WORDS_BYTES_MAX)
            break;
        memcpy(words + n, piece.text.p, piece.text.n);
        n += piece.text.n;
        words[n++] = ' ';
    }
    return n;
}

struct str
language_of(struct str text)
{
    char words[WORDS_BYTES_MAX];
    int found[TOP];
    int percents[TOP];
    double scores[TOP];
    int size = 0;
    bool reliable = false;
    size_t n = gather(text, words);
    int language;

    if (n == 0)
        return STR_NONE; /* it calls the empty text English */
    language = cld_summary(words, (int)n, true, NULL, FLAG_BEST_EFFORT, found, percents, scores,
                           NULL, &size, &reliable);
    for (size_t i = 0; i < ARRAY_SIZE(languages); i++) {
        if (languages[i].number == language)
            return str_from(languages[i].code);
    }
    return STR_NONE;
}

struct str
language_of_titled(struct str title, struct str text)
{
    struct str language = language_of(text);

    return str_is_none(language) ? language_of(title) : language;
}
