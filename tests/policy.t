#!/bin/bash
# A county's policy from the sheets: read, tried on invented households and on the whole county, put in force, never back.
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/tap.sh
export FANGPIN_NOW=2026-11-20T10:32 LANGUAGE=en LC_ALL=C.UTF-8
data=$T/county
county() { printf 'demo-passphrase\n' | "$COUNTY" "$@" --data "$data" --passphrase-fd 0; }

# Without a database.
ends 0 'the shipped policy is read' "$COUNTY" policy check
says "$T/out" '^to be set	dibao_line	' 'what a county has to set is named'
says "$T/out" 'No mistakes: policy fangpin-source, version 1' 'and what it is'
ends 64 'policy alone' "$COUNTY" policy
ends 64 'no such word' "$COUNTY" policy nonsense
for scheme in source2020 national2021 normal2026; do
	mkdir "$T/$scheme"
	ends 0 "$scheme as a sheet" "$COUNTY" policy show --scheme $scheme -o "$T/$scheme/policy.csv"
	ends 0 "$scheme is read again" "$COUNTY" policy check "$T/$scheme"
	is "$(grep -c "^class_scheme,$scheme," "$T/$scheme/policy.csv")" 1 "and says $scheme"
done
ends 64 'no such scheme' "$COUNTY" policy show --scheme source1999
ends 73 'a sheet that is there already' "$COUNTY" policy show --scheme source2020 -o "$T/source2020/policy.csv"
mkdir "$T/bad"
sed 's/^core_mult_nonreg,1.2,/core_mult_nonreg,1.7,/; s/^poverty_line,4000,/poverty_line,-4000,/' "$T/source2020/policy.csv" >"$T/bad/policy.csv"
ends 65 'contradictory and negative' "$COUNTY" policy check "$T/bad"
says "$T/out" 'policy.csv:[0-9]+: value: poverty_line: this is no number' 'each with its row'
sed '/^poverty_line,/d; /^cost_ratio_grain,/d' "$T/source2020/policy.csv" >"$T/bad/policy.csv"
ends 65 'without rows that are asked for' "$COUNTY" policy check "$T/bad"
is "$(grep -oE 'name: [a-z_]+' "$T/out" | sort -u | tr '\n' ' ')" 'name: cost_ratio_grain name: poverty_line ' 'all of them by name'
ends 66 'files that are not there' "$COUNTY" policy check "$T/nowhere"

# Cases.
for cases in schema/survey/cases/*/; do
	ends 0 "worked households of $(basename "$cases")" "$COUNTY" policy test "$cases" --json
	is "$(cat "$T/out")" '[]' 'come out to the fen'
done
cat >"$T/fire.py" <<'PY'
import csv, glob
seen = {}
for path in glob.glob('schema/survey/cases/*/household.csv'):
    for row in csv.DictReader(open(path, encoding='utf-8')):
        for column, cell in row.items():
            if column.startswith('expect_') and cell: seen.setdefault(column[7:], set()).update(cell.split())
column = {'factor': 'factors', 'attribute': 'attributes', 'gap': 'gaps', 'class': 'by', 'flag': 'flags', 'note': 'notes', 'measure': 'measures',
    'warning': 'warnings', 'lacking': 'lacking', 'ungranted': 'ungranted'}
rows = [(r['kind'], r['name']) for r in csv.DictReader(open('schema/survey/rules.csv', encoding='utf-8')) if r['kind'] in column]
rows += [(kind, r['name']) for r in csv.DictReader(open('schema/survey/measures.csv', encoding='utf-8')) for kind in ('measure', 'ungranted')]
print(len(rows), *[' '.join(r) for r in rows if r[1] not in seen.get(column[r[0]], ())])
PY
is "$(/usr/bin/python3 "$T/fire.py")" "$(($(grep -cE '^(factor|attribute|gap|class|flag|warning|lacking|note),' schema/survey/rules.csv) + 2 * ($(grep -c . schema/survey/measures.csv) - 1)))" \
	'every rule and every measure, offered and not granted, holds for some household there'
cp -r schema/survey/cases/source2020 "$T/own"
sed -i 's/^H01,\(.*\),P1,10400,/H01,\1,N,10400.01,/; s/^H12,\(.*\),3000,/H12,\1,2999.99,/; s/^H06,\(.*\),N,/H06,\1,,/' "$T/own/household.csv"
ends 65 'expectations that are not met' "$COUNTY" policy test "$T/own"
is "$(cat "$T/out")" 'H01	expect_class	N	P1
H01	expect_net_income	10400.01	10400
H12	expect_amount_B2	2999.99	3000' 'are told one by one, blank ones are not'
ends 65 'the same as JSON' "$COUNTY" policy test "$T/own" --json
is "$(pick "$T/out" 'join ",", map { "$_->{household} $_->{expected} $_->{got}" } @$_')" 'H01 N P1,H01 10400.01 10400,H12 2999.99 3000' 'parses'
ends 65 'under another policy' "$COUNTY" policy test schema/survey/cases/source2020 "$T/national2021"
says "$T/out" '^H01	expect_class	P1	M2$' 'the poor are watched'
printf 'name,value\nno_such,1\n' >"$T/own/parameters.csv"
ends 65 'a parameter that is none' "$COUNTY" policy test "$T/own"
says "$T/err" 'parameters.csv:2: the policy has no parameter no_such' 'is named'
cp schema/survey/cases/source2020/* "$T/own"
sed -i '2s/,1,01,/,1,77,/' "$T/own/member.csv"
sed -i '1s/work_state/work_stat/; 2s/,1,/,9,/' "$T/own/work.csv"
sed -i '1s/expect_class/expect_clas/' "$T/own/household.csv"
touch "$T/own/harvest.csv"
ends 65 'files with mistakes' "$COUNTY" policy test "$T/own"
for wanted in 'work.csv:1: work_stat: household: this is no question' 'household.csv:1: expect_clas: household: this is no question' 'harvest.csv: the form has no such table'; do
	says "$T/out" "^$wanted" "$wanted"
done
sed -i '1s/work_stat,/work_state,/' "$T/own/work.csv"
sed -i '1s/expect_clas,/expect_class,/' "$T/own/household.csv"
rm "$T/own/harvest.csv"
ends 65 'rows with mistakes' "$COUNTY" policy test "$T/own"
says "$T/out" '^member.csv:2: relation: H01: this is no answer' 'a code that is none'
says "$T/out" '^work.csv:2: member: H[0-9]+: the household has no such record' 'a member that is not there'
ends 66 'no folder of cases' "$COUNTY" policy test "$T/source2020"

# Over a county.
ends 0 'a demonstration county' "$COUNTY" demo --data "$data" --usb "$T/usb" --villages 2 --households 120 --seed 3
county digest >"$T/digest"
ends 0 'the policy in force' county policy show --json
json "$T/out" 'parses'
is "$(pick "$T/out" '"$_->{id} $_->{version} " . scalar grep { $_->{kind} eq "class" } @{$_->{rules}}')" "fangpin-source 1 $(grep -c '^class,' schema/survey/rules.csv)" 'with its rules'
ends 0 'in words' county policy show
says "$T/out" '^measure	B2	' 'and measures'
mkdir "$T/new"
sed 's/^policy_version,1,/policy_version,2,/; s/^core_mult_nonreg,1.2,/core_mult_nonreg,1.5,/; s/^prev_year_line,4000,/prev_year_line,9000,/; s/^dibao_line,,/dibao_line,5000,/' \
	"$T/source2020/policy.csv" >"$T/new/policy.csv"
ends 0 'what would change' county policy diff "$T/new"
is "$(sort "$T/out" | cut -f2,4,5)" 'core_mult_nonreg	1.2	1.5
dibao_line		5000
policy_version	1	2
prev_year_line	4000	9000' 'is told row by row'
grep -v '^gap,water,\|^lacking,water,' schema/survey/rules.csv | sed 's/^gap,house,/gap,dwelling,/; s/\${g_house}/${g_dwelling}/g' >"$T/new/rules.csv"
ends 0 'rows that come and go' county policy diff "$T/new" --json
is "$(pick "$T/out" 'join ",", sort map { "$_->{row} $_->{column}" } grep { $_->{sheet} eq "rules.csv" } @$_')" \
	'gap dwelling row added,gap house row taken out,gap water row taken out,lacking house when,lacking water row taken out' 'are told'
rm "$T/new/rules.csv"
ends 0 'who would move' county policy what-if "$T/new" --json
json "$T/out" 'parses'
moved=$(pick "$T/out" 'my $n = 0; $n += $_->{households} for grep { $_->{now} ne $_->{then} } @$_; $n')
all=$(pick "$T/out" 'my $n = 0; $n += $_->{households} for @$_; $n')
[ "$moved" -gt 5 ] && [ "$all" = "$(county households | wc -l)" ]
ok $? "some of all households ($moved of $all)"
ends 0 'each of them' county policy what-if "$T/new" --lines
is "$(wc -l <"$T/out")" "$moved" 'has a line'
silent "$T/out" '130899[0-9]{11}[0-9X]' 'without a number'
cut -f4,5 "$T/out" | sort | uniq -c | sort >"$T/moves"
county digest | cmp -s - "$T/digest"
ok $? 'nothing was written'
county households | awk -F'\t' '{print $4}' | sort | uniq -c >"$T/before"
ends 0 'issued' county policy issue "$T/new"
county households | awk -F'\t' '{print $4}' | sort | uniq -c >"$T/after"
! cmp -s "$T/before" "$T/after"
ok $? 'classes are others now'
ends 0 'the same draft again' county policy what-if "$T/new"
silent "$T/out" '^(P0	[^P]|M2	[^M]|N	[^N])' 'moves nobody: what was said came true'
ends 65 'the same version again' county policy issue "$T/new"
ends 65 'an older one' county policy issue "$T/source2020"
says "$T/err" 'has version 2 already' 'is refused with the reason'
ends 65 'one with mistakes' county policy issue "$T/bad"
is "$(county policy show --json >"$T/out"; pick "$T/out" '$_->{version}')" 2 'and the one in force stays'
cp schema/survey/survey.csv "$T/new"
ends 64 'a form among the files' county policy issue "$T/new"
done_testing
