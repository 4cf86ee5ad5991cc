#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# test_states.sh PANTAUD README: the diagram of states in the README is what `pantaud print-states` prints,
# line for line.
set -eu

shown=$("$1" print-states)
# shellcheck disable=SC2016  # the marks of a code block
written=$(sed -n '/^```dot$/,/^```$/p' "$2" | sed '/^```/d')
[ "$written" = "$shown" ] && exit 0
echo "$2: the diagram differs from what print-states prints:"
printf '%s\n' "$shown"
exit 1
