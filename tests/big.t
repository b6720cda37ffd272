#!/bin/bash
# Files of 200 MB: refused or taken in bounded memory, whatever is in them.
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/tap.sh
export FANGPIN_NOW=2026-11-20T10:32 LANGUAGE=en LC_ALL=C.UTF-8
case $BUILD in *asan*) echo '1..0 # SKIP the sanitizers need memory of their own'; exit 0 ;; esac
data=$T/county
size=200000000
mib=900 # the file, opening the vault (256 MiB), and what is kept of up to two million rows

# The command's exit code, and the most memory it had, in MiB.
cat >"$T/measure.py" <<'PY'
import resource, subprocess, sys
p = subprocess.run(sys.argv[2:], input=b'demo-passphrase\n', stdout=open(sys.argv[1] + '/out', 'wb'), stderr=open(sys.argv[1] + '/err', 'wb'))
print(p.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
PY
dry() { # file, code, words, text
	local got
	got=$(/usr/bin/python3 "$T/measure.py" "$T" "$COUNTY" import "$1" --dry-run --json --places "$T/places.csv" --data "$data" --passphrase-fd 0)
	is "${got% *}" "$2" "$4: exit code"
	[ "${got#* }" -lt $mib ]
	ok $? "$4: less than $mib MiB (${got#* })"
	[ -z "$3" ] || says "$T/err" "$3" "$4: says so"
	rm -f "$1"
}
"$COUNTY" demo --data "$data" --usb "$T/usb" --villages 1 --households 3 --seed 6 >/dev/null
ok $? 'a demonstration county'
printf '%s\n' code,name 130899100000,白石镇 130899100201,东沟村 >"$T/places.csv"
head='村,户编号,姓名,证件号码,与户主关系,家庭住址'
{ printf '"'; head -c $size /dev/zero | tr '\0' 'b'; } >"$T/quote.csv"
dry "$T/quote.csv" 65 'line 1: a field is longer' 'one cell without an end'
{ echo "$head"; yes b | head -c $size; } >"$T/rows.csv"
dry "$T/rows.csv" 65 'more than 2000000 rows' 'a hundred million rows'
{ echo "$head"; yes 东沟村,,,,, | head -c $size | head -n 1900000; } >"$T/aside.csv"
dry "$T/aside.csv" 0 '' 'nearly two million rows, all set aside'
is "$(pick "$T/out" '"$_->{rows} $_->{aside}"')" '1900000 1900000' 'each is told or counted'
cat >"$T/book.py" <<'PY'
import random, sys, zipfile
random.seed(1)
def part(z, name, text): z.writestr(name, '<?xml version="1.0"?>' + text)
z = zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED, compresslevel=1)
rel = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
part(z, '_rels/.rels', '<Relationships><Relationship Id="r1" Type="%s/officeDocument" Target="xl/workbook.xml"/></Relationships>' % rel)
part(z, 'xl/workbook.xml', '<workbook xmlns:r="%s"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>' % rel)
part(z, 'xl/_rels/workbook.xml.rels', '<Relationships><Relationship Id="r1" Type="%s/worksheet" Target="worksheets/s.xml"/></Relationships>' % rel)
cell = '<c t="inlineStr"><is><t>%s</t></is></c>'
with z.open('xl/worksheets/s.xml', 'w', force_zip64=True) as f:
    f.write(b'<worksheet><sheetData>')
    f.write(('<row>' + ''.join(cell % s for s in sys.argv[3].split(',')) + '</row>').encode())
    for i in range(int(sys.argv[2])):
        f.write(('<row>' + ''.join(cell % s for s in ('东沟村', '', '', '%x' % random.getrandbits(512), '', '%x' % random.getrandbits(512))) + '</row>').encode())
    f.write(b'</sheetData></worksheet>')
z.close()
PY
/usr/bin/python3 "$T/book.py" "$T/rows.xlsx" 500000 "$head"
[ "$(stat -c %s "$T/rows.xlsx")" -gt 50000000 ]
ok $? 'a workbook of more than 50 MB'
dry "$T/rows.xlsx" 0 '' 'half a million rows of a workbook, all set aside'
is "$(pick "$T/out" '"$_->{rows} $_->{aside}"')" '500000 500000' 'each is told or counted'
if [ -n "${FANGPIN_LONG:-}" ]; then
	awk -v head="$head" 'BEGIN {print head
		for (i = 0; i < 1900000; i++)
			printf "东沟村,H%07d,张三,,户主,某某组某某号某某号某某号某某号某某号某某号某某号\n", i}' >"$T/full.csv"
	dry "$T/full.csv" 0 '' 'nearly two million households'
	is "$(pick "$T/out" '$_->{new_households}')" 1900000 'all of them new'
fi
done_testing
