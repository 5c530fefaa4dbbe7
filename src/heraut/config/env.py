"""The settings an operator gives, typed, read from HERAUT_* in the environment."""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

#: May be given as a file instead, named in HERAUT_…_FILE: how containers and systemd hand over
#: what nobody should read in a list of processes.
SECRETS = ("DATABASE_URL", "SECRET_KEY", "MAIL_URL", "METRICS_TOKEN")


def read_secret_files(environment: MutableMapping[str, str]) -> None:
    """Set each of ``SECRETS`` from its file, where it is not set itself.

    Raises ``ValueError`` naming the variable whose file cannot be read.
    """
    for name in SECRETS:
        path = environment.get(f"HERAUT_{name}_FILE")
        if path and f"HERAUT_{name}" not in environment:
            try:
                environment[f"HERAUT_{name}"] = Path(path).read_text().strip()
            except OSError as error:
                raise ValueError(f"HERAUT_{name}_FILE: {path}: {error.strerror}") from None


class Env(BaseSettings):
    """Every name below is read from the environment with the prefix ``HERAUT_``."""

    model_config = SettingsConfigDict(env_prefix="HERAUT_", extra="ignore")

    #: The database: postgresql://user:password@host:port/name
    database_url: str = "postgresql://heraut@127.0.0.1:5432/heraut"
    #: Signs sessions and tokens. Kept secret; changing it signs everybody out.
    secret_key: SecretStr = SecretStr("")
    #: A file with the master keys, one a line, ``id:64 hexadecimal digits``; the first seals.
    master_key_file: Path | None = None
    #: Where people reach Heraut, without a slash at the end.
    origin: str = "http://localhost:8000"
    #: How many reverse proxies stand before Heraut; each adds to X-Forwarded-For, which sign-in
    #: limits and the list of sessions read. 0 where browsers reach Heraut directly.
    proxies: int = Field(default=0, ge=0)
    #: Media, feeds and logs live below this folder.
    data_dir: Path = Path("var")
    #: Where `./heraut backup` writes; empty: `backups` below HERAUT_DATA_DIR. Better another disk.
    backup_dir: Path | None = None
    #: How lines are logged on standard error: `json`, or `plain` for who reads along.
    log: Literal["json", "plain"] = "json"
    #: At least 20 characters that Prometheus has to send to read `/metrics`; without, there is none.
    metrics_token: SecretStr = SecretStr("")
    #: Origins in private networks that Heraut may call, separated by commas.
    private_origins: str = ""
    #: Where the sandbox stands in for the platforms; empty in production.
    sandbox_origin: str = ""
    #: True on a demonstration: marked on every screen.
    demo: bool = False
    #: Shows faults in the browser. Never on a server.
    debug: bool = False
    #: ``enforced``: roles that need a second factor cannot work without; ``offered``: they may.
    second_factor: Literal["enforced", "offered"] = "enforced"
    #: The ministry's name as the public reads it, in the four languages: nl|fr|de|en.
    ministry: str = (
        "FOD Buitenlandse Zaken|SPF Affaires étrangères"
        "|FÖD Auswärtige Angelegenheiten|FPS Foreign Affairs"
    )
    #: The ministry's own; missions and people have theirs.
    time_zone: str = "Europe/Brussels"
    #: The ministry's own country (ISO 3166-1 alpha-2): its holidays stand in every calendar.
    country: str = Field(default="BE", pattern="^[A-Z]{2}$")
    #: Outgoing mail: smtp://user:password@host:port, smtp+tls:// for STARTTLS; empty: nothing
    #: is sent (HERAUT_LOG=plain: printed to the log).
    mail_url: str = ""
    #: Whom people see as the sender.
    mail_from: str = "heraut@localhost"

    #: The ministry's own domains, separated by commas: links to them and below carry campaign
    #: parameters (utm_…), so that its sites can tell which text brought a visitor.
    campaign_domains: str = ""
    #: The longest film that may be sent in, in seconds.
    film_seconds: int = Field(default=600, ge=1, le=7200)
    #: The largest, in MB; the proxy before Heraut has to let as much through.
    film_megabytes: int = Field(default=500, ge=1, le=4000)

    #: Who proposes translations: ``deepl``, ``libretranslate`` or ``etranslation``; empty: nobody,
    #: and no text leaves the house for it (see docs/translations.md).
    translation_provider: Literal["", "deepl", "libretranslate", "etranslation"] = ""
    #: The provider's address; empty takes its own. LibreTranslate has none of its own.
    translation_url: str = ""
    #: The provider's key; eTranslation: the application's password.
    translation_key: SecretStr = SecretStr("")
    #: eTranslation: the application's name.
    translation_user: str = ""
    #: True where the provider may be sent texts under embargo.
    translation_embargoed: bool = False

    #: Mail to many, newsletters and alerts, through another server than HERAUT_MAIL_URL.
    newsletter_mail_url: str = ""
    #: The address in From of mail to many; HERAUT_MAIL_FROM if empty.
    newsletter_from: str = ""
    #: Where mail to many comes back, with +word added before the @ for each recipient;
    #: HERAUT_NEWSLETTER_FROM if empty.
    bounce_address: str = ""
    #: The mailbox that HERAUT_BOUNCE_ADDRESS ends up in: imaps://user:password@host:993/INBOX.
    bounce_mailbox: SecretStr = SecretStr("")
    #: Signs mail to many with DKIM: a file with an RSA or Ed25519 key in PEM. Empty: the mail
    #: server signs.
    dkim_key_file: Path | None = None
    #: The name below which the key's public half stands in DNS.
    dkim_selector: str = "heraut"
    #: The domain that signs; that of HERAUT_NEWSLETTER_FROM if empty.
    dkim_domain: str = ""
    #: Connections to the mail server that one worker process opens for each mailing it sends.
    mail_connections: int = Field(default=8, ge=1, le=64)
    #: Mails a minute to one mail domain and worker process; 0: no limit.
    mail_per_domain: int = Field(default=0, ge=0)

    #: What X asks in US dollars, where the ministry's contract differs from its list:
    #: ``text=0.015,text_with_link=0.20,repost=0.015,recall=0.01,description=0.005``.
    x_prices: str = Field(default="", pattern=r"^(\w+=[\d.]+(, *\w+=[\d.]+)*)?$")
    #: True where the ministry's contract with X is an enterprise one: only those may quote.
    x_enterprise: bool = False

    #: Seconds after which a call to a platform counts as unclear.
    call_timeout: float = Field(default=20.0, gt=0)
    #: Seconds after which a channel that a dead worker held is served by another.
    lease: float = Field(default=60.0, gt=0)
    #: Seconds, at most, before an unclear call is read back.
    settle: float = Field(default=45.0, ge=0)
    #: Seconds between two looks for what is due and has no job.
    sweep: float = Field(default=5.0, gt=0)
    #: Seconds before the second try; doubled each time.
    backoff_first: float = Field(default=15.0, gt=0)
    #: Seconds, at most, between two tries.
    backoff_most: float = Field(default=3600.0, gt=0)
    #: Channels that one worker process serves at once.
    worker_concurrency: int = Field(default=32, gt=0)

    def domains(self) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.campaign_domains.split(",") if part.strip())

    def origins(self) -> frozenset[str]:
        return frozenset(part.strip() for part in self.private_origins.split(",") if part.strip())
