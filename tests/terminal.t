#!/bin/bash
# The cadre's program in a real terminal: a household typed in Chinese, its class read from the screen, kill -9 in the
# middle of a section, the exchange on a folder, the receipt read from the screen; and a terminal too small.
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/tap.sh
. tests/tmux.sh
export FANGPIN_NOW=2026-11-20T10:32 LANGUAGE=zh_CN LC_ALL=C.UTF-8
export FANGPIN_MEDIA=$T/media
trap 'tm_close; rm -rf "$T"' EXIT
secret() { "$@" --passphrase-fd 9 9<<<demo-passphrase; }

starts() {
	opens 24 "'$FANGPIN' --data '$T/laptop'"
	waits '口令'
}

"$COUNTY" demo --data "$T/county" --usb "$T/media/stick" --villages 1 --households 8 --seed 4 >/dev/null &&
	"$FANGPIN" join "$T"/media/stick/FANGPIN/IN/*.FPI --data "$T/laptop" --code-fd 8 --passphrase-fd 9 \
		8<"$T/county/pairing-code.txt" 9<<<demo-passphrase >/dev/null
ok $? 'a county and a laptop'

starts
keys wrong-passphrase Enter
shows '不对' 'a wrong passphrase is told'
keys C-u
keys demo-passphrase Enter
shows '本轮进度' 'the program opens'
keys n
waits '村民小组'
keys 李家沟 Enter
waits '已存'
killed
is "$(grep -rlaF -- 李家沟 "$T/laptop" | wc -l)" 0 'killed in the middle of a section, no answer lies in clear'

starts
keys demo-passphrase Enter
shows '已找回' 'the program says that it recovered something'
screen >"$T/screen"
says "$T/screen" '基本情况' 'and in which section'
keys Enter
shows '李家沟' 'the answer is there again'
keys Escape
sleep 0.3
keys Escape
waits '本轮进度'
keys n
waits '家庭住址'
keys 东沟组 Enter 12号 Enter Enter 1 Enter
waits '入户'
keys Down Enter
waits '与户主关系'
keys 01 Enter 张试一 Enter Enter 130899196503120015 Enter
shows '1965-03-12' 'an identity number gives the birth date'
keys Enter Enter 01 Enter
waits '共同生活计入'
keys Enter
sleep 0.5
keys Escape
waits '打开'
keys End Up Up Up Up Up Up Enter
waits '采集年度'
keys Enter Enter Enter Enter
waits '务工收入'
keys 3千5 Enter
shows '3,500.00' 'an amount is typed as spoken'
keys F6
waits '小计'
for _ in 1 2 3; do
	keys Tab
	sleep 0.3
	keys F6
	sleep 0.3
done
keys Tab
sleep 0.3
keys 0 Enter
sleep 0.3
keys Escape
sleep 0.3
keys r
shows '贫困识别候选' 'the class stands on the screen'
shows '3,500.00 元 < 贫困线 4,000.00 元' 'and why'
keys Escape
sleep 0.3
keys Escape
waits '本轮进度'
keys q
shows '已锁定' 'the program locks'
keys demo-passphrase Enter
waits '本轮进度'
keys Q
ended

starts
keys demo-passphrase Enter
waits '本轮进度'
keys s
waits media/stick
keys Enter
shows '已完成' 'the batch is copied from the screen'
is "$(tm capture-pane -p -e -t 0 | grep -c '\[[0-9;]*43m')" 0 'and no warning is painted where there is nothing to warn of'
keys Escape
waits '本轮进度'
keys Q
ended
secret "$COUNTY" merge --usb "$T/media/stick" --data "$T/county" >/dev/null 2>&1 &&
	secret "$COUNTY" pack --usb "$T/media/stick" --data "$T/county" >/dev/null 2>&1
ok $? 'the county merges it and answers'
pack=$(find "$T/media/stick" -name '*.FPP' | head -n 1)
head -c 700 "$pack" >"${pack%/*}/00000000.FPP"
starts
keys demo-passphrase Enter
waits '本轮进度'
keys s
waits media/stick
keys Enter
waits '已完成'
shows '11-20' 'the receipt is read on the screen'
screen >"$T/screen"
says "$T/screen" '回执' 'in words'
says "$T/screen" '请让人重新复制' 'and what to do about a damaged pack beside it, to the end'

tm resize-window -x 60 -y 15
sleep 0.5
screen >"$T/screen"
says "$T/screen" '80' 'a terminal too small asks to be enlarged'
tm resize-window -x 100 -y 30
shows '回执' 'and nothing is lost by it'
keys Escape
waits '本轮进度'
keys /
waits '查找'
keys F3
shows 'F1 帮助' 'while a search is typed the keys shown are those that work'
keys Escape
sleep 0.3
keys Escape
waits '本轮进度'
keys Q
ended
secret "$FANGPIN" status --data "$T/laptop" >"$T/status"
says "$T/status" '上次回执：2026-11-20' 'and the command line tells of the receipt too'
found=$(grep -rlaF -e 张试一 -e 李家沟 -e 130899196503120015 -e demo-passphrase "$T/laptop" "$T/media/stick" 2>/dev/null)
[ -z "$found" ]
ok $? 'no plaintext on laptop and stick'
done_testing
