#!/usr/bin/env bash
# Delete an environment's stack. Its buckets are kept, and so is a last snapshot of a database that the stack made.
#   ENV=dev scripts/teardown.sh            keeps the buckets
#   ENV=dev BUCKETS=delete scripts/teardown.sh   deletes them with all that is in them, after asking
set -euo pipefail
cd "$(dirname "$0")/.."

environment="${ENV:?which environment: ENV=dev, staging or prod}"
stack="tilebuild-$environment"
output() {
  aws cloudformation describe-stacks --stack-name "$stack" --output text \
    --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue"
}
command -v jq >/dev/null || { echo "error: jq is missing: install it" >&2; exit 64; }
sam="${SAM:-sam}"
[ -n "${SAM:-}" ] || [ ! -x .venv-sam/bin/sam ] || sam=.venv-sam/bin/sam
export SAM_CLI_TELEMETRY=0
for name in BuildMachineArn ImportMachineArn; do
  machine="$(output "$name")"
  running="$(aws stepfunctions list-executions --state-machine-arn "${machine%:live}" --status-filter RUNNING --output json |
    jq '.executions | length')"
  [ "$running" = 0 ] || { echo "error: $running runs are under way in $stack: stop them first (docs/runbooks.md)" >&2; exit 64; }
done
buckets=("$(output ControlBucketName)" "$(output RawrBucketName)" "$(output TileBucketName)")

if [ "${BUCKETS:-keep}" = delete ]; then
  read -rp "Delete ${buckets[*]} with everything in them? Type the stack's name: " answer
  [ "$answer" = "$stack" ] || { echo "nothing was deleted" >&2; exit 64; }
fi
"$sam" delete --stack-name "$stack" --no-prompts
if [ "${BUCKETS:-keep}" = delete ]; then
  for bucket in "${buckets[@]}"; do
    # Of a versioned bucket the versions too, a thousand at a time.
    while :; do
      page="$(aws s3api list-object-versions --bucket "$bucket" --max-items 1000 --output json \
        --query '{Objects: [Versions, DeleteMarkers][][].{Key: Key, VersionId: VersionId}}')"
      [ "$(jq '.Objects | length' <<<"$page")" -gt 0 ] || break
      aws s3api delete-objects --bucket "$bucket" --delete "$(jq '. + {Quiet: true}' <<<"$page")" >/dev/null
    done
    aws s3api delete-bucket --bucket "$bucket"
  done
else
  echo "kept: ${buckets[*]}"
fi
