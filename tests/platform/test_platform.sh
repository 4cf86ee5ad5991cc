#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# A further platform touches its own files, its recorded answers and the registry, nothing else. Shown on
# one that is made up: what stands under tree/ is put over a private copy of the source tree, two words are
# added to the registry, and the copy is built (gcc, not optimised, only what is asked here). Then the
# adapter's contract holds, an account of it is accepted, links to its posts are read in texts and keep
# their ids, an office's list may have a column of it, what is written from the tables is written anew, its
# manual is installed, the lists that the house keeps of its files are satisfied, and no other file has
# changed. Speaks TAP.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
unset CC CFLAGS CPPFLAGS LDFLAGS DESTDIR
export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1

scratch=$(mktemp -d "${TMPDIR:-/tmp}/pantau-platform.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
copy=$scratch/copy build=$scratch/build
count=0

# step NAME COMMAND …: one line of TAP; without the first steps the others make no sense.
step()
{
    name=$1
    shift
    count=$((count + 1))
    if "$@" >"$scratch/out" 2>&1; then
        echo "ok $count - $name"
    else
        echo "not ok $count - $name"
        grep -av "OK \] \|RUN  " "$scratch/out" | tail -n 40 | sed 's/^/# /'
        echo "1..$count"
        exit 1
    fi
}

# DIGEST  FILE of all that stands in the copy.
list()
{
    (cd "$copy" && find . -type f -exec sha256sum {} + | sort -k 2)
}

copy_tree()
{
    mkdir "$copy"
    for part in CHANGELOG.md LICENSE README.md conf daemon dev lib meson.build meson_options.txt sql systemd tests; do
        cp -R "$here/../../$part" "$copy/$part" || return 1
    done
    # What Python left while other tests run.
    find "$copy" -name __pycache__ -prune -exec rm -rf {} +
    list >"$scratch/before"
}

# The registry is sorted by name.
add_platform()
{
    (cd "$here/tree" && find . -type f | sort) >"$scratch/own"
    cp -R "$here/tree/." "$copy" || return 1
    sed -i -e 's|^#include "source/mapped\.h"|#include "source/madeup.h"\n&|' \
        -e 's|&source_mapped,|\&source_madeup, &|' "$copy/lib/source/registry.c"
}

build_it()
{
    meson setup --wrap-mode=nodownload -Doptimization=0 -Ddebug=false "$build" "$copy" || return 1
    ninja -C "$build" -j 2 daemon/pantaud daemon/pantauctl tests/source/test_source tests/unit/test_conf \
        tests/platform/words conf/pantau.yaml
}

# As lib/README.md says (D13).
write_manual()
{
    "$build/tests/unit/test_conf" "$copy" write && grep -q '^\.Ql 20 \.$' "$copy/lib/source/madeup.7" &&
        grep -q 'api\.madeup\.example' "$build/conf/pantau.yaml"
}

check_config()
{
    (
        umask 077
        mkdir "$scratch/credentials"
        for credential in madeup-1 pseudonym-key; do # SIMULATED
            printf '%064d\n' 7 >"$scratch/credentials/$credential"
        done
    ) || return 1
    cat >"$scratch/pantau.yaml" <<END
database: { dsn: "host=/run/postgresql dbname=pantau" }
governments:
  - { code: "32.99", name: "Kota Contoh", kind: city, timezone: Asia/Jakarta, calendar: id-asn }
units:
  - code: dinkes
    government: "32.99"
    name: "Dinas Kesehatan"
    kind: dinas
    accounts:
      - { platform: madeup, id: MU00000077, handle: dinasrekaan, credential: madeup-1 }
END
    CREDENTIALS_DIRECTORY=$scratch/credentials "$build/daemon/pantaud" --config "$scratch/pantau.yaml" check-config
}

# words_are TEXT KEPT [REFERENCE …]: what the program makes of a text.
words_are()
{
    text=$1
    shift
    printf '%s\n' "$@" >"$scratch/want"
    "$build/tests/platform/words" "$text" | diff "$scratch/want" -
}

# An id has as many digits as a telephone number, which is masked beside it and in other addresses.
check_texts()
{
    words_are 'lihat https://madeup.example/dinas/notes/6281255501234, hub 081255501234' \
        'lihat https://madeup.example/dinas/notes/6281255501234, hub [telepon]' 'madeup 6281255501234' &&
        words_are 'www.madeup.example/read?note=6281255501234&text=6281255501234' \
            'www.madeup.example/read?note=6281255501234&text=[telepon]' 'madeup 6281255501234' &&
        words_are 'madeup.example/read?note=17&answer=6281255501234' \
            'madeup.example/read?note=17&answer=6281255501234' 'madeup 6281255501234' &&
        words_are 'https://other.example/dinas/notes/6281255501234' 'https://other.example/dinas/notes/[telepon]'
}

# Columns of a list: found by their headings, read by the form of addresses and ids there.
check_list()
{
    cat >"$scratch/units.csv" <<END
Nama Unit,Akun Rekaan,ID Madeup,Website
Dinas Kesehatan,https://www.madeup.example/@dinkes,MU00000077,
Dinas Jalan,madeup.example/MU00000078?from=app,,
Dinas Pasar,https://madeup.example/read?note=17,,
END
    ! "$build/daemon/pantauctl" units import --government=32.99 --out="$scratch/units.d" "$scratch/units.csv" 2>"$scratch/problems" || return 1
    grep -qF 'units.csv:4: "https://madeup.example/read?note=17" is no account' "$scratch/problems" &&
        [ "$(wc -l <"$scratch/problems")" -eq 1 ] &&
        grep -qxF '      - { platform: madeup, id: "MU00000077", handle: "dinkes" }' "$scratch/units.d/dinas-kesehatan.yaml" &&
        grep -qxF '      - { platform: madeup, id: "MU00000078" }' "$scratch/units.d/dinas-jalan.yaml" &&
        ! grep -q madeup "$scratch/units.d/dinas-pasar.yaml"
}

installs_manual()
{
    meson introspect --installed "$build" | grep -o '/man7/pantau-madeup\.7"'
}

check_house()
{
    status=0
    for lint in layers files texts readme platforms; do
        sh "$copy/tests/lint/$lint.sh" || status=1
    done
    return $status
}

# The files that are new or have changed, but its own.
only_its_own()
{
    list | diff "$scratch/before" - | sed -n 's/^[<>] [0-9a-f]*  //p' | sort -u >"$scratch/changed"
    echo ./lib/source/registry.c | sort - "$scratch/own" >"$scratch/allowed"
    diff "$scratch/allowed" "$scratch/changed" || return 1
    ! grep -vE '^\./(lib/source/madeup[a-z_]*\.[ch7]|tests/source/madeup/[a-z_]+/[0-9a-z_]+\.(http|expect))$' "$scratch/own"
}

step 'the source tree is copied' copy_tree
step 'its files and two words in the registry are added' add_platform
step 'it builds, with all warnings' build_it
step 'recorded answers are found and the contract holds' "$build/tests/source/test_source" madeup
step 'its settings are in the sample and, written there, in its manual' write_manual
step 'all manuals are what the tables say' "$build/tests/unit/test_conf" "$copy"
step 'an account of it is accepted' check_config
step 'its posts are known in texts, their ids kept' check_texts
step 'an office may name its accounts in a list' check_list
step 'its page of manual is installed' installs_manual
step 'the lists that the house keeps are satisfied' check_house
step 'no other file has changed' only_its_own
echo "1..$count"
