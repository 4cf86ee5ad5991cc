/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "sole.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

bool
sole_take(const char *directory, int *ret_fd, struct error *err)
{
    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        (void)close(fd);
        (void)error_set(err, ERROR_CONFIG, "another pantaud has state_directory \"%s\"", directory);
        return error_hint(err,
                          "Stop that one first, or give this one a state_directory of its own.");
    }
    *ret_fd = fd;
    return true;
}
