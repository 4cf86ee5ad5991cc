/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "pseudonym.h"

#include <string.h>

#include <sodium.h>

/*
 * All of text as hex digits or as base64 (the standard or the URL alphabet, padded or not), at
 * least PSEUDONYM_KEY_MIN bytes.
 */
static bool
decode_key(struct str text, unsigned char *bytes, size_t size, size_t *ret_used)
{
    static const int variants[] = { sodium_base64_VARIANT_ORIGINAL,
                                    sodium_base64_VARIANT_ORIGINAL_NO_PADDING,
                                    sodium_base64_VARIANT_URLSAFE,
                                    sodium_base64_VARIANT_URLSAFE_NO_PADDING };
    const char *end;

    if (sodium_hex2bin(bytes, size, text.p, text.n, NULL, ret_used, &end) == 0 &&
        end == text.p + text.n)
        return *ret_used >= PSEUDONYM_KEY_MIN;
    for (size_t i = 0; i < ARRAY_SIZE(variants); i++)
        if (sodium_base642bin(bytes, size, text.p, text.n, NULL, ret_used, &end, variants[i]) ==
                0 &&
            end == text.p + text.n)
            return *ret_used >= PSEUDONYM_KEY_MIN;
    return false;
}

static void
set_key(struct pseudonym *pseudonym, const void *bytes, size_t size)
{
    if (size <= PSEUDONYM_KEY_MAX) {
        memcpy(pseudonym->key, bytes, size);
        pseudonym->key_size = size;
        return;
    }
    must(crypto_generichash(pseudonym->key, PSEUDONYM_KEY_MAX, bytes, size, NULL, 0) == 0);
    pseudonym->key_size = PSEUDONYM_KEY_MAX;
}

bool
pseudonym_init(struct pseudonym *pseudonym, const struct secret *secret, struct error *err)
{
    struct str text = secret_part(secret, "key");
    unsigned char bytes[SECRET_FILE_MAX];
    size_t size = 0;

    must(sodium_init() >= 0);
    if (str_is_none(text))
        text = secret_part(secret, "token");
    if (text.n >= PSEUDONYM_KEY_MIN && decode_key(text, bytes, sizeof(bytes), &size)) {
        set_key(pseudonym, bytes, size);
    } else if (text.n >= PSEUDONYM_KEY_MIN) {
        set_key(pseudonym, text.p, text.n);
    } else {
        (void)error_set(err, ERROR_CONFIG, "the pseudonym key is %s",
                        str_is_none(text) ? "missing" : "shorter than 32 bytes");
        return error_hint(err, "Make one with `openssl rand -hex 32` and keep it: with another "
                               "key every person gets another pseudonym.");
    }
    sodium_memzero(bytes, sizeof(bytes));
    return true;
}

void
pseudonym_done(struct pseudonym *pseudonym)
{
    if (pseudonym == NULL)
        return;
    sodium_memzero(pseudonym, sizeof(*pseudonym));
}

static void
hash(const struct pseudonym *pseudonym, struct str domain, struct str text,
     unsigned char ret_hash[PSEUDONYM_SIZE])
{
    crypto_generichash_state state;

    must(crypto_generichash_init(&state, pseudonym->key, pseudonym->key_size, PSEUDONYM_SIZE) == 0);
    must(crypto_generichash_update(&state, (const unsigned char *)domain.p, domain.n) == 0);
    must(crypto_generichash_update(&state, (const unsigned char *)"", 1) == 0);
    must(crypto_generichash_update(&state, (const unsigned char *)text.p, text.n) == 0);
    must(crypto_generichash_final(&state, ret_hash, PSEUDONYM_SIZE) == 0);
    sodium_memzero(&state, sizeof(state));
}

void
pseudonym_author(const struct pseudonym *pseudonym, struct str channel, struct str author_id,
                 unsigned char ret_key[PSEUDONYM_SIZE])
{
    hash(pseudonym, channel, author_id, ret_key);
}

void
pseudonym_text(const struct pseudonym *pseudonym, struct str text,
               unsigned char ret_hash[PSEUDONYM_SIZE])
{
    hash(pseudonym, STR("text"), text, ret_hash);
}
