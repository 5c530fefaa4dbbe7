"""Writing an edit: the version moves on, the edit stays for ever, the index follows."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.postgres.search import SearchVector

from heraut.newsroom import languages
from heraut.newsroom.models import Edit, Version
from heraut.people.models import User


@dataclass(frozen=True, slots=True)
class Text:
    """What a person writes in one language; ``body`` is CommonMark."""

    title: str
    summary: str = ""
    body: str = ""
    link: str = ""

    def stripped(self) -> Text:
        return Text(
            " ".join(self.title.split()), self.summary.strip(), self.body.strip(), self.link.strip()
        )


def write(version: Version, text: Text, by: User) -> Edit:
    """``version`` carries its number and its ``machine`` already; saved here with its text."""
    version.title, version.summary = text.title, text.summary
    version.body, version.link = text.body, text.link
    version.save()
    index(version)
    return Edit.objects.create(
        version=version,
        number=version.edit,
        title=text.title,
        summary=text.summary,
        body=text.body,
        link=text.link,
        author=by,
        machine=version.machine,
    )


def index(version: Version) -> None:
    """Word the version for search: stems as PostgreSQL knows its language, and the words as they
    stand, so that the beginning of a word finds it too."""
    config = languages.configuration(version.language)
    vector = (
        SearchVector("title", weight="A", config=config)
        + SearchVector("summary", weight="B", config=config)
        + SearchVector("body", weight="C", config=config)
        + SearchVector("title", "summary", "body", weight="D", config="simple")
    )
    Version.objects.filter(pk=version.pk).update(search=vector)
