/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * libcurl keeps copies of URL, headers and body, so the memory it is given is wiped when it is
 * freed.
 */

#include "fetch_easy.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

static void
wiping_free(void *pointer)
{
    if (pointer == NULL)
        return;
    explicit_bzero(pointer, malloc_usable_size(pointer));
    free(pointer);
}

static void *
wiping_realloc(void *pointer, size_t size)
{
    size_t old = pointer != NULL ? malloc_usable_size(pointer) : 0;
    void *moved;

    if (old >= size && pointer != NULL)
        return pointer;
    moved = xmalloc(size);
    if (old > 0)
        memcpy(moved, pointer, old);
    wiping_free(pointer);
    return moved;
}

bool
fetch_easy_setup(struct error *err)
{
    const long needed =
        CURL_VERSION_SSL | CURL_VERSION_LIBZ | CURL_VERSION_HTTP2 | CURL_VERSION_ASYNCHDNS;

    must(curl_global_init_mem(CURL_GLOBAL_DEFAULT, xmalloc, wiping_free, wiping_realloc, xstrdup,
                              xcalloc) == CURLE_OK);
    if ((curl_version_info(CURLVERSION_NOW)->features & needed) != needed)
        return error_set(err, ERROR_CONFIG,
                         "this libcurl lacks TLS, gzip, HTTP/2 or asynchronous name look-up");
    return true;
}

#define set(easy, option, value) must(curl_easy_setopt(easy, option, value) == CURLE_OK)

static void
set_always(CURL *easy)
{
    set(easy, CURLOPT_QUICK_EXIT, 1L); /* else a slow name server stops the loop for seconds */
    set(easy, CURLOPT_NOSIGNAL, 1L);
    set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    set(easy, CURLOPT_FOLLOWLOCATION, 0L);
    set(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    set(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    set(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
    set(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    set(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    set(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    /* With a folder of certificates libcurl reads its store anew for every connection. */
    set(easy, CURLOPT_CAPATH, NULL);
    set(easy, CURLOPT_PROXY_CAPATH, NULL);
    set(easy, CURLOPT_PROXY_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    set(easy, CURLOPT_PROXYAUTH, (long)CURLAUTH_BASIC);
}

static void
set_settings(CURL *easy, const struct fetch_network *network)
{
    set(easy, CURLOPT_PROXY, network->proxy);
    set(easy, CURLOPT_NOPROXY, network->no_proxy);
    if (network->proxy_user[0] != '\0') {
        set(easy, CURLOPT_PROXYUSERNAME, network->proxy_user);
        set(easy, CURLOPT_PROXYPASSWORD, network->proxy_password);
    }
    set(easy, CURLOPT_USERAGENT, network->user_agent);
    set(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)(network->connect_timeout_us / 1000));
    if (network->ca_file[0] == '\0')
        return;
    set(easy, CURLOPT_CAINFO, network->ca_file);
    set(easy, CURLOPT_PROXY_CAINFO, network->ca_file);
}

CURL *
fetch_easy_new(const struct fetch_network *network)
{
    CURL *easy;

    must(easy = curl_easy_init());
    set_always(easy);
    set_settings(easy, network);
    return easy;
}

/* What became of a transfer, in the program's words. */

#define CHECK_BASE_URL "Check base_url, and http.proxy where there is one."

/* What TLS could not agree on, by a part of libcurl's or OpenSSL's words. The first that fits. */
static const struct tls_reason {
    const char *part;
    const char *text; /* NULL: libcurl's own words */
    const char *hint;
} tls_reasons[] = {
    { "has expired", NULL,
      "The server's certificate has ended: its owner must renew it. Check this machine's clock." },
    { "not yet valid", NULL, "Check this machine's clock." },
    { "subject name", NULL, "The server has another host's certificate. " CHECK_BASE_URL },
    { "certificate", NULL,
      "Where a proxy with a certificate authority of its own stands in between, name its file in "
      "http.ca_file." },
    { "wrong version number", "the server does not speak TLS", CHECK_BASE_URL },
    { "SSL_ERROR_SYSCALL", "the server ended the connection in the TLS handshake", CHECK_BASE_URL },
    { "unexpected eof", "the server ended the connection in the TLS handshake", CHECK_BASE_URL },
    { "", NULL, CHECK_BASE_URL },
};

struct explanation {
    CURLcode code;
    enum error_kind kind;
    const char *text; /* NULL: libcurl's own words, which name host and reason and no more */
    const char *hint;
};

static const struct explanation explanations[] = {
    { CURLE_COULDNT_RESOLVE_HOST, ERROR_IO, NULL, NULL },
    { CURLE_COULDNT_RESOLVE_PROXY, ERROR_IO, NULL, "Check http.proxy." },
    { CURLE_COULDNT_CONNECT, ERROR_IO, NULL, NULL },
    { CURLE_SSL_CACERT_BADFILE, ERROR_IO, NULL, "Check http.ca_file." },
    { CURLE_SEND_ERROR, ERROR_IO, NULL, NULL },
    { CURLE_RECV_ERROR, ERROR_IO, NULL, NULL },
    { CURLE_PROXY, ERROR_IO, NULL, "Check http.proxy." },
    { CURLE_GOT_NOTHING, ERROR_IO, "the connection ended without an answer", NULL },
    { CURLE_PARTIAL_FILE, ERROR_IO, "the answer ended early", NULL },
    { CURLE_HTTP2, ERROR_IO, "the HTTP/2 connection broke", NULL },
    { CURLE_HTTP2_STREAM, ERROR_IO, "the answer ended early", NULL },
    { CURLE_FILESIZE_EXCEEDED, ERROR_LIMIT, "the answer is larger than allowed", NULL },
    { CURLE_BAD_CONTENT_ENCODING, ERROR_PEER, "the compressed answer is broken", NULL },
    { CURLE_WEIRD_SERVER_REPLY, ERROR_PEER, "the answer is not HTTP", NULL },
    { CURLE_UNSUPPORTED_PROTOCOL, ERROR_PEER, "the answer is not HTTP", NULL },
};

/* How far it came, for a wait that ended. */
static const char *
phase(CURL *easy)
{
    curl_off_t first_byte = 0;
    curl_off_t sent = 0;

    (void)curl_easy_getinfo(easy, CURLINFO_STARTTRANSFER_TIME_T, &first_byte);
    (void)curl_easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &sent);
    if (first_byte > 0)
        return "in the middle of the answer";
    return sent > 0 ? "waiting for the answer" : "connecting";
}

static const struct explanation *
find_explanation(CURLcode code)
{
    for (size_t i = 0; i < ARRAY_SIZE(explanations); i++)
        if (explanations[i].code == code)
            return &explanations[i];
    return NULL;
}

static void
explain_tls(const char *words, struct error *err)
{
    const struct tls_reason *reason = tls_reasons;

    while (strstr(words, reason->part) == NULL)
        reason++;
    (void)error_set(err, ERROR_IO, "%s", reason->text != NULL ? reason->text : words);
    (void)error_hint(err, "%s", reason->hint);
}

void
fetch_easy_explain(CURL *easy, CURLcode code, const char *words, bool proxied, struct error *err)
{
    const struct explanation *known = find_explanation(code);
    long os_error = 0;

    if (words[0] == '\0')
        words = curl_easy_strerror(code);
    if (code == CURLE_COULDNT_CONNECT)
        (void)curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &os_error);
    if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CONNECT_ERROR)
        explain_tls(words, err);
    else if (os_error != 0)
        (void)error_set(err, ERROR_IO, "no connection: %s", strerror((int)os_error));
    else if (code == CURLE_OPERATION_TIMEDOUT)
        (void)error_set(err, ERROR_TIMEOUT, "the time for an answer was over while %s",
                        phase(easy));
    else if (known == NULL)
        (void)error_set(err, ERROR_INTERNAL, "the request failed: %s", curl_easy_strerror(code));
    else
        (void)error_set(err, known->kind, "%s", known->text != NULL ? known->text : words);
    if (known != NULL && known->hint != NULL)
        (void)error_hint(err, "%s", known->hint);
    else if (strstr(words, "CONNECT tunnel") != NULL)
        (void)error_hint(err,
                         "The proxy refused. 407: it wants a login, see http.proxy_credential; "
                         "else let this machine pass, or name another in http.proxy.");
    else if (proxied && err->hint[0] == '\0')
        (void)error_hint(err, "Where the way leads through http.proxy, check that first.");
}
