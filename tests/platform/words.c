/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the program makes of a text (its argument) in which a citizen names a unit: the text as it
 * is kept, then a line for each reference, "channel key".
 */

#include <stdio.h>
#include <stdlib.h>

#include "record/batch.h"
#include "record/mask.h"
#include "source/link.h"
#include "source/reference.h"

int
main(int argc, char **argv)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(1u << 20);
    struct batch batch;
    struct record *record;
    struct str kept;

    if (argc != 2)
        return EXIT_FAILURE;
    batch_init(&batch, arena);
    record = batch_add(&batch, RECORD_MESSAGE);
    must(record);
    record->of.message.external_id = STR("1");
    record->of.message.kind = MESSAGE_MENTION;
    record->of.message.text = str_from(argv[1]);
    reference_add(&batch);
    must(mask_text(arena, link_site, str_from(argv[1]), &kept));
    printf("%.*s\n", STR_ARGS(kept));
    for (size_t i = 0; i < batch.count; i++) {
        const struct reference *reference = &batch.records[i].of.reference;
        if (batch.records[i].kind == RECORD_REFERENCE)
            printf("%.*s %.*s\n", STR_ARGS(reference->channel), STR_ARGS(reference->key));
    }
    return EXIT_SUCCESS;
}
