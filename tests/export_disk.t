#!/bin/bash
# Exports and the ledger onto a disk that fills up at one place or another: what has its name is whole, and nothing else is left.
# Needs root, for a small disk.
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/tap.sh
export FANGPIN_NOW=2026-11-20T10:32 LANGUAGE=en LC_ALL=C.UTF-8
data=$T/county
disk=$T/disk
mkdir "$disk" "$T/tmp"
if ! mount -t tmpfs -o size=4m none "$disk" 2>/dev/null; then
	echo '1..0 # SKIP no small disk can be mounted here'
	exit 0
fi
umount "$disk"
trap 'umount -l "$disk" 2>/dev/null; rm -rf "$T"' EXIT
export TMPDIR=$T/tmp

county() { printf 'demo-passphrase\n' | "$COUNTY" "$@" --data "$data" --passphrase-fd 0 >"$T/out" 2>"$T/err"; }
# How much stands in the files of a folder, of a workbook before it was packed.
holds() { # folder
	local sum=0 f
	for f in "$1"/*; do
		case $f in
		*.xlsx) sum=$((sum + $(/usr/bin/python3 -c 'import sys, zipfile; print(sum(i.file_size for i in zipfile.ZipFile(sys.argv[1]).infolist()))' "$f"))) ;;
		*) sum=$((sum + $(stat -c %s "$f"))) ;;
		esac
	done
	echo "$sum"
}
makes() { # folder format
	case $2 in
	ledger) county ledger --format xlsx --output "$1/ledger.xlsx" ;;
	*) county export --format "$2" --dir "$1" ;;
	esac
}
"$COUNTY" demo --data "$data" --usb "$T/usb" --villages 2 --households 120 --seed 6 >/dev/null 2>&1
ok $? 'a demonstration county'
for format in csv xlsx stata spss ledger; do
	mkdir "$T/$format"
	makes "$T/$format" $format
	whole=$(holds "$T/$format")
	failed=0
	done=0
	for part in 1 4 10 50 90 97 100 102 104 108 116 130 150 200 300; do
		mount -t tmpfs -o size=$((whole * part / 100 / 1024 + 4))k none "$disk"
		if makes "$disk" $format; then
			done=$((done + 1))
			[ "$(holds "$disk")" = "$whole" ] || is "$(holds "$disk")" "$whole" "$format at $part %: what is there is whole"
		else
			failed=$((failed + 1))
			is "$(ls -A "$disk" | wc -l)" 0 "$format at $part %: what failed left nothing"
			says "$T/err" "$disk" "$format at $part %: the sentence names the place"
		fi
		umount "$disk"
	done
	[ $failed -gt 0 ] && [ $done -gt 0 ]
	ok $? "$format: some disks were too small ($failed) and some were not ($done), and these hold all of it"
done

# What people said must not lie in the clear elsewhere either, not even for a moment.
case $BUILD in
*asan*) ;;
*)
	cat >"$T/created.c" <<'C'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
int open(const char *path, int flags, ...)
{
	va_list ap;
	va_start(ap, flags);
	int mode = va_arg(ap, int);
	va_end(ap);
	FILE *out = (flags & O_CREAT) != 0 ? fopen(getenv("CREATED"), "a") : NULL;
	if (out != NULL) {
		fprintf(out, "%s\n", path);
		fclose(out);
	}
	return ((int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open"))(path, flags, mode);
}
C
	gcc -shared -fPIC -o "$T/created.so" "$T/created.c" -ldl
	for format in xlsx ledger; do
		mkdir "$T/new-$format"
		CREATED=$T/created-$format LD_PRELOAD=$T/created.so makes "$T/new-$format" $format
		says "$T/created-$format" "^$T/new-$format/" "$format: files beside are seen"
		silent "$T/created-$format" "^$TMPDIR/" "$format: and lie in the folder that it is for"
	done
	;;
esac
done_testing
