#!/bin/bash
# What a department answered: taken in once, told without names, opened at the households to be reviewed, seen and reviewed by the
# cadre, and back at the county.
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/tap.sh
export FANGPIN_MEDIA=/nowhere FANGPIN_NOW=2026-11-20T10:32 LANGUAGE=en LC_ALL=C.UTF-8
secret() { "$@" --passphrase-fd 9 9<<<demo-passphrase; }
county() { secret "$COUNTY" "$@" --data "$T/county"; }
digest() { county digest 2>&1; }
compare() { county compare --kind "$1" --source 县人社局 "${@:2}"; }

ends 0 'a demonstration county' "$COUNTY" demo --data "$T/county" --usb "$T/stick" --villages 1 --households 12 --seed 21
ends 0 'a laptop joins' "$FANGPIN" join "$(find "$T/stick/FANGPIN/IN" -name '*.FPI')" --data "$T/laptop" --code-fd 8 --passphrase-fd 9 \
	8<<<"$(cat "$T/county/pairing-code.txt")" 9<<<demo-passphrase

# Two members of one household, one of another; a stranger; and rows that cannot be right.
cat >"$T/staff.csv" <<'EOF'
姓名,身份证号,单位,职务,工号
赵永福,130899197401010012,县财政局,科员,1
赵雪莲,13089919770731000x,县一中,教师,2
佟某某,13089919770516001X,县林场,,3
路试人,11010519491231002X,某局,科员,4
错试人,130899197401010013,某局,,5
空试人,,某局,,6
数试人,1.30899E+17,某局,,7
多试人,130899197401010012,某局,,8,9
EOF
before=$(digest)
county households --json >"$T/classes"
ends 0 'tried out' compare payroll --dry-run --date 2026-11-12 --json "$T/staff.csv"
cp "$T/out" "$T/dry.json"
says "$T/err" 'A dry run: nothing was written' 'as a dry run'
is "$(digest)" "$before" 'which changes nothing'
ends 0 'taken in' compare payroll --date 2026-11-12 --json "$T/staff.csv"
json "$T/out" 'the report parses'
cp "$T/out" "$T/report.json"
numbers='join " ", $_->{rows}, $_->{matched}, $_->{unmatched}, $_->{bad}, $_->{households}, $_->{opened}, $_->{known}, $_->{ignored_columns}'
is "$(pick "$T/out" "$numbers")" '8 3 1 4 2 3 0 1' 'rows, matched, unmatched, bad; households, opened, known'
is "$(pick "$T/dry.json" "$numbers")" '8 3 1 4 2 3 0 1' 'as the dry run had told'
is "$(pick "$T/out" 'join " ", map { $_->{line} } @{$_->{remarks}}')" '6 7 8 9' 'bad rows by their lines'
silent "$T/out" '1308991974|11010519|试人|赵' 'nothing of it names a person'
silent "$T/err" '1308991974|11010519|试人|赵' 'nor what is said beside'
after=$(digest)
[ "$after" != "$before" ]
ok $? 'the county holds something new'
ends 0 'the same file again' compare payroll --json "$T/staff.csv"
is "$(pick "$T/out" "$numbers")" '8 3 1 4 2 0 3 1' 'meets what is there'
is "$(digest)" "$after" 'and makes nothing'
sed 's/身份证号/公民身份号码/' "$T/staff.csv" | iconv -t gb18030 >"$T/gb.csv"
ends 0 'under another heading of the same sheet, in GB18030' compare payroll "$T/gb.csv"
says "$T/out" '^findings that were here already	3$' 'the same findings'
is "$(digest)" "$after" 'and nothing new'
county households --json >"$T/classes2"
cmp -s "$T/classes" "$T/classes2"
ok $? 'nobody has another class for it'
/usr/bin/python3 - "$T" <<'EOF'
import openpyxl, sys
book = openpyxl.Workbook()
for row in (['车主姓名', '证件号码', '号牌号码', '车辆类型'], ['佟树林', '13089919770516001X', '冀A00000', '小型轿车'], ['孟试', '130899198606080019', '冀A00001', '货车']):
    book.active.append(row)
book.save(sys.argv[1] + '/cars.xlsx')
EOF
ends 0 'a workbook, the kind by its label' county compare --kind 机动车 --source 县公安局 "$T/cars.xlsx"
says "$T/out" '^records opened, to be reviewed	2$' 'opens two more'
mkdir "$T/tables"
ends 0 'the tables' "$COUNTY" export --table veto --dir "$T/tables" --data "$T/county" --full --reason-fd 8 --passphrase-fd 9 8<<<checked 9<<<demo-passphrase
cut -d, -f3- "$T/tables/veto.csv" | sed 1,2d | sort >"$T/veto"
cat >"$T/wanted" <<'EOF'
机动车,县公安局,2026-11-20,佟树林; 号牌号码: 冀A00000; 车辆类型: 小型轿车,,,vehicle
机动车,县公安局,2026-11-20,孟文斌; 姓名: 孟试; 号牌号码: 冀A00001; 车辆类型: 货车,,,vehicle
财政供养人员,县人社局,2026-11-12,佟树林; 姓名: 佟某某; 单位: 县林场,,,payroll
财政供养人员,县人社局,2026-11-12,赵永福; 单位: 县财政局; 职务: 科员,,,payroll
财政供养人员,县人社局,2026-11-12,赵雪莲; 单位: 县一中; 职务: 教师,,,payroll
EOF
is "$(tr -d '\r' <"$T/veto")" "$(sort "$T/wanted")" 'who, what, from where and when; no outcome'

for wrong in "--kind no --source 县局 $T/staff.csv" "--kind payroll $T/staff.csv" "--source 县局 $T/staff.csv" \
	"--kind payroll --source 县局 --date 2026-13-01 $T/staff.csv" "--kind payroll --source 县局 --date 2026-11-21 $T/staff.csv"; do
	# shellcheck disable=SC2086
	ends 64 "refused: ${wrong%/*}" county compare $wrong
done
printf '姓名,单位\n甲,乙\n' >"$T/nobody.csv"
ends 65 'a file without numbers' compare payroll "$T/nobody.csv"
says "$T/err" 'has no column "证件号码"' 'is told which column is missing'
printf '姓名,身份证号\n赵永福,"130899197401010012\n' >"$T/open.csv"
ends 65 'a quotation mark that is never closed' compare deposit "$T/open.csv"
ends 66 'no such file' compare payroll "$T/none.csv"
printf '%s\n' 'kind,name,question,how,required,value' 'column,号码,id_number,id,yes,' 'column,数,,fact,,' 'fill,kind,veto_kind,,,' 'fill,source,veto_source,,,' \
	'fill,date,veto_date,,,' 'fill,detail,veto_detail,,,' >"$T/map.csv"
printf '号码,数\n130899198606080019,7\n' >"$T/own.csv"
ends 0 'a map of the county' compare other --map "$T/map.csv" "$T/own.csv"
says "$T/out" '^records opened, to be reviewed	1$' 'has its own headings'
sed -i 's/id_number/no_such/' "$T/map.csv"
ends 65 'a map with a mistake' compare other --map "$T/map.csv" "$T/own.csv"
says "$T/out" 'no question "no_such"' 'which is told'

# To the village, to be reviewed there, and back.
sync() { secret "$FANGPIN" sync --usb "$T/stick" --data "$T/laptop"; }
play() { printf 'demo-passphrase<Enter>%s' "$1" >"$T/keys"; "$FANGPIN" play "$T/keys" --data "$T/laptop"; }
ends 0 'the laptop says hello' sync
ends 0 'the county takes it in' county merge --usb "$T/stick"
ends 0 'and answers' county pack --usb "$T/stick"
ends 0 'the laptop takes the answer' sync
ends 0 'the first screen' play ''
is "$(grep -c ' Review ' "$T/out")" 6 'holds what is to be reviewed'
says "$T/out" 'Review +赵永福 .*财政供养人员|Review +赵永福 .*On the public payroll' 'of whom and what it is'
ends 0 'one is opened' play '<Enter>'
says "$T/out" 'Review of the comparison$' 'at the question that is to be answered'
ends 0 'explained, with the reason' play '<Enter>2<Enter>已查工资表,不在编<Enter><Esc><Esc>'
is "$(grep -c ' Review ' "$T/out")" 5 'and off the list'
ends 0 'the laptop leaves a batch' sync
ends 0 'which the county takes in' county merge --usb "$T/stick"
mkdir "$T/tables2"
ends 0 'the tables again' "$COUNTY" export --table veto --dir "$T/tables2" --data "$T/county" --full --reason-fd 8 --passphrase-fd 9 8<<<checked 9<<<demo-passphrase
is "$(grep -c '已说明，不影响.*,"已查工资表,不在编",' "$T/tables2/veto.csv")" 1 'the outcome is the village'"'"'s'
ends 0 'the files once more' compare payroll --json "$T/staff.csv"
is "$(pick "$T/out" '"$_->{opened} $_->{known}"')" '0 3' 'open nothing that was reviewed'
done_testing
