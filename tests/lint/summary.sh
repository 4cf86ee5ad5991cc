#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# The closing line `N passed, N failed` is right whatever a test does: tests that pass, fail, skip,
# crash and hang, with TAP and without, are run by meson and counted by tests/summary.py; why one
# failed is shown.
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

mkdir "$scratch/planted"
cat >"$scratch/planted/meson.build" <<'END'
project('planted')
shell = find_program('sh')
planted = {
  # what it does: [what it runs, how it speaks] # passed, failed
  'passes': ['exit 0', 'exitcode'], # 1, 0
  'fails': ['exit 1', 'exitcode'], # 0, 1
  'skips': ['exit 77', 'exitcode'], # 0, 0
  'crashes': ['kill -SEGV $$', 'exitcode'], # 0, 1
  'hangs': ['exec sleep 60', 'exitcode'], # 0, 1
  'tap passes': ['echo 1..3; echo ok 1; echo ok 2; echo "ok 3 # SKIP absent"', 'tap'], # 2, 0
  'tap fails': ['echo 1..2; echo ok 1; echo not ok 2; echo "# 3 is not 4"; exit 1', 'tap'], # 1, 1
  'tap crashes': ['echo 1..3; echo ok 1; kill -SEGV $$', 'tap'], # 1, 1
  'tap hangs': ['echo 1..3; echo ok 1; exec sleep 60', 'tap'], # 1, 1
  'tap ends early': ['echo 1..3; echo ok 1; echo ok 2', 'tap'], # 2, 1
  'tap passes and fails': ['echo 1..1; echo ok 1; exit 1', 'tap'], # 1, 1
  'tap says nothing': ['exit 1', 'tap'], # 0, 1
}
foreach name, how : planted
  test(name, shell, args: ['-c', how[0]], protocol: how[1], timeout: 1)
endforeach
END
meson setup "$scratch/build" "$scratch/planted" >"$scratch/log" 2>&1 || { cat "$scratch/log"; exit 1; }
meson test -C "$scratch/build" >"$scratch/log" 2>&1 || :
python3 tests/summary.py "$scratch/build/meson-logs/testlog.json" >"$scratch/out" && echo "failures end with 0"
[ "$(tail -n 1 "$scratch/out")" = '9 passed, 9 failed' ] || { cat "$scratch/out"; exit 1; }
grep -A 2 '^--- .*tap fails' "$scratch/out" | grep -qx '# 3 is not 4' || { echo "no reason"; cat "$scratch/out"; exit 1; }
