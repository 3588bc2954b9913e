# How `sam build` makes a function: its app.py, and the library with what functions need, as wheels for Lambda's own
# Python whatever Python is here. SAM runs this in the repository's root (WorkingDirectory in template.yaml) and sets
# ARTIFACTS_DIR. boto3 and its own are left out: Lambda has them; and rooms of the library that no function enters.

PYTHON ?= $(firstword $(wildcard .venv/bin/python) python3)
RUNTIME ?= 3.12
PLATFORMS = --platform manylinux2014_x86_64 --platform manylinux_2_28_x86_64
PINNED = --constraint containers/worker/constraints.txt --constraint functions/constraints.txt
IN_RUNTIME = boto3 botocore s3transfer urllib3 dateutil python_dateutil six
ELSEWHERE = _project cli export jobs local rawr serve tiles

build-%Function: NAME = $(shell echo $* | tr A-Z a-z)
build-%Function:
	cp functions/$(NAME)/app.py "$(ARTIFACTS_DIR)/"
	$(PYTHON) -m pip wheel --quiet --no-deps --wheel-dir "$(ARTIFACTS_DIR)/.wheel" .
	$(PYTHON) -m pip install --quiet --target "$(ARTIFACTS_DIR)" --upgrade $(PINNED) \
		--python-version $(RUNTIME) --only-binary=:all: $(PLATFORMS) \
		"$$(ls "$(ARTIFACTS_DIR)"/.wheel/tilebuild-*.whl)[functions]"
	rm -rf "$(ARTIFACTS_DIR)/.wheel" "$(ARTIFACTS_DIR)/bin" $(IN_RUNTIME:%="$(ARTIFACTS_DIR)/%"*) \
		$(ELSEWHERE:%="$(ARTIFACTS_DIR)/tilebuild/%")
	find "$(ARTIFACTS_DIR)" -type d \( -name tests -o -name __pycache__ \) -prune -exec rm -rf {} +
