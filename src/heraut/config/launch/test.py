"""./heraut test: the suite, with the servers it needs where they are wanted."""

from __future__ import annotations

import os
import subprocess
import sys

from heraut.config.launch import catalogues
from heraut.config.launch.house import ROOT


def main(arguments: list[str]) -> int:
    rest = list(arguments)
    environment = dict(os.environ)
    if "--install-servers" in rest:
        rest.remove("--install-servers")
        installed = subprocess.run(
            [sys.executable, "-m", "heraut_proving.servers.install"], cwd=ROOT, check=False
        )
        if installed.returncode != 0:
            return installed.returncode
        # From here on a test that is skipped is a test that failed.
        environment["HERAUT_REQUIRE_SERVERS"] = "1"
    fast = "--fast" in rest
    if fast:
        rest.remove("--fast")
        rest += ["-m", "not browser and not servers and not drill", "-x"]
    catalogues.compile_all()
    if not any(each.startswith("-n") or each == "-p" for each in rest):
        rest = ["-n", "2", "--dist", "loadgroup", *rest]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *rest], cwd=ROOT, env=environment, check=False
    )
    return done.returncode
