/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The accounts that a text names with "@", for platforms that do not tell them apart from the text.
 * Whose they are is not known here: only those of registered accounts are stored in the end.
 */

#ifndef SOURCE_NAMED_H
#define SOURCE_NAMED_H

#include "record/batch.h"
#include "source/view.h"

/* Most names that are read of one text: Instagram allows 20. */
#define NAMED_MAX 20u

/*
 * Adds a mention for each handle that stands in the text, once, but for the account's own, current
 * or former: the message is at its own door already. An address (name@host) names nobody. A full
 * batch is marked as such.
 */
void named_add_mentions(struct batch *batch, const struct source_account *account, struct str text,
                        struct str message_external_id, int64_t sent_at_us);
/*
 * The same for a post of the account's own: nothing where it is no leader's, or no answers can be
 * seen under it (account->is_public), or its time is not known.
 */
void named_add_in_post(struct batch *batch, const struct source_account *account, struct str text,
                       struct str post_external_id, int64_t published_at_us);
/* True where what a post of the account names is wanted; published: its time. */
bool named_is_asking(const struct source_account *account, int64_t published_at_us);
/* True for the account's handle, or one that it had before; case and a leading "@" do not count. */
bool named_is_own(const struct source_account *account, struct str handle);

#endif
