#!/bin/bash
# The office's program, command by command: what it does, what it refuses, its exit codes, and that JSON is JSON.
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/tap.sh
export FANGPIN_NOW=2026-11-20T10:32 LANGUAGE=en
umask 022
data=$T/county
usb=$T/usb
mkdir "$usb"

# The county's program with its passphrase, then further lines, on standard input.
county() {
	local command=$1
	shift
	printf '%s\n' 'long passphrase' "${more[@]}" | "$COUNTY" "$command" "$@" --data "$data" --passphrase-fd 0
}
more=()

# Before there is a county.
ends 64 'no command: help and EX_USAGE' "$COUNTY"
says "$T/out" '^  merge ' 'help lists the commands'
ends 0 '--help' "$COUNTY" --help
ends 0 '--version' "$COUNTY" --version
says "$T/out" '^fangpin-county [0-9]' 'version'
ends 64 'no such command' "$COUNTY" nonsense
ends 64 'no such option' "$COUNTY" status --nonsense
says "$T/err" '--nonsense' 'which one, by name'
ends 64 'one with a value' "$COUNTY" status --nonsense=somebody
silent "$T/err" somebody 'the value is not told on'
ends 64 'one that steers the terminal' "$COUNTY" status $'--n\033[2J\xc2\x9b'
says "$T/err" '--n\?\[2J\?\?' 'its controls are shown, not sent'
ends 64 'an option of another command' "$COUNTY" digest --json
ends 64 'a value that is missing' "$COUNTY" merge --usb
ends 64 'a number that is none' "$COUNTY" status --passphrase-fd x
ends 64 'an argument too many' "$COUNTY" status x
ends 64 'a flag takes no value' "$COUNTY" status --json=yes
ends 66 'no vault' county status
says "$T/err" '^fangpin-county: There is no vault' 'says so, on standard error'
is "$(cat "$T/out")" '' 'and nothing on standard output'

# Names are of one word, or of two.
"$COUNTY" --help | sed -n 's/^  \([a-z-]*\( [a-z-]*\)\{0,1\}\)   *[A-Za-z].*/\1/p' >"$T/names"
[ "$(grep -c . "$T/names")" -gt 20 ] && grep -qx 'policy what-if' "$T/names"
ok $? 'the list of commands is read'
while read -r c; do
	# shellcheck disable=SC2086
	"$COUNTY" $c --help >"$T/out" 2>&1 && grep -q "^Usage: fangpin-county $c " "$T/out" || echo "$c" >>"$T/unhelped"
	grep -q "fangpin\\\\-county $(echo "$c" | sed 's/-/\\\\-/g') " packaging/fangpin-county.1 || echo "$c: man" >>"$T/unhelped"
done <"$T/names"
is "$(cat "$T/unhelped" 2>/dev/null)" '' 'every command has help and a place in the man page'
"$COUNTY" --man >"$T/page"
cmp -s "$T/page" packaging/fangpin-county.1
ok $? 'packaging/fangpin-county.1 is what --man writes'

# init
more=('offline phrase')
ends 64 'init without name' county init --area 130899
ends 64 'init with an area that is none' county init --name 青山县 --area abc --offline-passphrase-fd 0
[ ! -e "$data/vault.key" ]
ok $? 'and made nothing'
ends 0 'init' county init --name 青山县 --area 130899 --offline "$T/offline" --offline-passphrase-fd 0
[ -s "$T/offline/root.fpk" ] && [ -s "$T/offline/recovery.fpk" ] && [ -s "$data/vault.key" ]
ok $? 'offline keys apart from the vault'
ends 64 'a passphrase of seven letters is too short' "$COUNTY" init --name 青山县 --area 130899 --data "$T/weak" \
	--passphrase-fd 8 --offline-passphrase-fd 9 8<<<a-short 9<<<another-phrase
ends 73 'init again is refused' county init --name 青山县 --area 130899 --offline-passphrase-fd 0
more=()
ends 0 'status of a fresh county' county status --json
json "$T/out" 'status --json parses'
is "$(pick "$T/out" '"$_->{county} $_->{area} $_->{epoch} $_->{versions} $_->{households}"')" '青山县 130899 1 0 0' 'it is empty'
if printf 'another one\n' | "$COUNTY" status --data "$data" --passphrase-fd 0 >"$T/out" 2>"$T/err"; then rc=0; else rc=$?; fi
is $rc 77 'wrong passphrase is EX_NOPERM'

# import
roster=$T/roster.csv
printf '%s\n' code,name 130899100000,白石镇 130899100201,东沟村 130899100202,西沟村 >"$T/places.csv"
cat >"$roster" <<'CSV'
乡,村,户编号,姓名,性别,证件类型,证件号码,民族,与户主关系,健康状况,出生日期
白石镇,东沟村,H001,张树林,男,居民身份证,130899196503120015,满族,户主,长期慢性病,19650312
白石镇,东沟村,H001,李芳,女,居民身份证,130899198807040021,汉,配偶,健康,19880704
白石镇,西沟村,H001,王铁柱,男,居民身份证,130899200909150037,汉,户主,健康,20090915
白石镇,西沟村,H002,,男,居民身份证,130899200909150037,汉,户主,健康,20090915
CSV
ends 66 'import of a file that is not there' county import "$T/none.csv"
ends 64 'import without places' county import "$roster"
coded() { "$COUNTY" "$@" --data "$T/coded" --passphrase-fd 8 8<<<a-long-phrase; }
coded init --name 青山县 --area 130899 --offline-passphrase-fd 9 9<<<another-phrase >/dev/null
sed '1s/^/行政村代码,/;2,3s/^/130899100201,/;4s/^/130899100202,/;5s/^/140899100202,/' "$roster" >"$T/coded.csv"
ends 0 'import without places of a roster that has codes' coded import "$T/coded.csv" --json
is "$(pick "$T/out" '"$_->{rows} $_->{aside} $_->{new_households} $_->{new_people}"')" '4 1 2 3' 'but not of another county'
printf 'code\n1\n' >"$T/bad-places.csv"
sed '2,$s/,张树林,\|,李芳,\|,王铁柱,/,,/' "$T/coded.csv" | sed '$d' >"$T/nameless.csv"
ends 0 'import without places of rows that lack names' coded import "$T/nameless.csv" --json
is "$(pick "$T/out" '"$_->{rows} $_->{aside} $_->{remarks}[0]{reason}"')" '3 3 no name' 'which says what they lack, not that villages are unknown'
{ cat "$T/nameless.csv"; echo ',白石镇,西沟村,H003,王三,男,居民身份证,,汉,户主,健康,20090915'; } >"$T/placeless.csv"
ends 0 'and one without a village that is known' coded import "$T/placeless.csv" --json
is "$(pick "$T/out" 'join ",", map { $_->{reason} =~ /^(no name|the village)/ } @{$_->{remarks}}')" 'no name,no name,no name,the village' 'each row is told what it lacks'
says "$T/err" 'villages are not known yet' 'and how villages become known'
ends 65 'import with places that are none' county import "$roster" --places "$T/bad-places.csv"
iconv -f UTF-8 -t GB18030 "$T/places.csv" >"$T/places-gb.csv"
ends 0 'import, places in GB18030' county import "$roster" --places "$T/places-gb.csv" --json
json "$T/out" 'import --json parses'
is "$(pick "$T/out" '"$_->{rows} $_->{aside} $_->{new_households} $_->{new_people}"')" '4 1 2 3' 'three people in, one row aside'
[ "$(grep -c . "$roster.setaside.csv")" = 2 ]
ok $? 'the row set aside is in a file with its heading'
is "$(stat -c %a "$roster.setaside.csv")" 600 'which only its owner reads'
ends 0 'import again, places kept' county import "$roster" --setaside "$T/aside.csv"
says "$T/out" '^new people	0$' 'nothing twice'
[ -s "$T/aside.csv" ]
ok $? '--setaside says where'
head -c 300 /dev/urandom >"$T/picture.csv"
ends 65 'import of a picture' county import "$T/picture.csv"

# lists
ends 0 'households' county households
is "$(grep -c . "$T/out")" 2 'two of them'
says "$T/out" '^130899100201	.*	张\*\*	' 'names are masked'
silent "$T/out" '树林' 'in full nowhere'
record=$(sed -n '1s/.*	//p' "$T/out")
says "$T/out" '	[0-9a-f]{32}$' 'each with its record'
ends 0 'households of a village' county households --village 130899100202 --json
json "$T/out" 'households --json parses'
is "$(pick "$T/out" 'scalar(@$_) . " " . $_->[0]{area} . " " . $_->[0]{members}')" '1 130899100202 1' 'only its own'
ends 0 'households of a class that nobody has' county households --class ZZ,YY
is "$(cat "$T/out")" '' 'none'

# history
ends 0 'history of a household' county history "$record"
says "$T/out" '^2026-11-20 10:32	青山县	Member	.*	[0-9a-f]{8}	form 1	current' 'says when, who, what, under which form, and how it stands'
says "$T/out" '^	Name	张\*\*	' 'names are masked'
says "$T/out" '^	Identity number	\*\*\*	' 'what is sensitive is hidden'
silent "$T/out" '树林|130899196503120015|满族' 'in full nowhere'
ends 0 'by the first digits of its record' county history "${record%????????????????????}" --json
json "$T/out" 'history --json parses'
is "$(pick "$T/out" 'join " ", map "$_->{state} $_->{form} $_->{form_known}", grep $_->{section} eq "household_file", @$_')" 'current 1 1' \
	'its sections are there'
is "$(pick "$T/out" 'join " ", map $_->{answer}, grep $_->{name} eq "member_name", map @{$_->{answers}}, @$_')" '张** 李*' 'and its people, masked'
ends 65 'history of nobody' county history 00000000000000000000000000000000
ends 64 'history of too few digits' county history 123
ends 64 'history of what is no record' county history 张树林
silent "$T/err" '张树林' 'which is not repeated'

# checks
ends 0 'what the checks found' county checks
says "$T/out" '^warning	hh_phone_bad	2	0	0	2	4_02_001 5_13_003	' 'counted by check'
ends 0 'as JSON' county checks --json --severity warning
json "$T/out" 'checks --json parses'
is "$(pick "$T/out" 'join " ", grep $_ ne "warning", map $_->{severity}, @$_')" '' 'only warnings'
ends 0 'listed' county checks --lines --check hh_phone_bad --village 130899100201
is "$(grep -c . "$T/out")" 1 'one at the village'
says "$T/out" "^130899100201	.*	张\\*\\*	warning	hh_phone_bad	open	0	$record	$record	" 'where it is, the name masked'
ends 0 'at one household' county checks --household "${record%????????????????????}" --csv -o "$T/checks.csv"
is "$(head -c 3 "$T/checks.csv" | od -An -tx1 | tr -d ' ')" efbbbf 'CSV with byte-order mark'
is "$(grep -c "$record" "$T/checks.csv")" "$(($(grep -c . "$T/checks.csv") - 1))" 'of nobody else'
silent "$T/checks.csv" '树林|130899196503120015' 'names and numbers nowhere'
ends 64 'a check that is none' county checks --check nothing
ends 64 'a severity that is none' county checks --severity loud
ends 64 'a household that is none' county checks --household 123
ends 64 'both' county checks --csv --json

ends 0 'conflicts' county conflicts --json
is "$(cat "$T/out")" '[]' 'none'
ends 0 'ledger' county ledger -o "$T/ledger.csv"
is "$(head -c 3 "$T/ledger.csv" | od -An -tx1 | tr -d ' ')" efbbbf 'CSV with byte-order mark'
ends 73 'ledger does not overwrite' county ledger -o "$T/ledger.csv"
ends 64 'a result that fails' county ledger --csv --json -o "$T/none.csv"
[ -z "$(ls "$T" | grep '^none')" ]
ok $? 'leaves no file'
for bad in '' '\t' '\xe3\x80\x80' 'a\tb' 'a\x1b[2Jb' 'a\x07b' 'a\xffb' 'a\xe2\x80\xaeb'; do
	more=("$(printf '%b' "$bad")")
	ends 65 "in full, but no reason that can be read: $bad" county ledger --full --reason-fd 0
	is "$(wc -c <"$T/out")" 0 'and nothing is written'
done
more=('spot check')
ends 64 'both CSV and JSON' county ledger --csv --json
ends 0 'in full with a reason' county ledger --full --reason-fd 0 --json
ends 0 'log' county log
says "$T/out" '^2026-11-20 10:32	file	.*spot check$' 'where the reason stands'
echo mine >"$T/beside.tmp"
ends 0 'a result to a file beside somebody else'"'"'s' county ledger --output "$T/beside.csv"
is "$(cat "$T/beside.tmp")" mine 'touches nothing that was there'
case $BUILD in
*asan*) ;;
*)
	# The program is ended without notice at the moment when the result is to get its name.
	cat >"$T/end.c" <<'C'
#define _GNU_SOURCE
#include <signal.h>
#include <string.h>
int rename(const char *from, const char *to)
{
	(void)from;
	return strstr(to, "ended.csv") != NULL ? raise(SIGKILL) : -1;
}
int linkat(int a, const char *from, int b, const char *to, int flags)
{
	(void)a;
	(void)from;
	(void)b;
	(void)flags;
	return strstr(to, "ended.csv") != NULL ? raise(SIGKILL) : -1;
}
C
	gcc -shared -fPIC -o "$T/end.so" "$T/end.c"
	mkdir "$T/ended"
	LD_PRELOAD=$T/end.so "$COUNTY" ledger --output "$T/ended/ended.csv" --data "$data" --passphrase-fd 8 >"$T/o" 2>"$T/err" 8<<<'long passphrase'
	is $? 137 'a program that is ended before its result has its name'
	is "$(ls -A "$T/ended")" '' 'leaves nothing of it'
	;;
esac
ends 64 'a reason for nothing' county ledger --reason-fd 0

# digest, rebuild
ends 0 'digest' county digest
digest=$(cat "$T/out")
says "$T/out" '^[0-9a-f]{64}$' 'is 32 bytes'
ends 0 'rebuild' county rebuild
is "$(cat "$T/out")" "$digest" 'gives the same'

# invite
more=(张建国)
ends 64 'invite without a village' county invite --usb "$usb" --cadre-fd 0
ends 66 'no stick' county invite --village 130899100201 --village-name 东沟村 --usb "$T/nowhere" --cadre-fd 0
[ ! -e "$T/nowhere" ]
ok $? 'and none made of a folder'
ends 64 'a village of another county' county invite --village 140000100201 --village-name 东沟村 --usb "$usb" --cadre-fd 0
ends 64 'a role that cannot be invited' county invite --village 130899100201 --village-name 东沟村 --role county --usb "$usb" --cadre-fd 0
ends 64 'the code on the stick' county invite --village 130899100201 --village-name 东沟村 --usb "$usb" --cadre-fd 0 --code-file "$usb/code.txt"
ends 64 'the code below the stick by a detour' county invite --village 130899100201 --village-name 东沟村 --usb "$usb" --cadre-fd 0 \
	--code-file "$data/../usb/code.txt"
is "$(find "$usb" -type f)" '' 'nothing on the stick so far'
ends 0 'invite' county invite --village 130899100201 --village-name 东沟村 --usb "$usb" --cadre-fd 0
says "$T/out" '^[0-9A-Z]{8}	[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]	' 'shows the pairing code'
code=$(cut -f2 "$T/out")
is "$(find "$usb" -name '*.FPI' | wc -l)" 1 'one invitation on the stick'
! grep -raqF -e "$code" -e "$(echo "$code" | tr -d -)" "$usb"
ok $? 'and no code'
more=()
printf '%s\n' cadre,role,village_code,village_name 李卫东,township,130899100201,白石镇 | iconv -f UTF-8 -t GB18030 >"$T/cadres.csv"
ends 0 'invite by list, in GB18030' county invite --list "$T/cadres.csv" --usb "$usb" --code-file "$T/codes.txt"
is "$(cat "$T/out")" '' 'codes are not shown'
is "$(stat -c %a "$T/codes.txt") $(grep -c . "$T/codes.txt")" '600 1' 'but in a file of their own'
ends 73 'which is not overwritten' county invite --list "$T/cadres.csv" --usb "$usb" --code-file "$T/codes.txt"
printf 'name\n李卫东\n' >"$T/bad-cadres.csv"
ends 65 'a list without its columns' county invite --list "$T/bad-cadres.csv" --usb "$usb"
printf '%s\n' cadre,role,village_code,village_name 李卫东,mayor,130899100201,白石镇 >"$T/bad-cadres.csv"
ends 64 'a list with a role that is none' county invite --list "$T/bad-cadres.csv" --usb "$usb"
says "$T/err" 'township\. This was line 2 of the list' 'says where'
ends 0 'status tells' county status --json
is "$(pick "$T/out" 'join " ", map "$_->{cadre} $_->{role}", @{$_->{invitations_unused}}')" '张建国 visitor 李卫东 township' 'who was invited'

# merge and pack
ends 64 'merge of nothing' county merge
ends 0 'merge of an empty stick' county merge --usb "$usb" --json
is "$(cat "$T/out")" '[]' 'nothing'
ends 64 'pack without stick' county pack
ends 67 'pack for a laptop that never joined' county pack --usb "$usb" --device ABCDEFGH
laptop=$T/laptop
printf '%s\n' "$code" 'laptop phrase' 'laptop phrase' | "$FANGPIN" join "$(find "$usb" -name '*.FPI' | head -n 1)" --data "$laptop" --code-fd 0 \
	--passphrase-fd 0 >"$T/out" 2>"$T/err" ||
	printf '%s\n' "$code" 'laptop phrase' | "$FANGPIN" join "$(find "$usb" -name '*.FPI' | tail -n 1)" --data "$laptop" --code-fd 0 \
		--passphrase-fd 0 >"$T/out" 2>"$T/err"
ok $? 'a laptop joins with the code'
printf 'laptop phrase\n' | "$FANGPIN" sync --usb "$usb" --data "$laptop" --passphrase-fd 0 >"$T/out" 2>"$T/err"
ok $? 'and leaves its first batch'
ends 0 'merge' county merge --usb "$usb" --json
json "$T/out" 'merge --json parses'
is "$(pick "$T/out" 'join " ", scalar(@$_), $_->[0]{taken}, $_->[0]{joined}, $_->[0]{known}, $_->[0]{cadre}')" '1 1 1 0 张建国' 'the laptop has joined'
ends 0 'merge again' county merge --usb "$usb"
says "$T/out" 'taken in before' 'it is known'
file=$(find "$usb" -name '*.FPB')
ends 0 'merge of a file by name' county merge "$file"
head -c 100 "$file" >"$T/cut.fpb"
ends 65 'a file cut short' county merge "$T/cut.fpb" "$file" --json
is "$(pick "$T/out" 'join " ", map { 0 + $_->{taken} } @$_')" '0 1' 'blocks no other'
ends 0 'pack' county pack --usb "$usb" --json
is "$(pick "$T/out" '$_->[0]{cadre}')" 张建国 'for the laptop'
printf 'laptop phrase\n' | "$FANGPIN" sync --usb "$usb" --data "$laptop" --passphrase-fd 0 --json >"$T/out" 2>"$T/err"
ok $? 'the laptop takes it'
json "$T/out" 'and says so'
is "$(pick "$T/out" '"$_->{packs} $_->{refused} $_->{batches_waiting}"')" '1 0 0' 'nothing waits any more'
ends 0 'status' county status --json
is "$(pick "$T/out" 'join " ", map "$_->{cadre} $_->{role} $_->{areas}", @{$_->{devices}}')" '张建国 visitor 130899100201' 'knows the laptop'
ends 0 'status for people' county status
says "$T/out" '张建国' 'too'

ends 0 'log --json' county log --json
json "$T/out" 'parses'
is "$(pick "$T/out" '"$_->[0]{note} $_->[0]{sent}"')" 'pack 1' 'the pack is the newest entry'

# check-form
ends 0 'check-form of the form in the program' "$COUNTY" check-form
sed '5s/^text,/txet,/; 5s/^[a-z_]*,/nonsense,/' schema/survey/survey.csv >"$T/survey.csv"
ends 65 'check-form of a form with a mistake' "$COUNTY" check-form --survey "$T/survey.csv"
says "$T/out" 'survey.csv:5' 'names sheet and row'
ends 0 'check-form of a folder' "$COUNTY" check-form schema/survey
says "$T/out" "$(($(wc -l <schema/survey/checks.csv) - 1)) checks" 'tells how many checks'
mkdir "$T/form"
sed '2s/,member,/,people,/' schema/survey/checks.csv >"$T/form/checks.csv"
ends 65 'check-form of a folder with a mistake in its checks' "$COUNTY" check-form "$T/form"
says "$T/out" 'form/checks.csv:2: table' 'names sheet, row and column'
ends 66 'check-form of a folder without sheets' "$COUNTY" check-form tests/unit
ends 66 'check-form of a file that is not there' "$COUNTY" check-form --choices "$T/none.csv"

# sheets
mkdir "$T/sheets"
cp schema/survey/policy.csv "$T/sheets"
ends 65 'a policy that is not newer' county sheets "$T/sheets/policy.csv"
sed 's/^policy_version,1,/policy_version,2,/' schema/survey/policy.csv >"$T/sheets/policy.csv"
ends 0 'a newer policy' county sheets "$T/sheets/policy.csv"
says "$T/out" 'policy version 2' 'is in force'
ends 65 'and not a second time' county sheets "$T/sheets/policy.csv"
sed 's/^policy_version,1,/policy_version,3,/' schema/survey/policy.csv >"$T/sheets/policy.csv"
sed '2s/,member,/,nobody,/' schema/survey/checks.csv >"$T/sheets/checks.csv"
ends 65 'checks with a mistake' county sheets "$T/sheets/policy.csv" "$T/sheets/checks.csv"
says "$T/out" 'checks.csv:2: table' 'which is told'
cp schema/survey/checks.csv "$T/sheets"
ends 0 'own checks go with the policy' county sheets "$T/sheets/policy.csv" "$T/sheets/checks.csv"
sed '5s/^[a-z_]*,/nonsense,/' schema/survey/survey.csv >"$T/sheets/survey.csv"
ends 65 'a form with a mistake' county sheets "$T/sheets/survey.csv"
says "$T/out" 'survey.csv:5' 'names sheet and row'
sed 's/^text,village_group,/text,villagers_group,/; s/^select_one hh_type,hh_type,/text,hh_type,/' schema/survey/survey.csv >"$T/sheets/survey.csv"
sed 's/,fangpin,1$/,fangpin,2/' schema/survey/settings.csv >"$T/sheets/settings.csv"
ends 65 'a form that takes something away' county sheets "$T/sheets/survey.csv" "$T/sheets/settings.csv"
says "$T/out" '^survey\.csv: name: village_group: .*row 6 .*Mend: ' 'names what is gone, and where it stood'
says "$T/out" '^survey\.csv:9: type: hh_type: .*Mend: ' 'and the row of what is another type'
sed 's/^text,member_name,姓名,Name,/text,member_name,姓名,Full name,/' schema/survey/survey.csv >"$T/sheets/survey.csv"
! cmp -s schema/survey/survey.csv "$T/sheets/survey.csv"
ok $? 'a form with another word in it'
ends 64 'a sheet of another name' county sheets "$roster"
ends 0 'what is in force stays' county status --json
is "$(pick "$T/out" '"$_->{form_version} $_->{policy_version}"')" '1 3' 'as it was'
ends 0 'a newer form' county sheets "$T/sheets/survey.csv" "$T/sheets/settings.csv"
ends 0 'history by then' county history "$record"
says "$T/out" '^	Name	张\*\*	' 'tells an older version in its own words'
silent "$T/out" 'Full name' 'not in those of today'

# A full standard output is told.
"$COUNTY" --help >/dev/full 2>"$T/err"
is $? 73 'a result that cannot be written is no success'
done_testing
