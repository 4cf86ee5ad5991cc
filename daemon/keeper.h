/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The keeper of tokens: looks at each once a day where its platform lets one, renews it in time
 * where its credential holds what that needs, keeps what came (secret_store_renew()) before it is
 * used, tells the database and, 14, 7 and 1 days before an end that nobody can put off, the
 * operator. How a platform does it stands in its tables (source/renewal.h). One request at a time:
 * a token that was renewed twice at once may be void.
 */

#ifndef DAEMON_KEEPER_H
#define DAEMON_KEEPER_H

#include "fetch.h"
#include "generation.h"
#include "log.h"
#include "writer.h"

struct keeper;

struct keeper_parts { /* not owned */
    struct loop *loop;
    struct log *log;
    struct fetch *fetch;
    struct writer *writer;
    /* Is anything polled here with it? Where another daemon polls, that one renews. */
    bool (*polls)(void *ctx, struct str credential);
    /* May a request be made with it now? Its platform may have told to wait. */
    bool (*may_ask)(void *ctx, struct str credential);
    /* Whoever was refused with the token before may ask again. */
    void (*renewed)(void *ctx, struct str credential);
    void *ctx;
};

struct keeper *keeper_new(const struct keeper_parts *parts);
/* A request under way is lost: see keeper_is_busy(). */
void keeper_free(struct keeper *keeper);
DEFINE_FREEP(keeper);
/*
 * From now on the tokens of that generation, which must outlive the next call or the keeper. What
 * was renewed since its files were read, or stands in no file, goes over to it.
 */
void keeper_adopt(struct keeper *keeper, struct generation *generation);
/* A platform says that the credential's token has ended: it is renewed at once if it can be, unless
 * that was done since it was asked (monotonic). */
void keeper_expired(struct keeper *keeper, struct str credential, int64_t asked_us);
/* A token is being renewed, or is about to be for the first time: who was refused will be able to
 * ask again. */
bool keeper_renews(const struct keeper *keeper);
/* A request is under way whose answer may hold the only token that is still good. */
bool keeper_is_busy(const struct keeper *keeper);
/* Starts nothing more. */
void keeper_stop(struct keeper *keeper);

#endif
