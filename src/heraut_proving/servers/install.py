"""Bring the servers that the suite needs: Debian's packages, then npm's into a cache."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from heraut_proving.servers import HERE, modules

DEBIAN = {
    "chromium": ["chromium"],
    "node": ["nodejs", "npm"],
    "npm": ["npm"],
    "g++": ["build-essential"],
    "make": ["build-essential"],
    "ffmpeg": ["ffmpeg"],
}
FONTS = "fonts-noto-core"
#: By file, since none of them lies on everybody's path.
MAIL = {
    "/usr/sbin/postfix": ["postfix"],
    "/usr/sbin/dovecot": ["dovecot-core"],
    "/usr/lib/dovecot/imap": ["dovecot-imapd"],
    "/usr/lib/dovecot/lmtp": ["dovecot-lmtpd"],
    "/usr/lib/python3/dist-packages/dkim/__init__.py": ["python3-dkim"],
}


def main() -> int:
    try:
        _debian()
        _npm()
    except subprocess.CalledProcessError as error:
        print(f"Installing the servers failed at: {' '.join(map(str, error.cmd))}", file=sys.stderr)
        return 1
    return 0


def _debian() -> None:
    wanted = sorted({p for tool, ps in DEBIAN.items() if shutil.which(tool) is None for p in ps})
    wanted += sorted({p for file, ps in MAIL.items() if not Path(file).exists() for p in ps})
    if not Path("/usr/share/fonts/truetype/noto").exists():
        wanted.append(FONTS)
    if "nodejs" in wanted or (_own_node() and not Path("/usr/include/node").exists()):
        # Debian's headers: the database driver of the server compiles against them.
        wanted.append("libnode-dev")
    if not wanted:
        return
    if os.geteuid() != 0:
        print(f"Not root: please install {' '.join(wanted)} yourself.", file=sys.stderr)
        return
    print(f"Installing {' '.join(wanted)} …", file=sys.stderr, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=True, env=environment)
    if "postfix" in wanted:
        # The system's own mail server stays as it is: there was none, and none is set up.
        subprocess.run(
            ["debconf-set-selections"],
            input=b"postfix postfix/main_mailer_type select No configuration\n",
            check=True,
            env=environment,
        )
    subprocess.run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *wanted],
        check=True,
        env=environment,
        stdout=subprocess.DEVNULL,
    )


def _own_node() -> bool:
    """Whether node is Debian's, whose headers come in a package."""
    found = subprocess.run(["dpkg", "-S", "/usr/bin/node"], capture_output=True, check=False)
    return b"nodejs:" in found.stdout and b"nodesource" not in found.stdout


def _npm() -> None:
    target = modules().parent
    if (target / "ready").exists():
        return
    print("Building the personal data server (once, some minutes) …", file=sys.stderr, flush=True)
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, target / name)
    environment = dict(os.environ)
    if Path("/usr/include/node/node.h").exists():
        environment["npm_config_nodedir"] = "/usr"
    subprocess.run(
        ["npm", "ci", "--no-audit", "--no-fund", "--omit=dev", "--loglevel=error"],
        cwd=target,
        check=True,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    built = target / "node_modules/better-sqlite3/build/Release/better_sqlite3.node"
    if not built.exists():
        # Newer npm asks before it runs a package's build: this one is wanted.
        subprocess.run(
            ["npm", "rebuild", "better-sqlite3", "--build-from-source", "--loglevel=error"],
            cwd=target,
            check=True,
            env=environment,
            stdout=subprocess.DEVNULL,
        )
    (target / "ready").write_text("")


if __name__ == "__main__":
    sys.exit(main())
