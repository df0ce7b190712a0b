#!/bin/sh
# What the tests run besides git and Node: real clients to try the agent with. Installed from Debian when missing.
set -eu
missing=
for tool in curl openssl prlimit unshare; do
  command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "countersign: the tests need$missing; install them and run npm test again" >&2
  exit 1
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ca-certificates curl openssl util-linux
