"""How texts are cleared, and what builds on published ones: what guidance asks of this app."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from heraut.dispatch.actions._follow_up import KIND as FOLLOW_UP
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
        "texts__channel",
        "texts__pictures",
        "texts__renditions",
        "texts__film",
        "texts__conversion",
        "texts__captions",
        "alts",
        "key_messages",
        "audiences",
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
            {"dispatch": dispatch, "previews": previews(dispatch), "clearance": each},
        )
        for each in clearances
        for dispatch in [by_clearance[each.pk]]
    }


def _follow_up_digest(dispatch_id: UUID) -> str:
    """Over everything that would be done: the kind, what readers are told, and each delivery."""
    # access: a fingerprint, shown to nobody
    dispatch = Dispatch.objects.get(pk=dispatch_id)
    parts = sorted(
        (str(each.channel_id), each.verb, str(each.original_id), json.dumps(each.content))
        for each in dispatch.deliveries.all()
    )
    whole = [dispatch.kind, dispatch.note, parts]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False).encode()).hexdigest()


def _follow_up_url(dispatch_id: UUID) -> str:
    return reverse("dispatch", args=[dispatch_id])


def register() -> None:
    for kind, digest, url in (
        (KIND, _digest, _url),
        (FOLLOW_UP, _follow_up_digest, _follow_up_url),
    ):
        SUBJECTS.register(
            kind,
            Subject(
                digest=digest,
                url=url,
                render=_render,
                render_many=_render_many,
                on_cleared=hand_over,
                on_rejected=send_back,
                on_withdrawn=take_back,
            ),
        )
