/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * text/piece: where a text is cut, and what each piece is called. Long texts end soon.
 */

#include "unit.h"

#include "text/piece.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char kinds[] = "wnl@x.~"; /* in the order of enum piece_kind */

static const struct {
    const char *text, *want; /* pieces as "KIND text", with "|" between */
} rows[] = {
    { "", "" },
    { " \t", "" },
    { "Air mati", "w Air|w mati" },
    { "anak-anak bolong2 Jum'at a- 'b'", "w anak-anak|w bolong2|w Jum'at|w a|~ -|~ '|w b|~ '" },
    { "\xc3\xa9t\xc3\xa9 \xd0\xb4\xd0\xb0", "w \xc3\xa9t\xc3\xa9|w \xd0\xb4\xd0\xb0" },
    /* disguised letters are letters, signs and emoji are not */
    { "\xf0\x9d\x93\xb0", "w \xf0\x9d\x93\xb0" },
    { "\xf0\x9f\x99\x8f\xc3\x97", "~ \xf0\x9f\x99\x8f|~ \xc3\x97" },
    { "a\xff"
      "b",
      "w a|~ \xff|w b" },
    { "\xe2", "~ \xe2" },
    { "12 08.30 05/12/2026 1.", "n 12|n 08.30|n 05/12/2026|n 1|. ." },
    { "5pm 24-jam", "n 5|w pm|n 24|~ -|w jam" },
    { "Ya. Ya!Ya?\nYa\xe2\x80\xa6", "w Ya|. .|w Ya|. !|w Ya|. ?|. \n|w Ya|. \xe2\x80\xa6" },
    { "di https://a.id/x?y=1 HTTP://b www.c.d e",
      "w di|l https://a.id/x?y=1|l HTTP://b|l www.c.d|w e" },
    { "lapor.go.id/x?a=1 ya", "l lapor.go.id/x?a=1|w ya" },
    { "bit.ly/abc a.company selesai.Terima kota.id. x",
      "l bit.ly/abc|w a|. .|w company|w selesai|. .|w Terima|l kota.id.|w x" },
    { "tangga.com.sg", "l tangga.com.sg" },
    { "surat: warga@example.id, a@b a@b.co.id",
      "w surat|~ :|x warga@example.id|~ ,|w a|@ @b|x a@b.co.id" },
    { "@pem_kot #banjir @ # @\xc3\xa9", "@ @pem_kot|@ #banjir|~ @|~ #|@ @\xc3\xa9" },
    { "[telepon] [NIK] [x]", "x [telepon]|x [NIK]|~ [|w x|~ ]" },
};

static void
test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        char got[400] = "";
        struct piece piece;
        for (size_t at = 0; piece_next(str_from(rows[i].text), &at, &piece);)
            snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s%c %.*s",
                     got[0] != '\0' ? "|" : "", kinds[piece.kind], STR_ARGS(piece.text));
        EXPECT_STR(rows[i].text, str_from(got), str_from(rows[i].want));
    }
}

static void
test_letters(void **state)
{
    struct piece piece;
    size_t at = 0;

    (void)state;
    assert_true(piece_next(STR("\xc3\xa9t\xc3\xa9-2x 12"), &at, &piece));
    assert_int_equal(piece.letters, 4);
    assert_true(piece_next(STR("\xc3\xa9t\xc3\xa9-2x 12"), &at, &piece));
    assert_int_equal(piece.letters, 0);
}

/* What is no address after all is read once more from the next word on, of a bounded length. 64 KiB
 * is all that is stored of a text. */
static void
test_long(void **state)
{
    size_t n = 1 << 16;
    char *text = malloc(n);
    struct piece piece;
    size_t count = 0;

    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < n; i++)
        text[i] = i % 2 == 0 ? 'a' : '.';
    for (size_t at = 0; piece_next((struct str){ text, n }, &at, &piece);)
        count++;
    assert_int_equal(count, n);
    free(text);
}

/* NUL is a mark as any other. */
static void
test_nul(void **state)
{
    struct piece piece;
    size_t at = 0;

    (void)state;
    assert_true(piece_next((struct str){ "\0"
                                         "a",
                                         2 },
                           &at, &piece));
    assert_int_equal(piece.kind, PIECE_MARK);
    assert_true(piece_next((struct str){ "\0"
                                         "a",
                                         2 },
                           &at, &piece));
    assert_int_equal(piece.kind, PIECE_WORD);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_letters),
        cmocka_unit_test(test_long),
        cmocka_unit_test(test_nul),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
