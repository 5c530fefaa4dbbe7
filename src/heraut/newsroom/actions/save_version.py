"""Save an item's text in one language: a new edit of it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal, Stale
from heraut.newsroom.actions._edits import Text, write
from heraut.newsroom.actions._machine import close_proposals, words_of_a_machine
from heraut.newsroom.actions._rules import locked_item, require_translator, touch
from heraut.newsroom.models import Edit, Item, TranslationWork, Version
from heraut.people.models import User


@transaction.atomic
def save_version(
    item_id: UUID,
    language: str,
    *,
    by: User,
    text: Text,
    seen: int,
    follows: int | None = None,
    machine: str = "",
    confirmed: bool = False,
) -> Version:
    """``seen``: the number of the edit on the person's screen, 0 for a language without text.

    ``follows``: the number of the original's edit that a translation was made from; None leaves
    what it follows. ``machine``: the provider whose words the person took over; a proposal's
    paragraphs are known without it. They mark the version until a save that is ``confirmed``: the
    person has read it and answers for it. Raises ``Stale("version.stale")`` where somebody saved
    since, and writes nothing; saving what stands there already changes nothing.
    """
    item = locked_item(item_id)
    require_translator(by, item, language)
    text = text.stripped()
    if not text.title:
        raise Refusal("item.title_missing")
    version = item.versions.filter(language=language).first() or Version(
        item=item, language=language, edit=0
    )
    followed = _followed(item, language, follows) or version.follows
    marked = "" if confirmed else _marked(item, version, text, machine)
    if _same(version, text) and followed == version.follows and marked == version.machine:
        _finish(item, language, by)
        return version
    if version.edit != seen:
        latest = version.edits.select_related("author").get(number=version.edit)
        raise Stale("version.stale", name=str(latest.author), at=latest.created_at)
    was_marked = version.machine or (confirmed and _marked(item, version, text, machine))
    version.edit += 1
    version.follows, version.machine = followed, marked
    if confirmed and was_marked:
        version.confirmed_by, version.confirmed_at = by, clock.now()
    write(version, text, by)
    touch(item)
    _finish(item, language, by)
    detail = {"language": language, "edit": version.edit, "machine": marked}
    verb = "item.confirm_translation" if confirmed and was_marked else "item.save_version"
    audit.record(verb, actor=by, subject=item, unit_id=item.unit_id, detail=detail)
    return version


def _same(version: Version, text: Text) -> bool:
    stands = Text(version.title, version.summary, version.body, version.link)
    return version.edit > 0 and stands == text


def _marked(item: Item, version: Version, text: Text, machine: str) -> str:
    """Whose words nobody has confirmed: those that stood there, or that came in now."""
    if version.language == item.original_language:
        return ""
    return version.machine or machine or words_of_a_machine(version, text)


def _finish(item: Item, language: str, by: User) -> None:
    """What this person had in hand is done; what another types and keeps is not thrown away."""
    TranslationWork.objects.filter(item=item, language=language, taken_by=by).delete()
    close_proposals(item, language)


def _followed(item: Item, language: str, number: int | None) -> Edit | None:
    if number is None or language == item.original_language:
        return None
    return Edit.objects.filter(
        version__item=item, version__language=item.original_language, number=number
    ).first()
