/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Texts of the statements that store records (statement_record.c) and of the handshake, for the
 * table in statement.c alone.
 */

#ifndef STORE_STATEMENT_TEXT_H
#define STORE_STATEMENT_TEXT_H

extern const char statement_handshake[];
extern const char statement_account_sample_write[];
extern const char statement_post_write[];
extern const char statement_post_sample_write[];
extern const char statement_message_write[];
extern const char statement_mention_write[];
extern const char statement_reference_write[];
extern const char statement_message_gone_write[];
extern const char statement_complaint_write[];
extern const char statement_complaint_event_write[];

#endif
