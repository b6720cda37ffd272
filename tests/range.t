#!/bin/bash
# The township's drawing of the range over a demonstration county: worked out again from the exported tables, in every format, by a
# line tried out, with a second look above it, and with nobody left out.
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/tap.sh
export FANGPIN_NOW=2026-11-20T10:32 LANGUAGE=en LC_ALL=C.UTF-8
data=$T/county
county() { printf 'demo-passphrase\n' | "$COUNTY" "$@" --data "$data" --passphrase-fd 0; }
ends 0 'a demonstration county' "$COUNTY" demo --data "$data" --usb "$T/usb" --villages 12 --households 500 --seed 5
for format in text csv json html xlsx; do
	ends 0 "as $format" county range --format $format -o "$T/range.$format"
done
cp "$T/err" "$T/counts"
ends 0 'text is what comes without asking' county range
ok "$(cmp -s "$T/out" "$T/range.text"; echo $?)" 'the same to the terminal as into a file'
ends 0 'by income alone' county range --order income --json -o "$T/income.json"
ends 0 'a line tried out' county range --line 9000 --json -o "$T/line.json"
says "$T/err" 'a line tried out, not by the one in force: 9000 yuan' 'and told apart from the one in force'
mkdir "$T/tables"
ends 0 'the tables' "$COUNTY" export --dir "$T/tables" --data "$data" --full --reason-fd 8 --passphrase-fd 9 8<<<'range checked' 9<<<demo-passphrase
ends 0 'the policy' county policy show --scheme source2020 -o "$T/policy.csv"
sed -i 's/^range_band,,/range_band,0.5,/; s/^policy_version,1,/policy_version,2,/' "$T/policy.csv"
ends 0 'with a band for a second look' county policy issue "$T/policy.csv"
ends 0 'drawn again' county range --json -o "$T/band.json"
says "$T/err" '^Just above, for a second look: households [1-9]' 'those above are counted apart'
cat >"$T/again.py" <<'PY'
import csv, html.parser, json, re, sys, openpyxl
t, bad = sys.argv[1], []
def table(name):
    rows = list(csv.reader(open('%s/tables/%s.csv' % (t, name), encoding='utf-8-sig', newline='')))
    plain = lambda s: s[2:-1] if s.startswith('="') else s[1:] if s.startswith("'") else s
    return [dict(zip(rows[1], map(plain, r))) for r in rows[2:]]
homes = {h['id']: h for h in table('household')}
def number(s): return float(s.replace(',', '')) if s != '' else None
income = {}
def key(h): return (h['hh_code'], h['head_name']) # the invented county has a number twice
def code(r): return (r['household'], r['head'])
for e in table('economy'):
    net, n = number(e['net_income']), number(e['head_count'])
    if e['survey_year'] == '2026' and net is not None and n: income[key(homes[e['parent']])] = (net, n)
def lines(name): return [json.loads(l) for l in open('%s/%s.json' % (t, name), encoding='utf-8')]
def check(name, line, band):
    rows = lines(name)
    by = lambda *lists: [r for r in rows if r['list'] in lists]
    factors, alone = by('Within the range, with factors or attributes'), by('Within the range, by income alone')
    above, unknown = by('Just above the line, for a second look'), by('Income unknown, to be completed')
    if rows != factors + alone + above + unknown: bad.append(name + ': not in order of lists')
    codes = lambda l: {code(r) for r in l}
    if codes(factors + alone) != {h for h, (y, n) in income.items() if y < line * n}: bad.append(name + ': others lie within')
    if codes(above) != {h for h, (y, n) in income.items() if line * n <= y < (1 + band) * line * n}: bad.append(name + ': others lie above')
    if codes(unknown) != {key(h) for h in homes.values()} - set(income): bad.append(name + ': unknown ones left out')
    if any(not (r['factors'] or r['attributes']) for r in factors) or any(r['factors'] or r['attributes'] for r in alone): bad.append(name + ': factors')
    if any(len(r['reasons']) < len(r['factors'] + r['attributes']) for r in factors): bad.append(name + ': no reason')
    if any(not r['missing'] for r in unknown if r['class'] == 'I'): bad.append(name + ': what is missing')
    for l in (factors, alone, above):
        each = [income[code(r)][0] / income[code(r)][1] for r in l]
        if each != sorted(each): bad.append(name + ': not by income')
    if sorted(r['rank'] for r in factors + alone) != list(range(1, len(factors + alone) + 1)): bad.append(name + ': ranks')
    ranked = [income[code(r)][0] / income[code(r)][1] for r in sorted(factors + alone, key=lambda r: r['rank'])]
    if ranked != sorted(ranked): bad.append(name + ': rank is not by income')
    way = {'P1': 'Meets', 'P2': 'Meets', 'P0': 'Registered', 'M1': 'Into', 'M2': 'Into', 'M3': 'Into', 'N': 'Look', 'I': 'Complete'}
    if any(not r['way'].startswith(way[r['class']]) for r in factors + alone + unknown): bad.append(name + ': what follows')
    if name != 'line' and any(r['line'] != 6000 for r in factors): bad.append(name + ': line')
    return factors, alone, above, unknown
f, a, b, u = check('range', 6000, 0)
if not f or not a or not u or b: bad.append('a list is empty, or one is not')
check('line', 9000, 0)
check('band', 6000, .5)
if [r['rank'] for r in lines('income') if r['rank']] != list(range(1, len(f + a) + 1)): bad.append('order by income')
people = {key(h): number(h['n_members']) for h in homes.values()}
said = open(t + '/counts', encoding='utf-8').read()
for words, rows in (('Within the range: households %d (', f + a), ('attributes: households %d, people', f), ('completed: households %d, people', u)):
    if words % len(rows) not in said: bad.append('counts: ' + words % len(rows))
share = lambda part, all: ('%.2f' % (int(part * 10000 / all) / 100)).rstrip('0').rstrip('.') + '%'
want = 'households %d (%s), people %d (%s); ' % (len(f + a), share(len(f + a), len(homes)), sum(people[code(r)] for r in f + a),
    share(sum(people[code(r)] for r in f + a), sum(people.values())))
if want not in said or '5%, deep poverty 10%' not in said: bad.append('shares: wanted %s in %s' % (want, said))
# The other formats.
plain = lambda s: s[2:-1] if s.startswith('="') else s[1:] if s.startswith("'") else s
rows = [[plain(c) for c in r] for r in csv.reader(open(t + '/range.csv', encoding='utf-8-sig', newline=''))]
if len(rows) != len(f + a + u) + 1: bad.append('csv: rows')
text = [l.rstrip('\n').split('\t') for l in open(t + '/range.text', encoding='utf-8')]
if text != rows: bad.append('text is not the CSV')
class Page(html.parser.HTMLParser):
    def __init__(self): super().__init__(); self.rows, self.notes, self.cell = [], [], None
    def handle_starttag(self, tag, attrs):
        if tag == 'tr': self.rows.append([])
        if tag in ('td', 'th', 'p'): self.cell = ''
    def handle_data(self, data):
        if self.cell is not None: self.cell += data
    def handle_endtag(self, tag):
        if tag in ('td', 'th'): self.rows[-1].append(self.cell); self.cell = None
        if tag == 'p': self.notes.append(self.cell); self.cell = None
p = Page(); p.feed(open(t + '/range.html', encoding='utf-8').read())
loose = lambda r: [re.sub(r'\.00$|(?<=\.[0-9])0$', '', c.replace(',', '')) if re.fullmatch(r'-?[0-9,]+\.[0-9][0-9]', c) else c for c in r]
if [loose(r) for r in p.rows] != [loose(r) for r in rows]: bad.append('page is not the CSV')
if p.notes != said.splitlines(): bad.append('page: counts')
book = openpyxl.load_workbook(t + '/range.xlsx')
ws = book['range']
if ws.max_row != len(rows) or [c.value for c in book['counts']['A']][1:] != said.splitlines(): bad.append('workbook: counts or rows')
for i, r in enumerate(ws.iter_rows()):
    for k, c in enumerate(r):
        if (c.data_type == 'n' and c.value is not None and float(rows[i][k]) != c.value) or (c.data_type == 's' and c.value != rows[i][k]): bad.append('workbook: ' + c.coordinate)
print('\n'.join(bad[:10]) or 'same')
PY
is "$(/usr/bin/python3 "$T/again.py" "$T" 2>&1)" same 'who lies within, in which order, and every format the same'
silent "$T/range.json" '[0-9]{17}[0-9Xx]"' 'no identity number in full'
silent "$T/range.html" 'https?:|<script|<link|src=|url\(' 'the page asks nothing of the network'
n() { county range --json "$@" 2>/dev/null | grep -c .; }
sum=0
for village in 01 02 03 04 05 06 07 08 09 10 11 12; do sum=$((sum + $(n --village 1308991002$village))); done
is $sum "$(n --township 130899100)" 'villages add up to their township'
is "$(n --township 130899100000)" $sum 'a township by its long code'
is "$(n --township 130899101)" 0 'another township'
for wrong in '--township 1308' '--township 130899100201' '--village x' '--village 1 --township 130899100' '--line 0' '--line -5' '--line much' '--order no' '--format pdf' '--format xlsx'; do
	# shellcheck disable=SC2086
	ends 64 "refused: $wrong" county range $wrong
done
ends 65 'a line that the policy cannot have' county range --line 4100
says "$T/out" 'below a core line' 'and why'
done_testing
