/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * pantauctl's way to the platforms: the network, the addresses and the folder of credentials that
 * the daemon's configuration names, without a database and without credentials that are yet to
 * come. What fails is told on stderr here.
 */

#ifndef DAEMON_CTL_NET_H
#define DAEMON_CTL_NET_H

#include "ctl.h"
#include "probe.h"
#include "source/source.h"

struct ctl_net {
    struct generation *generation;
    struct probe *probe;
    const char *directory; /* of credentials */
    enum secret_directory kind;
    char renewed[PATH_MAX];
};

/* False: it was told. ctl_net_close() in either case. */
bool ctl_net_open(struct ctl_net *net, const struct ctl *ctl) MUST_CHECK;
void ctl_net_close(struct ctl_net *net);

/* The daemon's configuration with all its credentials; NULL: it was told why. */
struct generation *ctl_net_load(const struct ctl *ctl) MUST_CHECK;

/* Address and settings of a platform for a credential; may be in the arena. */
const struct config_platform *ctl_net_platform(const struct ctl_net *net,
                                               const struct source *source, const char *credential,
                                               struct arena *arena);
/* Is there a file of that name? */
bool ctl_net_has(const struct ctl_net *net, const char *name);
/*
 * One credential, with what was renewed of it where the daemon's copies are wanted; NULL: it was
 * told why.
 */
struct secret_store *ctl_net_secret(const struct ctl_net *net, const char *name,
                                    bool renewed) MUST_CHECK;

/* A request about a token. Texts of the news live in the arena: ctl_net_wipe() them. */
struct ctl_net_token {
    struct str base_url;
    const struct secret *secret;
    struct arena *arena;
    const struct renewal *renewal;               /* what is asked … */
    const struct renewal_inspection *inspection; /* … or, where renewal is NULL, looked at */
    bool ok;                                     /* what came of it */
    struct renewal_news news;
    struct error err;
};
/* With the next probe_run(). The token's struct must live until then. */
void ctl_net_ask(struct ctl_net *net, struct ctl_net_token *token);
void ctl_net_wipe(struct renewal_news *news);

/* "pantauctl: WHAT: text" and the hint. */
void ctl_net_complain(const char *what, const struct error *err);

#endif
