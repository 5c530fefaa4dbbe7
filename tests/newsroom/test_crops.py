"""Crops: around the focal point, within what a channel takes, fixed when the text is saved."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from heraut.connectors import catalogue
from heraut.connectors.contract import Capability, Declaration, Limits
from heraut.foundation import media
from heraut.kernel.errors import Forbidden, Refusal
from heraut.newsroom import channels, drafts, pictures, queries, renditions, screen, shapes
from heraut.newsroom.actions.add_picture import add_picture
from heraut.newsroom.actions.save_adaptation import save_adaptation
from heraut.newsroom.actions.set_focal import set_focal
from heraut.newsroom.models import Adaptation, Rendition
from heraut.newsroom.outgoing import adaptation_digest, outgoing
from tests import builders
from tests.connectors.example import Gazette
from tests.newsroom.images import image

#: As Instagram's: JPEG alone, between 4:5 and 1.91:1.
NARROW = Limits(
    max_length=2200,
    max_pictures=10,
    max_picture_bytes=8_000_000,
    picture_types=("image/jpeg",),
    min_ratio=0.8,
    max_ratio=1.91,
)
_sides = st.integers(1, 4096)
_shares = st.floats(0, 1)


@given(_sides, _sides, _shares, _shares)
def test_a_crop_lies_within_the_picture_and_within_the_limits(width, height, x, y):
    source = shapes.Source(width, height, "image/png", 1000, (x, y))
    made = shapes.recipe(source, "", NARROW)
    assert made is not None, "it has to become a JPEG anyway"
    left, top, right, bottom = made.box
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    if min(made.width, made.height) > 50:
        assert 0.79 <= made.width / made.height <= 1.92
    assert made == shapes.recipe(source, "", NARROW)


@given(_shares, _shares, st.sampled_from(sorted(shapes.CROPS)))
def test_the_focal_point_stays_in_sight(x, y, crop):
    made = shapes.recipe(shapes.Source(1600, 900, "image/jpeg", 1000, (x, y)), crop, NARROW)
    if made is not None:
        left, top, right, bottom = made.box
        assert left - 1 <= x * 1600 <= right + 1
        assert top - 1 <= y * 900 <= bottom + 1


def test_the_nearest_crop_that_the_channel_takes_is_suggested():
    wide, tall = (shapes.Source(*size, "image/jpeg", 1) for size in ((3000, 1000), (1000, 3000)))
    assert shapes.suggested(wide, NARROW) == "1.91:1"
    assert shapes.suggested(tall, NARROW) == "4:5"
    assert shapes.suggested(shapes.Source(1000, 1000, "image/jpeg", 1), NARROW) == "original"
    assert shapes.choices(NARROW) == ["1:1", "4:5", "16:9", "1.91:1"]
    assert shapes.suggested(tall, replace(NARROW, min_ratio=2.0, max_ratio=3.0)) == "2.000"


def test_the_same_recipe_gives_the_same_bytes_and_a_smaller_file_where_it_must():
    noise = Image.effect_noise((900, 600), 90).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "PNG")
    recipe = shapes.Recipe("1:1", (100, 0, 700, 600), "image/jpeg", 60_000)
    first, again = (renditions.draw(out.getvalue(), recipe) for _ in range(2))
    assert first == again
    assert len(first.data) <= 60_000
    assert first.width == first.height < 600


def test_what_was_transparent_stands_on_white_where_only_jpeg_is_taken():
    stream, _ = image("PNG", (100, 100), "RGBA")
    drawn = renditions.draw(
        stream.getvalue(), shapes.Recipe("original", (0, 0, 100, 100), "image/jpeg")
    )
    red, _green, _blue = Image.open(io.BytesIO(drawn.data)).getpixel((50, 50))
    assert drawn.mime == "image/jpeg"
    assert red > 150


# -- in a text ----------------------------------------------------------------------------

db = pytest.mark.django_db


class Gallery(Gazette):
    """A channel with Instagram's limits."""

    platform = "gallery"
    declaration = Declaration(
        label="Gallery",
        capabilities=frozenset({Capability.TEXT, Capability.PICTURES, Capability.ALT}),
        limits=NARROW,
    )


@pytest.fixture
def gallery(monkeypatch, mission):
    monkeypatch.setitem(catalogue._CONNECTORS, "gallery", Gallery())
    return builders.channel(mission.unit, "gallery")


@pytest.fixture
def draft(officer, mission, gallery):
    """A wide PNG on a channel that takes neither."""
    other = builders.channel(mission.unit, "mastodon")
    made = builders.adaptation(officer, mission.unit, [gallery, other], "A wide view.")
    added = add_picture(*image("PNG", (1200, 300)), by=officer, unit=mission.unit)
    shown = drafts.with_picture(drafts.of(_read(made)), added.pk)
    shown = replace(shown, alts={(added.pk, text.language): "A view." for text in shown.texts})
    save_adaptation(made.pk, by=officer, revision=1, draft=shown)
    return _read(made)


def _read(made):
    return queries.with_texts(Adaptation.objects.all()).get(pk=made.pk)


def _goes(made, platform):
    return next(
        outgoing(text) for text in _read(made).texts.all() if text.channel.platform == platform
    )


@db
def test_a_channel_gets_what_it_takes_and_the_others_the_picture_itself(draft, gallery):
    (cut,) = _goes(draft, "gallery").pictures
    assert (cut.mime, cut.height) == ("image/jpeg", 300)
    assert cut.width / cut.height == pytest.approx(1.91, abs=0.01)
    assert channels.objections(_goes(draft, "gallery"), gallery) == []
    assert len(media.read(cut.sha256)) == cut.size
    (whole,) = _goes(draft, "mastodon").pictures
    assert (whole.mime, whole.width) == ("image/png", 1200)


@db
def test_the_screen_shows_what_goes_out(draft):
    views = {view.channel.platform: view for view in screen.build(draft).channels}
    assert views["gallery"].outgoing == _goes(draft, "gallery")
    (shown,) = screen.build(draft).pictures
    crops = {crop.channel.channel.platform: crop for crop in shown.crops}
    assert crops["gallery"].automatic == "1.91:1"
    assert crops["mastodon"].automatic == "original"


@db
def test_who_chooses_another_crop_gets_it_and_it_has_to_be_cleared(draft, officer, gallery):
    before = adaptation_digest(draft)
    (picture,) = {each for text in draft.texts.all() for each in text.pictures.all()}
    held = drafts.of(draft)
    texts = tuple(
        replace(text, crops={picture.pk: "1:1"}) if text.channel_id == gallery.pk else text
        for text in held.texts
    )
    changed = replace(held, texts=texts)
    said = screen.build(draft, drafts.cleaned(changed))
    coming = next(view for view in said.channels if view.id == gallery.pk).outgoing.pictures[0]
    assert (coming.width, coming.height) == (300, 300), "seen before it is saved"
    save_adaptation(draft.pk, by=officer, revision=draft.revision, draft=changed)
    (cut,) = _goes(draft, "gallery").pictures
    assert (cut.width, cut.height) == (300, 300)
    assert adaptation_digest(_read(draft)) != before


@db
def test_the_original_where_the_channel_cannot_take_it_is_objected_to(draft, officer, gallery):
    (picture,) = {each for text in draft.texts.all() for each in text.pictures.all()}
    held = drafts.of(draft)
    texts = tuple(replace(text, crops={picture.pk: "original"}) for text in held.texts)
    save_adaptation(draft.pk, by=officer, revision=draft.revision, draft=replace(held, texts=texts))
    found = channels.objections(_goes(draft, "gallery"), gallery)
    assert [each.code for each in found] == ["picture.shape"]


@db
def test_a_missions_own_point_cuts_its_text_and_leaves_the_picture_alone(draft, officer):
    (picture,) = {each for text in draft.texts.all() for each in text.pictures.all()}
    before = _goes(draft, "gallery").pictures[0].sha256
    left = replace(drafts.of(draft), focals={picture.pk: (0.0, 0.5)})
    save_adaptation(draft.pk, by=officer, revision=draft.revision, draft=left)
    picture.refresh_from_db()
    assert (picture.focal_x, picture.focal_y) == (0.5, 0.5)
    recipes = Rendition.objects.filter(picture=picture).values_list("recipe", flat=True)
    assert any(recipe.startswith("1.91:1[0,") for recipe in recipes)
    assert before in Rendition.objects.values_list("sha256", flat=True)


@db
def test_the_form_brings_point_and_crop_back(sign_in, draft, officer, gallery):
    client = sign_in(officer)
    (picture,) = {each for text in draft.texts.all() for each in text.pictures.all()}
    page = client.get(reverse("newsroom_adapt", args=[draft.pk])).content.decode()
    assert f"crop-{picture.pk}-{gallery.pk}" in page
    answer = client.post(
        reverse("newsroom_adapt_save", args=[draft.pk]),
        {
            "revision": draft.revision,
            "channel": [gallery.pk],
            f"on-{gallery.pk}": "on",
            f"lang-{gallery.pk}": "en",
            "text-en": "A wide view.",
            "picture": [picture.pk],
            f"use-{picture.pk}": [gallery.pk],
            f"alt-{picture.pk}-en": "A view.",
            f"crop-{picture.pk}-{gallery.pk}": "4:5",
            f"focal-x-{picture.pk}": "90",
            f"focal-y-{picture.pk}": "10",
        },
    )
    assert answer.status_code == 302
    (cut,) = _goes(draft, "gallery").pictures
    assert (cut.width, cut.height) == (240, 300)
    assert drafts.of(_read(draft)).focals == {picture.pk: (0.9, 0.1)}
    seen = client.get(reverse("newsroom_picture", args=[cut.sha256, "full"]))
    assert seen["Content-Type"] == "image/jpeg"


@db
def test_an_items_picture_has_a_point_that_its_own_people_set(sign_in, editor, partner):
    item = builders.item(editor)
    picture = add_picture(*image(), by=editor, item_id=item.pk)
    client = sign_in(editor)
    url = reverse("newsroom_picture_focal", args=[picture.pk])
    client.post(url, {f"focal-x-{picture.pk}": "25", f"focal-y-{picture.pk}": "100"})
    picture.refresh_from_db()
    assert (picture.focal_x, picture.focal_y) == (0.25, 1.0)
    client.post(url, {f"focal-x-{picture.pk}": "-1", f"focal-y-{picture.pk}": "300"})
    picture.refresh_from_db()
    assert (picture.focal_x, picture.focal_y) == (0.25, 1.0)
    with pytest.raises(Forbidden):
        set_focal(picture.pk, 0, 0, by=partner)
    with pytest.raises(Refusal, match=r"picture\.focal"):
        set_focal(picture.pk, 2, 0, by=editor)


# -- what hides in a file -----------------------------------------------------------------

_MARK = b"50.8503N 4.3517E"


def _webp() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = _MARK.decode()
    stream, _ = image("WEBP", exif=exif.tobytes(), xmp=b"<x:xmpmeta>" + _MARK + b"</x:xmpmeta>")
    return stream.getvalue()


def _png() -> bytes:
    from PIL.PngImagePlugin import PngInfo

    exif = Image.Exif()
    exif[0x010E] = _MARK.decode()
    info = PngInfo()
    info.add_text("Location", _MARK.decode())
    info.add_itxt("XML:com.adobe.xmp", f"<x>{_MARK.decode()}</x>")
    info.add(b"prVt", _MARK)
    stream, _ = image("PNG", pnginfo=info, exif=exif.tobytes())
    return stream.getvalue()


@pytest.mark.parametrize("made", [_webp, _png])
def test_no_place_survives_in_a_png_or_a_webp(made):
    raw = made()
    assert _MARK in raw
    clean = pictures.clean(io.BytesIO(raw), len(raw))
    assert _MARK not in clean.data
    assert _MARK not in clean.small


@db
def test_a_file_is_kept_once_under_its_content(draft):
    (cut,) = _goes(draft, "gallery").pictures
    name, mime = media.find(cut.sha256)
    assert mime == "image/jpeg"
    assert default_storage.exists(pictures.small_name(name))
