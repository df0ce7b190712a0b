#!/bin/sh
# Installs the dependencies when they are not those of the lockfile, and builds the pages that the collector
# serves. Runs on whatever Node the machine has, before any script that needs the pinned one. The stamp is written
# last, so an interrupted install is repeated.
set -eu
cd "$(dirname "$0")/.."
stamp=node_modules/.countersign-lock
want=$(cksum package-lock.json)
if [ ! -x node_modules/.bin/node ] || [ "$(cat "$stamp" 2>/dev/null || true)" != "$want" ]; then
  npm ci --no-audit --no-fund
  printf '%s\n' "$want" > "$stamp"
fi
node_modules/.bin/node scripts/build-pages.ts
