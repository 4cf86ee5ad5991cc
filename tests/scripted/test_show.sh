#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# test_show.sh PANTAUD TREE: the commands that only look, as an operator runs them. The documented
# configuration says nothing as it is; the example of a small city is good once its credentials are there,
# and what print-config makes of it is good and prints itself; without credentials all are told at once.
set -eu

pantaud=$1
tree=$2
scratch=$(mktemp -d "${TMPDIR:-/tmp}/pantau-show.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
status=0

fail()
{
    echo "$1"
    shift
    [ $# = 0 ] || cat "$@"
    status=1
}

export CREDENTIALS_DIRECTORY="$scratch/credentials"
example=$tree/conf/examples/small-city.yaml
mkdir -m 0700 "$CREDENTIALS_DIRECTORY"
code=0
"$pantaud" --config "$example" check-config >"$scratch/out" 2>&1 || code=$?
wanted=$(cat "$tree"/conf/examples/*.yaml "$tree"/conf/examples/units.d/*.yaml | grep -v '^ *#' | sed -n 's/.*credential: \([a-z0-9-]*\).*/\1/p' | sort -u)
[ $code = 78 ] || fail "without credentials the exit status is $code, not 78" "$scratch/out"
for name in $wanted pseudonym-key; do
    grep -q "credential \"$name\".*there is no such file" "$scratch/out" || fail "not told: $name is missing" "$scratch/out"
done

(
    umask 077
    for name in $wanted; do echo "token-of-$name" >"$CREDENTIALS_DIRECTORY/$name"; done
    echo '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f' >"$CREDENTIALS_DIRECTORY/pseudonym-key"
)
"$pantaud" --config "$example" check-config >"$scratch/out" 2>&1 || fail 'the example is refused' "$scratch/out"
sed -E 's/^( *)#(platforms:|- \{ platform: x,)/\1\2/' "$example" >"$scratch/city.yaml" # for who may read X
cp -R "$tree/conf/examples/units.d" "$scratch"
cp "$CREDENTIALS_DIRECTORY/fb-kota" "$CREDENTIALS_DIRECTORY/x-app"
"$pantaud" --config "$scratch/city.yaml" check-config >"$scratch/out" 2>&1 || fail 'the example with X is refused' "$scratch/out"
for platform in facebook instagram threads tiktok x youtube web; do
    grep -qE "^ *- \{ platform: $platform," "$scratch/city.yaml" || fail "the example is not on $platform"
done
"$pantaud" --config "$example" print-config >"$scratch/printed.yaml"
! grep -q token-of "$scratch/printed.yaml" || fail 'a secret is printed' "$scratch/printed.yaml"
"$pantaud" --config "$scratch/printed.yaml" check-config >"$scratch/out" 2>&1 || fail 'what is printed is refused' "$scratch/out"
"$pantaud" --config "$scratch/printed.yaml" print-config >"$scratch/again.yaml"
diff -u "$scratch/printed.yaml" "$scratch/again.yaml" || fail 'what is printed prints otherwise'

"$pantaud" print-config --documented >"$scratch/documented"
: >"$scratch/empty"
for file in documented empty; do
    "$pantaud" --config "$scratch/$file" print-config >"$scratch/$file.said" || fail "$file is refused"
done
grep -q '^#platforms:$' "$scratch/documented" || fail 'platforms are not documented' "$scratch/documented"
diff -u "$scratch/empty.said" "$scratch/documented.said" || fail 'what is documented changes something'
exit $status
