#!/bin/sh
# Records the memory accesses of a program with valgrind's lackey tool, as examples/traces/ keeps them:
#   scripts/record-trace.sh OUTPUT.lackey.gz [COMMAND [ARGUMENT...]]      (default: /bin/true)
# Needs valgrind (Debian: apt-get install valgrind). The command runs without the caller's environment and,
# where setarch can do it, without address randomisation; valgrind's own messages, with its process number,
# are left out. What stays different from machine to machine is what the C library chooses by processor.
set -eu

if [ $# -lt 1 ]; then
	sed -n '2,3{s/^# *//;p;}' "$0" >&2
	exit 2
fi
output=$1
shift
[ $# -gt 0 ] || set -- /bin/true

command -v valgrind > /dev/null || {
	echo "record-trace: valgrind is missing; on Debian: apt-get install valgrind" >&2
	exit 1
}
fixed=
if setarch -R true 2> /dev/null; then fixed='setarch -R'; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The command's exit status is its own affair: a trace of a failing program is a trace.
# shellcheck disable=SC2086 # $fixed is two words or none
env -i PATH="$PATH" LC_ALL=C $fixed valgrind --tool=lackey --trace-mem=yes \
	--log-file="$work/log" "$@" > /dev/null || true
touch "$work/log"
grep -E '^(I | [LSM]) [0-9a-f]+,[0-9]+$' "$work/log" > "$work/trace" || {
	echo "record-trace: no access was recorded of: $*" >&2
	cat "$work/log" >&2
	exit 1
}
gzip -9 -n < "$work/trace" > "$work/trace.gz"
mv "$work/trace.gz" "$output"
echo "$output: $(wc -l < "$work/trace") accesses, $(wc -c < "$output") bytes"
