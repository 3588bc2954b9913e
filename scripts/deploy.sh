#!/usr/bin/env bash
# Build and deploy an environment: what `sam build && sam deploy --config-env dev` does, without asking.
#   ENV=dev scripts/deploy.sh
set -euo pipefail
cd "$(dirname "$0")/.."

environment="${ENV:?which environment: ENV=dev, staging or prod}"
sam="${SAM:-sam}"
[ -n "${SAM:-}" ] || [ ! -x .venv-sam/bin/sam ] || sam=.venv-sam/bin/sam
export SAM_CLI_TELEMETRY=0
"$sam" build
"$sam" deploy --config-env "$environment" --no-confirm-changeset --no-fail-on-empty-changeset
