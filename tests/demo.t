#!/bin/bash
# The demonstration county is the same for the same numbers, and refuses to mix with another.
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/tap.sh
export FANGPIN_NOW=2026-11-20T10:32 LANGUAGE=en

lists() { # folder
	printf 'demo-passphrase\n' | "$COUNTY" households --data "$1" --passphrase-fd 0 --json
}
ends 64 'a demonstration without folders of its own' "$COUNTY" demo
ends 64 'without villages' "$COUNTY" demo --data "$T/a" --usb "$T/usb" --villages 0
ends 0 'a demonstration' "$COUNTY" demo --data "$T/a" --usb "$T/usb" --villages 1 --households 9 --seed 5
says "$T/out" 'KEEP NOTHING REAL' 'is no place for real people'
says "$T/a/pairing-code.txt" '^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]$' 'has a pairing code apart from the stick'
is "$(find "$T/usb/FANGPIN/IN" -name '*.FPI' | wc -l)" 1 'and an invitation on it'
ends 73 'it does not overwrite a county' "$COUNTY" demo --data "$T/a" --usb "$T/usb" --villages 1 --households 9 --seed 5
ends 0 'the same again elsewhere' "$COUNTY" demo --data "$T/b" --usb "$T/usb2" --villages 1 --households 9 --seed 5
cmp -s "$T/a/demo-roster.csv" "$T/b/demo-roster.csv"
ok $? 'has the same people'
lists "$T/a" >"$T/a.json" && lists "$T/b" >"$T/b.json"
ok $? 'both open'
json "$T/a.json" 'households parse'
cmp -s "$T/a.json" "$T/b.json"
ok $? 'with the same classes'
is "$(pick "$T/a.json" 'scalar(grep { $_->{done} } @$_) > 2 ? 1 : 0')" 1 'some have been visited'
is "$(pick "$T/a.json" 'scalar(grep { $_->{visited} eq "" } @$_) > 0 ? 1 : 0')" 1 'some wait for who tries the program'
done_testing
