"""Pictures: their bytes, and the acts on those of an item."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heraut.foundation import media
from heraut.foundation.words import explain
from heraut.kernel.errors import Refusal
from heraut.newsroom import pictures, queries
from heraut.newsroom.actions.add_picture import add_picture
from heraut.newsroom.actions.describe_picture import describe_picture
from heraut.newsroom.actions.remove_picture import remove_picture
from heraut.newsroom.actions.set_focal import set_focal
from heraut.newsroom.forms import PictureForm
from heraut.newsroom.models import Item, Picture
from heraut.newsroom.views._common import person
from heraut.people import access
from heraut.people.gate import desk_view
from heraut.people.rights import Right


@require_safe
@desk_view(Right.ITEM_READ)
def file(request: HttpRequest, sha256: str, size: str) -> HttpResponse:
    """The bytes, ``small`` or ``full``; they never change under this address."""
    picture = queries.picture(person(request), sha256)
    if picture is None:
        raise Http404
    try:
        name, mime = media.find(sha256)
    except FileNotFoundError:
        raise Http404 from None
    small = pictures.small_name(name)
    chosen = small if size == "small" and default_storage.exists(small) else name
    try:
        with default_storage.open(chosen) as stored:
            response = HttpResponse(stored.read(), content_type=mime)
    except FileNotFoundError:
        raise Http404 from None
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


@require_POST
@desk_view(Right.ITEM_WRITE)
def add(request: HttpRequest, item_id: UUID) -> HttpResponse:
    item = queries.item_page(person(request), item_id)
    form = PictureForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            _add(request, item, form)
        except Refusal as refusal:
            explain(request, refusal)
        else:
            messages.success(request, _("Picture added."))
    else:
        messages.error(request, _("Choose a picture first."))
    return redirect("newsroom_item", item.pk)


@transaction.atomic
def _add(request: HttpRequest, item: Item, form: PictureForm) -> None:
    upload = form.cleaned_data["file"]
    picture = add_picture(
        upload.file,
        upload.size,
        by=person(request),
        item_id=item.pk,
        credit=form.cleaned_data["credit"],
    )
    if form.cleaned_data["alt"]:
        describe_picture(
            picture.pk, item.original_language, form.cleaned_data["alt"], by=person(request)
        )


def _of_item(request: HttpRequest, picture_id: UUID) -> Picture:
    found = access.get_or_404(person(request), Right.ITEM_READ, Picture, pk=picture_id)
    if found.item_id is None:
        raise Http404
    return found


@require_POST
@desk_view(Right.ITEM_WRITE)
def describe(request: HttpRequest, picture_id: UUID) -> HttpResponse:
    """``alt-L`` for every language L that was filled in."""
    picture = _of_item(request, picture_id)
    said = {
        field.removeprefix("alt-"): request.POST.get(field, "")
        for field in request.POST
        if field.startswith("alt-") and request.POST.get(field, "").strip()
    }
    try:
        with transaction.atomic():
            for language, text in said.items():
                describe_picture(picture.pk, language[:12], text[:1500], by=person(request))
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, _("Saved."))
    return redirect("newsroom_item", picture.item_id)


@require_POST
@desk_view(Right.ITEM_WRITE)
def remove(request: HttpRequest, picture_id: UUID) -> HttpResponse:
    picture = _of_item(request, picture_id)
    try:
        remove_picture(picture.pk, by=person(request))
    except Refusal as refusal:
        explain(request, refusal)
    return redirect("newsroom_item", picture.item_id)


@require_POST
@desk_view(Right.ITEM_WRITE)
def focal(request: HttpRequest, picture_id: UUID) -> HttpResponse:
    """``focal-x-P``, ``focal-y-P`` in hundredths from the top left."""
    picture = _of_item(request, picture_id)
    said = [request.POST.get(f"focal-{axis}-{picture.pk}", "") for axis in ("x", "y")]
    try:
        if not all(each.isascii() and each.isdigit() and len(each) < 4 for each in said):
            raise Refusal("picture.focal")
        x, y = (int(each) / 100 for each in said)
        set_focal(picture.pk, x, y, by=person(request))
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, _("Saved."))
    return redirect("newsroom_item", picture.item_id)
