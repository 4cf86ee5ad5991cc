/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The simulator's memory: a pool that lives as long as the world, lists of pointers, and growing
 * bytes. It is not lib/base: the simulator shares no code with what it tests. Out of memory aborts.
 */

#ifndef SIMULATOR_MEM_H
#define SIMULATOR_MEM_H

#include <stdarg.h>
#include <stddef.h>

struct mem_block;

/* Everything taken from a pool goes away with mem_done(). */
struct mem {
    struct mem_block *head;
};

struct list {
    void **at;
    size_t n;
    size_t cap;
};

struct blob {
    char *at; /* always NUL-terminated once something was added; NULL before */
    size_t n;
    size_t cap;
};

/* Zeroed, aligned memory that lives as long as the pool. */
void *mem_alloc(struct mem *mem, size_t size);
char *mem_text(struct mem *mem, const char *text);
char *mem_format(struct mem *mem, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void mem_done(struct mem *mem);

/* Heap memory for what lives shorter than the world; the caller frees it. */
void *mem_heap(size_t size);

/* The list holds pointers it does not own. */
void list_add(struct list *list, void *item);
void list_done(struct list *list);

void blob_add(struct blob *blob, const void *bytes, size_t n);
void blob_text(struct blob *blob, const char *text);
void blob_format(struct blob *blob, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void blob_vformat(struct blob *blob, const char *fmt, va_list args)
    __attribute__((format(printf, 2, 0)));
void blob_done(struct blob *blob);

/* Whole file into blob, or text into a file with this mode; false with errno set. */
int file_read(const char *path, struct blob *ret_bytes);
int file_write(const char *path, const char *bytes, size_t n, unsigned mode);

#endif
