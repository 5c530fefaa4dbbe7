"""The upgrade drill: an earlier release's database is brought up to date and lives on.

Migrated and examined with the operator's own commands; then every page is opened as everybody, and
what was scheduled before the update goes out after it. ``scripts/release-data`` made what is
carried in ``heraut_proving/releases``.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from heraut.config.backups import contents, loading, manifest, media
from heraut_proving.house import QUICK, House, say

RELEASES = Path(__file__).parents[1] / "releases"
KEY = "test-master-keys"
#: Arguments of addresses that are no row's id.
_PLAIN = {"language": "en", "kind": "atom", "size": "small"}
#: Rows that no update may take away.
_KEPT = (
    *("people_user", "network_channel", "newsroom_item", "outbound_parcel"),
    "foundation_auditentry",
)


def main(arguments: list[str]) -> int:
    known = sorted(path.name for path in RELEASES.iterdir() if path.is_dir())
    parser = argparse.ArgumentParser(prog="drill upgrade")
    parser.add_argument("--release", choices=known, default=known[-1])
    chosen = parser.parse_args(arguments)
    folder = RELEASES / chosen.release
    with House(environment={**QUICK, "HERAUT_DEMO": "true", "HERAUT_LOG": "plain"}) as house:
        (house.folder / "keys").write_text((folder / KEY).read_text())
        result = UpgradeDrill(house, folder).run()
    print(json.dumps(result))
    return 0 if holds(result) else 1


def holds(result: dict[str, Any]) -> bool:
    """Nothing went, no page broke, what was scheduled went out, once."""
    return (
        not any(result[name] for name in ("lost", "broken", "doubled", "doctor"))
        and result["audit_chain"] == "intact"
        and result["published"] == result["scheduled"] > 0
        and result["pages"] > 0
    )


class UpgradeDrill:
    def __init__(self, house: House, folder: Path) -> None:
        self.house = house
        self.folder = folder
        self.said = manifest.read(folder)

    def run(self) -> dict[str, Any]:
        say(f"Heraut {self.said.heraut}: {self.said.rows} rows")
        self._load()
        before = self._applied()
        for command in (["migrate", "--verbosity=0"], ["manage", "collectstatic", "--noinput"]):
            assert self._heraut(*command) == 0, command
        doctor = self._heraut("doctor")
        figures = {"migrations": self._applied() - before, "lost": self._lost(), "doctor": doctor}
        figures |= self._walk()
        figures |= self._publish()
        chain = {"audit_chain": self._audit_chain()}
        release = {"from": self.said.heraut, "rows": self.said.rows}
        return {"drill": "upgrade", **release, **figures, **chain}

    # -- the update -------------------------------------------------------------------------

    def _load(self) -> None:
        """As the database stood when the earlier release was stopped: no restore, no hold."""
        url = self.house.fresh_database("upgraded")
        manifest.check_files(self.folder, self.said)
        loading.load(self.folder, self.said, url)
        names = [name for name in self.said.files if name != manifest.DUMP]
        media.put_back(self.folder, names, self.house.folder / "data" / "media")
        loading.finish(url)
        self.house.turn_to(url)

    def _heraut(self, *command: str) -> int:
        done = subprocess.run(
            [sys.executable, "-m", "heraut.config.launch", *command],
            capture_output=True,
            text=True,
            check=False,
        )
        say((done.stdout + done.stderr).strip())
        return done.returncode

    @staticmethod
    def _applied() -> int:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM django_migrations")
            return int(cursor.fetchone()[0])

    def _lost(self) -> int:
        with loading.connected(os.environ["HERAUT_DATABASE_URL"]) as connection:
            held = contents.counted(connection, [("public", name) for name in _KEPT])
        return sum(
            max(0, self.said.tables[name]["rows"] - now["rows"]) for name, now in held.items()
        )

    # -- every page ---------------------------------------------------------------------------

    def _walk(self) -> dict[str, Any]:
        """Every address that can be filled from the rows, as everybody and as nobody."""
        from django.test import Client

        from heraut.people.models import User

        logging.getLogger("heraut.requests").setLevel(logging.ERROR)
        broken: list[str] = []
        statuses: Counter[int] = Counter()
        # What takes a POST alone has no page to open.
        addresses = [url for url in self._addresses() if Client().get(url).status_code != 405]
        for person in [None, *User.objects.filter(is_active=True)]:
            client = Client(raise_request_exception=False)
            if person is not None:
                client.force_login(
                    person, backend="allauth.account.auth_backends.AuthenticationBackend"
                )
            for url in addresses:
                status = client.get(url).status_code
                statuses[status] += 1
                if status >= 500:
                    broken.append(f"{url} as {person.email if person else 'nobody'}: {status}")
        for line in broken[:20]:
            say(line)
        say(f"{len(addresses)} addresses: {dict(statuses)}")
        return {"addresses": len(addresses), "pages": statuses[200], "broken": len(broken)}

    def _addresses(self) -> Iterator[str]:
        from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

        def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
            for each in resolver.url_patterns:
                if isinstance(each, URLResolver):
                    yield from patterns(each)
                else:
                    yield each

        for pattern in patterns(get_resolver()):
            names = pattern.pattern.converters
            found = {name: self._value(name) for name in names}
            if pattern.name and None not in found.values():
                try:
                    yield reverse(pattern.name, kwargs=found)
                except NoReverseMatch:
                    continue  # a library's, with arguments that its pattern does not name

    @staticmethod
    def _value(name: str) -> Any:
        """A row's id for ``noun_id``, if that noun has rows; None where nothing fits."""
        from django.apps import apps

        from heraut.network.models import Channel, Mission
        from heraut.newsroom.models import Picture

        if name == "key":
            holder = Channel.objects.values("holder")
            return Mission.objects.filter(unit__in=holder).values_list("key", flat=True).first()
        if name == "sha256":
            return Picture.objects.values_list("sha256", flat=True).first()
        if not name.endswith("_id"):
            return _PLAIN.get(name)
        noun = name.removesuffix("_id").replace("_", "")
        for model in apps.get_models():
            if model._meta.model_name == noun and model.__module__.startswith("heraut."):
                return model._base_manager.values_list("pk", flat=True).first()
        return None

    # -- what was scheduled ------------------------------------------------------------------------

    def _publish(self) -> dict[str, Any]:
        """The platforms' accounts are made anew from what the channels have sealed."""
        from heraut.kernel import clock
        from heraut.network.models import Channel
        from heraut.outbound.models import Parcel

        sandbox = self.house.sandbox
        channels = list(
            Channel.objects.filter(platform__in=["bluesky", "mastodon"]).exclude(credentials=None)
        )
        for channel in channels:
            secret = dict(channel.credentials)["password"]
            sandbox.account(channel.platform, channel.handle, secret, id=channel.platform_id)
        Channel.objects.filter(pk__in=[each.pk for each in channels]).update(origin=sandbox.origin)
        scheduled = Parcel.objects.filter(state="waiting")
        ids = list(scheduled.values_list("pk", flat=True))
        scheduled.update(due_at=clock.now(), next_at=clock.now())
        self.house.start_worker("worker")
        deadline = time.monotonic() + 60
        done = Parcel.objects.filter(pk__in=ids, state="done")
        while done.count() < len(ids) and time.monotonic() < deadline:
            time.sleep(0.2)
        self.house.end("worker")
        doubled = sum(
            count - 1
            for each in channels
            for count in Counter(
                post["text"] for post in sandbox.timeline(each.platform, each.platform_id)
            ).values()
        )
        return {"scheduled": len(ids), "published": done.count(), "doubled": doubled}

    @staticmethod
    def _audit_chain() -> str:
        from heraut.foundation import audit

        audit.seal()
        link = audit.broken_link()
        return "intact" if link is None else f"broken at link {link.number}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
