/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Every text is built in a buffer whose largest possible size is counted first, so that it never
 * grows: a buffer that moves would leave the secret behind in freed memory.
 */

#include "fill.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "http/url.h"

#define HMAC_HEX_SIZE (crypto_auth_hmacsha256_BYTES * 2 + 1)

/* What stands in the request for one secret; text is wiped by its user. */
struct material {
    char *text;
    size_t size; /* with the NUL */
};

static char *
wiped(char *text, size_t size)
{
    if (text != NULL)
        sodium_memzero(text, size);
    free(text);
    return NULL;
}

static void
hmac_hex(struct str key, struct str message, char ret_hex[HMAC_HEX_SIZE])
{
    crypto_auth_hmacsha256_state state;
    unsigned char mac[crypto_auth_hmacsha256_BYTES];

    must(crypto_auth_hmacsha256_init(&state, (const unsigned char *)key.p, key.n) == 0);
    must(crypto_auth_hmacsha256_update(&state, (const unsigned char *)message.p, message.n) == 0);
    must(crypto_auth_hmacsha256_final(&state, mac) == 0);
    (void)sodium_bin2hex(ret_hex, HMAC_HEX_SIZE, mac, sizeof(mac));
    sodium_memzero(mac, sizeof(mac));
    sodium_memzero(&state, sizeof(state));
}

/* RFC 7617: the two, with a colon between them, in base64. */
static void
basic(struct str user, struct str password, struct material *material)
{
    size_t size = user.n + password.n + 2;
    char *pair = xmalloc(size);

    (void)snprintf(pair, size, "%.*s:%.*s", STR_ARGS(user), STR_ARGS(password));
    (void)snprintf(material->text, material->size, "Basic ");
    (void)sodium_bin2base64(material->text + strlen("Basic "), material->size - strlen("Basic "),
                            (const unsigned char *)pair, size - 1, sodium_base64_VARIANT_ORIGINAL);
    (void)wiped(pair, size);
}

/* material->text stays NULL for an optional secret that the credential does not have. */
static bool
make_material(const struct http_secret *wanted, const struct secret *secret,
              struct material *material, struct error *err)
{
    bool has_key =
        wanted->transform == HTTP_SECRET_HMAC_SHA256 || wanted->transform == HTTP_SECRET_BASIC;
    const char *key_part = has_key ? wanted->key_part : NULL;
    struct str part = secret_part(secret, wanted->part);
    struct str key = key_part != NULL ? secret_part(secret, key_part) : part;

    *material = (struct material){ NULL, 0 };
    if ((str_is_none(part) || str_is_none(key)) && wanted->optional)
        return true;
    if (str_is_none(part) || str_is_none(key)) {
        (void)error_set(err, ERROR_DENIED, "the credential has no part \"%s\"",
                        str_is_none(part) ? wanted->part : key_part);
        return error_hint(err, "Add the line %s=… to its file.",
                          str_is_none(part) ? wanted->part : key_part);
    }
    /* The longest of them: base64 makes four bytes of three. */
    material->size = (part.n + key.n) * 2 + sizeof("Bearer ") + HMAC_HEX_SIZE;
    material->text = xmalloc(material->size);
    switch (wanted->transform) {
    case HTTP_SECRET_AS_IS:
        (void)snprintf(material->text, material->size, "%.*s", STR_ARGS(part));
        break;
    case HTTP_SECRET_BEARER:
        (void)snprintf(material->text, material->size, "Bearer %.*s", STR_ARGS(part));
        break;
    case HTTP_SECRET_HMAC_SHA256:
        hmac_hex(key, part, material->text);
        break;
    case HTTP_SECRET_BASIC:
        basic(part, key, material);
        break;
    }
    return true;
}

/* Room for one more text of that size, escaped three for one, and what joins it. */
static size_t
room_for(const struct http_secret *wanted, const struct material *material)
{
    return material->text != NULL ? 3 * (strlen(wanted->name) + material->size) + 16 : 0;
}

static struct buf
fixed_buf(size_t size)
{
    struct buf buf = BUF_INIT(size);

    buf.data = xmalloc(size + 1);
    buf.size = size + 1;
    buf.data[0] = '\0';
    return buf;
}

/*
 * "name=value" behind what is there, both escaped; first: what joins it to nothing, "&" otherwise.
 */
static void
add_pair(struct buf *buf, const char *joint, const char *name, const char *value)
{
    must(buf_append_str(buf, str_from(joint)));
    must(url_escape(buf, str_from(name)));
    must(buf_append_str(buf, STR("=")));
    must(url_escape(buf, str_from(value)));
}

static void
add_json_text(struct buf *buf, const char *text)
{
    must(buf_append_str(buf, STR("\"")));
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            must(buf_append_str(buf, STR("\\")));
        must(buf_append(buf, text, 1));
    }
    must(buf_append_str(buf, STR("\"")));
}

/* Takes the closing brace off, adds the member and closes again. */
static bool
add_json_member(struct buf *buf, const char *name, const char *value, struct error *err)
{
    struct str text = str_trim(buf_str(buf));
    bool empty;

    if (text.n == 0)
        must(buf_append_str(buf, STR("{}")));
    text = str_trim(buf_str(buf));
    if (!str_starts(text, STR("{")) || !str_ends(text, STR("}")))
        return error_set(err, ERROR_INTERNAL, "the body of the request is no JSON object");
    empty = str_trim(str_sub(text, 1, text.n - 2)).n == 0;
    buf->used = (size_t)(text.p - buf->data) + text.n - 1;
    must(buf_append_str(buf, empty ? STR("") : STR(",")));
    add_json_text(buf, name);
    must(buf_append_str(buf, STR(":")));
    add_json_text(buf, value);
    must(buf_append_str(buf, STR("}")));
    return true;
}

static bool
is_line(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
            return false;
    return true;
}

static bool
add_header(struct fill *fill, struct str name, struct str value, struct error *err)
{
    size_t size = name.n + value.n + 3;
    char *line;

    if (name.n == 0 || !is_line(name.p, name.n) || !is_line(value.p, value.n))
        return error_set(err, ERROR_INTERNAL, "a header of the request is not one line");
    line = xmalloc(size);
    (void)snprintf(line, size, "%.*s: %.*s", STR_ARGS(name), STR_ARGS(value));
    fill->headers[fill->header_count++] = line;
    return true;
}

/* The content type that belongs to the body as filled; NULL: none is known. */
static const char *
content_type(const struct http_request *request)
{
    if (request->content_type != NULL)
        return request->content_type;
    for (size_t i = 0; i < request->secret_count; i++) {
        if (request->secrets[i].place == HTTP_SECRET_FORM)
            return "application/x-www-form-urlencoded";
        if (request->secrets[i].place == HTTP_SECRET_JSON)
            return "application/json";
    }
    return NULL;
}

static bool
add_headers(const struct http_request *request, struct fill *fill, struct error *err)
{
    const char *type = content_type(request);

    for (size_t i = 0; i < request->header_count; i++)
        if (!add_header(fill, request->headers[i].name, request->headers[i].value, err))
            return false;
    return request->method != HTTP_POST || type == NULL ||
           add_header(fill, STR("Content-Type"), str_from(type), err);
}

struct building {
    struct fill *fill;
    struct buf url, body;
};

static bool
place_secret(struct building *building, const struct http_secret *wanted, const char *value,
             struct error *err)
{
    struct buf *url = &building->url;
    struct buf *body = &building->body;

    switch (wanted->place) {
    case HTTP_SECRET_HEADER:
        return add_header(building->fill, str_from(wanted->name), str_from(value), err);
    case HTTP_SECRET_QUERY:
        add_pair(url, strchr(url->data, '?') != NULL ? "&" : "?", wanted->name, value);
        return true;
    case HTTP_SECRET_FORM:
        add_pair(body, body->used > 0 ? "&" : "", wanted->name, value);
        return true;
    case HTTP_SECRET_JSON:
        return add_json_member(body, wanted->name, value, err);
    }
    return true;
}

/* A GET has no body to put anything in. */
static bool
check_places(const struct http_request *request, struct error *err)
{
    bool body = !str_is_none(request->body);

    for (size_t i = 0; i < request->secret_count; i++)
        body = body || request->secrets[i].place == HTTP_SECRET_FORM ||
               request->secrets[i].place == HTTP_SECRET_JSON;
    if (request->method == HTTP_GET && body)
        return error_set(err, ERROR_INTERNAL, "a GET request has no body");
    if (!is_line(request->url.p, request->url.n))
        return error_set(err, ERROR_INTERNAL, "the URL of the request is not one line");
    return true;
}

static bool
build(const struct http_request *request, const struct material *materials, struct fill *fill,
      struct error *err)
{
    struct building building = { .fill = fill };
    size_t room = 16;
    bool ok = true;

    for (size_t i = 0; i < request->secret_count; i++)
        room += room_for(&request->secrets[i], &materials[i]);
    building.url = fixed_buf(request->url.n + room);
    building.body = fixed_buf(request->body.n + room);
    must(buf_append_str(&building.url, request->url));
    if (request->body.n > 0)
        must(buf_append_str(&building.body, request->body));
    for (size_t i = 0; i < request->secret_count && ok; i++)
        if (materials[i].text != NULL)
            ok = place_secret(&building, &request->secrets[i], materials[i].text, err);
    fill->url = building.url.data;
    fill->body = building.body.data;
    fill->body_size = building.body.used;
    return ok;
}

bool
fill_request(const struct http_request *request, const struct secret *secret, struct fill *ret_fill,
             struct error *err)
{
    struct material materials[HTTP_SECRETS_MAX];
    struct fill fill = { .url = NULL };
    size_t made = 0;
    bool ok = check_places(request, err) && add_headers(request, &fill, err);

    while (ok && made < request->secret_count) {
        ok = make_material(&request->secrets[made], secret, &materials[made], err);
        made++;
    }
    ok = ok && build(request, materials, &fill, err);
    while (made > 0) {
        made--;
        materials[made].text = wiped(materials[made].text, materials[made].size);
    }
    if (!ok) {
        fill_done(&fill);
        return false;
    }
    *ret_fill = fill;
    return true;
}

void
fill_done(struct fill *fill)
{
    if (fill->url != NULL)
        fill->url = wiped(fill->url, strlen(fill->url));
    if (fill->body != NULL)
        fill->body = wiped(fill->body, fill->body_size);
    for (size_t i = 0; i < fill->header_count; i++)
        fill->headers[i] = wiped(fill->headers[i], strlen(fill->headers[i]));
    fill->header_count = 0;
}
