#!/bin/bash
# The figures on a cadre's screen are those that the county's command writes of the village, from the same households.
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/tap.sh
. tests/tmux.sh
export FANGPIN_NOW=2026-11-20T10:32 LANGUAGE=zh_CN LC_ALL=C.UTF-8
export FANGPIN_MEDIA=$T/media
trap 'tm_close; rm -rf "$T"' EXIT
secret() { "$@" --passphrase-fd 9 9<<<demo-passphrase; }

"$COUNTY" demo --data "$T/county" --usb "$T/media/stick" --villages 1 --households 40 --seed 4 >/dev/null &&
	"$FANGPIN" join "$T"/media/stick/FANGPIN/IN/*.FPI --data "$T/laptop" --code-fd 8 --passphrase-fd 9 \
		8<"$T/county/pairing-code.txt" 9<<<demo-passphrase >/dev/null
ok $? 'a county and a laptop'

opens 200 "'$FANGPIN' --data '$T/laptop'"
waits '口令'
keys demo-passphrase Enter
waits '本轮进度'
keys r
waits '近12周入户'
tm resize-window -x 120 -y 200
sleep 1
screen >"$T/screen"
is "$(grep -c '▁' "$T/screen")" 1 'the weeks have their line'

# label, households and people or value of each figure: of the screen without its bars, of the county's lines.
sed -n 's/[█░]//g; s/  */ /g; s/^ //; s/ *[↑↓]*$//; p' "$T/screen" | awk '/^监测类别$/ {on = 1} /^Enter|^v / {on = 0} on && NF > 1' >"$T/shown"
secret "$COUNTY" statistics --data "$T/county" | awk -F'\t' 'length($1) == 12' >"$T/county.lines"
ok $? 'the county counts'
awk -F'\t' '
	NR == FNR {shown[++n] = $0; next}
	{
		label = $5
		gsub(/  */, " ", label)
		unset = index($8, "（") > 0
		a = label " " $6 " " (unset ? "? 未设定" : $8 != "" ? $8 : $7)
		b = label " " (unset ? "? 未设定" : $8)
		sub(/ $/, "", b)
		if (shown[++i] != a && shown[i] != b) {print "# shown: " shown[i] "; county: " a; bad = 1}
	}
	END {if (i != n || i < 50) {print "# rows " i " and " n; bad = 1} exit bad}' "$T/shown" "$T/county.lines"
ok $? 'every figure is the same'
keys Escape
waits '本轮进度'
keys t
shows '台账' 'the ledger opens'
done_testing
