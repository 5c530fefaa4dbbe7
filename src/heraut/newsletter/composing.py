"""An issue, or the mail that asks for a confirmation, as the template that outbound sends."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from heraut.newsletter import addresses, content, rendering
from heraut.newsletter.models import Issue, NewsletterList
from heraut.outbound import mail, mail_settings
from heraut.ui.templatetags.ui import text_dir


def issue_template(issue: Issue) -> bytes:
    """Everything fixed but each recipient's own address and links."""
    chosen = issue.list
    shown = content.of(issue)
    urls = addresses.of_issue(chosen.slug, issue.number)
    return mail.compose(
        mail.Mail(
            subject=shown.subject,
            sender_name=shown.sender_name,
            sender=mail_settings.sender(),
            text=rendering.text(shown, urls),
            html=rendering.html(shown, urls),
            bounce=mail_settings.bounce(),
            reply_to=shown.reply_to,
            list_name=shown.list_name,
            list_id=list_id(chosen),
            leave_url=addresses.one_click(),
            archive_url=addresses.absolute("newsletter_archive", chosen.slug),
            language=shown.language,
            # One stream a list, for those postmasters who look (Gmail's feedback loop).
            extra={"Feedback-ID": f"{issue.number}:{chosen.slug}:newsletter:heraut"},
        )
    )


def list_id(chosen: NewsletterList) -> str:
    return str(chosen.channel.platform_id)


def confirm_template(chosen: NewsletterList) -> bytes:
    """The first mail: one link, and what happens if nobody follows it."""
    url = addresses.confirm()
    with rendering.in_language(chosen.language):
        subject = _("Please confirm your subscription")
        lines = [
            _("Somebody, we hope it was you, asked to receive “%(name)s” at this address.")
            % {"name": chosen.channel.name},
            _("Press the button on the page behind this link, and you are subscribed."),
        ]
        refusal = _(
            "If you did not ask for this, do nothing: you will get no other mail, and your "
            "address is forgotten after three days."
        )
        document = render_to_string(
            "newsletter/mail/confirm.html",
            {
                "language": chosen.language,
                "direction": text_dir(chosen.language),
                "subject": subject,
                "lines": lines,
                "url": url,
                "sender_name": chosen.sender_name,
                "postal_address": chosen.postal_address,
            },
        )
    words = [*lines, url, refusal, f"{chosen.sender_name}\n{chosen.postal_address}"]
    return mail.compose(
        mail.Mail(
            subject=subject,
            sender_name=chosen.sender_name,
            sender=mail_settings.sender(),
            text="\n\n".join(words) + "\n",
            html=rendering.inlined(document),
            bounce=mail_settings.bounce(),
            reply_to=chosen.reply_to,
            language=chosen.language,
        )
    )
