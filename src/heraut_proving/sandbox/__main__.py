"""``python -m heraut_proving.sandbox --port N [--mail-port N] [--state FILE]``: serve on loopback until ended."""

from __future__ import annotations

import argparse
from pathlib import Path

from aiohttp import web

from heraut_proving.sandbox.app import build


def main() -> None:
    parser = argparse.ArgumentParser(prog="sandbox")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--mail-port", type=int, default=0, help="also a mail server there")
    parser.add_argument("--state", type=Path)
    chosen = parser.parse_args()
    web.run_app(
        build(chosen.state, chosen.mail_port),
        host="127.0.0.1",
        port=chosen.port,
        print=None,
        access_log=None,
        shutdown_timeout=0.5,
    )


if __name__ == "__main__":
    main()
