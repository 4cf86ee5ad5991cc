#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# The systemd units: systemd finds nothing to complain about, and what they expose of the machine stays at
# 2.0 of 10 or below. The daemon says when it is ready, is watched, reads its credentials from systemd and
# leaves no core. Programs that need not be installed are stood in for.
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

for program in pantaud pantau-migrate; do
    cp /bin/true "$scratch/$program"
done
files '*.service.in' | while read -r unit; do
    service=$scratch/$(basename "$unit" .in)
    sed "s|@sbindir@|$scratch|; s|@sysconfdir@|/etc|" "$unit" >"$service"
    systemd-analyze verify --man=no "$service" 2>&1 | sed "s|^|$unit: |"
    systemd-analyze security --offline=true --threshold=20 "$service" >"$scratch/security" 2>&1 ||
        echo "$unit: $(tail -n 1 "$scratch/security"), 2.0 is allowed"
done >"$scratch/faults"
files 'pantaud.service.in' | while read -r unit; do
    for line in Type=notify WatchdogSec= ExecReload= LoadCredential= MemoryMax= LimitCORE=0 RestartPreventExitStatus=78; do
        grep -q "^$line" "$unit" || echo "$unit: has no $line"
    done
done >>"$scratch/faults"
refuse_lines "$scratch/faults"
