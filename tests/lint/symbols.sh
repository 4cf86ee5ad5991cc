#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# What the objects of one plain build (gcc -O0, no PIE) tell: lib/ calls only what pure.txt lists,
# jansson, libyaml and expat only from their one module; nobody calls what banned.txt lists; there is no
# variable that can change and lives outside functions; a function only its own file uses is static.
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

product_c | grep '\.c$' >"$scratch/files" || exit 0
flags="$(library_flags) -std=c11 -D_GNU_SOURCE -DPANTAU_VERSION=\"0\" -O0 -fno-pie -w -Ilib -Idaemon"
# NAME.o of lib/json/jdoc.c is lib_json_jdoc.o.
# shellcheck disable=SC2016  # expanded by the inner shell
xargs -P 2 -I '{}' sh -c 'gcc $1 -c "$2" -o "$3/$(echo "${2%.c}" | tr / _).o"' - "$flags" '{}' "$scratch" <"$scratch/files"

# OBJECT TYPE SYMBOL
for object in "$scratch"/*.o; do
    nm "$object" | awk -v o="$(basename "$object")" '{ print o, $(NF - 1), $NF }'
done >"$scratch/symbols"

list() { grep -v '^#' "$here/$1" | tr -s ' ' '\n' | grep .; }
list pure.txt >"$scratch/pure"
list banned.txt >"$scratch/banned"

awk -v pure="$scratch/pure" -v banned="$scratch/banned" '
    BEGIN {
        while ((getline name < pure) > 0) { split(name, part, ":"); allowed[part[1]] = part[2] == "" ? "." : part[2] }
        while ((getline name < banned) > 0) { split(name, part, ":"); forbidden[part[1]] = part[2] == "" ? "." : "^daemon_(ctl)?" }
    }
    FNR == NR { if ($2 ~ /^[TDRBCVW]$/) ours[$3] = 1; next }
    $2 ~ /^[dDbBC]$/ && $3 !~ /^(__func__|__PRETTY_FUNCTION__)/ { print $1 ": " $3 " is a variable outside functions that can change" }
    $2 != "U" || $3 in ours { next }
    ($3 in forbidden) && $1 ~ forbidden[$3] && !(forbidden[$3] != "." && $1 ~ /^daemon_ctl/) { print $1 ": " $3 " is banned" }
    $1 !~ /^lib_/ || (($3 in allowed) && (allowed[$3] == "." || allowed[$3] == $1)) { next }
    $3 ~ /^json_/ && $1 == "lib_json_jdoc.o" { next }
    $3 ~ /^yaml_/ && $1 == "lib_config_yamlfile.o" { next }
    $3 ~ /^XML_/ && $1 == "lib_xml_xml.o" { next }
    $3 ~ /^_ZN4CLD2/ && $1 == "lib_text_language.o" { next }
    { print $1 ": lib/ may not call " $3 }
' "$scratch/symbols" "$scratch/symbols" >"$scratch/faults"

# A compiler may make something else of a call, so the words are looked for too; of libpq's by nm alone.
banned=$(grep -v : "$scratch/banned" | paste -sd '|')
xargs grep -nHE "(^|[^A-Za-z0-9_.>])($banned)\(" <"$scratch/files" | grep -vE '^[^:]*:[0-9]*: *(/?\*|")' |
    sed 's/$/    <- banned/' >>"$scratch/faults" || :

# Of each function that is not static: some other C file names it, or by DEFINE_FREEP its x_freep.
files '*.c' | xargs awk '
    { gsub(/[^A-Za-z0-9_]+/, " "); n = split($0, word, " "); for (i = 1; i <= n; i++) { sub(/_freep$/, "_free", word[i]); if (!((word[i], FILENAME) in seen)) { seen[word[i], FILENAME] = 1; print word[i] } } }
' | sort | uniq -d >"$scratch/shared"
awk '$2 == "T" && $3 != "main" { print $3 }' "$scratch/symbols" | sort -u |
    comm -23 - "$scratch/shared" | sed 's/$/: used only in its own file: make it static/' >>"$scratch/faults"
refuse_lines "$scratch/faults"
