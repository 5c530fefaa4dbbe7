"""How adaptations are cleared: what guidance asks of this app."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from heraut.dispatch.actions.hand_over import hand_over
from heraut.dispatch.actions.send_back import send_back
from heraut.dispatch.actions.submit import KIND
from heraut.dispatch.actions.take_back import take_back
from heraut.dispatch.models import Dispatch
from heraut.dispatch.previews import previews
from heraut.dispatch.queries import with_deliveries
from heraut.guidance.models import Clearance
from heraut.guidance.subjects import SUBJECTS, Subject
from heraut.newsroom.models import Adaptation
from heraut.newsroom.outgoing import adaptation_digest


def _digest(adaptation_id: UUID) -> str:
    # access: a fingerprint, shown to nobody
    adaptation = Adaptation.objects.prefetch_related(
        "texts__pictures", "alts", "key_messages", "audiences"
    ).get(pk=adaptation_id)
    return adaptation_digest(adaptation)


def _url(adaptation_id: UUID) -> str:
    # access: an address, behind which the door is asked
    latest = Dispatch.objects.filter(adaptation=adaptation_id).order_by("-created_at").first()
    return reverse("dispatch", args=[latest.pk]) if latest else reverse("dispatches")


def _render(request: HttpRequest, clearance: Clearance) -> str:
    """What the clearer reads: each channel's text as it will look there."""
    return _render_many(request, [clearance])[clearance.pk]


def _render_many(_request: HttpRequest, clearances: Sequence[Clearance]) -> dict[UUID, str]:
    # access: the clearances came through the door
    found = Dispatch.objects.filter(clearance__in=[each.pk for each in clearances])
    by_clearance = {each.clearance_id: each for each in with_deliveries(found)}
    return {
        each.pk: render_to_string(
            "dispatch/_to_clear.html",
            {"previews": previews(by_clearance[each.pk]), "clearance": each},
        )
        for each in clearances
    }


def register() -> None:
    SUBJECTS.register(
        KIND,
        Subject(
            digest=_digest,
            url=_url,
            render=_render,
            render_many=_render_many,
            on_cleared=hand_over,
            on_rejected=send_back,
            on_withdrawn=take_back,
        ),
    )
