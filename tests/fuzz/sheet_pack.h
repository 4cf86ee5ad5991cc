/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* A workbook around the XML of one sheet: packed without compression, written by hand. */

#ifndef FUZZ_SHEET_PACK_H
#define FUZZ_SHEET_PACK_H

#include "base/buf.h"

/* False when it does not fit. */
bool sheet_pack(struct str sheet, struct buf *out);

#endif
