/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK_BYTES (256 * 1024)
#define ALIGNMENT   16

struct mem_block {
    struct mem_block *next;
    size_t used;
    size_t size;
    _Alignas(ALIGNMENT) char bytes[];
};

void *
mem_heap(size_t size)
{
    void *at = calloc(1, size > 0 ? size : 1);

    if (at == NULL)
        abort();
    return at;
}

void *
mem_alloc(struct mem *mem, size_t size)
{
    struct mem_block *block = mem->head;

    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (block == NULL || block->size - block->used < size) {
        size_t room = size > BLOCK_BYTES ? size : BLOCK_BYTES;

        block = mem_heap(sizeof(*block) + room);
        block->size = room;
        block->next = mem->head;
        mem->head = block;
    }
    block->used += size;
    return block->bytes + block->used - size;
}

char *
mem_text(struct mem *mem, const char *text)
{
    size_t n = strlen(text) + 1;

    return memcpy(mem_alloc(mem, n), text, n);
}

char *
mem_format(struct mem *mem, const char *fmt, ...)
{
    struct blob blob = { 0 };
    va_list args;
    char *text;

    va_start(args, fmt);
    blob_vformat(&blob, fmt, args);
    va_end(args);
    text = mem_text(mem, blob.at);
    blob_done(&blob);
    return text;
}

void
mem_done(struct mem *mem)
{
    while (mem->head != NULL) {
        struct mem_block *block = mem->head;

        mem->head = block->next;
        free(block);
    }
}

void
list_add(struct list *list, void *item)
{
    if (list->n == list->cap) {
        list->cap = list->cap > 0 ? list->cap * 2 : 8;
        list->at = realloc(list->at, list->cap * sizeof(void *));
        if (list->at == NULL)
            abort();
    }
    list->at[list->n++] = item;
}

void
list_done(struct list *list)
{
    free(list->at);
    *list = (struct list){ 0 };
}

static void
blob_room(struct blob *blob, size_t n)
{
    if (blob->cap - blob->n > n)
        return;
    blob->cap = (blob->cap + n + 1) * 2;
    blob->at = realloc(blob->at, blob->cap);
    if (blob->at == NULL)
        abort();
}

void
blob_add(struct blob *blob, const void *bytes, size_t n)
{
    blob_room(blob, n);
    if (n > 0)
        memcpy(blob->at + blob->n, bytes, n);
    blob->n += n;
    blob->at[blob->n] = '\0';
}

void
blob_text(struct blob *blob, const char *text)
{
    blob_add(blob, text, strlen(text));
}

void
blob_vformat(struct blob *blob, const char *fmt, va_list args)
{
    va_list again;
    int n;

    va_copy(again, args);
    n = vsnprintf(NULL, 0, fmt, again);
    va_end(again);
    if (n < 0)
        abort();
    blob_room(blob, (size_t)n);
    (void)vsnprintf(blob->at + blob->n, (size_t)n + 1, fmt, args);
    blob->n += (size_t)n;
}

void
blob_format(struct blob *blob, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    blob_vformat(blob, fmt, args);
    va_end(args);
}

void
blob_done(struct blob *blob)
{
    free(blob->at);
    *blob = (struct blob){ 0 };
}

int
file_read(const char *path, struct blob *ret_bytes)
{
    char chunk[65536];
    ssize_t n;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return 0;
    while ((n = read(fd, chunk, sizeof(chunk))) > 0)
        blob_add(ret_bytes, chunk, (size_t)n);
    close(fd);
    if (n == 0 && ret_bytes->at == NULL)
        blob_text(ret_bytes, "");
    return n == 0;
}

int
file_write(const char *path, const char *bytes, size_t n, unsigned mode)
{
    struct blob temporary = { 0 };
    size_t done = 0;
    int fd, ok;

    /* Whoever waits for the file must never read half of it: write beside it, then rename. */
    blob_format(&temporary, "%s.new", path);
    fd = open(temporary.at, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, (mode_t)mode);
    while (fd >= 0 && done < n) {
        ssize_t written = write(fd, bytes + done, n - done);

        if (written < 0 && errno != EINTR)
            break;
        done += written > 0 ? (size_t)written : 0;
    }
    ok = fd >= 0 && done == n && close(fd) == 0 && rename(temporary.at, path) == 0;
    blob_done(&temporary);
    return ok;
}
