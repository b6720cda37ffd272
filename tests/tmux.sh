# A real terminal for scripts, by tmux: source this after tap.sh and call `opens`. Programs answer when they can; every
# wait is bounded only for those that never do.
#
# Each opening has a tmux server of its own. One that was told to end, or lost its last window, still takes connections
# for a moment and drops them, so a name used again now and then gives no terminal at all.
tm_name=fangpin-test-$$
tm_n=0
tm_pid=
tm() { tmux -L "$tm_name-$tm_n" -f /dev/null "$@"; }

screen() { tm capture-pane -p -t 0; }
keys() { tm send-keys -t 0 "$@"; }

# seen TEXT: 0 once the screen shows it, 1 when it does not for a minute; what it showed last is in $T/screen.
seen() {
	for _ in $(seq 600); do
		screen >"$T/screen" 2>/dev/null
		grep -qF -- "$1" "$T/screen" && return
		sleep 0.1
	done
	return 1
}

tm_complain() {
	echo "# wanted: $1"
	sed 's/^/# /' "$T/screen"
}

# shows TEXT TITLE: a test that the screen comes to show the text.
shows() {
	seen "$1"
	tap_found=$?
	ok $tap_found "$2"
	[ $tap_found = 0 ] || tm_complain "$1"
}

# waits TEXT: without it the script cannot go on.
waits() {
	seen "$1" && return
	tm_complain "$1"
	echo 'Bail out! the screen never came'
	exit 1
}

# ended: wait until the program in the terminal is gone, and with it its locks: a process that only waits to be reaped
# holds none any more.
ended() {
	for _ in $(seq 600); do
		kill -0 "$tm_pid" 2>/dev/null || return 0
		grep -q '^State:[[:space:]]*Z' "/proc/$tm_pid/status" 2>/dev/null && return 0
		sleep 0.05
	done
	echo 'Bail out! the program does not end'
	exit 1
}

# killed: kill -9 the program and wait for its end.
killed() {
	kill -9 "$tm_pid"
	ended
}

# opens ROWS COMMAND: run the command in a new terminal of 80 columns; what ran in the one before is ended first.
opens() {
	tm_close
	[ -z "$tm_pid" ] || ended
	tm_n=$((tm_n + 1))
	tm new-session -d -x 80 -y "$1" "exec $2" && tm_pid=$(tm list-panes -F '#{pane_pid}') && return
	echo 'Bail out! tmux gives no terminal'
	exit 1
}

# tm_close: for the script's trap.
tm_close() { tm kill-server 2>/dev/null; }
