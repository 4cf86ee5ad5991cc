# shellcheck shell=sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# What the lints share; read in with `.`. Each lint is `tests/lint/NAME.sh [TREE]` and looks at this
# repository when no tree is named (selftest.sh names one with a fault in it). A lint prints nothing
# but faults and figures, and ends with 0 or 1.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
cd -- "${1:-$here/../..}"
tree=$PWD
export LC_ALL=C.UTF-8 tree

scratch=$(mktemp -d "${TMPDIR:-/tmp}/pantau-lint.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# files NAME-PATTERN …: the repository's files of these names, one a line; never what was built.
files()
{
    for pattern; do
        find . -name .git -prune -o -path './build*' -prune -o -name __pycache__ -prune -o \
            -type f -name "$pattern" -print
    done | sed 's|^\./||' | sort -u
}

# The C files of the product, and those of the tests.
product_c() { files '*.c' '*.h' | grep -E '^(lib|daemon)/' || :; }
tests_c() { files '*.c' '*.h' | grep -E '^tests/' || :; }

# What a compiler needs to see of the libraries.
library_flags()
{
    pkg-config --cflags jansson yaml-0.1 expat libevent_core libcurl libpq libsodium libzip hunspell
}

# refuse_lines FILE: ends with 1 if it holds any line, and shows them.
refuse_lines()
{
    [ -s "$1" ] || return 0
    cat "$1"
    exit 1
}
