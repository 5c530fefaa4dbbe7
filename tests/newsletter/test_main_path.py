"""From a page on which somebody leaves an address to a number in their mailbox."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from heraut.audience.models import Recipient, Subscription
from heraut.guidance.actions.clear import clear
from heraut.newsletter.actions.open_list import open_list
from heraut.newsletter.actions.start_issue import start_issue
from heraut.newsletter.models import Issue
from heraut.outbound.models import Mailing, MailingRow
from tests import builders
from tests.outbound.mailing import send

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "Ada.Lovelace@readers.example.org"


@pytest.fixture
def letters(mission, head):
    """A list that takes subscribers."""
    return open_list(
        mission.unit,
        "Belgium in Kenya",
        "en",
        {
            "sender_name": "Embassy of Belgium in Nairobi",
            "reply_to": "nairobi@ministry.example",
            "about": "Once a month.",
            "wording": "I want to receive this newsletter.",
            "footer": "Follow us.",
            "postal_address": "Limuru Road, Nairobi",
        },
        by=head,
    )


def to(sandbox, address):
    return [each for each in sandbox.mails() if each["to"].strip("<>") == address]


def link(mail, name):
    return re.search(rf"https?://[^/\s]+(/official/newsletters/{name}/\S+)", mail["text"]).group(1)


def subscribe(letters, sandbox, address=ADDRESS):
    page = reverse("newsletter_subscribe", args=[letters.slug])
    answer = Client().post(page, {"email": address, "agree": "on", "website": ""})
    assert answer.status_code == 200, answer.content.decode()
    send(sandbox.mail_url, Mailing.objects.get(kind="confirmation", is_open=True))
    asked = to(sandbox, address)[-1]
    return link(asked, "confirm")


def test_from_a_page_to_a_mailbox_and_out_again(letters, sandbox, officer, head, editor, sign_in):
    confirm = subscribe(letters, sandbox)
    assert b"button" in Client().get(confirm).content
    assert Subscription.objects.get().state == "pending", "looking at a link confirms nothing"
    assert b"You are subscribed" in Client().post(confirm).content
    assert Subscription.objects.get().state == "confirmed"

    builders.item(editor, texts={"en": ("Vaccines", "Belgium *makes* vaccines.")})
    desk = sign_in(officer)
    desk.post(reverse("newsletter_start", args=[letters.pk]))
    issue = Issue.objects.get()
    item = issue_item = None
    page = desk.get(reverse("newsletter_issue", args=[issue.pk])).content.decode()
    item = re.search(r'value="add:([0-9a-f-]+)"', page).group(1)
    form = {"revision": "1", "subject": "Vaccines from Belgium", "preview": "and more", "intro": ""}
    desk.post(reverse("newsletter_save", args=[issue.pk]), {**form, "act": f"add:{item}"})
    issue.refresh_from_db()
    issue_item = issue.items.get()
    form |= {"revision": str(issue.revision), f"title-{issue_item.pk}": "Vaccines", "when": "now"}
    form |= {f"text-{issue_item.pk}": "Belgium *makes* vaccines."}
    desk.post(reverse("newsletter_submit", args=[issue.pk]), form)
    issue.refresh_from_db()
    assert issue.state == "asked"
    assert desk.get(reverse("clearance", args=[issue.clearance_id])).status_code == 200
    clear(issue.clearance_id, by=head, seen=issue.clearance.digest)
    issue.refresh_from_db()
    send(sandbox.mail_url, issue.mailing)
    assert MailingRow.objects.get(batch__mailing=issue.mailing).state == "done"
    issue.mailing.refresh_from_db()
    assert issue.mailing.state == "sent"

    mail = to(sandbox, "Ada.Lovelace@readers.example.org")[-1]
    assert mail["subject"] == "Vaccines from Belgium"
    assert mail["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert letters.channel.platform_id in mail["list-id"]
    assert "<em" in mail["html"] and "Belgium makes vaccines" in mail["text"]
    now = re.search(r"<(http[^>]+/now)>", mail["list-unsubscribe"]).group(1)
    path = "/" + now.split("/", 3)[3]
    assert Client(enforce_csrf_checks=True).post(path).status_code == 403
    robot = Client(enforce_csrf_checks=True)
    assert robot.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Subscription.objects.get().state == "ended"
    archive = Client().get(reverse("newsletter_public_issue", args=[letters.slug, 1]))
    assert b"Belgium <em>makes</em> vaccines" in archive.content


def test_nobody_learns_whether_an_address_is_known(letters, sandbox):
    page = reverse("newsletter_subscribe", args=[letters.slug])
    client = Client()
    first = client.post(page, {"email": ADDRESS, "agree": "on"})
    again = client.post(page, {"email": ADDRESS.upper(), "agree": "on"})
    robot = client.post(page, {"email": "x@y.example", "agree": "on", "website": "spam"})
    assert first.content == again.content == robot.content
    assert Recipient.objects.count() == 1
    assert MailingRow.objects.count() == 1, "asked twice within ten minutes, one mail goes"


def test_who_left_meanwhile_gets_nothing(letters, sandbox, officer):
    people = builders.subscribers(letters.channel, 3, "left.example.org")
    mailing = builders.mailing(letters.channel, officer)
    first = Subscription.objects.order_by("pk").first()
    Subscription.objects.filter(pk=first.pk).update(state="ended")
    send(sandbox.mail_url, mailing)
    assert sorted(MailingRow.objects.values_list("state", flat=True)) == ["done", "done"]
    assert not to(sandbox, people[first.recipient_id])


def test_a_second_editor_is_told(letters, officer, head, sign_in):
    issue = start_issue(letters.pk, by=officer)
    save = reverse("newsletter_save", args=[issue.pk])
    sign_in(officer).post(save, {"revision": "1", "subject": "Mine"})
    answer = sign_in(head).post(save, {"revision": "1", "subject": "Theirs"})
    assert answer.status_code == 409
    assert b"Theirs" in answer.content
    issue.refresh_from_db()
    assert issue.subject == "Mine"
