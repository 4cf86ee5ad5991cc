/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * discover: which accounts a credential's token sees, as a part of the configuration. A token goes
 * to a platform alone that is surely its own. Tokens of Pages are never printed; --save keeps them.
 */

#include "ctl_discover.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "ctl_unitlist.h"

#define ARENA_BYTES ((size_t)64 << 20)
#define ANSWERS_MAX 200u
#define NO_OWN                                                                                  \
    "A key or an app's token has no account of its own: name the accounts behind it, by their " \
    "handles."

/* ---- whose token it is ---- */

static const struct source *
source_in(const struct config_account *accounts, size_t count, struct str credential)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(accounts[i].credential, credential))
            return source_find(accounts[i].platform_name);
    return NULL;
}

static const struct source *
source_by_config(const struct discover *discover)
{
    const struct config *config = discover->net.generation->file.config;
    struct str name = str_from(discover->name);
    const struct source *source = NULL;

    for (size_t i = 0; i < config->unit_count && source == NULL; i++)
        source = source_in(config->units[i].accounts, config->units[i].account_count, name);
    for (size_t i = 0; i < config->leader_count && source == NULL; i++)
        source = source_in(config->leaders[i].accounts, config->leaders[i].account_count, name);
    return source;
}

static const struct discovery *
discovery_of(const struct discover *discover, const struct source *source)
{
    const struct config_platform *platform =
        ctl_net_platform(&discover->net, source, discover->name, discover->arena);

    return source->discovery == NULL ? NULL : source->discovery(platform->settings);
}

/* Of some platforms a token shows whose it is. */
static const struct source *
source_by_token(const struct discover *discover)
{
    static const char *const parts[] = { "token", "key" };

    for (size_t i = 0; sources[i] != NULL; i++) {
        const struct discovery *discovery = discovery_of(discover, sources[i]);
        for (size_t k = 0; k < ARRAY_SIZE(parts) && discovery != NULL; k++)
            if (discovery->begins != NULL &&
                str_starts(secret_part(discover->secret, parts[k]), str_from(discovery->begins)))
                return sources[i];
    }
    return NULL;
}

static bool
find_platform(struct discover *discover)
{
    const char *channel = discover->ctl->channel;
    struct str told =
        channel != NULL ? str_from(channel) : secret_part(discover->secret, "platform");

    if (!str_is_none(told))
        discover->source = source_find(told);
    if (channel == NULL && discover->source == NULL)
        discover->source = source_by_config(discover);
    if (channel == NULL && discover->source == NULL)
        discover->source = source_by_token(discover);
    if (discover->source != NULL)
        discover->discovery = discovery_of(discover, discover->source);
    if (discover->source == NULL)
        (void)fprintf(stderr,
                      "pantauctl: say of which platform the token is: --channel=facebook\n");
    else if (discover->discovery == NULL)
        (void)fprintf(stderr, "pantauctl: of %s no accounts can be found\n",
                      discover->source->name);
    if (discover->discovery == NULL)
        return false;
    discover->platform =
        ctl_net_platform(&discover->net, discover->source, discover->name, discover->arena);
    return true;
}

/* The one that is named, or the only one. */
static bool
find_government(struct discover *discover)
{
    const struct config *config = discover->net.generation->file.config;
    const char *wanted = discover->ctl->government;

    for (size_t i = 0; i < config->government_count; i++)
        if (wanted != NULL ? str_equal_c(config->governments[i].code, wanted)
                           : config->government_count == 1)
            discover->government = config->governments[i].code;
    if (!str_is_none(discover->government))
        return true;
    if (wanted != NULL)
        (void)fprintf(stderr, "pantauctl: there is no government \"%s\"\n", wanted);
    else
        (void)fprintf(stderr, "pantauctl: say whose units they are: --government=32.75\n");
    return false;
}

/* ---- asking ---- */

static bool
plan(void *ctx, struct arena *arena, struct http_request *ret_request, struct error *err)
{
    const struct discover *discover = ctx;

    return discovery_request(discover->discovery, discover->platform->base_url, &discover->result,
                             arena, ret_request, err);
}

static void
done(void *ctx, struct arena *arena, const struct fetch_result *answer)
{
    struct discover *discover = ctx;

    (void)arena;
    if (!answer->ok)
        discover->err = answer->error;
    else
        (void)!discovery_read(discover->discovery, &answer->response, &discover->result,
                              &discover->err);
}

/* What follows is not known, so what was found is not all: no success. */
static void
say_cut(struct discover *discover)
{
    (void)fprintf(stderr,
                  "pantauctl: %s: the list goes on after %u answers: accounts further on are not "
                  "looked at\n",
                  discover->source->name, ANSWERS_MAX);
    discover->failures++;
}

/* All answers of one list, or as many as there is patience for. */
static bool
ask(struct discover *discover)
{
    unsigned answers = 0;

    discover->result.after = STR_NONE;
    error_clear(&discover->err);
    do {
        probe_ask(discover->net.probe,
                  &(struct probe_order){ .base_url = discover->platform->base_url,
                                         .secret = discover->secret,
                                         .plan = plan,
                                         .done = done,
                                         .ctx = discover });
        probe_run(discover->net.probe);
        answers++;
    } while (!error_is_set(&discover->err) && !str_is_none(discover->result.after) &&
             answers < ANSWERS_MAX);
    if (!error_is_set(&discover->err) && !str_is_none(discover->result.after))
        say_cut(discover);
    return !error_is_set(&discover->err);
}

static bool
complain(struct discover *discover)
{
    bool is_none = str_is_none(discover->result.handle);

    if (is_none && discover->discovery->by_handle.path != NULL)
        (void)error_hint(&discover->err, NO_OWN);
    (void)error_hint(&discover->err, "See pantau-%s(7) for what the token needs.",
                     discover->source->name);
    ctl_net_complain(discover->source->name, &discover->err);
    return false;
}

static bool
ask_by_handles(struct discover *discover)
{
    for (int i = 1; i < discover->ctl->argc; i++) {
        struct str handle = str_from(discover->ctl->argv[i]);
        size_t before = discover->result.count;

        discover->result.handle =
            str_starts(handle, STR("@")) ? str_sub(handle, 1, handle.n) : handle;
        if (!ask(discover))
            return complain(discover);
        if (discover->result.count == before)
            (void)fprintf(stderr, "pantauctl: %s: there is no account \"%s\"\n",
                          discover->source->name, discover->ctl->argv[i]);
    }
    return true;
}

static bool
ask_all(struct discover *discover)
{
    if (discover->ctl->argc > 1 && discover->discovery->by_handle.path == NULL) {
        (void)fprintf(stderr, "pantauctl: %s does not tell whose a handle is\n",
                      discover->source->name);
        return false;
    }
    if (discover->ctl->argc > 1)
        return ask_by_handles(discover);
    discover->result.handle = STR_NONE;
    if (!ask(discover))
        return complain(discover);
    for (size_t i = 0; discover->discovery->id_part != NULL && i < discover->result.count; i++)
        discover->result.items[i].id = secret_part(discover->secret, discover->discovery->id_part);
    return true;
}

/* ---- what was found ---- */

struct str
ctl_discover_credential(const struct discover *discover, const struct discovered *found)
{
    struct str code =
        ctl_unitlist_code(discover->arena, found->handle.n > 0 ? found->handle : found->id);
    struct str name;

    if (!found->account->own_token)
        return str_from(discover->name);
    must(arena_printf(discover->arena, &name, "%s-%.*s", found->account->platform, STR_ARGS(code)));
    return ctl_net_has(&discover->net, name.p) ? name : str_from(discover->name);
}

/* Or NULL. */
static const struct config_account *
find_among(const struct config_account *accounts, size_t count, const struct discovered *found)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal_c(accounts[i].platform_name, found->account->platform) &&
            str_equal(accounts[i].external_id, found->id))
            return &accounts[i];
    return NULL;
}

const struct config_account *
ctl_discover_listing(const struct discover *discover, const struct discovered *found,
                     struct str *ret_owner)
{
    const struct config *config = discover->net.generation->file.config;
    const struct config_account *listing = NULL;

    *ret_owner = STR_NONE;
    for (size_t i = 0; i < config->unit_count && listing == NULL; i++) {
        listing = find_among(config->units[i].accounts, config->units[i].account_count, found);
        *ret_owner = config->units[i].code;
    }
    for (size_t i = 0; i < config->leader_count && listing == NULL; i++) {
        listing = find_among(config->leaders[i].accounts, config->leaders[i].account_count, found);
        *ret_owner = config->leaders[i].position;
    }
    if (listing == NULL)
        *ret_owner = STR_NONE;
    return listing;
}

struct str
ctl_discover_owner(const struct discover *discover, const struct discovered *found)
{
    struct str owner;

    (void)ctl_discover_listing(discover, found, &owner);
    return owner;
}

bool
ctl_discover_is_ready(const struct discover *discover, const struct discovered *found)
{
    for (size_t i = 0; i < found->lack_count; i++)
        if (found->lacks[i] == &discover->discovery->needs[0])
            return false;
    return true;
}

/* ---- tokens of their own ---- */

static bool
wants_token(const struct discover *discover, const struct discovered *found)
{
    bool is_there = !str_is_none(ctl_discover_owner(discover, found)) ||
                    !str_equal_c(ctl_discover_credential(discover, found), discover->name);

    return found->account->own_token && found->lack_count == 0 &&
           (discover->ctl->force || !is_there);
}

static void
save(struct discover *discover, const struct discovered *found, struct ctl_net_token *token)
{
    struct str app_secret = secret_part(discover->secret, "app_secret");
    struct str code =
        ctl_unitlist_code(discover->arena, found->handle.n > 0 ? found->handle : found->id);
    const struct secret_change changes[] = {
        { "platform", str_from(found->account->platform) },
        { "token", token->news.token },
        { "app_secret", str_is_none(app_secret) ? STR("") : app_secret },
    };
    CLEANUP(secret_freep) struct secret *secret = NULL;
    struct str name;

    must(arena_printf(discover->arena, &name, "%s-%.*s", found->account->platform, STR_ARGS(code)));
    if (token->ok)
        secret = secret_make(NULL, changes, ARRAY_SIZE(changes), &token->err);
    if (secret != NULL && secret_save(secret, discover->net.directory, name.p, &token->err)) {
        (void)fprintf(stderr, "pantauctl: %s/%s is written\n", discover->net.directory, name.p);
    } else {
        ctl_net_complain(name.p, &token->err);
        discover->failures++;
    }
    ctl_net_wipe(&token->news);
}

static void
save_tokens(struct discover *discover)
{
    size_t count = discover->result.count;
    struct ctl_net_token *tokens = arena_array(discover->arena, count + 1, sizeof(*tokens));

    must(tokens);
    for (size_t i = 0; i < count; i++) {
        const struct discovered *found = &discover->result.items[i];
        if (!wants_token(discover, found))
            continue;
        tokens[i] = (struct ctl_net_token){ .secret = discover->secret,
                                            .arena = discover->arena,
                                            .renewal = discover->discovery->own_token };
        must(arena_printf(discover->arena, &tokens[i].base_url, "%.*s/%.*s",
                          STR_ARGS(discover->platform->base_url), STR_ARGS(found->id)));
        ctl_net_ask(&discover->net, &tokens[i]);
    }
    probe_run(discover->net.probe);
    for (size_t i = 0; i < count; i++)
        if (tokens[i].renewal != NULL)
            save(discover, &discover->result.items[i], &tokens[i]);
}

/* ---- the command ---- */

static bool
is_all_well(const struct discover *discover)
{
    for (size_t i = 0; i < discover->result.count; i++)
        if (discover->result.items[i].lack_count > 0)
            return false;
    return discover->result.count > 0 && discover->failures == 0;
}

static enum ctl_exit
run(struct discover *discover)
{
    discover->store = ctl_net_secret(&discover->net, discover->name, true);
    if (discover->store == NULL)
        return CTL_USAGE;
    discover->secret = secret_find(discover->store, str_from(discover->name));
    if (!find_platform(discover) || !find_government(discover))
        return CTL_USAGE;
    if (!ask_all(discover))
        return CTL_TROUBLE;
    if (discover->ctl->save && discover->discovery->own_token != NULL)
        save_tokens(discover);
    if (discover->ctl->json)
        ctl_discover_show_json(discover);
    else
        ctl_discover_show_yaml(discover);
    if (discover->result.count == 0 && discover->ctl->argc == 1)
        (void)fprintf(stderr, "pantauctl: the token sees no account: see SETUP of pantau-%s(7)\n%s",
                      discover->source->name,
                      discover->discovery->by_handle.path != NULL ? NO_OWN "\n" : "");
    return is_all_well(discover) ? CTL_OK : CTL_TROUBLE;
}

enum ctl_exit
ctl_discover(struct ctl *ctl)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct discover discover = { .ctl = ctl, .name = ctl->argv[0], .arena = arena };
    enum ctl_exit exit = CTL_USAGE;

    discover.result.arena = arena;
    if (ctl_net_open(&discover.net, ctl))
        exit = run(&discover);
    secret_store_free(discover.store);
    ctl_net_close(&discover.net);
    arena_free(arena);
    return exit;
}
