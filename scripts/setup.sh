#!/bin/sh
# Installs the dependencies when they are not those of the lockfile, and builds the pages that the collector
# serves. Of all their install scripts only those that are needed run: one dependency of the tests has a script that
# does not work where it is installed. Runs on whatever Node the machine has, before any script that needs the pinned
# one. The stamp is written last, so an interrupted install is repeated.
set -eu
cd "$(dirname "$0")/.."
stamp=node_modules/.countersign-lock
want=$(cksum package-lock.json)
if [ ! -x node_modules/.bin/node ] || [ "$(cat "$stamp" 2>/dev/null || true)" != "$want" ]; then
  npm ci --no-audit --no-fund --ignore-scripts
  npm rebuild --silent node esbuild
  printf '%s\n' "$want" > "$stamp"
fi
node_modules/.bin/node scripts/build-pages.ts
