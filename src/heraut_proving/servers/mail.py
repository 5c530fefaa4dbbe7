"""Real mail servers for the length of a test: Postfix takes and delivers, Dovecot keeps and shows.

Both with configuration folders of their own, on loopback and high ports; the system's own
configuration is not read, and nothing leaves the machine.
"""

from __future__ import annotations

import contextlib
import imaplib
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from heraut_proving.sandbox.client import free_port

POSTFIX = Path("/usr/sbin/postfix")
DOVECOT = Path("/usr/sbin/dovecot")
#: Debian's module for DKIM, run by Debian's Python: it shares nothing with ours.
DKIM = Path("/usr/lib/python3/dist-packages/dkim/__init__.py")
DOMAIN = "ministry.test"

_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.{domain}
mydestination =
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = {domain}
virtual_mailbox_maps = static:all
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
recipient_delimiter = +
default_transport = error:nothing leaves this machine
relay_transport = error:nothing leaves this machine
local_transport = error:nobody lives here
smtpd_recipient_restrictions = reject_unauth_destination
smtputf8_enable = no
bounce_queue_lifetime = 1m
notify_classes =
alias_maps =
alias_database =
"""
_MASTER = """
127.0.0.1:{smtp} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""
_DOVECOT = """
base_dir = {folder}/run
log_path = {folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_username_format = %n
recipient_delimiter = +
mail_location = maildir:{folder}/mail/%n
first_valid_uid = 1
namespace inbox {{
  inbox = yes
}}
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = passwd-file
  args = {folder}/users
  default_fields = uid=mail gid=mail home={folder}/mail/%n
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
"""


@dataclass(slots=True)
class MailServers:
    """``smtp_url`` for who sends; ``mailbox(user)`` for who reads. Users are made before mail is
    sent to them: to anybody else, Postfix takes it and sends it back."""

    folder: Path
    smtp: int
    imap: int
    passwords: dict[str, str] = field(default_factory=dict)

    @property
    def smtp_url(self) -> str:
        return f"smtp://127.0.0.1:{self.smtp}"

    def user(self, name: str) -> str:
        """Their address."""
        self.passwords.setdefault(name, secrets.token_hex(8))
        lines = [f"{each}:{{PLAIN}}{word}::::::" for each, word in self.passwords.items()]
        (self.folder / "users").write_text("\n".join(lines) + "\n")
        return f"{name}@{DOMAIN}"

    def mailbox(self, name: str) -> str:
        """As HERAUT_BOUNCE_MAILBOX wants it."""
        return f"imap://{name}:{self.passwords[name]}@127.0.0.1:{self.imap}/INBOX"

    def messages(self, name: str, *, wait_for: int = 1, seconds: float = 20) -> list[EmailMessage]:
        """What lies in somebody's mailbox, once there are as many as waited for."""
        return [
            message_from_bytes(each, policy=policy.default)
            for each in self.raw(name, wait_for=wait_for, seconds=seconds)
        ]

    def raw(self, name: str, *, wait_for: int = 1, seconds: float = 20) -> list[bytes]:
        deadline = time.monotonic() + seconds
        while True:
            found = self._fetch(name)
            if len(found) >= wait_for or time.monotonic() > deadline:
                return found
            time.sleep(0.2)

    def _fetch(self, name: str) -> list[bytes]:
        box = imaplib.IMAP4("127.0.0.1", self.imap, timeout=10)
        try:
            box.login(name, self.passwords[name])
            box.select("INBOX", readonly=True)
            _said, found = box.search(None, "ALL")
            mails = []
            for number in (found[0] or b"").split():
                _said, data = box.fetch(number.decode(), "(BODY.PEEK[])")
                mails += [each[1] for each in data if isinstance(each, tuple)]
            return mails
        finally:
            box.logout()


def missing() -> str:
    """Why the mail servers cannot run here; empty when they can."""
    if not POSTFIX.exists() or not DOVECOT.exists() or not DKIM.exists():
        return "Postfix, Dovecot or python3-dkim is missing (./heraut test --install-servers)"
    if os.geteuid() != 0:
        return "Postfix starts as root only"
    return ""


@contextlib.contextmanager
def running_mail() -> Iterator[MailServers]:
    """Raises ``RuntimeError`` with the reason where they are not installed."""
    reason = missing()
    if reason:
        raise RuntimeError(reason)
    folder = Path(tempfile.mkdtemp(prefix="heraut-mail-"))
    folder.chmod(0o755)
    ports = {name: free_port() for name in ("smtp", "lmtp", "imap")}
    servers = MailServers(folder, ports["smtp"], ports["imap"])
    dovecot = None
    try:
        _configure(folder, ports)
        dovecot = subprocess.Popen(
            [str(DOVECOT), "-F", "-c", str(folder / "dovecot.conf")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _postfix(folder, "start")
        for port in ports.values():
            _wait(port, folder)
        yield servers
    finally:
        with contextlib.suppress(RuntimeError):
            _postfix(folder, "stop")
        if dovecot is not None:
            dovecot.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                dovecot.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _configure(folder: Path, ports: dict[str, int]) -> None:
    config = folder / "postfix"
    config.mkdir()
    for name in ("queue", "data", "run", "mail"):
        (folder / name).mkdir()
    shutil.chown(folder / "data", "postfix")
    shutil.chown(folder / "mail", "mail", "mail")
    (config / "main.cf").write_text(_MAIN.format(folder=folder, domain=DOMAIN, **ports))
    (config / "master.cf").write_text(_MASTER.format(**ports))
    (folder / "dovecot.conf").write_text(_DOVECOT.format(folder=folder, **ports))
    (folder / "users").write_text("")


def _postfix(folder: Path, verb: str) -> None:
    done = subprocess.run(
        [str(POSTFIX), "-c", str(folder / "postfix"), verb],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"postfix {verb}: {done.stderr or done.stdout}{_tail(folder)}")


def _wait(port: int, folder: Path, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise RuntimeError(f"nothing listens on port {port}{_tail(folder)}")


def _tail(folder: Path) -> str:
    texts = [
        (folder / name).read_text(errors="replace")[-1500:]
        for name in ("postfix.log", "dovecot.log")
        if (folder / name).exists()
    ]
    return "\n" + "\n".join(texts)


def dkim_verified(raw: bytes, record: str, signer: str) -> str:
    """What Debian's dkim module says of a message: ``ok``, or why not. ``record``: the TXT record
    that would stand at ``signer`` (``selector._domainkey.domain``)."""
    program = (
        "import sys, dkim\n"
        "record, name, raw = sys.argv[1].encode(), sys.argv[2], sys.stdin.buffer.read()\n"
        "def look_up(asked, timeout=5):\n"
        "    said = asked.decode() if isinstance(asked, bytes) else asked\n"
        "    return record if said.rstrip('.') == name else b''\n"
        "print('ok' if dkim.verify(raw, dnsfunc=look_up) else 'not verified')\n"
    )
    done = subprocess.run(
        ["/usr/bin/python3", "-c", program, record, signer],
        input=raw,
        capture_output=True,
        timeout=30,
        check=False,
    )
    return done.stdout.decode().strip() or done.stderr.decode()[-500:]
