#!/bin/sh
# Every sentence of the programs has its Chinese, and the catalogue holds nothing else.
set -u
cd "$(dirname "$0")/.." || exit 1
BUILD=${BUILD:-build}
pot=$BUILD/catalogue.$$.pot
trap 'rm -f "$pot" "$pot.said"' EXIT
bad=0
xgettext --from-code=UTF-8 --keyword=_ --keyword=N_ --sort-by-file --no-location -o "$pot" \
	$(find schema sync tui -name '*.c' -o -name '*.h' | sort)

if msgcmp tui/po/zh_CN.po "$pot" 2>"$pot.said"; then
	echo "ok 1 - every message has its Chinese"
else
	grep -c 'is untranslated\|used but not defined' "$pot.said" | sed 's/^/# missing: /'
	head -n 20 "$pot.said" | sed 's/^/# /'
	echo "not ok 1 - every message has its Chinese"
	bad=1
fi
if msgfmt --check -o /dev/null tui/po/zh_CN.po 2>"$pot.said"; then
	echo "ok 2 - formats agree"
else
	sed 's/^/# /' "$pot.said"
	echo "not ok 2 - formats agree"
	bad=1
fi
if [ -z "$(msgattrib --only-obsolete tui/po/zh_CN.po | grep '^#~ msgid')" ] && [ -z "$(msgattrib --only-fuzzy tui/po/zh_CN.po)" ]; then
	echo "ok 3 - nothing obsolete or doubtful"
else
	echo "not ok 3 - nothing obsolete or doubtful (make po)"
	bad=1
fi
echo "1..3"
exit $bad
