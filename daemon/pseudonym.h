/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Keyed pseudonyms: what replaces the id of a person, and the fingerprint of a text. Same key, same
 * input, same 16 bytes; without the key nothing can be told. BLAKE2b (crypto_generichash), 16
 * bytes, of "<channel>\0<id>" or "text\0<text>". It keeps no list of anything.
 */

#ifndef DAEMON_PSEUDONYM_H
#define DAEMON_PSEUDONYM_H

#include "base/error.h"
#include "secret.h"

#define PSEUDONYM_SIZE    16
#define PSEUDONYM_KEY_MIN 32
#define PSEUDONYM_KEY_MAX 64

struct pseudonym {
    unsigned char key[PSEUDONYM_KEY_MAX];
    size_t key_size;
};

/*
 * From the part "key" of the credential, or its bare line: at least 32 bytes as hex digits, else as
 * base64, else the text itself (32 characters or more). Longer than 64 bytes: its BLAKE2b-512.
 * ERROR_CONFIG with a hint how to make one when it is shorter or absent.
 */
bool pseudonym_init(struct pseudonym *pseudonym, const struct secret *secret,
                    struct error *err) MUST_CHECK;
/* Wipes the key. */
void pseudonym_done(struct pseudonym *pseudonym);
void pseudonym_author(const struct pseudonym *pseudonym, struct str channel, struct str author_id,
                      unsigned char ret_key[PSEUDONYM_SIZE]);
void pseudonym_text(const struct pseudonym *pseudonym, struct str text,
                    unsigned char ret_hash[PSEUDONYM_SIZE]);

#endif
