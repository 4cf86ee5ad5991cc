/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A text as pieces: words, numbers, addresses, handles and tags, what was masked, and single marks.
 * No grammar and no dictionary: what a piece means is said elsewhere in this folder. Any bytes are
 * read, in time linear in their number; broken ones are marks.
 */

#ifndef TEXT_PIECE_H
#define TEXT_PIECE_H

#include "base/str.h"

enum piece_kind {
    PIECE_WORD,   /* letters of any script; "anak-anak", "Jum'at" and "anak2" are one */
    PIECE_NUMBER, /* "12", "08.30", "05/12/2026", "0812-5550-1234" */
    PIECE_LINK,   /* "https://…", "www.…", "lapor.go.id/x" */
    PIECE_NAME,   /* "@pemkot", "#banjir" */
    PIECE_MASK,   /* "[telepon]", "[email]" … (record/mask.h); an e-mail address, too */
    PIECE_STOP,   /* what ends a sentence: . ! ? … and the end of a line */
    PIECE_MARK,   /* any other character */
};

struct piece {
    enum piece_kind kind;
    struct str text;
    size_t letters; /* of a word: characters that are letters */
};

/* The next piece at or behind *at, blanks left out; false, with *at at the end: none is left. */
bool piece_next(struct str text, size_t *at, struct piece *ret_piece);

#endif
