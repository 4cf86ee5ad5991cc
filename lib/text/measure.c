/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "text/measure.h"

#include <string.h>

#include "base/ascii.h"
#include "text/language.h"
#include "text/lexicon.h"
#include "text/piece.h"

#define WORD_MAX         32 /* longer ones stand in no lexicon */
#define TELEPHONE_MIN    9  /* digits; record/mask.c */
#define CAPITALS_WORDS   3
#define ABBREVIATION_MAX 3
#define CAPITALS_SIZE    3
#define HASH_START       0xcbf29ce484222325u /* FNV-1a of 64 bits */
#define HASH_FACTOR      0x100000001b3u

struct reading {
    struct measure *measure;
    struct piece
        before; /* the piece before this one, in its sentence; a stop where there is none */
    unsigned before_means;
    char recent[LEXICON_WORDS_MAX][WORD_MAX + 1]; /* the last words in small letters; newest last */
    int64_t long_words, capital_words, sentence_words;
    uint64_t hash;
    bool calls; /* a word of the sentence says that a number to call comes */
};

static void
add_hash(struct reading *reading, struct str text)
{
    for (size_t i = 0; i < text.n; i++)
        reading->hash = (reading->hash ^ (unsigned char)ascii_lower(text.p[i])) * HASH_FACTOR;
    reading->hash = (reading->hash ^ ' ') * HASH_FACTOR;
}

static bool
is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool
is_all_capital(struct str word)
{
    for (size_t i = 0; i < word.n; i++) {
        if (ascii_lower(word.p[i]) == word.p[i] && ascii_is_letter(word.p[i]))
            return false;
    }
    return true;
}

/* The word joins those before it; too long a one stands for none. */
static void
push_word(struct reading *reading, struct str word)
{
    char *newest = reading->recent[LEXICON_WORDS_MAX - 1];
    size_t n = word.n <= WORD_MAX ? word.n : 0;

    memmove(reading->recent[0], reading->recent[1], sizeof(reading->recent) - WORD_MAX - 1);
    for (size_t i = 0; i < n; i++)
        newest[i] = ascii_lower(word.p[i]);
    newest[n] = '\0';
}

/* What the newest word means, alone or with those before it. */
static unsigned
find_means(const struct reading *reading)
{
    char words[LEXICON_WORDS_MAX * (WORD_MAX + 1)];
    unsigned means = 0;

    for (size_t first = 0; first < LEXICON_WORDS_MAX; first++) {
        size_t n = 0;
        for (size_t i = first; i < LEXICON_WORDS_MAX; i++) {
            size_t length = strlen(reading->recent[i]);
            memcpy(words + n, reading->recent[i], length);
            n += length;
            words[n++] = ' ';
        }
        means |= lexicon_find((struct str){ words, n - 1 });
    }
    return means;
}

/* One or two digits, a colon, two more: "8:30", "08:00-12:00". A number has digits on both sides of
 * each mark. */
static bool
is_clock(struct str number)
{
    size_t n = 0;

    while (n < number.n && ascii_is_digit(number.p[n]))
        n++;
    return n <= 2 && n + 2 < number.n && number.p[n] == ':' && ascii_is_digit(number.p[n + 2]) &&
           (n + 3 == number.n || !ascii_is_digit(number.p[n + 3]));
}

/* Three groups of digits, the first two of one or two, the last of two or four: "5-12-2026". */
static bool
is_date(struct str number)
{
    size_t sizes[4] = { 0 };
    size_t group = 0;

    for (size_t i = 0; i < number.n && group < 3; i++) {
        if (ascii_is_digit(number.p[i]))
            sizes[group]++;
        else
            group++;
    }
    return group == 2 && sizes[0] <= 2 && sizes[1] <= 2 && (sizes[2] == 2 || sizes[2] == 4);
}

static bool
is_telephone(struct str number)
{
    size_t digits = 0;

    for (size_t i = 0; i < number.n; i++)
        digits += ascii_is_digit(number.p[i]);
    return digits >= TELEPHONE_MIN && (number.p[0] == '0' || str_starts(number, STR("62")));
}

static void
read_number(struct reading *reading, struct str number)
{
    unsigned *facts = &reading->measure->facts;
    unsigned before = reading->before_means;

    if (is_date(number) || (before & LEXICON_MONTH) != 0)
        *facts |= MEASURE_DATE;
    if ((before & LEXICON_CLOCK) != 0 || is_clock(number))
        *facts |= MEASURE_TIME;
    if ((before & LEXICON_AT) != 0)
        *facts |= MEASURE_PLACE;
    if (reading->calls || is_telephone(number))
        *facts |= MEASURE_CONTACT;
}

static void
read_facts(struct reading *reading, struct str word, unsigned means)
{
    unsigned *facts = &reading->measure->facts;
    bool is_after_number = reading->before.kind == PIECE_NUMBER;

    if ((means & LEXICON_DATE) != 0 || ((means & LEXICON_MONTH) != 0 && is_after_number))
        *facts |= MEASURE_DATE;
    if ((means & LEXICON_ZONE) != 0 && is_after_number)
        *facts |= MEASURE_TIME;
    if ((means & LEXICON_PLACE) != 0 ||
        ((reading->before_means & LEXICON_AT) != 0 && is_capital(word.p[0])))
        *facts |= MEASURE_PLACE;
    reading->calls |= (means & LEXICON_CALL) != 0;
}

static void
read_word(struct reading *reading, const struct piece *piece)
{
    struct measure *measure = reading->measure;
    unsigned means;

    push_word(reading, piece->text);
    means = find_means(reading);
    measure->words++;
    measure->letters += (int64_t)piece->letters;
    measure->manners |= means & (LEXICON_GREETING | LEXICON_THANKS | LEXICON_APOLOGY |
                                 LEXICON_HONORIFIC | LEXICON_INSULT);
    read_facts(reading, piece->text, means);
    if (piece->letters >= CAPITALS_SIZE) {
        reading->long_words++;
        reading->capital_words += is_all_capital(piece->text);
    }
    reading->sentence_words++;
    reading->before_means = means;
}

/* "Jl. Merdeka", "pkl. 9": a point that ends no sentence. */
static bool
is_abbreviated(const struct reading *reading, struct str stop)
{
    return reading->before.kind == PIECE_WORD && reading->before.text.n <= ABBREVIATION_MAX &&
           (reading->before_means & (LEXICON_AT | LEXICON_CLOCK | LEXICON_MONTH)) != 0 &&
           stop.p[0] == '.';
}

static void
end_sentence(struct reading *reading)
{
    reading->measure->sentences += reading->sentence_words > 0;
    reading->sentence_words = 0;
    reading->calls = false;
    memset(reading->recent, 0, sizeof(reading->recent));
}

static void
read_piece(struct reading *reading, const struct piece *piece)
{
    switch (piece->kind) {
    case PIECE_WORD:
        add_hash(reading, piece->text);
        read_word(reading, piece);
        break;
    case PIECE_NUMBER:
        add_hash(reading, piece->text);
        read_number(reading, piece->text);
        reading->before_means = 0;
        break;
    case PIECE_LINK:
        reading->measure->facts |= MEASURE_LINK;
        break;
    case PIECE_MASK:
        reading->measure->facts |= MEASURE_CONTACT;
        break;
    case PIECE_STOP:
        if (!is_abbreviated(reading, piece->text))
            end_sentence(reading);
        break;
    case PIECE_NAME:
    case PIECE_MARK:
        break;
    }
    /* A mark or a point between two pieces parts no fact. */
    if (piece->kind != PIECE_MARK && piece->kind != PIECE_STOP)
        reading->before = *piece;
}

void
measure_text(struct str text, const struct spelling_dictionary *dictionary,
             struct measure *ret_measure)
{
    struct measure measure = { .looked_up = -1, .unknown = -1 };
    struct reading reading = { .measure = &measure, .hash = HASH_START };
    struct piece piece;

    reading.before.kind = PIECE_STOP;
    for (size_t at = 0; piece_next(text, &at, &piece);)
        read_piece(&reading, &piece);
    end_sentence(&reading);
    if (reading.long_words >= CAPITALS_WORDS && reading.capital_words * 4 >= reading.long_words * 3)
        measure.manners |= MEASURE_CAPITALS;
    measure.language = language_of(text);
    measure.copy_hash = measure.words > 0 ? (int64_t)(reading.hash >> 1) : -1;
    if (dictionary != NULL && str_equal_c(measure.language, "id") &&
        (measure.manners & MEASURE_CAPITALS) == 0)
        spelling_count(text, dictionary, &measure.looked_up, &measure.unknown);
    *ret_measure = measure;
}
