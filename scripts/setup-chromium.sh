#!/bin/sh
# The browser that the pages are tried in. Installed from Debian when missing; COUNTERSIGN_CHROMIUM names another.
set -eu
[ -x "${COUNTERSIGN_CHROMIUM:-/usr/bin/chromium}" ] && exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "countersign: these tests need Chromium; install it, or name one in COUNTERSIGN_CHROMIUM" >&2
  exit 1
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium
