"""Real servers for the suite: where they are kept, and how they are brought there."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

HERE = Path(__file__).parent


def cache() -> Path:
    """Outside the checkout, so that a clean one finds them: ``HERAUT_SERVERS_DIR``, else the
    system's cache for root and the user's own otherwise."""
    named = os.environ.get("HERAUT_SERVERS_DIR")
    if named:
        return Path(named)
    if os.geteuid() == 0:
        return Path("/var/cache/heraut-servers")
    return Path.home() / ".cache" / "heraut-servers"


def modules() -> Path:
    """The npm packages of exactly this lock file."""
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()[:12]
    return cache() / lock / "node_modules"


def missing() -> str:
    """Why the real servers cannot run here; empty when they can."""
    import shutil

    if shutil.which("node") is None:
        return "node is not installed (./heraut test --install-servers installs it)"
    if not (modules() / "@atproto" / "pds").exists():
        return "the personal data server is not installed (./heraut test --install-servers)"
    return ""
