"""What a text's channel takes of its pictures and its film, made when the text is saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from heraut.foundation import media
from heraut.foundation.jobs import defer_once
from heraut.newsroom import channels, reels, renditions, shapes
from heraut.newsroom.models import AdaptationText, Conversion, Picture, Rendition
from heraut.newsroom.outgoing import source_of

Focals = Mapping[UUID, tuple[float, float]]


def fix(text: AdaptationText, focals: Focals) -> None:
    """Make the renditions that ``text`` needs, and no others its own. ``focals``: the text's own
    points, by picture."""
    found = []
    for picture in text.pictures.all():
        source = source_of(picture, focals.get(picture.pk))
        limits = channels.limits(text.channel)
        recipe = shapes.recipe(source, text.crops.get(str(picture.pk), ""), limits)
        if recipe is not None:
            found.append(_rendition(picture, recipe))
    text.renditions.set([each for each in found if each is not None])
    choose_conversions([text])


def _rendition(picture: Picture, recipe: shapes.Recipe) -> Rendition | None:
    known = Rendition.objects.filter(picture=picture, recipe=recipe.key).first()
    if known is not None:
        return known
    if recipe.mime not in media.KINDS:
        return None  # no type of ours fits: the channel objects
    drawn = renditions.draw(media.read(picture.sha256), recipe)
    drawn.store()
    made, _ = Rendition.objects.get_or_create(
        picture=picture,
        recipe=recipe.key,
        defaults={
            "crop": recipe.crop,
            "sha256": drawn.sha256,
            "mime": drawn.mime,
            "width": drawn.width,
            "height": drawn.height,
            "size": len(drawn.data),
        },
    )
    return made


def choose_conversions(texts: Iterable[AdaptationText]) -> None:
    """The film as each text's channel takes it, asked for where there is none yet; until the film
    itself is ready it stands for it."""
    for text in texts:
        chosen = _conversion(text.film_id, text) if text.film_id else None
        if (chosen.pk if chosen else None) != text.conversion_id:
            text.conversion = chosen
            text.save(update_fields=["conversion"])


def _conversion(film_id: UUID, text: AdaptationText) -> Conversion:
    main = Conversion.objects.get(film=film_id, recipe="")
    if not main.is_ready:
        return main
    recipe = reels.recipe(
        main.width, main.height, main.size, text.film_shape, channels.limits(text.channel)
    )
    if recipe is None:
        return main
    found, made = Conversion.objects.get_or_create(film_id=film_id, recipe=recipe.key)
    if made:
        ask(found)
    return found


def ask(conversion: Conversion) -> None:
    """Have a worker convert it."""
    from heraut.newsroom.jobs import convert  # the job ends in what stands here

    defer_once(convert, f"film:{conversion.pk}", conversion_id=str(conversion.pk))
