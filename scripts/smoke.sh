#!/usr/bin/env bash
# Try a deployed environment, whose database holds an extract: build one zoom-7 tile, rebuild a bbox in it by a dropped
# file, open every object that came out, remove it all again. It costs cents and takes some 15 minutes, most of them
# for starting instances.
#   ENV=dev TILE=7/67/44 BBOX=9.47,47.13,9.53,47.17 scripts/smoke.sh
# Nobody has run this against AWS yet; against an imitation of it a test has (tests/scripts). What only AWS can show is
# listed in docs/only-aws-can-prove.md.
set -euo pipefail
cd "$(dirname "$0")/.."

environment="${ENV:?which environment: ENV=dev, staging or prod}"
tile="${TILE:-7/67/44}"
bbox="${BBOX:-9.47,47.13,9.53,47.17}"
pause="${PAUSE:-15}"
venv="${VENV:-.venv}"
for program in aws jq "$venv/bin/tilebuild"; do
  command -v "$program" >/dev/null || { echo "error: $program is missing: install it (make setup makes $venv)" >&2; exit 64; }
done

stack="$(aws cloudformation describe-stacks --stack-name "tilebuild-$environment" --query 'Stacks[0]' --output json)"
output() { jq -er --arg name "$1" '.Outputs[] | select(.OutputKey == $name).OutputValue' <<<"$stack"; }
parameter() { jq -er --arg name "$1" '.Parameters[] | select(.ParameterKey == $name).ParameterValue' <<<"$stack"; }
machine="$(output BuildMachineArn)"
control="$(output ControlBucketName)"
rawr="$(output RawrBucketName)"
tiles="$(output TileBucketName)"
run="smoke-$(date -u +%Y%m%d-%H%M%S)"
rebuild=""

wait_for() {
  local arn="$1" execution
  while :; do
    execution="$(aws stepfunctions describe-execution --execution-arn "$arn" --output json)"
    case "$(jq -r .status <<<"$execution")" in
      RUNNING) sleep "$pause" ;;
      SUCCEEDED) return ;;
      *)
        jq -r '"error: \(.name) ended as \(.status): \(.error): \(.cause)"' <<<"$execution" >&2
        return 70
        ;;
    esac
  done
}
rebuild_of() {
  aws stepfunctions list-executions --state-machine-arn "${machine%:live}" --max-results 50 --no-paginate --output json |
    jq -r --arg start "$1-" '[.executions[] | select(.name | startswith($start)).executionArn][0] // ""'
}
check() {
  # The library's own client of S3 knows no profiles.
  [ -n "${AWS_ACCESS_KEY_ID:-}" ] || eval "$(aws configure export-credentials --format env)"
  AWS_REGION="${AWS_REGION:-$(aws configure get region)}" "$venv/bin/tilebuild" verify "$1" --control-bucket "$control"
}
metatiles() {
  # Their keys begin with a hash: they are named one by one, because a list would be of the whole bucket.
  "$venv/bin/python" - "$run" "$tile" "$(parameter MaxZoom)" "$(parameter MetatileSize)" <<'PYTHON'
import json, sys
from tilebuild.grid import parse_tile, pyramid
from tilebuild.keys import Layout, tile_key

run, tile, max_zoom, size = sys.argv[1], parse_tile(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
deepest = max_zoom - (size.bit_length() - 1)
keys = [tile_key(one, run, Layout.HASH_PREFIX) for one in pyramid(tile, deepest)]
for start in range(0, len(keys), 1000):
    print(json.dumps({"Quiet": True, "Objects": [{"Key": key} for key in keys[start : start + 1000]]}))
PYTHON
}
clean() {
  echo "removing what $run made"
  aws s3 rm --quiet --recursive "s3://$rawr/$run/"
  for folder in "done" processing runs; do
    for name in "$run" ${rebuild:+"${rebuild##*:}"}; do
      aws s3 rm --quiet --recursive "s3://$control/$folder/$name/"
    done
  done
  aws s3 rm --quiet "s3://$control/inbox/$run.json"
  metatiles | while read -r some; do
    aws s3api delete-objects --bucket "$tiles" --delete "$some" >/dev/null
  done
}
trap clean EXIT

echo "building $tile as $run"
request="$(jq -cn --arg tile "$tile" --arg run "$run" '{tiles: [$tile], run_id: $run, pyramid: false}')"
wait_for "$(aws stepfunctions start-execution --state-machine-arn "$machine" --name "$run" --input "$request" \
  --query executionArn --output text)"
aws s3 cp --quiet "s3://$control/runs/$run/report.json" - | jq -e '.status == "succeeded"' >/dev/null
check "$run"

echo "built; dropping a request for $bbox"
jq -n --arg run "$run" --argjson bbox "[$bbox]" '{bbox: $bbox, prefix: $run, pyramid: false}' |
  aws s3 cp --quiet - "s3://$control/inbox/$run.json"
for _ in $(seq 40); do
  rebuild="$(rebuild_of "$run")"
  [ -z "$rebuild" ] || break
  sleep "$pause"
done
[ -n "$rebuild" ] || { echo "error: the dropped request started nothing; see the dead letters" >&2; exit 70; }
wait_for "$rebuild"
check "${rebuild##*:}"
echo "rebuilt by ${rebuild##*:}; tilebuild-$environment works"
