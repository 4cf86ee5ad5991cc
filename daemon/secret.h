/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Credentials: files of `part=value` lines (a single bare line is "token") in one directory. Values
 * stay here and in fetch.c, are wiped when freed, and appear in no error, log or print. A directory
 * of systemd's (LoadCredential=) may belong to root with mode 0440; one of the operator's own must
 * be private to the daemon's user, and so must its files.
 */

#ifndef DAEMON_SECRET_H
#define DAEMON_SECRET_H

#include "base/str.h"
#include "config/config.h"

#define SECRET_FILE_MAX  16384u
#define SECRET_PARTS_MAX 16u
/* What LoadCredential=pantau:FOLDER puts before its files' names; a plain name comes first. */
#define SECRET_SYSTEMD_PREFIX "pantau_"

struct secret;       /* one credential */
struct secret_store; /* those that the configuration names */

struct secret_wish { /* one credential the configuration refers to */
    struct str name;
    struct config_place place; /* where: for errors. file NULL: none is told */
};

enum secret_directory {
    SECRET_DIRECTORY_OWN,     /* credentials.directory */
    SECRET_DIRECTORY_SYSTEMD, /* $CREDENTIALS_DIRECTORY */
    SECRET_DIRECTORY_RENEWED, /* of state_directory: the daemon's, which root may check for it */
};

struct secret_places {
    const char *directory;
    enum secret_directory kind;
    /*
     * Where tokens that pantaud renewed are kept (secret_store_renew()); NULL: nowhere. Such a copy
     * goes before the file it was made of until that file changes.
     */
    const char *renewed;
};

/*
 * Reads every wished credential (the same name twice is read once). NULL when anything is wrong,
 * and then every problem was reported: 'credential "fb-x" (/etc/x/fb-x): the file is open to other
 * users (mode 0644)' with its place and a hint. No wishes give an empty store, whatever the
 * directory. A reload loads a new store and frees the old one when the new one is good.
 */
struct secret_store *secret_store_load(const struct secret_places *places,
                                       const struct secret_wish *wishes, size_t count,
                                       const struct config_report *report) MUST_CHECK;
/* Wipes. */
void secret_store_free(struct secret_store *store);
DEFINE_FREEP(secret_store);
/* NULL when it was not wished for. Lives as long as the store. */
const struct secret *secret_find(const struct secret_store *store, struct str name);
/* STR_NONE when the credential has no such part (or is NULL). Until secret_store_renew(). */
struct str secret_part(const struct secret *secret, const char *part);

struct secret_change {
    const char *part;
    struct str value; /* STR_NONE: stays as it is */
};
/*
 * New values of a credential's parts, written to the renewed directory (temporary file, fsync,
 * rename), which is made where it is missing. They hold from now on in any case: what they replace
 * may be void already. False and *err where they could not be written: a restart would lose them.
 */
bool secret_store_renew(struct secret_store *store, const char *renewed, struct str name,
                        const struct secret_change *changes, size_t count,
                        struct error *err) MUST_CHECK;
/*
 * What was renewed goes over to a store that was loaded later, and what that had instead comes
 * back. False, and nothing is changed, where it was made of another file: the operator gave a new
 * one, or took it away.
 */
bool secret_store_carry(struct secret_store *to, struct secret_store *from, struct str name);

/*
 * A credential that stands in no file: the parts of from (may be NULL) with the changes, of which
 * an empty value takes a part away. NULL and *err where they cannot stand in a file together.
 */
struct secret *secret_make(const struct secret *from, const struct secret_change *changes,
                           size_t count, struct error *err) MUST_CHECK;
/* Wipes. Of what secret_make() made alone. */
void secret_free(struct secret *secret);
DEFINE_FREEP(secret);
/* Can a credential's file have that name? */
bool secret_is_name(struct str name);
/*
 * As the file of that name in a directory of credentials, as a whole or not at all, for its owner's
 * eyes alone.
 */
bool secret_save(const struct secret *secret, const char *directory, const char *name,
                 struct error *err) MUST_CHECK;

#endif
