#!/bin/sh
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
#
# The systemd units: systemd finds nothing to complain about, and what the services expose of the machine
# stays at 2.0 of 10 or below. The daemon says when it is ready, is watched, reads its credentials from systemd and
# leaves no core. Programs that need not be installed are stood in for.
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

for program in pantaud pantauctl pantau-migrate; do
    cp /bin/true "$scratch/$program"
done
files '*.service.in' '*.path.in' | while read -r unit; do
    sed "s|@s*bindir@|$scratch|; s|@sysconfdir@|/etc|; s|@localstatedir@|/var|" "$unit" >"$scratch/$(basename "$unit" .in)"
done
{
    files '*.path.in' | while read -r unit; do
        systemd-analyze verify --man=no "$scratch/$(basename "$unit" .in)" 2>&1 | sed "s|^|$unit: |"
    done
    # What starts the import is what the import takes away: else it would be started for ever.
    files 'ctl_import_folder.c' | while read -r source; do
        sed -n '/ends\[\] = {/,/};/p' "$source" | grep -o '"\.[a-z]*"' | tr -d '".' | sort >"$scratch/taken"
        files 'pantau-import.path.in' | xargs sed -n 's|^PathExistsGlob=.*/\[!\.~\]\*\.||p' |
            sed 's/\[\([a-z]\)[A-Z]\]/\1/g' | sed 's/^xls\[xXmMbB\]$/xlsb\nxlsm\nxlsx/' | sort >"$scratch/watched"
        cmp -s "$scratch/taken" "$scratch/watched" || echo "$source: takes other kinds of files than pantau-import.path watches"
    done
    files '*.service.in' | while read -r unit; do
        service=$scratch/$(basename "$unit" .in)
        systemd-analyze verify --man=no "$service" 2>&1 | sed "s|^|$unit: |"
        systemd-analyze security --offline=true --threshold=20 "$service" >"$scratch/security" 2>&1 ||
            echo "$unit: $(tail -n 1 "$scratch/security"), 2.0 is allowed"
    done
    files 'pantaud.service.in' | while read -r unit; do
        for line in Type=notify WatchdogSec= ExecReload= LoadCredential= MemoryMax= LimitCORE=0 RestartPreventExitStatus=78; do
            grep -q "^$line" "$unit" || echo "$unit: has no $line"
        done
    done
} >"$scratch/faults"
refuse_lines "$scratch/faults"
