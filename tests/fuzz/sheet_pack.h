/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A workbook around the XML of one sheet: packed without compression, written by hand. Behind the
 * sheet, a line "---NAME" begins another part, to the next such line; one that the workbook has
 * anyhow is replaced by it, or left out where it is empty.
 */

#ifndef FUZZ_SHEET_PACK_H
#define FUZZ_SHEET_PACK_H

#include "base/buf.h"

/* False when it does not fit. */
bool sheet_pack(struct str text, struct buf *out);

#endif
