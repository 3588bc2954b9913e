#!/usr/bin/env bash
# Make a base image of this machine's own Debian mirror, for where no registry can be reached: it stands in for the
# official Python image in tests. Needs root, debootstrap and buildah.
#   scripts/base-image.sh [name of the image]
# OVERLAY: a directory whose files are added to it (a mirror's certificate, pip's configuration).
set -euo pipefail

image="${1:-localhost/tilebuild-base:bookworm}"
! buildah inspect --type image "$image" >/dev/null 2>&1 || { echo "$image is there already"; exit; }
root="$(mktemp -d)"
trap 'rm -rf "$root"' EXIT
debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates bookworm "$root" >"$root.log" 2>&1 ||
  { tail -5 "$root.log" >&2; exit 75; }
rm -rf "$root.log" "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
[ -z "${OVERLAY:-}" ] || cp -aL "$OVERLAY/." "$root/"
container="$(buildah from scratch)"
buildah add --quiet "$container" "$root" / >/dev/null
buildah config --cmd /bin/bash "$container"
buildah commit --quiet --rm "$container" "$image"
