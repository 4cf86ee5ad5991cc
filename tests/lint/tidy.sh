#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# Static analysis: clang-tidy 14 with .clang-tidy over lib/ and daemon/, two at a time. Flags are plain
# ones, so that no build need exist; two more find each `default` in a switch over an enum of ours,
# where -Wswitch could not tell what was forgotten (over a library's enum it is the form).
# PANTAU_LINT_NOTES=1 shows the path to each finding, too.
#
# The analyzer follows so many steps of each function and then leaves it; its own bound (225,000) takes
# ten times as long, because it is used up by every function that asserts. Of 99 null pointers that were
# planted at the ends of functions in eight files it found 97 with 60,000 steps and with 20,000, 95 with
# 10,000. With PANTAU_LINT_STEPS=225000 all are followed.
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

product_c | grep '\.c$' >"$scratch/files" || exit 0
flags="$(library_flags) -std=c11 -D_GNU_SOURCE -DPANTAU_VERSION=\"0\" -Ilib -Idaemon -Wswitch-enum -Wcovered-switch-default"
flags="$flags -Xclang -analyzer-config -Xclang max-nodes=${PANTAU_LINT_STEPS:-20000}"
# shellcheck disable=SC2086  # a list of words
xargs -P 2 -n 1 sh -c 'flags=$1; shift; clang-tidy-14 --quiet --config-file="$0" "$@" -- $flags 2>/dev/null' \
    "$here/../../.clang-tidy" "$flags" <"$scratch/files" >"$scratch/notes" || :
if [ "${PANTAU_LINT_NOTES:-0}" = 0 ]; then
    grep ': error: ' "$scratch/notes" | sort -u | grep -vE "'(YAML_|JSON_|json_|PGRES_).*clang-diagnostic-switch-enum" \
        >"$scratch/faults" || :
else
    cp "$scratch/notes" "$scratch/faults"
fi
refuse_lines "$scratch/faults"
