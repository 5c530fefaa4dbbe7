"""What needs this person now, from all the apps below."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from heraut.desk.week import Tally, tallies_of
from heraut.dispatch import by_hand
from heraut.dispatch import queries as dispatches
from heraut.dispatch.models import Delivery, Dispatch, DispatchState
from heraut.guidance.models import Clearance
from heraut.guidance.queries import together, waiting_for
from heraut.kernel import clock
from heraut.network import queries as channels
from heraut.network.models import Channel, ChannelState, Health
from heraut.network.reality import queries as reality
from heraut.network.warnings import ending
from heraut.newsletter import queries as newsletters
from heraut.newsroom import offers, questions, relevance
from heraut.newsroom import queries as newsroom
from heraut.newsroom.models import Offer, Question
from heraut.newsroom.offers import Received
from heraut.outbound import queries as outbound
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right
from heraut.press.models import Enquiry
from heraut.press.queries import due_soon

_MOST = 6
#: Where there are more, the page that has them all.
_MOST_DIFFERING = 3


@dataclass(frozen=True, slots=True)
class Today:
    """The home: what to do now, what comes, what could be taken up.

    ``to_clear`` is without the units of which several texts wait: those are cleared together.
    """

    together: list[tuple[Unit, int]]
    to_clear: list[Clearance]
    enquiries: list[Enquiry]
    by_hand: list[by_hand.Task]
    by_hand_more: int
    trouble: list[Delivery]
    returned: list[Dispatch]
    issues: list[newsletters.Row]
    broken: list[Channel]
    frozen: list[Channel]
    to_hand_over: int
    differing: list[reality.Shown]
    differing_more: int
    held: int
    asked: list[Question]
    answered: list[Question]
    asking: list[Offer]
    offered: list[Received]
    coming: list[Dispatch]
    suggested: list[newsroom.Listed]
    unit: Unit | None
    tallies: tuple[Tally, ...]

    @property
    def missing(self) -> int:
        """How many texts the plan asks for in the coming seven days that nobody planned yet."""
        return sum(each.missing for each in self.tallies)

    @property
    def count(self) -> int:
        """How many things need the person."""
        return (
            sum(count for _unit, count in self.together)
            + len(self.to_clear)
            + len(self.enquiries)
            + len(self.by_hand)
            + self.by_hand_more
            + len(self.trouble)
            + len(self.returned)
            + len(self.issues)
            + len(self.broken)
            + len(self.frozen)
            + bool(self.to_hand_over)
            + len(self.differing)
            + bool(self.differing_more)
            + len(self.asked)
            + len(self.answered)
            + len(self.asking)
            + bool(self.held)
        )


def today(user: User, language: str) -> Today:
    """A constant number of queries, whatever there is."""
    units = newsroom.own_units(user, Right.ADAPT)
    unit = units[0] if units else None
    several = together(user)
    differing = list(reality.kept_by(user)[: _MOST_DIFFERING + 1])
    by_hands = list(dispatches.by_hand(user)[: _MOST + 1])
    units_of_several = [each.pk for each, _count in several]
    return Today(
        together=several,
        to_clear=list(waiting_for(user).exclude(unit__in=units_of_several)[:_MOST]),
        enquiries=list(due_soon(user)[:_MOST]),
        by_hand=[task for each in by_hands[:_MOST] if (task := by_hand.task_of(each))],
        by_hand_more=max(0, len(by_hands) - _MOST),
        trouble=list(dispatches.needs_person(user)[:_MOST]),
        returned=list(_returned(user)[:_MOST]),
        issues=newsletters.rows(newsletters.needs_person(user)[:_MOST]),
        differing=reality.shown(user, differing[:_MOST_DIFFERING]),
        differing_more=max(0, len(differing) - _MOST_DIFFERING),
        broken=list(_broken(user)[:_MOST]),
        frozen=list(channels.frozen(user)[:_MOST]),
        to_hand_over=channels.to_hand_over(user).count(),
        held=outbound.held(user).count() if access.holds(user, Right.RELEASE) else 0,
        asked=list(questions.to_answer(user)[:_MOST]),
        answered=list(questions.answered(user)[:_MOST]),
        asking=list(offers.asking(user)[:_MOST]),
        offered=_offered(user, unit, language),
        coming=_coming(user),
        suggested=_suggested(user, unit, language),
        unit=unit,
        tallies=tallies_of(unit, clock.now()) if unit else (),
    )


def _returned(user: User) -> QuerySet[Dispatch]:
    """Sent back, and not taken up again since."""
    again = Delivery.objects.filter(
        original__follow_ups__dispatch=OuterRef("pk"),
        dispatch__kind=OuterRef("kind"),
        dispatch__created_at__gt=OuterRef("created_at"),
    )
    return (
        access.rows(user, Right.DISPATCH, Dispatch)
        .filter(state=DispatchState.RETURNED)
        .exclude(adaptation__dispatches__state__in=[DispatchState.ASKED, DispatchState.HANDED_OVER])
        .exclude(~Q(kind="text") & Exists(again))
        .select_related("unit", "clearance__decided_by")
        .order_by("-changed_at")
    )


def _broken(user: User) -> QuerySet[Channel]:
    """Whose platform does not answer, or asks for a sign-in now or soon; frozen ones stand above."""
    theirs = access.within(user, Right.CHANNEL_MANAGE, "holder") | Q(custodian=user)
    troubled = Q(health__in=[Health.SIGN_IN, Health.FAILING]) | ending()
    return (
        # access: their own, by role or because they are its custodian
        Channel.objects.filter(theirs, troubled, state=ChannelState.ACTIVE, frozen_at=None)
        .defer("credentials", "limits")
        .select_related("holder")
        .order_by("platform")
    )


def _coming(user: User) -> list[Dispatch]:
    found = dispatches.visible(user, "scheduled").order_by("at")[:_MOST]
    ids = [each.pk for each in found]
    shown = Dispatch.objects.filter(pk__in=ids).select_related("unit__mission")
    return list(dispatches.with_deliveries(shown).order_by("at", "created_at"))


def _offered(user: User, unit: Unit | None, language: str) -> list[Received]:
    """What neighbours offer and nobody here has taken up."""
    if unit is None:
        return []
    found = offers.listed(offers.received(user, unit)[:3], None, language)
    return [each for each in found if not each.taken]


def _suggested(user: User, unit: Unit | None, language: str) -> list[newsroom.Listed]:
    if not access.holds(user, Right.ITEM_READ):
        return []
    reader = relevance.reader(unit) if unit else None
    return newsroom.listed(newsroom.pool(user, reader)[:4], reader, language)
