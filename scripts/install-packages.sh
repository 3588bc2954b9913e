#!/usr/bin/env bash
# Install Debian or Ubuntu packages as root or by sudo; without that right, say which ones are needed and stop.
set -euo pipefail

if ! command -v apt-get >/dev/null; then
  echo "error: this machine has no apt-get: install PostgreSQL, PostGIS and osm2pgsql yourself, then run make again" >&2
  exit 64
fi
if [ "$(id -u)" -eq 0 ]; then
  as_root=()
elif sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }; then
  as_root=(sudo)
else
  echo "error: packages are missing and installing them needs root; have someone run: apt-get install $*" >&2
  exit 64
fi
echo "installing $*"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
