"""The living page: every component in every state, for whoever builds or judges screens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from heraut.ui.maps import Point


class _Example(forms.Form):
    text = forms.CharField(label="Text", help_text="What it is for, in a sentence.")
    long = forms.CharField(label="Long text", widget=forms.Textarea(attrs={"rows": 3}))
    choice = forms.ChoiceField(label="Choice", choices=[("a", "First"), ("b", "Second")])
    radio = forms.ChoiceField(
        label="One of", choices=[("a", "First"), ("b", "Second")], widget=forms.RadioSelect
    )
    many = forms.MultipleChoiceField(
        label="Some of",
        choices=[("a", "First"), ("b", "Second")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    check = forms.BooleanField(label="Agree", required=False)
    day = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    file = forms.FileField(label="File", required=False)


@dataclass(frozen=True, slots=True)
class _Preview:
    platform: str
    platform_label: str
    name: str = "Belgium in Kenya"
    handle: str = "belgiuminkenya"
    text: str = "Three regions, three communities, three languages. https://example.org/king"
    language: str = "en"
    pictures: tuple[dict[str, str], ...] = ()
    link: str = "https://example.org/king"
    link_title: str = "King’s Feast: eight facts"
    parts: tuple[dict[str, object], ...] = ()
    dead_links: bool = False


def page(request: HttpRequest) -> HttpResponse:
    """Only where there is a demonstration or a developer."""
    if not (settings.DEBUG or settings.HERAUT.demo):
        raise Http404("living page")
    theme = request.GET.get("theme", "")
    direction = request.GET.get("dir", "ltr")
    now = timezone.now()
    context = {
        "theme": theme if theme in ("light", "dark") else "",
        "page_dir": direction if direction in ("ltr", "rtl") else "ltr",
        "form": _Example(),
        "wrong": _Example({"text": ""}, auto_id="wrong_%s"),
        "page": Paginator(range(200), 50).get_page(2),
        "now": now,
        "soon": now + timedelta(hours=3),
        "states": ["ok", "wait", "stop", "info", "neutral"],
        "previews": [
            _Preview("bluesky", "Bluesky"),
            _Preview("mastodon", "Mastodon"),
            _Preview("facebook", "Facebook", handle="belgium.in.kenya"),
            _Preview("instagram", "Instagram", link="", dead_links=True),
            _Preview(
                "bluesky",
                "Bluesky",
                text="Why do we have six governments? A short thread.",
                parts=(
                    {"number": 2, "text": "Because communities and regions decide for themselves."},
                    {"number": 3, "text": "And because it works."},
                ),
            ),
            _Preview("web_feed", "Web feed", text="صباح الخير من بروكسل", language="ar"),
        ],
        "points": [
            Point(-1.28, 36.8, "Nairobi", "#nairobi"),
            Point(50.85, 4.35, "Brussels", "#brussels", "ok"),
            Point(35.68, 139.7, "Tokyo", "#tokyo", "wait"),
        ],
    }
    return render(request, "ui/living.html", context)


page.heraut_public = True  # type: ignore[attr-defined]
