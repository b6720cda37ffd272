#!/bin/sh
# Nothing is built twice, and what is installed can be taken away again.
set -u
cd "$(dirname "$0")/.." || exit 1
BUILD=${BUILD:-build}
unset MAKEFLAGS MAKELEVEL MFLAGS
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
bad=0
ok() {
	if [ "$1" = 0 ]; then echo "ok $2"; else echo "not ok $2"; bad=1; fi
}
if [ "$BUILD" != "$PWD/build" ] && [ "$BUILD" != build ]; then
	echo "1..0 # SKIP held for the ordinary build"
	exit 0
fi
make -q all >"$dir/said" 2>&1
ok $? "1 - nothing to do after a build"
make -s install DESTDIR="$dir/root" prefix=/usr >"$dir/said" 2>&1
rc=$?
sed 's/^/# /' "$dir/said"
ok $rc "2 - installs"
missing=
for f in usr/bin/fangpin usr/bin/fangpin-county usr/share/man/man1/fangpin.1 usr/share/man/man1/fangpin-county.1 \
	usr/share/locale/zh_CN/LC_MESSAGES/fangpin.mo usr/share/doc/fangpin/PROTOCOL.md usr/share/fangpin/survey/survey.csv; do
	[ -s "$dir/root/$f" ] || missing="$missing $f"
done
[ -n "$missing" ] && echo "# missing:$missing"
[ -z "$missing" ]
ok $? "3 - everything is in its place"
make -s uninstall DESTDIR="$dir/root" prefix=/usr >/dev/null 2>&1
left=$(find "$dir/root" -type f)
[ -n "$left" ] && echo "# left: $left"
[ -z "$left" ]
ok $? "4 - uninstalling leaves no file"
echo "1..4"
exit $bad
