#!/bin/bash
# One ID number in two villages: found at the county, told to the village with the next pack, shown among the to-dos of a real
# terminal, mended there, gone with the pack after.
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/tap.sh
. tests/tmux.sh
export FANGPIN_NOW=2026-11-20T10:32 LANGUAGE=zh_CN LC_ALL=C.UTF-8
export FANGPIN_MEDIA=$T/media
trap 'tm_close; rm -rf "$T"' EXIT
secret() { "$@" --passphrase-fd 9 9<<<demo-passphrase; }
county() { secret "$COUNTY" "$@" --data "$T/county"; }
# A round of the stick: laptop, county, laptop.
round() {
	secret "$FANGPIN" sync --usb "$T/media/stick" --data "$T/laptop" >/dev/null 2>&1 &&
		county merge --usb "$T/media/stick" >/dev/null 2>&1 && county pack --usb "$T/media/stick" >/dev/null 2>&1 &&
		secret "$FANGPIN" sync --usb "$T/media/stick" --data "$T/laptop" >/dev/null 2>&1
}
starts() {
	opens 24 "'$FANGPIN' --data '$T/laptop'"
	waits '口令'
	keys demo-passphrase Enter
	waits '本轮进度'
}

"$COUNTY" demo --data "$T/county" --usb "$T/media/stick" --villages 2 --households 16 --seed 4 >/dev/null &&
	"$FANGPIN" join "$T"/media/stick/FANGPIN/IN/*.FPI --data "$T/laptop" --code-fd 8 --passphrase-fd 9 \
		8<"$T/county/pairing-code.txt" 9<<<demo-passphrase >/dev/null
ok $? 'a county of two villages and a laptop of one'
number=$(sed 's/[="]//g' "$T/county/demo-roster.csv" | awk -F, '$6 ~ /^130899100202/ {print $12; exit}')
name=$(sed 's/[="]//g' "$T/county/demo-roster.csv" | awk -F, -v n="$number" '$12 == n {print $8; exit}')
grep -qE '^[0-9]{17}[0-9X]$' <<<"$number" && [ -n "$name" ]
ok $? 'somebody of the other village has a number'

is "$(county checks --check id_duplicate --lines 2>/dev/null | wc -l)" 0 'nobody shares it yet'
starts
keys n
waits '家庭住址'
keys 东沟组 Enter 12号 Enter Enter 1 Enter
waits '入户'
keys Down Enter
waits '与户主关系'
keys 01 Enter 张试一 Enter Enter "$number" Enter
waits '性别'
keys Enter Enter 01 Enter
waits '共同生活计入'
keys Enter
sleep 0.5
keys Escape
waits '打开'
keys Escape
sleep 0.5
keys Escape
shows '本户仍有' 'leaving says what is still found'
waits '本轮进度'
keys Q
ended
round
ok $? 'a round of the stick'
county checks --check id_duplicate --lines >"$T/lines" 2>/dev/null
is "$(wc -l <"$T/lines")" 2 'the county finds it at both households'
silent "$T/lines" "张试一|$name|$number" 'and names nobody in full'
county checks --check id_duplicate --json >"$T/out" 2>/dev/null
json "$T/out" 'the counts parse'
is "$(pick "$T/out" '$_->[0]{open}')" 2 'and count it'

starts
shows '这个证件号另有一人在用' 'it stands among the to-dos'
screen >"$T/screen"
says "$T/screen" '! 县里 +张试一' 'as an error that the county found'
silent "$T/screen" "$name" 'and does not name the other one'
# Deadlines stand before it.
keys Home $(awk '/今日待办/ { first = NR + 1 } /张试一/ { for (; first < NR; first++) print "Down" }' "$T/screen") Enter
waits '证件号码'
keys F10
shows '县里查出' 'the list of findings says where the other one is'
screen >"$T/screen"
says "$T/screen" '130899100202' 'by the village alone'
silent "$T/screen" "$name" 'naming nobody'
keys Enter
waits '证件号码'
keys 130899196503120015 Enter
sleep 0.5
keys Escape
sleep 0.5
keys F10
sleep 0.5
screen >"$T/screen"
silent "$T/screen" '这个证件号另有一人在用' 'mended, it is no finding any more'
keys Escape
sleep 0.3
keys Escape
sleep 0.3
keys Escape
shows '已改' 'and the to-do rests until the county has looked'
keys Q
ended
round
ok $? 'the next round'
is "$(county checks --check id_duplicate --lines 2>/dev/null | wc -l)" 0 'the county finds it no more'
starts
screen >"$T/screen"
silent "$T/screen" '这个证件号另有一人在用' 'and the to-do is gone'
keys Q
ended
done_testing
