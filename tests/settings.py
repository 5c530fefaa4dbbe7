"""The settings under test: the product's own, on an embedded PostgreSQL made for this run."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from pathlib import Path

from heraut.config.launch.postgres import EmbeddedPostgres

_folder = Path(tempfile.mkdtemp(prefix="heraut-test-"))
_server: EmbeddedPostgres | None = None


def _open() -> None:
    """One server for a run: the first process starts it, xdist's workers are told its address."""
    global _server
    (_folder / "keys").write_text(f"test:{secrets.token_hex(32)}\n")
    if "HERAUT_TEST_DATABASE_URL" not in os.environ:
        _server = EmbeddedPostgres(_folder / "postgres", fast=True)
        os.environ["HERAUT_TEST_DATABASE_URL"] = _server.start()
    os.environ.update(
        HERAUT_DATABASE_URL=os.environ["HERAUT_TEST_DATABASE_URL"],
        HERAUT_SECRET_KEY="for-tests-only-" + "x" * 40,
        HERAUT_MASTER_KEY_FILE=str(_folder / "keys"),
        HERAUT_DATA_DIR=str(_folder / "data"),
        HERAUT_DEBUG="true",
        HERAUT_CALL_TIMEOUT="5",
    )


def close() -> None:
    if _server is not None:
        _server.stop()
    shutil.rmtree(_folder, ignore_errors=True)


_open()

from heraut.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
