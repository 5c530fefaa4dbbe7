"""What a platform can take: its limits, how a text is counted against them, what is objected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from heraut.connectors.values import Outgoing, Picture, Video


@dataclass(frozen=True, slots=True)
class Limits:
    """``max_length`` in the connector's own unit; zero means no limit. Sizes in bytes, ratios are
    width by height. ``without``: capabilities that this server lacks although the platform has
    them."""

    max_length: int
    unit: str = "characters"
    max_bytes: int = 0
    max_pictures: int = 4
    max_picture_bytes: int = 0
    picture_types: tuple[str, ...] = ("image/jpeg", "image/png")
    min_ratio: float = 0
    max_ratio: float = 0
    url_length: int = 0
    max_alt: int = 0
    max_video_bytes: int = 0
    min_video_seconds: float = 0
    max_video_seconds: float = 0
    min_video_ratio: float = 0
    max_video_ratio: float = 0
    video_types: tuple[str, ...] = ("video/mp4",)
    max_document_bytes: int = 0
    without: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), **{name: list(getattr(self, name)) for name in _LISTS}}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Limits:
        known = {name: value[name] for name in cls.__dataclass_fields__ if name in value}
        for name in _LISTS:
            if name in known:
                known[name] = tuple(known[name])
        return cls(**known)


_LISTS = ("picture_types", "video_types", "without")


@dataclass(frozen=True, slots=True)
class Count:
    """``limit`` zero means no limit."""

    used: int
    limit: int
    unit: str

    @property
    def over(self) -> bool:
        return bool(self.limit) and self.used > self.limit


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a platform cannot take a text, before anybody clears it. ``part``: which part of a
    thread it is about, from 1; 0 where there is one text, or it is about the whole."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    part: int = 0


def picture_objections(outgoing: Outgoing, limits: Limits) -> list[Objection]:
    """What is wrong with the pictures, whatever the platform."""
    found = []
    if len(outgoing.pictures) > limits.max_pictures:
        found.append(
            Objection(
                "pictures.too_many",
                {"count": len(outgoing.pictures), "limit": limits.max_pictures},
            )
        )
    for number, picture in enumerate(outgoing.pictures, start=1):
        found += _of_picture(number, picture, limits)
    return found


def _of_picture(number: int, picture: Picture, limits: Limits) -> list[Objection]:
    found = []
    if picture.mime not in limits.picture_types:
        found.append(Objection("picture.type", {"number": number, "type": picture.mime}))
    if limits.max_picture_bytes and picture.size > limits.max_picture_bytes:
        params = {"number": number, "size": picture.size, "limit": limits.max_picture_bytes}
        found.append(Objection("picture.too_large", params))
    ratio = picture.width / picture.height if picture.height else 0
    if _outside(ratio, limits.min_ratio, limits.max_ratio):
        found.append(Objection("picture.shape", {"number": number, **_shape(limits)}))
    if not picture.alt.strip():
        found.append(Objection("picture.alt_missing", {"number": number}))
    elif limits.max_alt and len(picture.alt) > limits.max_alt:
        params = {"number": number, "used": len(picture.alt), "limit": limits.max_alt}
        found.append(Objection("picture.alt_too_long", params))
    return found


def video_objections(video: Video, limits: Limits) -> list[Objection]:
    """What is wrong with the film; that the platform takes films at all is asked elsewhere."""
    if not video.sha256:
        return [Objection("video.not_ready")]
    found = []
    if video.mime not in limits.video_types:
        found.append(Objection("video.type", {"type": video.mime}))
    if limits.max_video_bytes and video.size > limits.max_video_bytes:
        params = {"size": video.size, "limit": limits.max_video_bytes}
        found.append(Objection("video.too_large", params))
    seconds = round(video.seconds)
    if limits.max_video_seconds and video.seconds > limits.max_video_seconds:
        params = {"used": seconds, "limit": int(limits.max_video_seconds)}
        found.append(Objection("video.too_long", params))
    if video.seconds < limits.min_video_seconds:
        params = {"used": seconds, "limit": int(limits.min_video_seconds)}
        found.append(Objection("video.too_short", params))
    ratio = video.width / video.height if video.height else 0
    if _outside(ratio, limits.min_video_ratio, limits.max_video_ratio):
        found.append(Objection("video.shape"))
    if not video.alt.strip():
        found.append(Objection("video.alt_missing"))
    return found


def _outside(ratio: float, least: float, most: float) -> bool:
    """A hair's breadth is let pass: sizes are whole pixels."""
    return bool((least and ratio < least * 0.99) or (most and ratio > most * 1.01))


def _shape(limits: Limits) -> dict[str, str | int]:
    return {"least": f"{limits.min_ratio:.2f}", "most": f"{limits.max_ratio:.2f}"}
