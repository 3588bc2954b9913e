#!/usr/bin/env bash
# Try a deployed environment, whose database holds an extract: build one zoom-7 tile, rebuild a bbox in it by a dropped
# file, look at what came out, remove it again. It costs cents and takes some 15 minutes, most of it starting instances.
#   ENV=dev TILE=7/67/44 BBOX=9.47,47.13,9.53,47.17 scripts/smoke.sh
# Nobody has run this against AWS yet: what it would prove is listed in docs/only-aws-can-prove.md.
set -euo pipefail

environment="${ENV:?which environment: ENV=dev, staging or prod}"
tile="${TILE:-7/67/44}"
bbox="${BBOX:-9.47,47.13,9.53,47.17}"
stack="tilebuild-$environment"
run="smoke-$(date -u +%Y%m%d-%H%M%S)"
output() {
  aws cloudformation describe-stacks --stack-name "$stack" --output text \
    --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue"
}
machine="$(output BuildMachineArn)"
control="$(output ControlBucketName)"
rawr="$(output RawrBucketName)"
tiles="$(output TileBucketName)"

wait_for() {
  local arn="$1" status
  while :; do
    status="$(aws stepfunctions describe-execution --execution-arn "$arn" --query status --output text)"
    case "$status" in
      RUNNING) sleep 15 ;;
      SUCCEEDED) return ;;
      *)
        aws stepfunctions describe-execution --execution-arn "$arn" --query '[error, cause]' --output text >&2
        echo "error: $arn ended as $status" >&2
        exit 70
        ;;
    esac
  done
}
clean() {
  echo "removing what $run made"
  for bucket in "$rawr" "$tiles"; do
    aws s3 rm --quiet --recursive "s3://$bucket" --exclude "*" --include "*/$run/*" --include "$run/*" || true
  done
  aws s3 rm --quiet --recursive "s3://$control/runs/$run/" || true
}
trap clean EXIT

echo "building $tile as $run"
started="$(jq -n --arg tile "$tile" --arg run "$run" '{tiles: [$tile], run_id: $run, pyramid: false}')"
wait_for "$(aws stepfunctions start-execution --state-machine-arn "$machine" --name "$run" --input "$started" \
  --query executionArn --output text)"
aws s3 cp --quiet "s3://$control/runs/$run/report.json" - | jq -e '.status == "succeeded"' >/dev/null
echo "built; dropping a request for $bbox"
jq -n --arg run "$run" --argjson bbox "[$bbox]" '{bbox: $bbox, prefix: $run, pyramid: false}' |
  aws s3 cp --quiet - "s3://$control/inbox/$run.json"
rebuild=""
for _ in $(seq 40); do
  rebuild="$(aws stepfunctions list-executions --state-machine-arn "${machine%:live}" --max-items 20 \
    --query "executions[?starts_with(name, '$run-')].executionArn | [0]" --output text)"
  [ "$rebuild" = None ] || break
  sleep 15
done
[ "$rebuild" != None ] || { echo "error: the dropped request started nothing; see the dead letters" >&2; exit 70; }
wait_for "$rebuild"
echo "rebuilt by ${rebuild##*:}; $stack works"
