#!/bin/bash
# The whole path on the real programs: join, capture by keys, sync to a folder, merge, receipt; and no plaintext anywhere.
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/tap.sh
export FANGPIN_MEDIA=/nowhere FANGPIN_NOW=2026-11-20T10:32 LANGUAGE=en
secret() { "$@" --passphrase-fd 9 9<<<demo-passphrase; }

ends 0 'a county begins' "$COUNTY" demo --data "$T/county" --usb "$T/stick" --villages 1 --households 12 --seed 21
rm -f "$T/county/demo-roster.csv" # what was imported is plain, and not ours to keep
code=$(cat "$T/county/pairing-code.txt")
joins() { "$FANGPIN" join "$1" --data "$2" --code-fd 8 --passphrase-fd 9 8<<<"$3" 9<<<demo-passphrase; }
invitation=$(find "$T/stick/FANGPIN/IN" -name '*.FPI')

case $code in A*) slip=B${code#?} ;; *) slip=A${code#?} ;; esac
ends 65 'a pairing code with a slip is told at once' joins "$invitation" "$T/laptop" "$slip"
ends 0 'a laptop joins' joins "$invitation" "$T/laptop" "$code"
ends 73 'and does not join twice' joins "$invitation" "$T/laptop" "$code"

ends 0 'a cadre captures a household' "$FANGPIN" play tests/play/household.keys --data "$T/laptop"
says "$T/out" 'P1' 'and reads its class'
says "$T/out" '3,500\.00.*<.*4,000\.00' 'with the numbers'

ends 77 'a wrong passphrase' "$FANGPIN" status --data "$T/laptop" --passphrase-fd 9 9<<<wrong-passphrase
secret "$FANGPIN" status --data "$T/laptop" --json >"$T/before.json"
json "$T/before.json" 'the status parses'

ends 0 'the laptop leaves a batch' secret "$FANGPIN" sync --usb "$T/stick" --data "$T/laptop"
batch=$(find "$T/stick/FANGPIN/UP" -name '*.FPB')
cp "$batch" "$T/first.FPB"
ends 0 'again leaves it as it is' secret "$FANGPIN" sync --usb "$T/stick" --data "$T/laptop"
cmp -s "$batch" "$T/first.FPB"
ok $? 'byte for byte'

ends 0 'the county merges' secret "$COUNTY" merge --usb "$T/stick" --data "$T/county" --json
json "$T/out" 'the merge parses'
secret "$COUNTY" digest --data "$T/county" >"$T/digest"
cp "$T/first.FPB" "$T/renamed.FPB"
ends 0 'the same batch under another name' secret "$COUNTY" merge "$T/renamed.FPB" --data "$T/county"
secret "$COUNTY" digest --data "$T/county" >"$T/digest2"
cmp -s "$T/digest" "$T/digest2"
ok $? 'changes nothing'
ends 0 'everything derived can be made again' secret "$COUNTY" rebuild --data "$T/county"

ends 0 'the county answers' secret "$COUNTY" pack --usb "$T/stick" --data "$T/county"
ends 0 'the laptop takes the receipt' secret "$FANGPIN" sync --usb "$T/stick" --data "$T/laptop" --json
is "$(pick "$T/out" '$_->{acknowledged}')" 1 'one batch is acknowledged'
printf 'demo-passphrase<Enter>s' >"$T/look.keys"
ends 0 'the sync screen opens' "$FANGPIN" play "$T/look.keys" --data "$T/laptop"
says "$T/out" '11-20' 'and shows the receipt'

# Packs that are damaged or not for this laptop: everything else goes, then the exit code and the names tell.
good=$(find "$T/stick/FANGPIN/DOWN" -name '*.FPP')
below=${good#"$T/stick/"}
cut=${below%/*}/00000901.FPP
odd=${below%/*}/00000902.FPP
head -c 100 "$good" >"$T/stick/$cut"
head -c 300 /dev/urandom >"$T/stick/$odd"
ends 65 'a sync that meets damaged packs ends with their code' secret "$FANGPIN" sync --usb "$T/stick" --data "$T/laptop" --json
json "$T/out" 'its result parses'
is "$(pick "$T/out" '$_->{refused}')" 2 'and counts them'
says "$T/err" "$cut: " 'the first is named'
says "$T/err" "$odd: " 'and the second'
[ -s "$T/stick/$cut" ] && [ -s "$T/stick/$odd" ]
ok $? 'they stay where they are'
mkdir "$T/media"
mv "$T/stick" "$T/media/stick"
ln -s media/stick "$T/stick"
rm "$T/stick/$odd"
printf 'demo-passphrase<Enter>s<Enter>' >"$T/press.keys"
FANGPIN_MEDIA=$T/media ends 0 'the sync screen meets one' "$FANGPIN" play "$T/press.keys" --data "$T/laptop"
says "$T/out" '/00000901\.FPP: ' 'and names it'
rm "$T/stick/$cut"
ends 0 'without them all is well' secret "$FANGPIN" sync --usb "$T/stick" --data "$T/laptop"

ends 0 'the ledger is written' secret "$COUNTY" ledger --csv --data "$T/county" -o "$T/ledger.csv"
is "$(head -c 3 "$T/ledger.csv" | od -An -tx1 | tr -d ' ')" efbbbf 'with a byte-order mark'
says "$T/ledger.csv" '张试一' 'and holds the household'
silent "$T/ledger.csv" '130899196503120015' 'with the number masked'
rm -f "$T/ledger.csv" "$T/out"

# Bytes of every file of laptops, county and stick: no name, no ID number, no passphrase, no answer.
plain="张试一 130899196503120015 demo-passphrase 东沟组 12号 $code"
found=
for word in $plain; do
	where=$(grep -rlaF -- "$word" "$T/laptop" "$T/county" "$T/stick" 2>/dev/null | grep -v pairing-code.txt)
	[ -n "$where" ] && found="$found $word:$where"
done
[ -n "$found" ] && echo "# $found"
[ -z "$found" ]
ok $? 'no plaintext in any file, the log included'
done_testing
