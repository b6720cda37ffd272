#!/bin/bash
# The laptop's disk is full while answers are typed and while a section is left: the screen says so for as long as an
# answer is in memory alone, and once there is room again everything typed reaches the disk. Needs root, for a small disk.
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/tap.sh
. tests/tmux.sh
export FANGPIN_NOW=2026-11-20T10:32 LANGUAGE=zh_CN LC_ALL=C.UTF-8
mkdir "$T/disk"
if ! mount -t tmpfs -o size=4m none "$T/disk" 2>/dev/null; then
	echo '1..0 # SKIP no small disk can be mounted here'
	exit 0
fi
trap 'tm_close; umount -l "$T/disk"; rm -rf "$T"' EXIT

unlocks() {
	opens 24 "'$FANGPIN' --data '$T/disk/laptop'"
	waits '口令'
	keys demo-passphrase Enter
	waits '本轮进度'
}
fill() { cat /dev/zero 2>/dev/null >"$T/disk/filler"; }
room() { rm "$T/disk/filler"; }
full='磁盘已满'

"$COUNTY" demo --data "$T/county" --usb "$T/stick" --villages 1 --households 3 --seed 4 >/dev/null &&
	"$FANGPIN" join "$T"/stick/FANGPIN/IN/*.FPI --data "$T/disk/laptop" --code-fd 8 --passphrase-fd 9 \
		8<"$T/county/pairing-code.txt" 9<<<demo-passphrase >/dev/null
ok $? 'a laptop whose data lie on a small disk'

unlocks
keys n
waits '村民小组'
keys 李家沟 Enter
shows '已存' 'with room, an answer is saved'
fill
keys 东头三号 Enter
shows "$full" 'a full disk is told'
silent "$T/screen" '已存' 'and the screen does not say that it was saved'
keys x
sleep 0.3
keys BSpace
sleep 0.3
keys Enter
shows "$full" 'Enter again does not go on as if it were saved'
keys F1
waits 'Ctrl-L'
keys Escape
waits '家庭住址'
keys Escape
sleep 0.3
keys Escape
shows "$full" 'nor can the section be left'
shows '东头三号' 'while what was typed stays on the screen'
room
keys Enter
shows '已存' 'with room again, Enter saves'
killed
unlocks
shows '已找回' 'killed afterwards, the program finds the answers again'
keys Enter
shows '东头三号' 'with the one that was typed while the disk was full'

fill
keys Escape
shows "$full" 'a full disk is told while a section is left'
room
keys Escape
shows '评估结果' 'with room again, the section is left'
killed
unlocks
keys h
waits '户主'
shows '李家沟' 'and its version was on disk'
keys Escape
waits '本轮进度'
silent "$T/screen" '已找回' 'with nothing left over'
done_testing
