"""./heraut doctor: what is wrong with this installation, and how to mend it."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from heraut.config.backups.tools import tools_for
from heraut.config.launch.house import House, folder_of
from heraut.config.launch.postgres import PostgresTrouble

#: Browsers trust their own machine without encryption.
_OWN = ("localhost", "127.0.0.1", "::1")
Finding = tuple[str, str, str]


def main(arguments: list[str]) -> int:
    folder = folder_of(arguments)
    worst = 0
    for level, what, mend in _findings(folder):
        print(f"{level:4} {what}" + (f"\n     {mend}" if mend else ""))
        worst = max(worst, {"ok": 0, "warn": 0, "FAIL": 1}[level])
    return worst


def _findings(folder: Path) -> Iterator[Finding]:
    yield "ok", f"Python {sys.version.split()[0]}", ""
    yield from _space(folder)
    yield from _keys(folder)
    yield from _settings()
    yield from _database(folder)


def _space(folder: Path) -> Iterator[Finding]:
    place = folder if folder.exists() else folder.parent
    free = shutil.disk_usage(place).free / 1e9
    if free < 1:
        yield "FAIL", f"{free:.1f} GB free at {place}", "Free some space: 5 GB are comfortable."
    elif free < 5:
        yield "warn", f"{free:.1f} GB free at {place}", "5 GB are comfortable."
    else:
        yield "ok", f"{free:.0f} GB free at {place}", ""


def _keys(folder: Path) -> Iterator[Finding]:
    named = os.environ.get("HERAUT_MASTER_KEY_FILE")
    path = Path(named) if named else folder / "master-keys"
    if not path.exists():
        level = "FAIL" if named else "warn"
        yield (
            level,
            f"No master key at {path}",
            "./heraut up makes one; a lost one cannot be made again.",
        )
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        yield "FAIL", f"{path} can be read by others (mode {mode:o})", f"chmod 600 {path}"
    else:
        yield "ok", "The master key is readable by its owner alone", ""


def _settings() -> Iterator[Finding]:
    from pydantic import ValidationError

    from heraut.config.env import Env

    try:
        env = Env()
    except ValidationError as error:
        for each in error.errors():
            name = "HERAUT_" + "_".join(map(str, each["loc"])).upper()
            yield "FAIL", f"{name}: {each['msg']}", "Correct it in the environment."
        return
    if "HERAUT_DATABASE_URL" in os.environ and len(env.secret_key.get_secret_value()) < 32:
        yield (
            "FAIL",
            "HERAUT_SECRET_KEY is missing or shorter than 32 characters",
            "Make one with: openssl rand -base64 48",
        )
    if "HERAUT_DATABASE_URL" in os.environ and not env.mail_url:
        yield (
            "warn",
            "No outgoing mail: invitations and forgotten passwords reach nobody",
            "Set HERAUT_MAIL_URL and HERAUT_MAIL_FROM.",
        )
    if 0 < len(env.metrics_token.get_secret_value()) < 20:
        yield (
            "FAIL",
            "HERAUT_METRICS_TOKEN is shorter than 20 characters: there is no /metrics",
            "Make one with: openssl rand -hex 24",
        )
    for origin in sorted(env.origins()):
        yield (
            "warn",
            f"Calls to the private address {origin} are allowed",
            ("Right for a demonstration; else take it out of HERAUT_PRIVATE_ORIGINS."),
        )
    if env.second_factor == "offered":
        yield (
            "warn",
            "The second factor is offered, not enforced",
            ("Unset HERAUT_SECOND_FACTOR outside demonstrations."),
        )
    yield from _mail(env)
    if env.origin.startswith("http://") and urlsplit(env.origin).hostname not in _OWN:
        yield (
            "FAIL",
            f"{env.origin} is not encrypted",
            "Put Heraut behind https and set HERAUT_ORIGIN.",
        )


def _mail(env: Any) -> Iterator[Finding]:
    """Whether mail to many can be sent, signed, and is heard of again."""
    from heraut.kernel.dkim import Signer
    from heraut.outbound.smtp import Server

    url = env.newsletter_mail_url or env.mail_url
    if not url:
        yield "warn", "No mail server is named: newsletters wait", "Set HERAUT_MAIL_URL."
        return
    try:
        Server.parse(url)
    except ValueError as error:
        yield "FAIL", str(error), "Correct HERAUT_NEWSLETTER_MAIL_URL or HERAUT_MAIL_URL."
    if not env.bounce_mailbox.get_secret_value():
        yield (
            "warn",
            "Nobody reads the mail that comes back",
            "Set HERAUT_BOUNCE_ADDRESS and HERAUT_BOUNCE_MAILBOX, or pipe it to mail_bounce.",
        )
    if env.dkim_key_file is None:
        yield "ok", "The mail server signs mail (no HERAUT_DKIM_KEY_FILE)", ""
        return
    domain = env.dkim_domain or (env.newsletter_from or env.mail_from).rpartition("@")[2]
    try:
        signer = Signer.load(domain, env.dkim_selector, env.dkim_key_file.read_bytes())
    except (OSError, ValueError) as error:
        yield "FAIL", f"{env.dkim_key_file}: {error}", "Make a key as the guide shows."
        return
    yield (
        "ok",
        f"Mail is signed with DKIM ({signer.algorithm})",
        f"{signer.selector}._domainkey.{signer.domain} TXT {signer.record}",
    )


def _database(folder: Path) -> Iterator[Finding]:
    import psycopg

    house = House(folder)
    url = os.environ.get("HERAUT_DATABASE_URL")
    if url is None and not (house.postgres.data / "PG_VERSION").exists():
        yield "warn", "No database yet", "./heraut up makes one."
        return
    url = url or house.postgres.running_url()
    if url is None:
        yield "warn", "The database does not run", "./heraut up starts it."
        return
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version // 10000
            applied = connection.execute("SELECT count(*) FROM django_migrations").fetchone()
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        yield "FAIL", f"The database does not answer: {reason}", "Check HERAUT_DATABASE_URL."
        return
    level = "ok" if version >= 14 else "FAIL"
    yield (
        level,
        f"PostgreSQL {version}, {applied[0] if applied else 0} migrations applied",
        ("" if version >= 14 else "Heraut needs PostgreSQL 14 or newer."),
    )
    try:
        yield "ok", f"pg_dump {tools_for(version).major} for backups", ""
    except PostgresTrouble as trouble:
        yield "FAIL", "./heraut backup does not work", str(trouble)
    if applied and applied[0]:
        yield from _inside(house, url)


def _inside(house: House, url: str) -> Iterator[Finding]:
    """What only Heraut itself can tell: asked with the settings that its processes have."""
    import django

    if "HERAUT_DATABASE_URL" not in os.environ:
        known = house.environment(database=url, port=8000, sandbox_port=8001, demo=False)
        os.environ.update(known)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heraut.config.settings")
    django.setup()
    from heraut.config import readiness

    found = readiness.look()
    for each in found:
        yield "FAIL" if each.stops else "warn", each.what, each.mend
    codes = {each.code for each in found}
    if not codes & {"database", "restore", "migrations"}:
        yield from _good(codes)
        yield from _sealed()


def _good(codes: set[str]) -> Iterator[Finding]:
    from heraut.foundation.measuring import worker_silence
    from heraut.foundation.models import Backup

    yield "ok", "No migration is pending, no restore unfinished", ""
    if "worker" not in codes:
        yield "ok", f"A worker was seen {worker_silence() or 0:.0f} seconds ago", ""
    newest = Backup.objects.filter(restored_at=None).first()
    if "backup" not in codes and newest:
        yield "ok", f"The last backup is of {newest.made_at:%Y-%m-%d %H:%M} UTC", ""
    if "storage" not in codes:
        yield "ok", "The media folder can be written", ""


def _sealed() -> Iterator[Finding]:
    from django.core.exceptions import ImproperlyConfigured

    from heraut.foundation.sealed import unreadable

    try:
        closed = unreadable()
    except ImproperlyConfigured:
        return  # said already
    for column in closed:
        yield (
            "FAIL",
            f"{column} was sealed with another master key",
            "Put that key back into HERAUT_MASTER_KEY_FILE, or connect the channels again.",
        )
    if not closed:
        yield "ok", "The master keys open what they sealed", ""
