#!/bin/bash
# The manual page of the cadre's program tells of every command and option that --help knows, and of no other. (The
# office's page is written by its program: county.t compares.)
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/tap.sh
export LANGUAGE=en
page=packaging/fangpin.1

"$FANGPIN" --help >"$T/help"
ok $? 'help'
sed -n 's/^  \(--[a-z-]*\) .*/\1/p' "$T/help" | sort >"$T/told"
sed -n '/^\.SH OPTIONS/,/^\.SH FILES/s/^\.B \(\\-\\-[^ ]*\).*/\1/p' $page | sed 's/\\-/-/g' | sort >"$T/written"
is "$(cat "$T/written")" "$(cat "$T/told")" 'options'
sed -n 's/^  fangpin \([a-z][a-z]*\) .*/\1/p' "$T/help" | sort >"$T/told"
sed -n '/^\.SH COMMANDS/,/^\.SH OPTIONS/s/^\.B fangpin \([a-z]*\).*/\1/p' $page | sort >"$T/written"
is "$(cat "$T/written")" "$(cat "$T/told")" 'commands'
[ "$(wc -l <"$T/told")" -ge 4 ]
ok $? 'all of them were seen'
done_testing
