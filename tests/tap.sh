# TAP by hand, for scripts: source this, say what holds, end with done_testing. Everything a script writes goes to $T,
# which is removed at the end.
T=$(mktemp -d) || exit 1
trap 'rm -rf "$T"' EXIT
trap 'exit 1' INT TERM HUP
tap_n=0
tap_bad=0

# ok RC TEXT: passed when RC is 0.
ok() {
	tap_n=$((tap_n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $tap_n - $2"
	else
		echo "not ok $tap_n - $2"
		tap_bad=1
	fi
}

# is GOT WANTED TEXT
is() {
	[ "$1" = "$2" ]
	ok $? "$3"
	[ "$1" = "$2" ] || printf '# got: %s\n# wanted: %s\n' "$1" "$2"
}

# says FILE PATTERN TEXT: some line of FILE matches the extended regular expression.
says() {
	grep -qE -- "$2" "$1"
	tap_found=$?
	ok $tap_found "$3"
	[ $tap_found = 0 ] || { printf '# wanted: %s\n' "$2"; head -n 20 "$1" | sed 's/^/# /'; }
}

# silent FILE PATTERN TEXT: no line does.
silent() {
	! grep -qE -- "$2" "$1"
	ok $? "$3"
}

# ends CODE TEXT COMMAND...: the command ends with CODE; its output is in $T/out, its messages in $T/err.
ends() {
	tap_want=$1
	tap_text=$2
	shift 2
	"$@" >"$T/out" 2>"$T/err"
	tap_got=$?
	[ $tap_got = "$tap_want" ]
	ok $? "$tap_text"
	[ $tap_got = "$tap_want" ] || { echo "# exit code $tap_got, wanted $tap_want"; head -n 20 "$T/err" | sed 's/^/# /'; }
}

# json FILE TEXT: the file is one well-formed JSON text.
json() {
	perl -MJSON::PP -e 'local $/; decode_json(<STDIN>)' <"$1" 2>"$T/json"
	ok $? "$2"
}

# pick FILE EXPRESSION: what the Perl expression makes of the JSON in $_.
pick() {
	perl -CO -MJSON::PP -e 'local $/; my $c = shift; $_ = decode_json(<STDIN>); print eval $c' "$2" <"$1"
}

done_testing() {
	echo "1..$tap_n"
	exit $tap_bad
}
