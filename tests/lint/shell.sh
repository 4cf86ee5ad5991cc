#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# Shell scripts: shellcheck has nothing to say. Not asked: SC2317, which takes the functions that a
# trap calls for unreachable, and SC2016, which takes awk's own $1 for the shell's.
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

{ files '*.sh' && files dev run | xargs -r grep -lE '^#!/bin/(ba)?sh'; } | sort -u >"$scratch/files"
xargs -r shellcheck -x -P SCRIPTDIR -e SC2317,SC2016 <"$scratch/files"
