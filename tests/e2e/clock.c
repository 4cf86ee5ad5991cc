/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A host whose clock is set: preloaded, it adds the seconds in the file CLOCK_FILE (eight bytes, in
 * the machine's own order) to the wall clock. The monotonic one is left alone, as a kernel does.
 */

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *offset_s;

__attribute__((constructor)) static void
find_file(void)
{
    const char *name = getenv("CLOCK_FILE");
    int file = name == NULL ? -1 : open(name, O_RDONLY | O_CLOEXEC);
    void *at;

    if (file < 0)
        return;
    at = mmap(NULL, sizeof(*offset_s), PROT_READ, MAP_SHARED, file, 0);
    (void)close(file);
    if (at != MAP_FAILED)
        offset_s = at;
}

int
clock_gettime(clockid_t clock, struct timespec *ret_time)
{
    long status = syscall(SYS_clock_gettime, clock, ret_time);

    if (status == 0 && clock == CLOCK_REALTIME && offset_s != NULL)
        ret_time->tv_sec += *offset_s;
    return (int)status;
}
