"""What newsletters bring to the walks."""

from __future__ import annotations

from typing import Any

from heraut.audience import tokens
from heraut.audience.actions.suppress import suppress
from heraut.audience.models import Reason, Subscription
from heraut.guidance.actions.clear import clear
from heraut.newsletter.actions.open_list import open_list
from heraut.newsletter.actions.save_issue import save_issue
from heraut.newsletter.actions.start_issue import start_issue
from heraut.newsletter.actions.submit_issue import submit_issue
from heraut.newsletter.drafts import IssueDraft
from heraut.newsletter.models import Issue, NewsletterList
from heraut.newsroom.models import Picture
from heraut.outbound.models import Mailing, MailingBatch
from tests import builders
from tests.meta.examples import Examples, brings, multiplies, shows

VALUES = {
    "sender_name": "Embassy of Belgium in Nairobi",
    "reply_to": "nairobi@ministry.example",
    "about": "Once a month, what Belgium does here.",
    "wording": "I want to receive this newsletter.",
    "footer": "Follow us.",
    "postal_address": "Limuru Road, Nairobi",
}

shows("officer", "newsletters", "newsletter_list", "newsletter_issue")
shows("head", "newsletter_new", "newsletter_change", "newsletter_import")
shows("admin", "newsletter_recipient")
shows(
    None,
    "newsletter_public",
    "newsletter_subscribe",
    "newsletter_archive",
    "newsletter_public_issue",
    "newsletter_confirm",
    "newsletter_leave",
)


def letters(everything: Examples, name: str) -> NewsletterList:
    return open_list(everything.mission.unit, name, "en", VALUES, by=everything.people["head"])


def issue(everything: Examples, chosen: NewsletterList, subject: str, *, sent: bool) -> Issue:
    """One that is being made, or that was cleared and sent."""
    officer, editor = everything.people["officer"], everything.people["editor"]
    made = start_issue(chosen.pk, by=officer)
    item = builders.item(editor, texts={"en": ("Vaccines", "Belgium makes vaccines.")})
    draft = IssueDraft(subject, "and more", "Good morning.")
    made = save_issue(made.pk, draft, by=officer, revision=1, add=item.pk)
    if not sent:
        return made
    made = submit_issue(made.pk, by=officer, revision=2, at=None)
    assert made.clearance is not None
    clear(made.clearance.pk, by=everything.people["head"], seen=made.clearance.digest)
    Mailing.objects.filter(issue=made).update(state="sent")
    made.refresh_from_db()
    assert made.mailing is not None
    MailingBatch.objects.create(
        mailing=made.mailing, next_at=made.created_at, total=3, done=2, unknown=1
    )
    return made


def _same(names: str, kwargs: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {f"newsletter_{name}": kwargs for name in names.split()}


@brings
def _newsletter(everything: Examples) -> None:
    chosen = letters(everything, "Belgium here")
    people = builders.subscribers(chosen.channel, 3)
    first, second, third = people
    waiting = Subscription.objects.get(recipient=first)
    stopped = suppress(third, Reason.SOFT_BOUNCE, code="4.2.2")
    assert stopped is not None
    making = issue(everything, chosen, "In the making", sent=False)
    sent = issue(everything, chosen, "Sent", sent=True)
    picture = Picture.objects.first()
    making.items.update(picture=picture, alt="A red square")
    assert picture is not None
    everything.kwargs |= {
        **_same("list change import start", {"channel_id": chosen.pk}),
        **_same(
            "issue save preview test submit withdraw cancel stop release resolve",
            {"issue_id": making.pk},
        ),
        **_same("erase suppress", {"recipient_id": second}),
        "newsletter_lift": {"suppression_id": stopped.pk},
        "newsletter_confirm": {"token": tokens.make("confirm", waiting.pk.bytes)},
        **_same("leave leave_now forget", {"token": tokens.make("leave", waiting.pk.bytes)}),
        "newsletter_picture": {"sha256": picture.sha256},
        **_same("subscribe archive", {"slug": chosen.slug}),
        "newsletter_public_issue": {"slug": chosen.slug, "number": sent.number},
    }


@multiplies
def _more_newsletters(everything: Examples, mark: str) -> None:
    chosen = letters(everything, f"List {mark}")
    builders.subscribers(chosen.channel, 2, f"{mark}.example.org")
    known = NewsletterList.objects.get(slug=everything.kwargs["newsletter_subscribe"]["slug"])
    issue(everything, known, f"More {mark}", sent=True)
    issue(everything, known, f"Making {mark}", sent=False)
