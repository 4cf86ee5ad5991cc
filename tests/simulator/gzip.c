/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "gzip.h"

#include <zlib.h>

bool
gzip_pack(const struct blob *plain, struct blob *ret_packed)
{
    z_stream stream = { 0 };
    uLong room;
    bool ok;

    /* 15 + 16: the gzip wrapper. */
    if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    room = deflateBound(&stream, plain->n);
    ret_packed->at = mem_heap(room + 1);
    ret_packed->cap = room + 1;
    stream.next_in = (Bytef *)plain->at;
    stream.avail_in = (uInt)plain->n;
    stream.next_out = (Bytef *)ret_packed->at;
    stream.avail_out = (uInt)room;
    ok = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    ret_packed->n = stream.total_out;
    deflateEnd(&stream);
    return ok;
}
