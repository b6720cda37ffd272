#!/bin/bash
# The prevention ledger of a demonstration county: every format says the same, filters take away, nothing is asked of the network.
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/tap.sh
export FANGPIN_NOW=2026-11-20T10:32 LANGUAGE=en LC_ALL=C.UTF-8
data=$T/county
county() { printf 'demo-passphrase\n' | "$COUNTY" "$@" --data "$data" --passphrase-fd 0; }
ends 0 'a demonstration county' "$COUNTY" demo --data "$data" --usb "$T/usb" --villages 3 --households 300 --seed 5
for format in csv json html xlsx; do
	ends 0 "as $format" county ledger --format $format -o "$T/ledger.$format"
done
rows=$(grep -c . "$T/ledger.json")
[ "$rows" -gt 5 ]
ok $? "some households stand on it ($rows)"
ends 64 'a workbook to the terminal' county ledger --format xlsx
ends 64 'two formats' county ledger --format html --json
ends 64 'no such format' county ledger --format pdf
ends 64 'no such state' county ledger --state maybe
ends 73 'a file that is there' county ledger --format xlsx -o "$T/ledger.xlsx"
is "$(stat -c %a "$T/ledger.xlsx" "$T/ledger.html" | sort -u)" 600 'files only their owner reads'
for format in html xlsx; do
	ends 0 "in full as $format" "$COUNTY" ledger --full --format $format -o "$T/full.$format" --reason-fd 8 --data "$data" --passphrase-fd 9 \
		8<<<"check of $format" 9<<<demo-passphrase
	county log >"$T/log"
	says "$T/log" "	$(stat -c %s "$T/full.$format")	ledger in full: check of $format" 'the log says how many bytes left'
done
silent "$T/ledger.html" 'https?:|<script|<link|src=|url\(' 'the page asks nothing of the network'
says "$T/ledger.html" '^<!DOCTYPE html>' 'and is one'
cat >"$T/same.py" <<'PY'
import csv, decimal, html.parser, json, re, sys, openpyxl
t = sys.argv[1]
rows = list(csv.reader(open(t + '/ledger.csv', encoding='utf-8-sig', newline='')))
plain = lambda s: s[2:-1] if s.startswith('="') else s[1:] if s.startswith("'") else s
class Page(html.parser.HTMLParser):
    def __init__(self): super().__init__(); self.rows, self.cell = [], None
    def handle_starttag(self, tag, attrs):
        if tag == 'tr': self.rows.append([])
        if tag in ('td', 'th'): self.cell = ''
    def handle_data(self, data):
        if self.cell is not None: self.cell += data
    def handle_endtag(self, tag):
        if tag in ('td', 'th'): self.rows[-1].append(self.cell); self.cell = None
p = Page(); p.feed(open(t + '/ledger.html', encoding='utf-8').read())
bad = []
def same(c): # money on paper has separators
    c = plain(c).replace(',', '') if re.fullmatch(r"-?[0-9,]+(\.[0-9]+)?", plain(c)) else plain(c)
    return decimal.Decimal(c).normalize() if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", c) else c
if [[same(c) for c in r] for r in p.rows] != [[same(c) for c in r] for r in rows]: bad.append('the page is not the CSV')
ws = openpyxl.load_workbook(t + '/ledger.xlsx')['ledger']
if ws.freeze_panes != 'A2': bad.append('head not frozen')
for i, row in enumerate(ws.iter_rows()):
    for k, c in enumerate(row):
        want = plain(rows[i][k])
        if c.data_type == 'f': bad.append('formula')
        if (c.data_type == 'n' and c.value is not None and float(want) != c.value) or (c.data_type == 's' and c.value != want) or (c.value is None and want != ''):
            bad.append('%s: %r, CSV %r' % (c.coordinate, c.value, want))
if not any(c.data_type == 'n' and c.value for c in ws[3]): bad.append('no numbers')
if len([json.loads(l) for l in open(t + '/ledger.json', encoding='utf-8')]) != len(rows) - 1 or ws.max_row != len(rows): bad.append('numbers of rows differ')
print('\n'.join(bad[:10]) or 'same')
PY
is "$(/usr/bin/python3 "$T/same.py" "$T" 2>&1)" same 'CSV, JSON, page and workbook say the same'

# Only who is decided on has measures on record here: of the others every gap lacks one, and every factor of whom the policy helps.
cat >"$T/lacking.py" <<'PY'
import json, sys
bad, told, answered = [], 0, 0
for row in map(json.loads, open(sys.argv[1] + '/ledger.json', encoding='utf-8')):
    told += len(row['lacking'])
    helped = row['class'] in ('P0', 'P1', 'P2', 'M1', 'M2', 'M3')
    want = len(row['must_solve']) + (len(row['factors']) if helped or row['decided'] else 0)
    answered += row['decided'] is not None and len(row['lacking']) < want
    if len(row['lacking']) > want or (row['decided'] is None and len(row['lacking']) < want): bad.append('%s: %s' % (row['head'], row['lacking']))
    for u in row['ungranted']:
        if not any(m.startswith(u) for m in row['measures']): bad.append('%s: not offered: %s' % (row['head'], u))
print('\n'.join(bad[:10]) or ('told' if told and answered else 'all or nothing lacks'))
PY
is "$(/usr/bin/python3 "$T/lacking.py" "$T")" told 'what no measure answers, and what was not granted'

# Filters.
count() { county ledger --json "$@" 2>/dev/null | grep -c .; }
classes=$(perl -MJSON::PP -ne 'print decode_json($_)->{class}, "\n"' "$T/ledger.json" | sort | uniq -c | awk '{print $2"="$1}' | tr '\n' ' ')
sum=0
for pair in $classes; do
	[ "$(count --class "${pair%=*}")" = "${pair#*=}" ] || echo "# class ${pair%=*}"
	sum=$((sum + $(count --class "${pair%=*}")))
done
is $sum "$rows" 'classes add up'
ends 64 'no such class' county ledger --class M1,M9
says "$T/err" 'has no M9. It has: .*M1 Unstable' 'which ones there are'
ends 64 'no such factor' county ledger --factor 77
f=$(perl -MJSON::PP -ne '$n += grep /Illness/, @{decode_json($_)->{factors}}; END {print $n}' "$T/ledger.json")
is "$(count --factor 01)" "$f" 'a factor'
[ "$f" -gt 0 ]
ok $? 'which some have'
is $(($(count --state decided) + $(count --state proposed))) "$rows" 'decided and proposed add up'
is $(($(count --village 130899100201) + $(count --village 130899100202) + $(count --village 130899100203))) "$rows" 'villages add up'
[ "$(count --due 0)" -le "$(count --due 400)" ]
ok $? 'deadlines'
is "$(count --place 没有这个地方)" 0 'a place where nobody lives'
done_testing
