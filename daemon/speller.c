/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "speller.h"

#include <hunspell/hunspell.h>
#include <stdlib.h>
#include <unistd.h>

#define AFFIXES "/usr/share/hunspell/id_ID.aff"
#define WORDS   "/usr/share/hunspell/id_ID.dic"

struct speller {
    Hunhandle *handle;
    struct spelling_dictionary dictionary;
};

static bool
knows(void *ctx, const char *word)
{
    struct speller *speller = ctx;

    return Hunspell_spell(speller->handle, word) != 0;
}

/* hunspell itself takes missing files for an empty dictionary. */
struct speller *
speller_new(void)
{
    struct speller *speller;

    if (access(AFFIXES, R_OK) != 0 || access(WORDS, R_OK) != 0)
        return NULL;
    speller = xcalloc(1, sizeof(*speller));
    speller->handle = Hunspell_create(AFFIXES, WORDS);
    must(speller->handle != NULL);
    speller->dictionary = (struct spelling_dictionary){ knows, speller };
    return speller;
}

void
speller_free(struct speller *speller)
{
    if (speller == NULL)
        return;
    Hunspell_destroy(speller->handle);
    free(speller);
}

const struct spelling_dictionary *
speller_dictionary(const struct speller *speller)
{
    return speller != NULL ? &speller->dictionary : NULL;
}
