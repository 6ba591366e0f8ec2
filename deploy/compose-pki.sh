#!/bin/sh
# Certificates for docker-compose.yml: an authority at the first start, and certificates for everybody at each and once a
# day, which a running host and agents take up. Every folder is a volume of its own, so that a service sees its own key
# alone, and nobody but this one the authority's.
set -eu
pki() { node bin/faultline.js pki "$@" >/dev/null; }
issue() { # folder, kind, name
	pki issue "$2" "$3" --dir /pki/authority --out "/pki/$1" --replace
	cp /pki/authority/ca.crt "/pki/$1/ca.crt"
}
test -f /pki/authority/ca.crt || pki init --dir /pki/authority
trap 'exit 0' TERM INT
while :; do
	issue host host host
	issue guest-a guest a
	issue guest-b guest b
	issue operator operator demo
	touch /tmp/issued
	sleep 86400 &
	wait $!
done
