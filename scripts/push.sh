#!/usr/bin/env bash
# Push the images that scripts/images.sh built, and say which tag an environment has from now on.
#   ENV=dev scripts/push.sh
# The repositories are made by the stack tilebuild-registry, here, if they are not there yet.
set -euo pipefail
cd "$(dirname "$0")/.."

environment="${ENV:?which environment: ENV=dev, staging or prod}"
tag="${TAG:-$(cat .image-tag 2>/dev/null || true)}"
[ -n "$tag" ] || { echo "error: there are no images: run make images first" >&2; exit 64; }
case "$tag" in *-changed) echo "error: $tag is of code that is not committed: commit it, then make images" >&2; exit 64 ;; esac
region="${AWS_REGION:-$(aws configure get region)}"
account="$(aws sts get-caller-identity --query Account --output text)"
registry="$account.dkr.ecr.$region.amazonaws.com"

aws cloudformation deploy --region "$region" --stack-name tilebuild-registry \
  --template-file containers/registry.yaml --no-fail-on-empty-changeset

if docker info >/dev/null 2>&1; then builder=docker; else builder=buildah; fi
aws ecr get-login-password --region "$region" | "$builder" login --username AWS --password-stdin "$registry"
for name in worker import; do
  if aws ecr describe-images --region "$region" --repository-name "tilebuild-$name" \
    --image-ids "imageTag=$tag" >/dev/null 2>&1; then
    echo "tilebuild-$name:$tag is there already; a tag never changes"
    continue
  fi
  "$builder" tag "tilebuild-$name:$tag" "$registry/tilebuild-$name:$tag"
  "$builder" push "$registry/tilebuild-$name:$tag"
done
aws ssm put-parameter --region "$region" --name "/tilebuild/$environment/image-tag" --type String --overwrite --value "$tag" \
  >/dev/null
echo "$environment has the images $tag from its next deployment on"
