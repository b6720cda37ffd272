#!/bin/bash
# Statistics of a demonstration county: worked out again from its exported tables, the same in every format, summed over
# villages, with the list of the insured.
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/tap.sh
export FANGPIN_NOW=2026-11-20T10:32 LANGUAGE=en LC_ALL=C.UTF-8
data=$T/county
county() { printf 'demo-passphrase\n' | "$COUNTY" "$@" --data "$data" --passphrase-fd 0; }
full() { "$COUNTY" "$@" --data "$data" --full --reason-fd 8 --passphrase-fd 9 8<<<'statistics checked' 9<<<demo-passphrase; }
ends 0 'a demonstration county' "$COUNTY" demo --data "$data" --usb "$T/usb" --villages 12 --households 400 --seed 7
for format in text json html xlsx; do
	ends 0 "as $format" county statistics --format $format -o "$T/s.$format"
done
mkdir "$T/tables"
ends 0 'the tables, to work them out again' full export --dir "$T/tables" --format csv
county ledger --json >"$T/ledger.json"
ends 64 'a workbook to the terminal' county statistics --format xlsx
ends 64 'no such format' county statistics --format pdf
ends 0 'of a village without households' county statistics --village 130899100299
says "$T/err" 'no households' 'which it says'
ends 64 'in full without naming anybody' county statistics --full
silent "$T/s.html" 'https?:|<script|<link|src=|url\(' 'the page asks nothing of the network'
cat >"$T/again.py" <<'PY'
import csv, html.parser, json, re, sys, openpyxl
t, bad = sys.argv[1], []
def table(name):
    rows = list(csv.reader(open('%s/tables/%s.csv' % (t, name), encoding='utf-8-sig', newline='')))
    plain = lambda s: s[2:-1] if s.startswith('="') else s[1:] if s.startswith("'") else s
    return [dict(zip(rows[1], map(plain, r))) for r in rows[2:]]
figures = {(f['area'], f['group'], f['name']): f for f in json.load(open(t + '/s.json', encoding='utf-8'))}
county = '130899'
homes, economies = table('household'), [e for e in table('economy') if e['survey_year'] == '2026' and e['economy_stage'] == '年度']
area = {h['id']: h['region_code'] for h in homes}
def money(e, q): return float(e[q].replace(',', '')) if e[q] != '' else None
def near(what, got, want):
    if abs(float(str(got).rstrip('%')) - want) > 0.0051: bad.append('%s: %s, worked out %s' % (what, got, want))
for code in [county] + sorted({a[:9] for a in area.values()}) + sorted(set(area.values())):
    here = [e for e in economies if area[e['parent']].startswith(code)]
    known = [(money(e, 'net_income'), money(e, 'head_count')) for e in here if e['net_income'] != '' and e['head_count'] not in ('', '0')]
    at = lambda name, group='row': figures[(code, group, name)]
    near(code + ' households', at('households_all')['households'], sum(a.startswith(code) for a in area.values()))
    near(code + ' without income', at('not_assessed')['households'], sum(a.startswith(code) for a in area.values()) - len({e['parent'] for e in here}))
    if not known: continue
    heads = sum(n for _, n in known)
    near(code + ' income', at('income_per_head')['value'], sum(y for y, _ in known) / heads)
    near(code + ' at risk', at('at_risk')['value'], 100 * sum(n for y, n in known if y < 6000 * n) / heads)
    near(code + ' gap', at('gap')['value'], 100 * sum(max(0, 6000 * n - y) / 6000 for y, n in known) / heads)
    bands = [('below_poverty', 0, 4000), ('to_core', 4000, 4800), ('to_watch', 4800, 6000), ('to_double', 6000, 12000), ('above', 12000, 1e18)]
    for name in ('below_poverty', 'to_double', 'above'):
        low, high = next(b[1:] for b in bands if b[0] == name)
        near(code + ' ' + name, at(name)['households'], sum((y >= low * n or low == 0) and y < high * n for y, n in known))
    near(code + ' all bands', sum(at(b[0])['households'] for b in bands), len(known))
ledger = [json.loads(l) for l in open(t + '/ledger.json', encoding='utf-8')]
for c in {l['class'] for l in ledger} - {'I', 'N'}:
    near('class ' + c, figures[(county, 'class', c)]['households'], sum(l['class'] == c for l in ledger))
near('classes', sum(f['households'] for (a, g, n), f in figures.items() if a == county and g == 'class'), len(homes))
for group, column in (('warning', 'warnings'), ('lacking', 'lacking'), ('ungranted', 'ungranted')):
    counted = {} # two rows of the policy may say the same of different households
    for f in figures.values():
        if f['area'] == county and f['group'] == group: counted[f['label']] = counted.get(f['label'], 0) + f['households']
    if not any(counted.values()): bad.append('nobody in ' + group)
    for label, n in counted.items():
        if n < sum(label in l[column] for l in ledger): bad.append('%s %s: %d, more on the ledger alone' % (group, label, n))
# No measure on record here answers a gap: whoever has one lacks it.
for n in {n for (a, g, n) in figures if g == 'gap'}:
    if figures[(county, 'lacking', n)]['households'] != figures[(county, 'gap', n)]['households']: bad.append('lacking ' + n)
for (a, g, n), f in figures.items():
    if a == county:
        for d in (9, 12):
            parts = [x for (b, h, m), x in figures.items() if len(b) == d and (h, m) == (g, n)]
            for k in ('households', 'people'):
                if sum(x[k] for x in parts) != f[k]: bad.append('%s %s %s: areas of %d digits do not add up' % (g, n, k, d))
    if f['place'] == '': bad.append('no name: ' + a)
# The other formats.
lines = [l.rstrip('\n').split('\t') for l in open(t + '/s.text', encoding='utf-8')]
order = list(figures.values())
for l, f in zip(lines, order):
    if l[:7] != [f['area'], f['place'], f['group'], f['name'], f['label'], str(f['households']), str(f['people'])] or \
            l[7] != f['value'] + (' (parameter not set)' if f['unset'] else ''): bad.append('text: ' + repr(l))
if len(lines) != len(order): bad.append('text: lines')
book = openpyxl.load_workbook(t + '/s.xlsx')
for sheet, digits in (('county', 6), ('townships', 9), ('villages', 12)):
    rows = list(book[sheet].values)
    mine = [f for f in order if len(f['area']) == digits]
    if len(rows) - 1 != len({f['area'] for f in mine}): bad.append('workbook: rows of ' + sheet)
    n = len(mine) // max(1, len(rows) - 1)
    for i, r in enumerate(rows[1:]):
        for k, f in enumerate(mine[i * n:(i + 1) * n]):
            if r[0] != f['area'] or r[1] != f['place'] or rows[0][2 * k + 2] != f['label']: bad.append('workbook: ' + f['name'])
            if f['group'] != 'row' and (r[2 * k + 2], r[2 * k + 3]) != (f['households'], f['people']): bad.append('workbook: %s %s' % (f['area'], f['name']))
page = open(t + '/s.html', encoding='utf-8').read()
class Bars(html.parser.HTMLParser):
    def __init__(self): super().__init__(); self.texts, self.inside, self.cells = [], None, []
    def handle_starttag(self, tag, attrs): self.inside = tag
    def handle_endtag(self, tag): self.inside = None
    def handle_data(self, d):
        if self.inside == 'text': self.texts.append(d)
        if self.inside == 'td': self.cells.append(d)
b = Bars(); b.feed(page)
drawn = dict(zip(b.texts[::2], b.texts[1::2]))
for f in order:
    if f['area'] == county and f['group'] == 'class' and drawn.get(f['label']) != str(f['households']): bad.append('bar: ' + f['label'])
for c in {f['area'] for f in order} - {county}:
    if c not in b.cells: bad.append('page without ' + c)
print('\n'.join(bad[:12]) or 'same')
PY
is "$(/usr/bin/python3 "$T/again.py" "$T" 2>&1)" same 'figures are those of the tables, in every format'
ends 0 'of one township' county statistics --village 130899100 --json
silent "$T/out" '"area":"130899101' 'nothing of another'

# The insured.
ends 64 'an insurance that is none' county statistics --insured life
says "$T/err" 'fpb.*fourth' 'those there are'
ends 0 'the list for the insurer' county statistics --insured fpb
people=$(($(grep -c . "$T/out") - 1))
[ "$people" -gt 10 ]
ok $? "some are insured ($people)"
says "$T/err" "insured: $people; premiums together: $(perl -e '$_ = $ARGV[0] * 50; 1 while s/(\d)(\d{3})\b/$1,$2/; print' "$people").00 yuan" 'what they cost together'
silent "$T/out" '130899[0-9]{12}' 'no whole identity number'
is "$(tr -d '\r' <"$T/out" | awk -F, 'NR > 1 {s += $NF} END {print s}')" "$(perl -MJSON::PP -e '
	local $/; for (@{decode_json(<STDIN>)}) { print $_->{value} if $_->{area} eq "130899" && $_->{name} eq "fpb_premiums" }' <"$T/s.json")" 'the premiums of the list are those counted'
ends 0 'one whose premium is not set' county statistics --insured fourth
says "$T/err" "blank for $people of them" 'says so'
ends 0 'in full' full statistics --insured fpb -o "$T/insured.csv"
[ "$(grep -cE '1308990?[0-9X]{11,12}' "$T/insured.csv")" -gt 10 ]
ok $? 'with whole numbers'
county log >"$T/log"
says "$T/log" "	$(stat -c %s "$T/insured.csv")	insured in full: statistics checked" 'and the log says so'
done_testing
