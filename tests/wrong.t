#!/bin/bash
# What can be wrong with files, sticks, disks and people at the office; nothing is lost and nothing is half done.
if [ -z "${FANGPIN_MOUNTS-}" ] && unshare -m true 2>/dev/null; then
	# Small disks of our own, gone with this process. Without the right to mount, those tests are skipped.
	FANGPIN_MOUNTS=1 exec unshare -m "$0"
fi
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/tap.sh
trap 'umount "$T/small" "$T/tiny" 2>/dev/null; rm -rf "$T"' EXIT
trap '' PIPE
export FANGPIN_NOW=2026-11-20T10:32 LANGUAGE=en
data=$T/county
usb=$T/usb
laptop=$T/laptop

county() { # command folder [argument...]
	local command=$1 folder=$2
	shift 2
	printf '%s\n' "${passphrase:-demo-passphrase}" | "$COUNTY" "$command" "$@" --data "$folder" --passphrase-fd 0
}
digest() {
	county digest "$1" 2>/dev/null
}

# Wait until some job is the writer; looking must not take the lock itself.
writing() { # folder
	local i=0
	until grep -q ":$(stat -c %i "$1/writer.lock") " /proc/locks || [ $i -ge 300 ]; do
		sleep 0.1
		i=$((i + 1))
	done
}

# Two counties, and a laptop of the first with a batch.
"$COUNTY" demo --data "$data" --usb "$usb" --villages 1 --households 6 >/dev/null 2>&1
ok $? 'a county'
"$COUNTY" demo --data "$T/other" --usb "$T/usb-other" --villages 1 --households 6 >/dev/null 2>&1
ok $? 'another county'
join_and_leave() { # folder: a laptop joins and leaves its batch on the stick
	{
		cat "$data/pairing-code.txt"
		printf 'laptop phrase\nlaptop phrase\n'
	} | "$FANGPIN" join "$(find "$usb" -name '*.FPI')" --data "$1" --code-fd 0 --passphrase-fd 0 >/dev/null 2>&1 &&
		printf 'laptop phrase\n' | "$FANGPIN" sync --usb "$usb" --data "$1" --passphrase-fd 0 >/dev/null 2>&1
}
join_and_leave "$laptop"
ok $? 'a laptop of the first leaves its batch'
batch=$(find "$usb" -name '*.FPB')
before=$(digest "$data")

# Batches.
ends 65 'the batch of another county' county merge "$T/other" --usb "$usb" --json
is "$(pick "$T/out" '"$_->[0]{taken} $_->[0]{code}"')" '0 67' 'is left alone, with its reason'
[ -s "$batch" ]
ok $? 'and stays on the stick'
size=$(stat -c %s "$batch")
mkdir "$T/bad"
head -c $((size - 1)) "$batch" >"$T/bad/short.fpb"
head -c 271 "$batch" >"$T/bad/header.fpb"
: >"$T/bad/empty.fpb"
{
	head -c $((size / 2)) "$batch"
	printf '\377\377'
	tail -c +$((size / 2 + 3)) "$batch"
} >"$T/bad/flipped.fpb"
{
	cat "$batch"
	printf x
} >"$T/bad/longer.fpb"
printf 'FPB1\002' >"$T/bad/newer.fpb"
tail -c +6 "$batch" >>"$T/bad/newer.fpb"
find "$usb" -name '*.FPI' -exec cp {} "$T/bad/invitation.fpb" \;
head -c 100000 /dev/urandom >"$T/bad/noise.fpb"
head -c 17000000 /dev/zero >"$T/bad/huge.fpb"
mkdir "$T/bad/folder.fpb"
ends 65 'nine kinds of damage, a folder, and a good one' county merge "$data" "$T"/bad/*.fpb "$batch" --json
json "$T/out" 'the report parses'
is "$(pick "$T/out" 'join " ", map { 0 + $_->{taken} } @$_')" '0 0 0 0 0 0 0 0 0 0 1' 'only the good one is taken'
silent "$T/err" 'AddressSanitizer|runtime error' 'without harm'
is "$(digest "$data")" "$before" 'a join request changes no answer'
ends 0 'the same batch again' county merge "$data" "$batch" --json
is "$(pick "$T/out" '0 + $_->[0]{known}')" 1 'is known'
ends 66 'a stick that is not there' county merge "$data" --usb "$T/nowhere"
ends 65 'a file that is not there' county merge "$data" "$T/nowhere.fpb"

# A stick full of what is no batch: each is told of, none keeps a good one out.
cp -r "$usb" "$T/junk"
up=$T/junk/FANGPIN/UP
mkdir "$up/22222222" "$up/22222222/00000001.FPB"
mkfifo "$up/00000000" "$up/22222222/00000002.FPB"
ln -s 11111111 "$up/11111111"
ln -s 00000003.FPB "$up/22222222/00000003.FPB"
ln -s /dev/zero "$up/22222222/00000004.FPB"
truncate -s 5G "$up/22222222/00000005.FPB"
cp "$T/bad/flipped.fpb" "$up/22222222/00000006.FPB"
echo photo >"$up/33333333"
ends 65 'a stick with junk' county merge "$data" --usb "$T/junk" --json
json "$T/out" 'the report parses'
is "$(pick "$T/out" 'join " ", map { $_->{known} } grep { $_->{taken} } @$_')" 1 'the good one is taken'
is "$(pick "$T/out" 'join " ", map { $_->{code} } grep { !$_->{taken} } @$_')" '74 74 65 65 74 65 65 65 74' \
	'and nine others are told of, each with its own code'

# A name on the stick that is taken by something else keeps no other laptop from its pack.
join_and_leave "$T/second"
ok $? 'a second laptop'
ends 0 'is met' county merge "$data" --usb "$usb" --json
first=$(basename "$(dirname "$batch")")
mkdir -p "$T/taken/FANGPIN/DOWN/$first"
echo x >"$T/taken/FANGPIN/DOWN/$first/00000001.FPP"
ends 73 'a stick that holds another file under the name of a pack' county pack "$data" --usb "$T/taken" --json
json "$T/out" 'the report parses'
is "$(pick "$T/out" '@$_ . " " . ($_->[0]{file} !~ /'"$first"'/)')" '1 1' 'the other laptop has its pack'
is "$(cat "$T/taken/FANGPIN/DOWN/$first/00000001.FPP")" x 'and the file is as it was'
ends 0 'the next pack has another name' county pack "$data" --usb "$T/taken"

# Rosters.
printf '\377\376\000h\000i' >"$T/utf16.csv"
ends 65 'a roster in UTF-16' county import "$data" "$T/utf16.csv"
printf '姓名,证件号码,与户主关系\n"never closed' >"$T/quote.csv"
ends 65 'a quote that is never closed' county import "$data" "$T/quote.csv"
printf 'a,b\n1,2\n' >"$T/columns.csv"
ends 65 'no column that a roster needs' county import "$data" "$T/columns.csv"
: >"$T/empty.csv"
ends 65 'an empty roster' county import "$data" "$T/empty.csv"
is "$(digest "$data")" "$before" 'nothing came in'

# Passphrases and other people's jobs.
passphrase='some other phrase'
ends 77 'a wrong passphrase' county merge "$data" --usb "$usb"
unset passphrase
ends 66 'no passphrase at all' "$COUNTY" status --data "$data" --passphrase-fd 0 </dev/null
mkfifo "$T/wait"
"$COUNTY" invite --village 130899100201 --village-name 东沟村 --usb "$usb" --data "$data" --passphrase-fd 0 --cadre-fd 0 \
	<"$T/wait" >"$T/job" 2>&1 &
job=$!
exec 9>"$T/wait"
printf 'demo-passphrase\n' >&9
writing "$data"
ends 75 'a second job while one is running' county merge "$data" --usb "$usb"
ends 0 'a reader meanwhile' county status "$data"
printf '王小明\n' >&9
exec 9>&-
wait $job
is $? 0 'the first job ends well'
ends 0 'and then the second may' county merge "$data" --usb "$usb"

# A job that is killed lets go of the vault.
"$COUNTY" invite --village 130899100201 --village-name 东沟村 --usb "$usb" --data "$data" --passphrase-fd 0 --cadre-fd 0 \
	<"$T/wait" >"$T/job" 2>&1 &
job=$!
exec 9>"$T/wait"
printf 'demo-passphrase\n' >&9
writing "$data"
kill -9 $job
exec 9>&-
wait $job 2>/dev/null
ends 0 'after a killed job the next one runs' county merge "$data" --usb "$usb"
is "$(digest "$data")" "$before" 'and nothing changed'

# A damaged vault is told apart from a wrong passphrase.
cp -r "$data" "$T/damaged"
perl -e 'open F, "+<:raw", shift; for (my $at = 4096 + 900; $at < -s F; $at += 4096) { seek F, $at, 0; print F "damage" }' "$T/damaged/vault.db"
ends 65 'a damaged vault' county digest "$T/damaged"

# Full disks.
mkdir "$T/small" "$T/tiny"
if [ -n "${FANGPIN_MOUNTS-}" ] && mount -t tmpfs -o size=2500k tmpfs "$T/small" 2>/dev/null && mount -t tmpfs -o size=16k tmpfs "$T/tiny"; then
	cp -r "$data" "$T/small/county"
	awk 'BEGIN {
		print "村,户编号,姓名,性别,证件类型,证件号码,与户主关系,出生日期"
		for (i = 0; i < 4000; i++) printf "东沟村,K%05d,甲乙丙,男,居民身份证,,户主,1980-01-02\n", i
	}' >"$T/big.csv"
	ends 73 'a disk that is full' county import "$T/small/county" "$T/big.csv"
	silent "$T/err" '甲乙' 'without anybody in the message'
	cp -r "$T/small/county" "$T/rescued"
	ends 0 'what was committed is whole' county rebuild "$T/rescued"
	more=$(find "$usb" -name '*.FPI' | wc -l)
	printf 'demo-passphrase\n王小明\n' | "$COUNTY" invite --village 130899100201 --village-name 东沟村 --usb "$T/tiny" --data "$data" \
		--passphrase-fd 0 --cadre-fd 0 >"$T/out" 2>"$T/err"
	is $? 73 'a stick that is full'
	is "$(find "$T/tiny" -name '*.FPI' | wc -l) $(cat "$T/out") $more" "0  $more" 'has no half invitation, and no code was shown'
else
	ok 0 'full disks # SKIP may not mount here'
fi
done_testing
