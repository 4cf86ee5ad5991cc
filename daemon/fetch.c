/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * libcurl's multi interface on the loop: it says which sockets to watch and when to call again; we
 * call curl_multi_socket_action() and then collect what ended. libcurl is called only from here and
 * from the owner's calls, never from one of its own callbacks.
 */

#include "fetch.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <curl/curl.h>

#include "base/buf.h"
#include "fetch_easy.h"
#include "fill.h"
#include "http/url.h"

#define ORIGIN_MAX 512
/* No "Expect: 100-continue": a round trip before each form. */
#define NO_EXPECT "Expect:"

struct fetch {
    struct loop *loop;
    CURLM *multi;
    struct loop_timer *timer;
    struct fetch_network network;
    size_t running;
};

/* One socket of libcurl's. */
struct fetch_socket {
    struct fetch *fetch;
    struct loop_watch *watch;
    curl_socket_t fd;
};

/* A header line in handle->head. */
struct head_line {
    size_t at, name_size, value_at, value_size;
};

struct fetch_handle {
    struct fetch *fetch;
    CURL *easy; /* NULL: ended */
    struct fill fill;
    char no_expect[sizeof(NO_EXPECT)];             /* curl takes no constant */
    struct curl_slist lines[FILL_HEADERS_MAX + 1]; /* over fill.headers: no copies to be wiped */
    struct loop_timer *deadline;
    fetch_done_fn done;
    void *ctx;
    int64_t started_us, timeout_us;
    struct buf origin, head, body;
    struct head_line head_lines[FETCH_HEADERS_MAX];
    size_t head_count;
    struct http_header headers[FETCH_HEADERS_MAX];
    bool over_limit;
    char words[CURL_ERROR_SIZE]; /* libcurl's own, may be empty */
    struct fetch_result result;
};

/* The answer as a value. */

static void
finish_response(struct fetch_handle *handle)
{
    struct http_response *response = &handle->result.response;
    long status = 0;

    (void)curl_easy_getinfo(handle->easy, CURLINFO_RESPONSE_CODE, &status);
    if (status < 100 || status > 599) {
        (void)error_set(&handle->result.error, ERROR_PEER, "%.*s: the answer has status %ld",
                        STR_ARGS(buf_str(&handle->origin)), status);
        return;
    }
    for (size_t i = 0; i < handle->head_count; i++) {
        const struct head_line *line = &handle->head_lines[i];

        handle->headers[i].name = (struct str){ handle->head.data + line->at, line->name_size };
        handle->headers[i].value =
            (struct str){ handle->head.data + line->value_at, line->value_size };
    }
    *response = (struct http_response){ .status = (int)status,
                                        .headers = handle->headers,
                                        .header_count = handle->head_count,
                                        .body = buf_str(&handle->body) };
    handle->result.ok = true;
}

static void
finish_measures(struct fetch_handle *handle)
{
    struct fetch_result *result = &handle->result;
    curl_off_t first_byte = 0;
    curl_off_t sent = 0;
    curl_off_t wire = 0;
    long version = CURL_HTTP_VERSION_NONE;
    long connections = 0;

    (void)curl_easy_getinfo(handle->easy, CURLINFO_STARTTRANSFER_TIME_T, &first_byte);
    (void)curl_easy_getinfo(handle->easy, CURLINFO_PRETRANSFER_TIME_T, &sent);
    (void)curl_easy_getinfo(handle->easy, CURLINFO_SIZE_DOWNLOAD_T, &wire);
    (void)curl_easy_getinfo(handle->easy, CURLINFO_HTTP_VERSION, &version);
    (void)curl_easy_getinfo(handle->easy, CURLINFO_NUM_CONNECTS, &connections);
    result->total_us = loop_now_us() - handle->started_us;
    result->first_byte_us = first_byte;
    result->wire_bytes = wire;
    result->reached = sent > 0;
    result->reused = connections == 0 && version != CURL_HTTP_VERSION_NONE;
    if (version == CURL_HTTP_VERSION_1_0)
        result->http_version = 10;
    else if (version == CURL_HTTP_VERSION_1_1)
        result->http_version = 11;
    else if (version == CURL_HTTP_VERSION_2_0)
        result->http_version = 20;
}

/* Lets go of everything of libcurl's and of the secrets; the result stays. */
static void
end_transfer(struct fetch_handle *handle)
{
    must(curl_multi_remove_handle(handle->fetch->multi, handle->easy) == CURLM_OK);
    curl_easy_cleanup(handle->easy);
    handle->easy = NULL;
    fill_done(&handle->fill);
    loop_timer_free(handle->deadline);
    handle->deadline = NULL;
    handle->fetch->running--;
}

static void
finish_error(struct fetch_handle *handle, CURLcode code)
{
    struct error *err = &handle->result.error;

    if (handle->over_limit)
        (void)error_set(err, ERROR_LIMIT, "the answer is larger than %zu bytes", handle->body.max);
    else
        fetch_easy_explain(handle->easy, code, handle->words,
                           handle->fetch->network.proxy[0] != '\0' && !handle->result.reached, err);
    (void)error_wrap(err, "%.*s: ", STR_ARGS(buf_str(&handle->origin)));
}

static void
finish(struct fetch_handle *handle, CURLcode code)
{
    finish_measures(handle);
    if (code == CURLE_OK)
        finish_response(handle);
    else
        finish_error(handle, code);
    end_transfer(handle);
    handle->done(handle->ctx, &handle->result);
}

/* Our own deadline: libcurl's can be outlived by a transfer (curl issue 23025). */
static void
on_deadline(void *ctx)
{
    finish(ctx, CURLE_OPERATION_TIMEDOUT);
}

static void
collect_ended(struct fetch *fetch)
{
    CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(fetch->multi, &left)) != NULL) {
        CURLcode code = message->data.result;
        char *handle = NULL;

        if (message->msg != CURLMSG_DONE)
            continue;
        (void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &handle);
        finish((struct fetch_handle *)(void *)handle, code);
    }
}

static void
on_ready(void *ctx, unsigned ready)
{
    const struct fetch_socket *socket = ctx;
    struct fetch *fetch = socket->fetch;
    int mask = ((ready & LOOP_READ) != 0 ? CURL_CSELECT_IN : 0) |
               ((ready & LOOP_WRITE) != 0 ? CURL_CSELECT_OUT : 0);
    int running;

    /* May free the socket. */
    (void)curl_multi_socket_action(fetch->multi, socket->fd, mask, &running);
    collect_ended(fetch);
}

static void
on_timer(void *ctx)
{
    struct fetch *fetch = ctx;
    int running;

    (void)curl_multi_socket_action(fetch->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    collect_ended(fetch);
}

/* libcurl's callbacks: they note what is wanted, nothing more. */

static int
want_socket(CURL *easy, curl_socket_t fd, int what, void *ctx, void *socket_ctx)
{
    struct fetch *fetch = ctx;
    struct fetch_socket *socket = socket_ctx;

    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        if (socket != NULL)
            loop_watch_free(socket->watch);
        free(socket);
        return 0;
    }
    if (socket == NULL) {
        socket = xcalloc(1, sizeof(*socket));
        *socket = (struct fetch_socket){ .fetch = fetch, .fd = fd };
        socket->watch = loop_watch_new(fetch->loop, fd, on_ready, socket);
        /* The one call that is made for here. */
        (void)curl_multi_assign(fetch->multi, fd, socket);
    }
    loop_watch_want(socket->watch, ((what & CURL_POLL_IN) != 0 ? LOOP_READ : 0u) |
                                       ((what & CURL_POLL_OUT) != 0 ? LOOP_WRITE : 0u));
    return 0;
}

static int
want_timer(CURLM *multi, long timeout_ms, void *ctx)
{
    const struct fetch *fetch = ctx;

    (void)multi;
    if (timeout_ms < 0)
        loop_timer_stop(fetch->timer);
    else
        loop_timer_after(fetch->timer, (int64_t)timeout_ms * 1000);
    return 0;
}

static void
keep_header(struct fetch_handle *handle, struct str line)
{
    size_t colon = str_find(line, STR(":"), 0);
    struct str name = str_sub(line, 0, colon);
    struct str value;

    if (colon == SIZE_MAX || colon == 0 || handle->head_count == FETCH_HEADERS_MAX)
        return;
    value = str_trim(str_sub(line, colon + 1, line.n));
    if (name.n + value.n > handle->head.max - handle->head.used)
        return;
    handle->head_lines[handle->head_count++] =
        (struct head_line){ .at = handle->head.used,
                            .name_size = name.n,
                            .value_at = handle->head.used + name.n,
                            .value_size = value.n };
    must(buf_append_str(&handle->head, name));
    must(value.n == 0 || buf_append_str(&handle->head, value));
}

/* A status line begins a new head (an interim answer came before). Trailers are passed over. */
static size_t
take_header(char *bytes, size_t size, size_t count, void *ctx)
{
    struct fetch_handle *handle = ctx;
    struct str line = { bytes, size * count };

    if (str_starts(line, STR("HTTP/"))) {
        handle->head_count = 0;
        buf_clear(&handle->head);
    } else if (handle->body.used == 0) {
        keep_header(handle, line);
    }
    return size * count;
}

static size_t
take_body(char *bytes, size_t size, size_t count, void *ctx)
{
    struct fetch_handle *handle = ctx;

    if (buf_append(&handle->body, bytes, size * count))
        return size * count;
    handle->over_limit = true;
    return 0;
}

/* The order of libcurl's options is of no meaning; each group has one subject. */

#define set(easy, option, value) must(curl_easy_setopt(easy, option, value) == CURLE_OK)

static void
set_callbacks(CURL *easy, struct fetch_handle *handle)
{
    set(easy, CURLOPT_PRIVATE, handle);
    set(easy, CURLOPT_ERRORBUFFER, handle->words);
    set(easy, CURLOPT_HEADERFUNCTION, take_header);
    set(easy, CURLOPT_HEADERDATA, handle);
    set(easy, CURLOPT_WRITEFUNCTION, take_body);
    set(easy, CURLOPT_WRITEDATA, handle);
}

/*
 * The list of header lines ends with the one that keeps libcurl from asking "Expect: 100-continue".
 */
static void
set_request(CURL *easy, struct fetch_handle *handle, const struct fetch_order *order)
{
    size_t count = handle->fill.header_count;

    memcpy(handle->no_expect, NO_EXPECT, sizeof(NO_EXPECT));
    for (size_t i = 0; i < count; i++)
        handle->lines[i] = (struct curl_slist){ handle->fill.headers[i], &handle->lines[i + 1] };
    handle->lines[count] = (struct curl_slist){ handle->no_expect, NULL };
    set(easy, CURLOPT_HTTPHEADER, handle->lines);
    set(easy, CURLOPT_URL, handle->fill.url);
    /*
     * Rather a stream of a connection than a new connection. Without TLS there are no streams, but
     * libcurl learns that from the first answer only: a slow one would hold up all the others.
     */
    set(easy, CURLOPT_PIPEWAIT, str_starts(order->origin, STR("https:")) ? 1L : 0L);
    set(easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)order->max_bytes);
    /* The second deadline; ours comes first. */
    set(easy, CURLOPT_TIMEOUT_MS, (long)(order->timeout_us / 1000 + 1000));
    if (order->request->method == HTTP_POST) {
        set(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)handle->fill.body_size);
        set(easy, CURLOPT_POSTFIELDS, handle->fill.body);
    }
}

static bool
check_origin(const struct fetch_order *order, struct buf *origin, struct error *err)
{
    if (url_origin(order->request->url, origin) && str_equal(buf_str(origin), order->origin))
        return true;
    return error_set(err, ERROR_DENIED, "the request goes to %.*s, not to %.*s",
                     STR_ARGS(buf_str(origin)), STR_ARGS(order->origin));
}

static void
free_handle(void *ctx)
{
    struct fetch_handle *handle = ctx;

    buf_done(&handle->origin);
    buf_done(&handle->head);
    buf_done(&handle->body);
    free(handle);
}

struct fetch_handle *
fetch_start(struct fetch *fetch, const struct fetch_order *order, fetch_done_fn done, void *ctx,
            struct error *err)
{
    struct fetch_handle *handle = xcalloc(1, sizeof(*handle));

    *handle = (struct fetch_handle){ .fetch = fetch,
                                     .done = done,
                                     .ctx = ctx,
                                     .started_us = loop_now_us(),
                                     .origin = BUF_INIT(ORIGIN_MAX),
                                     .head = BUF_INIT(FETCH_HEADER_BYTES_MAX),
                                     .body = BUF_INIT(order->max_bytes) };
    if (!check_origin(order, &handle->origin, err) ||
        !fill_request(order->request, order->secret, &handle->fill, err)) {
        free_handle(handle);
        return NULL;
    }
    handle->easy = fetch_easy_new(&fetch->network);
    set_callbacks(handle->easy, handle);
    set_request(handle->easy, handle, order);
    handle->deadline = loop_timer_new(fetch->loop, on_deadline, handle);
    loop_timer_after(handle->deadline, order->timeout_us);
    fetch->running++;
    must(curl_multi_add_handle(fetch->multi, handle->easy) == CURLM_OK);
    return handle;
}

void
fetch_close(struct fetch_handle *handle)
{
    if (handle == NULL)
        return;
    if (handle->easy != NULL)
        end_transfer(handle);
    /* The result may be in use until the turn ends. */
    loop_defer(handle->fetch->loop, free_handle, handle);
}

size_t
fetch_running(const struct fetch *fetch)
{
    return fetch->running;
}

static void
replace(char **text, struct str value)
{
    char *copy = xmalloc(value.n + 1);

    memcpy(copy, value.n > 0 ? value.p : "", value.n);
    copy[value.n] = '\0';
    if (*text != NULL)
        explicit_bzero(*text, strlen(*text)); /* a proxy's URL may hold a password */
    free(*text);
    *text = copy;
}

bool
fetch_check_ca_file(struct str path, struct error *err)
{
    if (path.n == 0 || access(path.p, R_OK) == 0)
        return true;
    (void)error_set(err, ERROR_CONFIG, "http.ca_file \"%s\" cannot be read: %s", path.p,
                    strerror(errno));
    return error_hint(err, "Put a PEM file of certificates there that pantaud's user may read.");
}

static void
set_network(struct fetch_network *network, const struct fetch_settings *settings)
{
    replace(&network->ca_file, settings->ca_file);
    replace(&network->proxy, settings->proxy);
    replace(&network->proxy_user, settings->proxy_user);
    replace(&network->proxy_password, settings->proxy_password);
    replace(&network->no_proxy, settings->no_proxy);
    replace(&network->user_agent, settings->user_agent);
    network->connect_timeout_us = settings->connect_timeout_us;
}

static void
done_network(struct fetch_network *network)
{
    replace(&network->proxy, STR(""));
    replace(&network->proxy_password, STR(""));
    free(network->proxy);
    free(network->proxy_user);
    free(network->proxy_password);
    free(network->no_proxy);
    free(network->ca_file);
    free(network->user_agent);
}

bool
fetch_configure(struct fetch *fetch, const struct fetch_settings *settings, struct error *err)
{
    if (!fetch_check_ca_file(settings->ca_file, err))
        return false;
    set_network(&fetch->network, settings);
    (void)curl_multi_setopt(fetch->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS,
                            (long)settings->max_connections);
    (void)curl_multi_setopt(fetch->multi, CURLMOPT_MAXCONNECTS, (long)settings->max_connections);
    (void)curl_multi_setopt(fetch->multi, CURLMOPT_MAX_HOST_CONNECTIONS,
                            (long)settings->max_connections_per_host);
    return true;
}

struct fetch *
fetch_new(struct loop *loop, const struct fetch_settings *settings, struct error *err)
{
    struct fetch *fetch;

    if (!fetch_easy_setup(err))
        return NULL;
    fetch = xcalloc(1, sizeof(*fetch));
    fetch->loop = loop;
    must(fetch->multi = curl_multi_init());
    fetch->timer = loop_timer_new(loop, on_timer, fetch);
    (void)curl_multi_setopt(fetch->multi, CURLMOPT_SOCKETFUNCTION, want_socket);
    (void)curl_multi_setopt(fetch->multi, CURLMOPT_SOCKETDATA, fetch);
    (void)curl_multi_setopt(fetch->multi, CURLMOPT_TIMERFUNCTION, want_timer);
    (void)curl_multi_setopt(fetch->multi, CURLMOPT_TIMERDATA, fetch);
    if (fetch_configure(fetch, settings, err))
        return fetch;
    fetch_free(fetch);
    return NULL;
}

void
fetch_free(struct fetch *fetch)
{
    if (fetch == NULL)
        return;
    assert(fetch->running == 0);
    /* Closes the connections and says so through want_socket(). */
    must(curl_multi_cleanup(fetch->multi) == CURLM_OK);
    loop_timer_free(fetch->timer);
    done_network(&fetch->network);
    free(fetch);
}
