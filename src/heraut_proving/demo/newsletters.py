"""The demonstration's newsletters: two lists with made-up readers, numbers sent, waiting, begun."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from heraut.audience.actions.import_subscribers import import_subscribers
from heraut.audience.importing import Line
from heraut.audience.models import Subscription
from heraut.guidance.actions.clear import clear
from heraut.kernel import clock
from heraut.newsletter import drafts
from heraut.newsletter.actions.open_list import open_list
from heraut.newsletter.actions.save_issue import save_issue
from heraut.newsletter.actions.start_issue import start_issue
from heraut.newsletter.actions.submit_issue import submit_issue
from heraut.newsletter.drafts import IssueDraft
from heraut.newsletter.models import Issue, NewsletterList
from heraut.newsroom.models import Item
from heraut.people.models import Membership, Role, Unit, User

#: mission -> name, language, what the list says of itself
LISTS = {
    "nairobi": (
        "Belgium in Kenya",
        "en",
        {
            "sender_name": "Embassy of Belgium in Nairobi",
            "reply_to": "nairobi@demo.example",
            "about": "Once a month: what Belgium and Kenya do together, and what comes next.",
            "wording": "I agree that the embassy keeps my address to send me this newsletter. I "
            "can leave at any time.",
            "footer": "Follow the embassy on Bluesky and Mastodon.",
            "postal_address": "Limuru Road, Muthaiga, Nairobi, Kenya",
        },
    ),
    "paris": (
        "La lettre belge de Paris",
        "fr",
        {
            "sender_name": "Ambassade de Belgique à Paris",
            "reply_to": "paris@demo.example",
            "about": "Chaque mois : la Belgique en France, ses entreprises, sa culture.",
            "wording": "J’accepte que l’ambassade conserve mon adresse pour m’envoyer cette lettre. "
            "Je peux me désinscrire à tout moment.",
            "footer": "Suivez l’ambassade sur Bluesky et Mastodon.",
            "postal_address": "9, rue de Tilsitt, 75840 Paris Cedex 17, France",
        },
    ),
}
READERS = {"nairobi": 240, "paris": 310}


def load(people: Mapping[str, User], items: Mapping[str, Item]) -> None:
    """Opened by heads of mission and an editor; one number sent, one that waits to be cleared."""
    head, officer = people["head@demo.example"], people["nairobi@demo.example"]
    paris = people["paris@demo.example"]
    kenya = _opened("nairobi", head)
    france = _opened("paris", _ambassador(paris))
    sent = _issue(
        kenya,
        officer,
        IssueDraft(
            "Wind at sea, ports without borders",
            "and ten years of a listed brewing culture",
            "Dear reader,\n\nthis month we look at the sea: **how Belgium makes power there**, and "
            "what passes through its ports on the way to Mombasa.",
        ),
        [items["wind"], items["port"]],
    )
    _submitted(sent, officer, head)
    _submitted(
        _issue(
            france,
            paris,
            IssueDraft(
                "L’énergie vient du large",
                "et dix ans de culture de la bière",
                "Chère lectrice, cher lecteur,\n\nce mois-ci, cap sur la mer du Nord.",
            ),
            [items["wind"], items["beer"]],
        ),
        paris,
        None,
    )
    _issue(
        kenya,
        officer,
        IssueDraft("A federation, explained in five minutes", "", ""),
        [items["federation"]],
    )


def _ambassador(like: User) -> User:
    """Paris has no head of mission in the story: the list is opened by one who can sign in."""
    made = User.objects.create_user(
        "paris-head@demo.example",
        None,
        name="Hélène Dubreuil",
        language="fr",
        time_zone=like.time_zone,
    )
    since = clock.now().date() - timedelta(days=300)
    unit = Unit.objects.get(slug="paris")
    Membership.objects.create(user=made, unit=unit, role=Role.HEAD_OF_MISSION, valid_from=since)
    return made


def _opened(key: str, by: User) -> NewsletterList:
    name, language, values = LISTS[key]
    opened = open_list(Unit.objects.get(slug=key), name, language, values, by=by)
    now = clock.now()
    lines = [
        Line(number + 2, f"reader{number}.{key}@readers.example.org", now - timedelta(days=90))
        for number in range(READERS[key])
    ]
    proof = "Made-up readers of the demonstration; example.org belongs to nobody."
    import_subscribers(opened.channel, lines, [], by=by, proof=proof, language=language, apply=True)
    _spread(opened)
    return opened


def _spread(opened: NewsletterList) -> None:
    """Readers came over the last weeks, not all in one minute."""
    now = clock.now()
    found = Subscription.objects.filter(channel=opened.channel).order_by("pk")
    for number, each in enumerate(found):
        each.confirmed_at = now - timedelta(days=84 - (number * number) % 83)
        each.save(update_fields=["confirmed_at"])


def _issue(chosen: NewsletterList, by: User, draft: IssueDraft, told: list[Item]) -> Issue:
    issue = start_issue(chosen.pk, by=by)
    issue = save_issue(issue.pk, draft, by=by, revision=1)
    for item in told:
        issue = save_issue(issue.pk, drafts.of(issue), by=by, revision=issue.revision, add=item.pk)
    return issue


def _submitted(issue: Issue, by: User, clearer: User | None) -> None:
    issue = submit_issue(issue.pk, by=by, revision=issue.revision, at=None)
    clearance = issue.clearance
    if clearer is not None and clearance is not None:
        clear(clearance.pk, by=clearer, seen=clearance.digest)
