/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Connecting an account over any bytes, with the tables of every platform that has them: the
 * address that an owner was sent back to, answers about tokens, lists of the accounts that a token
 * sees. An input is "PLATFORM/WHAT", lines "given …" (source/fixture.h; the handle of "given
 * account" is also the state and the name that is looked for), an empty line, and the address or
 * the answer. "any" instead of a platform goes through all of them. What is taken has a form, what
 * is refused is told without a byte of it, and what becomes a credential is read back from it as it
 * was.
 */

#include "fuzz.h"

#include <string.h>

#include "../source/fixture.h"
#include "base/utf8.h"
#include "http/url.h"
#include "secret.h"
#include "source/authorize.h"
#include "source/discovery.h"

#define ARENA_BYTES (1u << 20) /* as pantauctl gives */
#define URL_MAX     4096
#define YEAR_US     (INT64_C(366) * WHEN_DAY)

struct attempt {
    const struct fixture *fixture;
    struct arena *arena;
    struct str argument; /* the handle */
    struct http_header headers[FIXTURE_HEADERS_MAX];
    struct http_response answer;
};

/* What is said goes to a terminal and a log: one line. */
static void
check_error(const struct error *err)
{
    HOLDS(error_is_set(err) && utf8_is_valid(str_from(err->text)));
    HOLDS(strpbrk(err->text, "\n\r\x1b") == NULL);
}

/* ---- the address that he comes back with ---- */

static void
check_authorization(const struct attempt *attempt, const struct authorization *authorization)
{
    CLEANUP(buf_done) struct buf url = BUF_INIT(URL_MAX);
    CLEANUP(buf_done) struct buf origin = BUF_INIT(URL_MAX);
    CLEANUP(buf_done) struct buf own = BUF_INIT(URL_MAX);
    const struct authorize_attempt asked = { .client_id = STR("4711"),
                                             .redirect_uri = buf_str(&attempt->fixture->raw),
                                             .state = attempt->argument,
                                             .challenge = attempt->argument };

    HOLDS(authorize_proof_for(authorization, asked.redirect_uri) == AUTHORIZE_NO_PROOF ||
          authorization->proof != AUTHORIZE_NO_PROOF);
    if (!authorize_url(authorization, &asked, &url))
        return; /* longer than an address may be */
    HOLDS(url_origin(buf_str(&url), &origin));
    HOLDS(url_origin(str_from(authorization->address), &own));
    HOLDS(str_equal(buf_str(&origin), buf_str(&own)) && strpbrk(url.data, " \n#") == NULL);
}

/* Whatever a code is, it comes back as it was. */
static void
check_round_trip(const struct attempt *attempt)
{
    CLEANUP(buf_done) struct buf url = BUF_INIT(1u << 20);
    struct str code = buf_str(&attempt->fixture->raw);
    struct error err = ERROR_INIT;
    struct str back;

    if (code.n == 0 || code.n > 10000)
        return;
    HOLDS(buf_append_str(&url, STR("https://kota.example/")) &&
          url_add_query(&url, STR("state"), attempt->argument) &&
          url_add_query(&url, STR("code"), code));
    HOLDS(authorize_code(buf_str(&url), attempt->argument, attempt->arena, &back, &err));
    HOLDS(str_equal(back, code));
}

static void
come_back(struct attempt *attempt)
{
    const struct fixture *fixture = attempt->fixture;
    struct str pasted = buf_str(&fixture->raw);
    struct error err = ERROR_INIT;
    struct str code;

    if (authorize_code(pasted, attempt->argument, attempt->arena, &code, &err)) {
        HOLDS(code.n > 0 && code.n <= pasted.n && !error_is_set(&err));
    } else {
        check_error(&err);
        HOLDS(err.kind == ERROR_DENIED || err.kind == ERROR_PEER);
    }
    check_round_trip(attempt);
    if (fixture->source->authorization != NULL)
        check_authorization(attempt, fixture->source->authorization(fixture->settings));
}

/* ---- tokens ---- */

static void
check_secret(const struct renewal_news *news)
{
    const struct secret_change changes[] = { { "token", news->token },
                                             { "refresh_token", news->refresh_token },
                                             { "open_id", news->account_id } };
    struct error err = ERROR_INIT;
    CLEANUP(secret_freep)
    struct secret *secret = secret_make(NULL, changes, ARRAY_SIZE(changes), &err);

    if (secret == NULL) {
        check_error(&err);
        return;
    }
    for (size_t i = 0; i < ARRAY_SIZE(changes); i++)
        HOLDS(changes[i].value.n == 0
                  ? str_is_none(secret_part(secret, changes[i].part))
                  : str_equal(secret_part(secret, changes[i].part), str_trim(changes[i].value)));
}

static void
check_news(const struct attempt *attempt, const struct renewal_news *news)
{
    const struct fixture *fixture = attempt->fixture;
    int64_t now_us = fixture->view.now_us;
    const struct authorization *authorization = NULL;

    HOLDS(news->expires_at_us == WHEN_NONE || !news->never_expires);
    HOLDS(news->refresh_expires_at_us == WHEN_NONE ||
          (news->refresh_expires_at_us > now_us &&
           news->refresh_expires_at_us < now_us + 11 * YEAR_US));
    HOLDS(news->is_valid != TRI_UNKNOWN);
    if (fixture->source->authorization != NULL)
        authorization = fixture->source->authorization(fixture->settings);
    for (size_t i = 0; authorization != NULL && authorization->scopes != NULL &&
                       authorize_lack(authorization, news->scopes, i) != NULL;
         i++)
        HOLDS(i < 32); /* of scopes, and each is told once */
}

static void
check_call(const struct attempt *attempt, const struct renewal_call *call)
{
    struct str base = attempt->fixture->view.base_url;
    struct error err = ERROR_INIT;
    struct http_request request;

    if (!renewal_request(call, base, attempt->arena, &request, &err))
        check_error(&err);
    else
        HOLDS(request.url.n > 0 && request.secret_count <= HTTP_SECRETS_MAX);
}

static void
renew(struct attempt *attempt, const struct renewal *renewal)
{
    struct error err = ERROR_INIT;
    struct renewal_news news;

    if (renewal == NULL)
        return;
    check_call(attempt, &renewal->call);
    if (renewal_read(renewal, &attempt->answer, attempt->fixture->view.now_us, attempt->arena,
                     &news, &err)) {
        HOLDS(news.token.n > 0);
        check_news(attempt, &news);
        check_secret(&news);
        return;
    }
    check_error(&err);
    authorize_explain(&attempt->answer, &err);
    HOLDS(utf8_is_valid(str_from(err.hint)));
}

static void
inspect(struct attempt *attempt)
{
    const struct renewal_inspection *inspection = attempt->fixture->source->inspection;
    struct error err = ERROR_INIT;
    struct renewal_news news;

    if (inspection == NULL)
        return;
    check_call(attempt, &inspection->call);
    if (renewal_inspect(inspection, &attempt->answer, attempt->arena, &news, &err))
        check_news(attempt, &news);
    else
        check_error(&err);
}

/* ---- which accounts there are ---- */

static void
check_found(const struct discovery_result *result)
{
    HOLDS(result->groups <= result->count && result->count <= result->size);
    for (size_t i = 0; i < result->count; i++) {
        const struct discovered *found = &result->items[i];

        HOLDS(found->followers >= -1 && found->group < result->groups);
        HOLDS(found->lack_count <= DISCOVERY_LACKS_MAX && utf8_is_valid(found->name));
        HOLDS(str_is_none(found->handle) || found->handle.n > 0);
    }
}

/* The same answer once more brings nobody twice, and the list ends. */
static void
discover(struct attempt *attempt, struct str handle)
{
    const struct fixture *fixture = attempt->fixture;
    struct discovery_result result = { .arena = attempt->arena, .handle = handle };
    const struct discovery *discovery;
    struct error err = ERROR_INIT;
    struct http_request request;

    if (fixture->source->discovery == NULL)
        return;
    discovery = fixture->source->discovery(fixture->settings);
    if (!str_is_none(handle) && discovery->by_handle.path == NULL)
        return;
    for (int page = 0; page < 2; page++) {
        size_t before = result.count;
        struct str after = result.after;

        error_clear(&err);
        if (!discovery_request(discovery, fixture->view.base_url, &result, attempt->arena, &request,
                               &err) ||
            !discovery_read(discovery, &attempt->answer, &result, &err)) {
            check_error(&err);
            return;
        }
        check_found(&result);
        HOLDS(page == 0 ||
              (result.count == before && (str_is_none(after) || str_is_none(result.after))));
    }
}

/* ---- one input ---- */

static void
attempt_one(struct attempt *attempt, struct str what)
{
    const struct fixture *fixture = attempt->fixture;
    const struct source *source = fixture->source;
    const struct authorization *authorization =
        source->authorization != NULL ? source->authorization(fixture->settings) : NULL;
    struct error err = ERROR_INIT;

    if (str_equal_c(what, "pasted")) {
        come_back(attempt);
        return;
    }
    if (!http_response_parse(buf_str(&fixture->raw), attempt->headers, FIXTURE_HEADERS_MAX,
                             &attempt->answer, &err))
        return;
    if (str_equal_c(what, "exchange") && authorization != NULL)
        renew(attempt, authorization->exchange);
    else if (str_equal_c(what, "lengthen") && authorization != NULL)
        renew(attempt, authorization->lengthen);
    else if (str_equal_c(what, "renewal") && source->renewal != NULL)
        renew(attempt, source->renewal(fixture->settings));
    else if (str_equal_c(what, "inspection"))
        inspect(attempt);
    else if (str_equal_c(what, "discovery"))
        discover(attempt, STR_NONE);
    else if (str_equal_c(what, "handle"))
        discover(attempt, attempt->argument);
}

static void
try_one(const struct source *source, struct str what, struct str raw, struct str given)
{
    struct fixture *fixture = fixture_try("fuzzed", str_from(source->name),
                                          str_from(source->streams[0].name), raw, given);

    if (fixture->wrong == NULL && fixture->view.account.handle.n > 0) {
        struct attempt attempt = { .fixture = fixture,
                                   .arena = arena_new(ARENA_BYTES),
                                   .argument = fixture->view.account.handle };
        attempt_one(&attempt, what);
        arena_free(attempt.arena);
    }
    fixture_free(fixture);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = { (const char *)data, size };
    struct str what, name, given;
    size_t gap = str_find(rest, STR("\n\n"), 0);

    if (gap == SIZE_MAX)
        return 0;
    given = str_sub(rest, 0, gap + 1);
    rest = str_sub(rest, gap + 2, rest.n);
    (void)str_split(&given, '\n', &what);
    if (!str_split(&what, '/', &name))
        return 0;
    for (size_t i = 0; sources[i] != NULL; i++)
        if (str_equal_c(name, "any") || str_equal_c(name, sources[i]->name))
            try_one(sources[i], what, rest, given);
    return 0;
}
