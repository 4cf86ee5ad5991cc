/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Whose account a token of the Display API is for. Its requests name no account: the answer is that
 * of whoever granted it, be it the configured one or not. Figures of another would be written, and
 * what is kept of the configured one would count as gone.
 */

#include "source/tiktok.h"

#include "source/fields.h"
#include "source/named.h"

struct owner {
    struct str id, handle;
};
static const struct field owner_fields[] = {
    { "open_id", FIELD_ID, offsetof(struct owner, id), false },
    { "username", FIELD_ID, offsetof(struct owner, handle), false },
};

bool
tiktok_is_display(const struct source_view *view)
{
    return ((const struct tiktok_settings *)view->settings)->api == TIKTOK_DISPLAY;
}

bool
tiktok_asks_owner(const struct source_view *view, const struct cursor *at)
{
    return tiktok_is_display(view) && at->frame_count == 0;
}

/* An open_id is made for each app, so an account that has another there is known by its name. */
static bool
is_of_account(const struct source_view *view, const struct owner *owner)
{
    return str_equal(owner->id, view->account.external_id) ||
           named_is_own(&view->account, owner->handle);
}

bool
tiktok_is_of_account(const struct source_view *view, const struct cursor *at,
                     const struct tiktok_answer *answer, struct batch *batch,
                     struct source_outcome *ret_outcome, struct error *err)
{
    struct owner owner = { .id = STR_NONE, .handle = STR_NONE };
    struct error why = ERROR_INIT;

    if (!tiktok_is_display(view))
        return true; /* business_id names the account, and the platform compares */
    if (!fields_read(FIELD_TABLE(owner_fields), jdoc_member(answer->data, "user"), &owner, batch,
                     "$.data.user", &why) ||
        (owner.id.n == 0 && owner.handle.n == 0)) {
        *ret_outcome = answer_malformed(view, at, err,
                                        "$.data.user: expected an owner, got neither id nor name");
        return false;
    }
    if (is_of_account(view, &owner))
        return true;
    *ret_outcome = answer_outcome(at, VERDICT_DENIED, SCOPE_ACCOUNT, CAUSE_WRONG_ID);
    error_set(err, ERROR_DENIED, "the token is that of \"%.*s\" (%.*s), another account",
              STR_ARGS(str_sub(owner.handle, 0, 64)), STR_ARGS(str_sub(owner.id, 0, 128)));
    error_hint(err,
               "Give the account the credential that its own owner granted, or put that id and "
               "handle into the configuration if it is the unit.");
    return false;
}

/* What fails here fails of no target: none was asked for yet. */
static struct source_outcome
of_stream(struct source_outcome outcome)
{
    if (outcome.scope == SCOPE_TARGET)
        outcome.scope = SCOPE_STREAM;
    return outcome;
}

struct source_outcome
tiktok_digest_owner(const struct source_view *view, const struct cursor *at,
                    const struct http_response *answer, struct batch *batch, struct error *err)
{
    struct source_outcome outcome = answer_outcome(at, VERDICT_MORE, SCOPE_STREAM, CAUSE_NONE);
    struct tiktok_answer open = { .doc = NULL };

    if (!tiktok_open(view, at, answer, &open, &outcome, err))
        return of_stream(outcome);
    if (tiktok_is_of_account(view, at, &open, batch, &outcome, err)) {
        outcome = answer_outcome(at, VERDICT_MORE, SCOPE_STREAM, CAUSE_NONE);
        if (!cursor_push(&outcome.next, TIKTOK_VIDEOS, STR(""), STR("")))
            batch->overflowed = true;
    }
    jdoc_free(open.doc);
    return of_stream(answer_finish(outcome, view, at, batch, 0, err));
}
