#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# tests/install.sh PACKAGE …: installs Debian packages, as root, for ./dev. While it runs, a policy
# keeps packages from starting services and postgresql-common from making a cluster; a machine that
# has its own files of these names keeps them as they are.
set -eu

policy=/usr/sbin/policy-rc.d
cluster=/etc/postgresql-common/createcluster.d/pantau.conf
written=

write_for_now()
{
    [ ! -e "$1" ] || return 0
    mkdir -p "$(dirname "$1")"
    written="$written $1"
    printf '%s\n' "$2" >"$1"
    chmod 755 "$1"
}

cleanup()
{
    # shellcheck disable=SC2086  # a list of words
    [ -z "$written" ] || rm -f $written
}
trap cleanup EXIT
trap 'exit 129' HUP # its terminal was closed
trap 'exit 130' INT
trap 'exit 131' QUIT
trap 'exit 143' TERM

write_for_now "$policy" '#!/bin/sh
exit 101'
write_for_now "$cluster" 'create_main_cluster = false'

export DEBIAN_FRONTEND=noninteractive
# What apt tells is shown only when it fails. The lists may be there already; only when they do not
# serve are they fetched.
log=$(mktemp)
written="$written $log"
install()
{
    apt-get install -qq -y --no-install-recommends "$@" >"$log" 2>&1
}
install "$@" || { apt-get update -qq >"$log" 2>&1 && install "$@"; } || { cat "$log"; exit 1; }
