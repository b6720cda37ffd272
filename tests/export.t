#!/bin/bash
# A demonstration county exported in every format and opened again by readers that are not its writers: openpyxl, pspp.
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/tap.sh
export FANGPIN_NOW=2026-11-20T10:32 LANGUAGE=en LC_ALL=C.UTF-8
data=$T/county
python=/usr/bin/python3 # the system's, which has openpyxl

county() { printf 'demo-passphrase\n' | "$COUNTY" "$@" --data "$data" --passphrase-fd 0; }
full() { # dir format
	mkdir "$1"
	"$COUNTY" export --dir "$1" --format "$2" --full --reason-fd 8 --data "$data" --passphrase-fd 9 8<<<'统计局抽查' 9<<<demo-passphrase
}
ends 0 'a demonstration county' "$COUNTY" demo --data "$data" --usb "$T/usb" --villages 2 --households 30 --seed 6

# Refusals, before anything is read.
mkdir "$T/masked"
ends 64 'no folder said' county export
ends 64 'no such format' county export --dir "$T/masked" --format pdf
ends 64 'no such table' county export --dir "$T/masked" --table nonsense
ends 64 'a reason for nothing' county export --dir "$T/masked" --reason-fd 0
ends 73 'a folder that is not there' county export --dir "$T/nowhere"
[ ! -e "$T/nowhere" ] && [ -z "$(ls -A "$T/masked")" ]
ok $? 'and nothing was written'
if printf 'demo-passphrase\n\n' | "$COUNTY" export --dir "$T/masked" --full --reason-fd 0 --data "$data" --passphrase-fd 0 >"$T/o" 2>"$T/err"; then rc=0; else rc=$?; fi
is $rc 65 'in full without a reason'
is "$(ls -A "$T/masked")" '' 'writes nothing'

# Masked CSV.
ends 0 'export' county export --dir "$T/masked" --json
json "$T/out" 'says what was written as JSON'
is "$(pick "$T/out" '"$_->{households} $_->{files} $_->{cut}"')" "30 $(ls "$T/masked" | wc -l) 0" 'households and files'
cp "$T/masked/member.csv" "$T/member.csv"
! grep -qwE '130899[0-9]{11}[0-9X]|1[3-9][0-9]{9}' "$T/member.csv"
ok $? 'no identity number and no telephone in the masked members'
is "$(stat -c %a "$T/masked/member.csv")" 600 'which only their owner reads'
ends 73 'a second export into the same folder' county export --dir "$T/masked"
says "$T/err" 'there already' 'is refused'
cmp -s "$T/member.csv" "$T/masked/member.csv"
ok $? 'and the first is as it was'
silent "$T/err" '统计' 'no reason was asked'
county log >"$T/log"
silent "$T/log" 'export' 'a masked export is not logged'

# In full, every format.
for format in csv xlsx stata spss; do
	full "$T/$format" $format >"$T/o" 2>"$T/err"
	is $? 0 "in full as $format"
done
county log >"$T/log"
is "$(grep -c 'export in full: 统计局抽查' "$T/log")" 4 'each is logged with its reason'
is "$(find "$T/csv" "$T/xlsx" "$T/stata" "$T/spss" -name '.*' -type f -o -name '*.tmp')" '' 'no temporary file is left'

# Masked, every format: nothing of what the full one says of people, wherever it may stand.
for format in xlsx stata spss; do
	mkdir "$T/masked-$format"
	ends 0 "masked as $format" county export --dir "$T/masked-$format" --format $format
done
cat >"$T/leaks.py" <<'PY'
import csv, glob, os, sys, zipfile
full, kinds = sys.argv[1], sys.argv[2:]
secret = set()
for path in glob.glob(full + '/*.csv'):
    rows = list(csv.reader(open(path, encoding='utf-8-sig', newline='')))
    for i, name in enumerate(rows[1]):
        if name.endswith(('_name', '_number', '_phone', '_cert')) or name in ('address', 'birth_date', 'visitor_1', 'visitor_2', 'step_by', 'measure_person', 'id', 'parent', 'root'):
            for row in rows[2:]:
                v = row[i] if i < len(row) else ''
                v = v[2:-1] if v.startswith('="') else v
                if len(v.encode()) >= 6: secret.add(v.encode())
if len(secret) < 400: print('only %d secrets' % len(secret))
read = 0
for folder in kinds:
    for path in sorted(glob.glob(folder + '/*')):
        if path.endswith('.xlsx'):
            z = zipfile.ZipFile(path)
            parts = [z.read(n) for n in z.namelist() if n.startswith('xl/')]
        else:
            parts = [open(path, 'rb').read()]
        if 'codebook' in path or 'codes' in path: continue
        for data in parts:
            read += len(data)
            for s in sorted(secret):
                if s in data: print('%s holds %d bytes it should not' % (os.path.basename(path), len(s)))
print('read' if read > 100000 else 'read %d' % read)
PY
is "$($python "$T/leaks.py" "$T/csv" "$T/masked" "$T/masked-xlsx" "$T/masked-stata" "$T/masked-spss" 2>&1 | sort | uniq -c | sort -rn | head -5 | sed 's/^ *//')" '1 read' \
	'no name, number, address, birthday or record id of the full export stands in a masked one'
is "$($python "$T/leaks.py" "$T/csv" "$T/csv" "$T/xlsx" "$T/stata" "$T/spss" 2>&1 | sed 's/ holds .*//' | sort -u | grep -cE '^(member.csv|export.xlsx|member.dta|member.sav)$')" 4 \
	'which would be seen in each format'

# A stick cannot hold files without a name; nothing may be left there when something fails, nor overwritten.
case $BUILD in
*asan*) ;;
*)
	cat >"$T/stick.c" <<'C'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
int open(const char *path, int flags, ...)
{
	va_list ap;
	va_start(ap, flags);
	int mode = va_arg(ap, int);
	va_end(ap);
	if ((flags & O_TMPFILE) == O_TMPFILE) {
		errno = EOPNOTSUPP;
		return -1;
	}
	return ((int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open"))(path, flags, mode);
}
C
	gcc -shared -fPIC -o "$T/stick.so" "$T/stick.c" -ldl
	for format in csv xlsx stata spss; do
		mkdir "$T/stick-$format"
		LD_PRELOAD=$T/stick.so county export --dir "$T/stick-$format" --format $format >"$T/o" 2>"$T/err"
		is "$? $(ls -A "$T/stick-$format" | wc -l)" "0 $(ls -A "$T/$format" | wc -l)" "on a stick as $format, and no temporary file is left"
	done
	rm "$T/stick-csv/member.csv"
	LD_PRELOAD=$T/stick.so ends 73 'a stick with part of an export' county export --dir "$T/stick-csv"
	is "$(find "$T/stick-csv" -name '.*' -type f -o -name '*.tmp' | wc -l) $(ls "$T/stick-csv" | grep -c member)" '0 0' 'nothing is added or left'
	;;
esac

# The workbook by openpyxl, against the CSV.
cat >"$T/compare.py" <<'PY'
import csv, datetime, os, sys, openpyxl
folder, book = sys.argv[1:3]
wb = openpyxl.load_workbook(book)
bad = []
def text(c):
    v = c.value
    if v is None: return ''
    if isinstance(v, datetime.datetime): return v.strftime('%Y-%m-%d')
    if isinstance(v, (int, float)) and c.number_format == '0.00': return '%.2f' % v
    return str(v)
def plain(s):
    if s.startswith('="') and s.endswith('"'): return s[2:-1]
    return s[1:] if s.startswith("'") else s
cells = 0
tables = sorted(f[:-4] for f in os.listdir(folder))
if sorted(wb.sheetnames) != tables: bad.append('sheets %s, tables %s' % (wb.sheetnames, tables))
for ws in wb:
    rows = list(csv.reader(open('%s/%s.csv' % (folder, ws.title), encoding='utf-8-sig', newline='')))
    if ws.freeze_panes != 'A3': bad.append('%s: head not frozen' % ws.title)
    if ws.max_row != len(rows): bad.append('%s: %d rows, CSV %d' % (ws.title, ws.max_row, len(rows)))
    for i, row in enumerate(ws.iter_rows(), 1):
        for k, c in enumerate(row):
            cells += 1
            if c.data_type == 'f': bad.append('%s!%s is a formula' % (ws.title, c.coordinate))
            want = plain(rows[i - 1][k]) if k < len(rows[i - 1]) else ''
            if text(c).strip() != want: bad.append('%s!%s: %r, CSV %r' % (ws.title, c.coordinate, text(c), want))
ws = wb['member']
names = [c.value for c in ws[2]]
at = names.index('id_number')
ids = [r[at] for r in ws.iter_rows(min_row=3)]
if not all(c.value is None or (c.data_type == 's' and c.number_format == '@') for c in ids): bad.append('an identity number is no text')
if sum(1 for c in ids if c.value and len(c.value) == 18) < 30: bad.append('few identity numbers')
if [c.value for c in ws[1]][names.index('relation')] != '与户主关系': bad.append('no Chinese head')
if '户主' not in {r[names.index('relation')].value for r in ws.iter_rows(min_row=3)}: bad.append('codes, no words')
born = [r[names.index('birth_date')] for r in ws.iter_rows(min_row=3)]
if not all(c.value is None or c.is_date for c in born): bad.append('a date of birth is no date')
if cells < 5000: bad.append('only %d cells' % cells)
print('\n'.join(bad[:20]) or 'same')
PY
is "$($python "$T/compare.py" "$T/csv" "$T/xlsx/export.xlsx" 2>&1)" same 'openpyxl reads what the CSV says: ids as text, dates as dates, words, frozen head, no formula'

# SPSS by pspp.
cat >"$T/look.sps" <<SPS
GET FILE='$T/spss/member.sav'.
SAVE TRANSLATE /OUTFILE='$T/pspp.csv' /TYPE=CSV /FIELDNAMES /CELLS=LABELS /REPLACE.
SAVE TRANSLATE /OUTFILE='$T/pspp-values.csv' /TYPE=CSV /FIELDNAMES /CELLS=VALUES /REPLACE.
DISPLAY DICTIONARY /VARIABLES=relation.
GET FILE='$T/spss/economy.sav'.
SAVE TRANSLATE /OUTFILE='$T/pspp-economy.csv' /TYPE=CSV /FIELDNAMES /CELLS=VALUES /REPLACE.
SPS
pspp -o "$T/pspp.txt" "$T/look.sps" >"$T/o" 2>&1
ok $? 'pspp opens the SPSS files'
cat >"$T/spss.py" <<'PY'
import csv, sys
t = sys.argv[1]
def rows(path, skip=0):
    r = list(csv.reader(open(path, encoding='utf-8-sig', newline='')))[skip:]
    return [dict(zip(r[0], x)) for x in r[1:]]
def day(s): # as pspp writes dates into CSV
    return '-'.join([s[6:], s[:2], s[3:5]]) if s else ''
bad = []
ours, theirs, values = rows(t + '/csv/member.csv', 1), rows(t + '/pspp.csv'), rows(t + '/pspp-values.csv')
if len(ours) != len(theirs): bad.append('%d rows, pspp %d' % (len(ours), len(theirs)))
number = {(r['list'], r['label_zh']): r['number'] for r in rows(t + '/spss/codes.csv', 1)}
for a, b, v in zip(ours, theirs, values):
    if a['id_number'].strip('="') != b['id_number'].strip(): bad.append('id_number %s %s' % (a['id_number'], b['id_number']))
    if a['relation'] != b['relation'].strip(): bad.append('relation %s %s' % (a['relation'], b['relation']))
    if a['sex'] != b['sex'].strip(): bad.append('sex %s %s' % (a['sex'], b['sex']))
    if v['relation'].strip() != number[('relation', a['relation'])]: bad.append('number of %s: %s' % (a['relation'], v['relation']))
    if day(b['birth_date'].strip()) != a['birth_date']: bad.append('birth %s %s' % (a['birth_date'], b['birth_date']))
    chronic = '长期慢性病' in a['health'].split('；')
    if a['health'] and float(v['health_chronic']) != chronic: bad.append('health %s %s' % (a['health'], v['health_chronic']))
    if not a['health'] and v['health_chronic'].strip(): bad.append('health of nobody')
for a, b in zip(rows(t + '/csv/economy.csv', 1), rows(t + '/pspp-economy.csv')):
    for q in ('wage_labour', 'net_income', 'survey_year'):
        x, y = a[q], b[q].strip()
        if (x == '') != (y == '') or (x and abs(float(x) - float(y)) > 0.004): bad.append('%s %s %s' % (q, x, y))
print('\n'.join(bad[:20]) or 'same')
PY
is "$($python "$T/spss.py" "$T" 2>&1)" same 'pspp reads what the CSV says, with labels'
says "$T/pspp.txt" '与户主关系' 'variables bear their labels'

# A workbook comes in again as the roster that it is, and changes nothing.
cat >"$T/roster.py" <<'PY'
import csv, sys, openpyxl
src, out = sys.argv[1:3]
wb = openpyxl.Workbook()
notes, ws = wb.active, wb.create_sheet('花名册')
notes.title = '说明'
notes.append(['说明'])
for i, row in enumerate(csv.reader(open(src, encoding='utf-8-sig', newline=''))):
    row = [x[2:-1] if x.startswith('="') else x for x in row]
    if i == 1: row[row0.index('证件号码')] = int('130899196503120015')
    else: row0 = row if i == 0 else row0
    ws.append([x if x != '' else None for x in row])
wb.save(out)
PY
$python "$T/roster.py" "$data/demo-roster.csv" "$T/roster.xlsx"
ends 65 'the first sheet of a workbook is no roster' county import "$T/roster.xlsx" --dry-run
ends 65 'a sheet that is not there' county import "$T/roster.xlsx" --sheet nobody --dry-run
digest=$(county digest)
ends 0 'a dry run of a workbook' county import "$T/roster.xlsx" --sheet 花名册 --dry-run --json
cp "$T/out" "$T/dry"
json "$T/dry" 'its report is JSON'
is "$(pick "$T/dry" '"$_->{new_households} $_->{changed_households} $_->{versions}"')" '0 0 0' 'says that nothing would change'
is "$(pick "$T/dry" 'join ",", map { $_->{line} } grep { $_->{reason} =~ /15 digits/ } @{$_->{remarks}}')" 2 'and names the row whose number lost its digits'
is "$(county digest)" "$digest" 'nothing was written'
[ ! -e "$T/roster.xlsx.setaside.csv" ]
ok $? 'no rows set aside either'
ends 0 'the import itself' county import "$T/roster.xlsx" --sheet 花名册 --setaside "$T/aside.csv"
is "$(county digest)" "$digest" 'makes nothing twice'
printf '%s\n' 'kind,name,question,how' 'column,a,no_such,' >"$T/map.csv"
ends 65 'a map with mistakes' county import "$T/roster.xlsx" --map "$T/map.csv"
says "$T/out" 'map.csv:2: question: a: .*no_such' 'names row and column'

# The form as a workbook.
cat >"$T/form.py" <<'PY'
import csv, sys, openpyxl
wb = openpyxl.Workbook()
wb.remove(wb.active)
for name in ('survey', 'choices', 'settings'):
    ws = wb.create_sheet(name)
    for i, row in enumerate(csv.reader(open('schema/survey/%s.csv' % name, encoding='utf-8-sig', newline='')), 1):
        if name == 'survey' and i == 7 and len(sys.argv) > 2: row[0] = 'nonsense'
        ws.append([x if x != '' else None for x in row])
wb.save(sys.argv[1])
PY
$python "$T/form.py" "$T/form.xlsx"
$python "$T/form.py" "$T/bad-form.xlsx" bad
ends 0 'check-form of a workbook' "$COUNTY" check-form "$T/form.xlsx"
"$COUNTY" check-form schema/survey >"$T/o"
cmp -s "$T/o" "$T/out"
ok $? 'says the same as of the folder'
ends 65 'check-form of a workbook with a mistake' "$COUNTY" check-form "$T/bad-form.xlsx"
says "$T/out" 'bad-form.xlsx: survey:7: ' 'names sheet and row'
ends 65 'a form in force already, as a workbook' county sheets "$T/form.xlsx"
head -c 3000 "$T/form.xlsx" >"$T/cut.xlsx"
ends 65 'a workbook cut short' "$COUNTY" check-form "$T/cut.xlsx"

# The cadre's program carries none of this.
is "$(ldd "$FANGPIN" | grep -cE 'xlsxwriter|readstat|expat')" 0 'fangpin links neither spreadsheets nor statistics'
done_testing
