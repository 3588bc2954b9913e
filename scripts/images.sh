#!/usr/bin/env bash
# Build the images worker and import, by docker, or by buildah where no Docker daemon runs.
#   scripts/images.sh [worker|import]…
# TAG: of the images (default: the commit). BASE: the base image of both. EXTRA_PACKAGES, PIP_PACKAGES: what they hold
# on top. BUILD_OPTIONS: more for the builder.
set -euo pipefail
cd "$(dirname "$0")/.."

revision="$(git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)"
git diff --quiet HEAD -- 2>/dev/null || revision="$revision-changed"
version="$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' tilebuild/__init__.py)"
tag="${TAG:-$revision}"
read -ra more <<<"${BUILD_OPTIONS:-}"
options=(--build-arg "VERSION=$version" --build-arg "REVISION=$revision")
[ -z "${BASE:-}" ] || options+=(--build-arg "BASE=$BASE")
options+=(--build-arg "EXTRA_PACKAGES=${EXTRA_PACKAGES:-}" --build-arg "PIP_PACKAGES=${PIP_PACKAGES:-}")

for image in "${@:-worker import}"; do
  for name in $image; do
    if docker info >/dev/null 2>&1; then
      docker build --file "containers/$name/Dockerfile" --tag "tilebuild-$name:$tag" "${options[@]}" "${more[@]}" .
    else
      buildah build --layers --isolation "${BUILDAH_ISOLATION:-chroot}" --format docker \
        --ignorefile "containers/$name/Dockerfile.dockerignore" --file "containers/$name/Dockerfile" \
        --tag "tilebuild-$name:$tag" "${options[@]}" "${more[@]}" .
    fi
  done
done
echo "$tag" > .image-tag
