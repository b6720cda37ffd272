#!/bin/bash
# The table of measurements: what it makes of rows, and that a measurement which fails is not passed over.
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/tap.sh

mkdir -p "$T/bench"
for program in fill $(sed -n "s/^for program in \(.*\); do/\1/p" tests/bench/run); do
	printf '#!/bin/sh\nexit 0\n' >"$T/bench/$program"
	chmod +x "$T/bench/$program"
done
printf '#!/bin/sh\nprintf "size\\tB\\t40\\tpeer\\t100\\t<\\t0.42\\nspeed\\t1/s\\t30\\tpeer\\t100\\t>\\t0.4\\n"\n' >"$T/bench/batch"
ends 0 'all programs end well' env BUILD="$T" tests/bench/run
says "$T/out" '^size .* peer .* 0.4 .* reached$' 'a ratio below its target'
says "$T/out" '^speed .* peer .* 0.3 .* missed$' 'a ratio below the least'
printf '#!/bin/sh\nexit 3\n' >"$T/bench/merge"
ends 3 'one fails' env BUILD="$T" tests/bench/run
is "$(find "$T/bench" -name 'data.*')" '' 'and no data is left behind'
done_testing
