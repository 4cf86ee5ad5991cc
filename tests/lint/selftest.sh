#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# Lints that refuse nothing guard nothing. Makes a tiny clean tree that every lint must accept, plants
# one fault at a time in a copy of it, and expects the lint concerned to refuse it. Speaks TAP.
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

unset PANTAU_LINT_BUILD PANTAU_CLANG_BUILD # each tree is built in a folder of its own

count=0
clean=$scratch/clean
planted=$scratch/planted
mkdir "$clean"

licence='SPDX-FileCopyrightText: The Pantau authors
SPDX-License-Identifier: Apache-2.0'

# put FILE: standard input becomes a file of the clean tree, below its licence lines.
put()
{
    mkdir -p "$clean/$(dirname "$1")"
    case $1 in
    *.[ch]) echo "$licence" | sed 's|.*|/* & */|' ;;
    *.md) echo "$licence" | sed 's|.*|<!-- & -->|' ;;
    *.[158]) echo "$licence" | sed 's|.*|.\\" &|' ;;
    *.sql) echo "$licence" | sed 's|.*|-- &|' ;;
    *.sh) echo '#!/bin/sh' && echo "$licence" | sed 's|.*|# &|' ;;
    *) echo "$licence" | sed 's|.*|# &|' ;;
    esac >"$clean/$1"
    cat >>"$clean/$1"
}

report()
{
    count=$((count + 1))
    echo "$1 $count - $2"
}

accepts()
{
    if "$here/$1.sh" "$clean" >"$scratch/out" 2>&1; then
        report ok "$1 accepts a clean tree"
    else
        report 'not ok' "$1 accepts a clean tree"
        sed 's/^/# /' "$scratch/out"
    fi
}

# refuses LINT WORDS FAULT FILE TEXT: TEXT added to FILE of a copy is a FAULT that LINT refuses, in
# these WORDS. A text that starts with "s" and a bar is a script for sed instead.
refuses()
{
    rm -rf "$planted"
    cp -r "$clean" "$planted"
    mkdir -p "$planted/$(dirname "$4")"
    case $5 in
    's|'*) sed -i "$5" "$planted/$4" ;;
    *) printf '%b\n' "$5" >>"$planted/$4" ;;
    esac
    if "$here/$1.sh" "$planted" >"$scratch/out" 2>&1; then
        report 'not ok' "$1 refuses $3"
    elif grep -qF -- "$2" "$scratch/out"; then
        report ok "$1 refuses $3"
    else
        report 'not ok' "$1 refuses $3: \"$2\""
        sed 's/^/# /' "$scratch/out"
    fi
}

put lib/base/one.h <<'END'
/* What one is. */
#ifndef BASE_ONE_H
#define BASE_ONE_H

int one_value(int seed);

#endif
END
put lib/base/one.c <<'END'
#include "base/one.h"

int
one_value(int seed)
{
    static const int table[] = { 1, 2, 3 };

    return seed > 0 && seed < 3 ? table[seed] : 0;
}
END
put lib/http/two.h <<'END'
/* What two is. */
#ifndef HTTP_TWO_H
#define HTTP_TWO_H

int two_value(void);

#endif
END
put lib/http/two.c <<'END'
#include "http/two.h"

#include "base/one.h"

int
two_value(void)
{
    return one_value(2);
}
END
put daemon/main.c <<'END'
#include "http/two.h"

int
main(void)
{
    return two_value();
}
END
put README.md <<'END'
## Where to find things

| question | file |
|---|---|
| where does it start? | `daemon/main.c` |
END
put meson.build <<'END'
#
# Builds nothing much.
project(
  'planted',
  'c',
  version: '1.0',
  default_options: ['warning_level=2', 'werror=true'],
)
executable('planted', 'daemon/main.c', 'lib/base/one.c', 'lib/http/two.c', include_directories: 'lib')
END
echo "option('tests', type: 'boolean', value: true)" >"$clean/meson_options.txt"
put CHANGELOG.md <<'END'
## 1.0

### Added

### Fixed
END
put sql/README.md <<'END'
# The database
END
put sql/migrations/0001_one.sql <<'END'
--
-- One.
select 1;
END
put sql/frozen.txt <<'END'
END
(cd "$clean/sql" && sha256sum migrations/0001_one.sql >>frozen.txt)
put tool.sh <<'END'
#
# Does nothing.
set -eu
END
put daemon/toold.8 <<'END'
.Dd January 1, 2026
.Dt TOOLD 8
.Os
.Sh NAME
.Nm toold
.Nd does nothing
.Sh FILES
None.
.Sh EXIT STATUS
Zero.
.Sh EXAMPLES
None.
.Sh DIAGNOSTICS
None.
END

put systemd/pantaud.service.in <<'END'
[Unit]
Description=Does nothing

[Service]
Type=notify
ExecStart=@sbindir@/pantaud
ExecReload=/bin/true
LoadCredential=pantau:/etc/pantau/credentials
RestartPreventExitStatus=78
WatchdogSec=30s
MemoryMax=512M
LimitCORE=0
DynamicUser=yes
CapabilityBoundingSet=
DevicePolicy=closed
IPAddressDeny=any
LockPersonality=yes
MemoryDenyWriteExecute=yes
PrivateDevices=yes
PrivateNetwork=yes
PrivateUsers=yes
ProcSubset=pid
ProtectClock=yes
ProtectControlGroups=yes
ProtectHome=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
UMask=0077
END

put tests/source/one/posts/001_first.http </dev/null
put tests/source/one/posts/001_first.expect </dev/null

for lint in units format layers singles headers symbols names unused platforms lengths shell man texts readme frozen sql files tidy builds; do
    accepts $lint
done

refuses format 'clang-format-violations' 'an indent of two' lib/base/one.c 's|^    return|  return|'
refuses layers 'base may not include http/two.h' 'base that includes http' lib/base/one.c '#include "http/two.h"'
refuses layers 'http may not include daemon/loop.h' 'lib that includes the daemon' lib/http/two.c '#include "daemon/loop.h"'
refuses layers 'write the folder: one.h' 'an include without its folder' lib/base/one.c '#include "one.h"'
refuses layers 'tests/simulator may not include base/one.h' 'a simulator that uses lib' tests/simulator/simulator.c '#include "base/one.h"'
printf '#include "http/three.h"\n' >"$clean/lib/http/four.h" # alone it is a plain chain
refuses layers 'modules in a ring' 'two modules in a ring' lib/http/three.h '#include "http/four.h"'
rm "$clean/lib/http/four.h"
refuses singles 'only in daemon/fetch' 'curl outside fetch' daemon/main.c '#include <curl/curl.h>'
refuses singles 'only in daemon/loop.c' 'a clock in lib' lib/base/one.c 'long t(void) { return time(0); }'
refuses singles 'only in daemon/main.c' 'an environment in lib' lib/base/one.c 'char *t(void) { return getenv("HOME"); }'
refuses headers 'size_t' 'a header that needs another first' lib/base/one.h 's|int seed|size_t seed|'
refuses headers 'has no guard BASE_ONE_H' 'a header without its guard' lib/base/one.h 's|BASE_ONE_H|ONE_H|'
refuses headers 'before its own header' 'another header first' lib/base/one.c 's|^#include "base/one.h"|#include "base/zero.h"\n&|'
refuses headers 'stands behind ours' 'a header of the system behind ours' lib/base/one.c 's|^#include "base/one.h"|&\n#include "base/zero.h"\n#include <stdio.h>|'
refuses symbols 'lib/ may not call fopen' 'a lib that opens files' lib/base/one.c '#include <stdio.h>\nvoid two_file(void) { (void)fopen("x", "r"); }'
refuses symbols 'counter is a variable outside functions that can change' 'a counter outside functions' daemon/main.c 'static int counter;\nint two_next(void) { return counter++; }'
refuses symbols 'that can change' 'a static that remembers' daemon/main.c 'int two_next(void) { static int n = 3; return n++; }'
refuses symbols 'banned' 'strcpy of a constant' daemon/main.c '#include <string.h>\nvoid two_five(char *a)\n{\n    strcpy(a, "00000");\n}'
refuses symbols 'strcpy is banned' 'strcpy' daemon/main.c '#include <string.h>\nvoid two_copy(char *a, char *b) { strcpy(a, b); }'
refuses symbols 'one_alone: used only in its own file' 'a function used by nobody else' lib/base/one.c 'int one_alone(void) { return 1; }'
refuses names 'two_alone does not begin with one_' 'a function without its file' lib/base/one.c 'int two_alone(void);\nint\ntwo_alone(void)\n{\n    return 1;\n}'
refuses names 'json_alone looks like a library' 'a name of jansson' lib/base/one.c 'static int\njson_alone(void)\n{\n    return 1;\n}'
refuses names 'only callbacks have one' 'a typedef of a struct' lib/base/one.h 'typedef struct one one_t;'
refuses names 'on_alone is not static' 'a callback that others see' lib/base/one.c 'int\non_alone(void)\n{\n    return 1;\n}'
refuses names 'announced before it is written' 'an announcement without its reason' lib/base/one.c 'static int one_later(int seed,\n                     int more);'
refuses lengths 'long_one has 61 lines' 'a function of 61 lines' daemon/main.c "int\nlong_one(void)\n{\n$(yes '    ;' | head -n 58 | tr '\n' '~' | sed 's/~/\\n/g')}"
refuses lengths 'many has 7 parameters' 'seven parameters' daemon/main.c 'int\nmany(int a, int b, int c, int d, int e, int f, int g)\n{\n    return a;\n}'
refuses lengths '500 are allowed' 'a file of 501 lines' daemon/long.c "$(yes '\n' | head -n 501 | tr -d '\n')"
refuses lengths 'over 100 columns' 'a wide line' lib/base/one.c "/* $(yes x | head -n 100 | tr -d '\n') */"
refuses lengths 'nested four deep' 'a nesting of four' lib/base/one.c 'int one_deep(int n);\nint\none_deep(int n)\n{\n    if (n > 0) {\n        while (n < 9) {\n            if (n > 2) {\n                if (n > 4)\n                    return n;\n            }\n            n++;\n        }\n    }\n    return 0;\n}'
refuses lengths 'half of the functions' 'long functions everywhere' daemon/main.c "$(for n in 1 2 3 4; do
    printf 'int\nlong_%s(void)\n{\n%s\n}\n' "$n" "$(yes '    ;' | head -n 20)"; done)"
# shellcheck disable=SC2016  # the fault itself
refuses shell 'SC2086' 'an unquoted variable' tool.sh 'rm -rf $1'
refuses man 'unknown macro' 'an unknown macro' daemon/toold.8 '.Xx nothing'
refuses man 'one .Ql for each word' 'a list in one pair of quotes' daemon/toold.8 '.Ql one , two .'
refuses man 'has no section FILES' 'a page without FILES' daemon/toold.8 's|^.Sh FILES|.Sh PLACES|'
refuses texts 'begins in lower case' 'a message that begins like a sentence' lib/base/one.c 'void one_say(void) { error_set(err, 1, "Cannot be"); }'
refuses texts 'no full stop' 'a message with a full stop' lib/base/one.c 'void one_say(void) { error_set(err, 1, "%s cannot "\n "be."); }'
refuses texts 'a hint is a sentence' 'a hint that is none' lib/base/one.c 'void one_say(void) { error_hint(err, "leave it out"); }'
refuses texts 'no manual page explains: cannot be' 'a trouble that no manual explains' daemon/main.c 'void say(void) { error_set(err, 1, "cannot be \\"%s\\"", f("x")); }'
# shellcheck disable=SC2016  # the fault itself
refuses texts 'no manual page explains: no folder' 'a refusal of migrate.sh that no manual explains' sql/migrate.sh 'fail "no folder \\"$1\\""'
refuses unused 'nothing uses the macro ONE_SPARE' 'a macro that nothing uses' lib/base/one.h '#define ONE_SPARE 1'
refuses unused 'nothing uses the function one_spare' 'a function that nothing calls' lib/base/one.h 'int one_spare(void);'
refuses unused 'nothing uses the member spare' 'a member that nothing reads' lib/base/one.c 'struct pair { int spare; };'
mkdir "$clean/lib/source" # for these alone
echo 'a = { &source_moon, &source_web };' >"$clean/lib/source/registry.c"
refuses platforms 'a platform by its name: moon' 'a platform in a text' daemon/main.c 'const char *two = "Moon and stars";'
refuses platforms 'a platform by its name: moon' 'a constant of a platform' daemon/main.c 'enum { IS_MOON = 1 };'
refuses platforms 'a platform by its name: web' 'a header of a platform' daemon/main.c '#include "source/web.h"'
refuses platforms 'a platform by its name: web' 'a platform that is a word' daemon/main.c 'bool is_one = str_equal_c(a, "web");'
rm -r "$clean/lib/source"
refuses readme 'daemon/other.c is not there' 'a path that is not there' README.md '| where else? | `daemon/other.c` |'
refuses readme 'nowhere/README.md is not there' 'a dead link' README.md 'See [there](nowhere/README.md).'
refuses readme 'one_gone() is not there' 'a function of the tour that is gone' README.md '## A guided tour\n\nBegin with `one_gone`.'
# shellcheck disable=SC2016  # the fault itself
refuses readme 'one_lost() is not there' 'a function that is gone' README.md 'As `one_lost()` says.'
refuses readme 'D3 comes after D1' 'a decision whose number is missing' daemon/README.md '`main`\n\n**D1. So.** Yes.\n\n**D3. Not so.** No.'
refuses readme 'does not say what main is' 'a module without a word' daemon/README.md '<!-- SPDX-License-Identifier: Apache-2.0 -->'
refuses readme 'does not say what base/one is' 'a module of lib/ without a word' lib/README.md '<!-- SPDX-License-Identifier: Apache-2.0 -->'
refuses readme 'does not say what definitions/10_one.sql is' 'a definition without a word' sql/definitions/10_one.sql 'select 1;'
refuses readme 'no adapter has one_call(2)' 'code that is gone' lib/source/README.md '    one_call(2)'
refuses readme 'behaviour 1 is held by no test' 'a behaviour without its test' tests/README.md '| 1 | so | `test_one.c` |'
refuses readme 'core.two is not there' 'a view that is gone' README.md 'Look into `core.two`.'
refuses readme 'no heading of ours' 'a heading of the changelog that is none' CHANGELOG.md '### News'
refuses readme 'stands too late' 'what breaks behind what is new' CHANGELOG.md '### Breaking'
refuses readme 'meson.build says 1.0' 'a changelog of another version' CHANGELOG.md 's|1.0|2.0|'
refuses frozen 'made for migration 2, the newest is 1' 'a daemon made for another migration' daemon/handshake.h '#define HANDSHAKE_MIGRATION 2'
refuses frozen 'is not what was released' 'a released migration that was edited' sql/migrations/0001_one.sql 'select 2;'
refuses sql 'a keyword in capitals' 'capitals in SQL' sql/migrations/0001_one.sql 'SELECT 2;'
refuses sql 'name the columns' 'a star' sql/migrations/0001_one.sql 'select * from one;'
refuses sql 'a comma begins the line' 'a comma first' sql/migrations/0001_one.sql 'select 1\n    , 2;'
refuses units 'ProtectMoon' 'an unknown directive' systemd/pantaud.service.in 'ProtectMoon=yes'
refuses units 'has no WatchdogSec=' 'a daemon that nobody watches' systemd/pantaud.service.in 's|^WatchdogSec.*||'
refuses units '2.0 is allowed' 'a service without walls' systemd/pantaud.service.in 's|^Private.*||; s|^Protect.*||; s|^Restrict.*||'
refuses files 'has no licence line' 'a file without licence' daemon/new.c 'int x;'
refuses files 'new.sh: has no licence line' 'a file with half a licence' new.sh '#!/bin/sh\n# SPDX-License-Identifier: Apache-2.0\n#\n# New.'
refuses files 'another line than the licence' 'an essay above the licence' lib/base/one.h 's|^/. SPDX-FileC|/* one */\n&|'
refuses files 'does not say first what it is' 'a header without a word' lib/base/one.h 's|^/. What one.*||'
refuses files 'runs in no suite' 'a test that nobody runs' tests/e2e/test_lost.py '"""Lost."""'
refuses files 'the number of tests/source/one/posts/001_first' 'a number that is taken' tests/source/one/posts/001_second.http 'HTTP/1.1 200 OK'
refuses files 'exit with 77' 'a skip of cmocka' tests/test_one.c 'skip();'
refuses files 'blanks at the end' 'blanks at a line end' README.md 'word '
refuses files ': a tab' 'a tab' lib/base/one.c '\tint x;'
refuses files 'a path of one machine' 'a path of one machine' README.md "/ho""me/someone/pantau"
refuses files 'looks like a secret' 'a token' README.md "EA""A$(yes A1b2 | head -n 20 | tr -d '\n')"
refuses tidy 'misc-no-recursion' 'recursion' lib/base/one.c 'int one_again(int n);\nint\none_again(int n)\n{\n    return n > 0 ? one_again(n - 1) : 0;\n}'
refuses tidy 'clang-diagnostic-switch-enum' 'a default over an enum of ours' lib/base/one.c 'enum one { ONE_A, ONE_B };\nint one_pick(enum one one);\nint\none_pick(enum one one)\n{\n    switch (one) {\n    case ONE_A:\n        return 1;\n    default:\n        return 2;\n    }\n}'
refuses tidy 'covered-switch-default' 'a default that nothing reaches' lib/base/one.c 'enum one { ONE_A };\nint one_pick(enum one one);\nint\none_pick(enum one one)\n{\n    switch (one) {\n    case ONE_A:\n        return 1;\n    default:\n        return 2;\n    }\n}'
refuses tidy 'cognitive complexity of 16' 'a cognitive complexity of 16' lib/base/one.c "int one_hard(int n);\\nint\\none_hard(int n)\\n{\\n$(yes '    if (n > 1) n--;' | head -n 16 | tr '\n' ' ')return n;\\n}"
refuses tidy 'isolate-declaration' 'two declarations in one' daemon/main.c 'int pair(void);\nint\npair(void)\n{\n    int a = 1, b = 2;\n\n    return a + b;\n}'
refuses builds 'unused variable' 'a warning' daemon/main.c 'int two_next(void);\nint\ntwo_next(void)\n{\n    int unused;\n\n    return 1;\n}'

echo "1..$count"
