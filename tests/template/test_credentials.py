"""A job's rights are those of its role: the agent of ECS hands them out at an address that only a container sees."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.support.sam import ROOT

PROGRAM = """
import json, os, subprocess, threading
from http.server import BaseHTTPRequestHandler, HTTPServer

subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
subprocess.run(["ip", "address", "add", "169.254.170.2/32", "dev", "lo"], check=True)

class Agent(BaseHTTPRequestHandler):
    def do_GET(self):
        given = {"AccessKeyId": "function", "SecretAccessKey": "s", "Token": "of the role",
                 "Expiration": "2099-01-01T00:00:00Z"}
        self.send_response(200 if self.path == "/v2/credentials/task" else 404)
        self.end_headers()
        self.wfile.write(json.dumps(given).encode())
    def log_message(self, *_):
        pass

agent = HTTPServer(("169.254.170.2", 80), Agent)
threading.Thread(target=agent.serve_forever, daemon=True).start()

from tests.support.recording_s3 import recording_s3
from tilebuild.storage import open_bucket

with recording_s3("control") as store:
    os.environ |= {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials/task", "AWS_ENDPOINT_URL": store.url,
                   "AWS_REGION": "eu-central-1"}
    open_bucket("control").put("runs/r/x.json", b"{}")
    print(*store.needs)
"""


def test_a_job_has_the_credentials_of_its_role() -> None:
    """In a network of its own, where that address can be made."""
    if os.geteuid() != 0 or not all(map(shutil.which, ("unshare", "ip"))):
        pytest.skip("a network of its own needs root, unshare and ip")
    ran = subprocess.run(
        ["unshare", "--net", sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == ("Need(action='s3:PutObject', resource='arn:aws:s3:::control/runs/r/x.json')"), (
        ran.stderr
    )
