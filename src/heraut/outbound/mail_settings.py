"""What the operator said about mail to many, in the form in which it is used."""

from __future__ import annotations

from django.conf import settings

from heraut.kernel import dkim
from heraut.outbound.smtp import Server


def server() -> Server | None:
    """The relay for mail to many; None where none is named, and such mail waits."""
    env = settings.HERAUT
    return Server.parse(env.newsletter_mail_url or env.mail_url)


def sender() -> str:
    """The address in From."""
    env = settings.HERAUT
    return str(env.newsletter_from or env.mail_from)


def bounce() -> tuple[str, str]:
    """Local part and domain of the return address; each recipient's token goes between them."""
    local, _, domain = (settings.HERAUT.bounce_address or sender()).rpartition("@")
    return local, domain


def signer() -> dkim.Signer | None:
    """None where the relay signs. Raises ``ValueError`` or ``OSError`` for a wrong key file."""
    env = settings.HERAUT
    if env.dkim_key_file is None:
        return None
    domain = env.dkim_domain or sender().rpartition("@")[2]
    return dkim.Signer.load(domain, env.dkim_selector, env.dkim_key_file.read_bytes())
