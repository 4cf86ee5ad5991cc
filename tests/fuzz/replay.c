/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The main function of fuzz targets where there is no libFuzzer: runs the target over every file of
 * the folders given, and over some two hundred beginnings of each. So the corpora are read in every
 * build; every beginning of a recorded answer is read by tests/source/test_source.c.
 */

#include "fuzz.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define SIZE_MOST  ((size_t)1 << 20)
#define BEGINNINGS 200

/* Exact copies: a read past the end is then past the memory. */
static void
run(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size != 0 ? size : 1);
    if (copy == NULL) {
        abort();
    }
    if (size != 0) {
        memcpy(copy, bytes, size);
    }
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static void
run_file(const char *path, bool whole)
{
    static uint8_t bytes[SIZE_MOST];
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    size_t size = fread(bytes, 1, sizeof(bytes), file);
    fclose(file);
    for (size_t i = 0; !whole && i < size && i < 4096; i += size / BEGINNINGS + 1) {
        run(bytes, i);
    }
    run(bytes, size);
}

/* Returns how many files there were. */
static int
run_folder(const char *folder, bool whole)
{
    DIR *entries = opendir(folder);
    int count = 0;
    if (entries == NULL) {
        perror(folder);
        exit(1);
    }
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        char path[4096];
        if (entry->d_name[0] == '.') {
            continue;
        }
        int length = snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        if (length < 0 || (size_t)length >= sizeof(path)) {
            abort();
        }
        run_file(path, whole);
        count++;
    }
    closedir(entries);
    return count;
}

int
main(int argc, char **argv)
{
    bool whole = argc > 1 && strcmp(argv[1], "--whole") == 0;
    int count = 0;
    for (int i = whole ? 2 : 1; i < argc; i++) {
        count += run_folder(argv[i], whole);
    }
    printf("%d files\n", count);
    return count > 0 ? 0 : 1;
}
