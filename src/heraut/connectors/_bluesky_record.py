"""Bluesky's records: posts with their facets, embeds and references, and reposts.

Lexicons ``app.bsky.feed.post`` (reply, embed), ``app.bsky.feed.repost``, ``app.bsky.embed.images``,
``.video``, ``.external``, ``.record``, ``.recordWithMedia`` and ``com.atproto.repo.strongRef``;
https://docs.bsky.app/docs/advanced-guides/posts.
"""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

import regex

from heraut.connectors.contract import URL, Outgoing, Picture, Receipt, Video

POST = "app.bsky.feed.post"
REPOST = "app.bsky.feed.repost"
_HASHTAG = regex.compile(r"(?<![\w#])#([\p{L}\p{N}_]*[\p{L}_][\p{L}\p{N}_]*)")


def post(outgoing: Outgoing, at: datetime) -> dict[str, Any]:
    """The post as the lexicon has it."""
    value: dict[str, Any] = {
        "$type": POST,
        "text": outgoing.text,
        "createdAt": _moment(at),
        "langs": [outgoing.language],
    }
    found = facets(outgoing.text)
    if found:
        value["facets"] = found
    if outgoing.reply is not None:
        value["reply"] = {
            "root": strong_ref(outgoing.reply.root),
            "parent": strong_ref(outgoing.reply.parent),
        }
    embed = _embed(outgoing)
    if embed is not None:
        value["embed"] = embed
    return value


def repost(receipt: Receipt, at: datetime) -> dict[str, Any]:
    return {"$type": REPOST, "subject": strong_ref(receipt), "createdAt": _moment(at)}


def strong_ref(receipt: Receipt) -> dict[str, str]:
    """A record named by its address and its content, so that it cannot become another."""
    return {"uri": receipt.id, "cid": receipt.extra["cid"]}


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _embed(outgoing: Outgoing) -> dict[str, Any] | None:
    """One embed a record: pictures, a film or a card, a quoted post, or that with one of those."""
    media = _media(outgoing)
    if outgoing.quote is None:
        return media
    record = {
        "$type": "app.bsky.embed.record",
        "record": strong_ref(outgoing.quote.receipt),
    }
    if media is None:
        return record
    return {"$type": "app.bsky.embed.recordWithMedia", "record": record, "media": media}


def _media(outgoing: Outgoing) -> dict[str, Any] | None:
    if outgoing.pictures:
        images = [_image(each) for each in outgoing.pictures]
        return {"$type": "app.bsky.embed.images", "images": images}
    if outgoing.video is not None:
        return _film(outgoing.video)
    if outgoing.link:
        external = {
            "uri": outgoing.link.url,
            "title": outgoing.link.title,
            "description": outgoing.link.description,
        }
        return {"$type": "app.bsky.embed.external", "external": external}
    return None


def _image(picture: Picture) -> dict[str, Any]:
    return {
        "alt": picture.alt,
        "aspectRatio": {"width": picture.width, "height": picture.height},
        "image": _blob(picture.sha256, picture.mime, picture.size),
    }


def _film(video: Video) -> dict[str, Any]:
    value: dict[str, Any] = {
        "$type": "app.bsky.embed.video",
        "video": _blob(video.sha256, video.mime, video.size),
        "alt": video.alt,
        "aspectRatio": {"width": video.width, "height": video.height},
    }
    if video.captions:
        file = _blob(video.captions, "text/vtt", video.captions_size)
        value["captions"] = [{"lang": video.captions_language, "file": file}]
    return value


def _blob(sha256: str, mime: str, size: int) -> dict[str, Any]:
    ref = {"$link": blob_cid(sha256)}
    return {"$type": "blob", "ref": ref, "mimeType": mime, "size": size}


def blob_cid(sha256: str) -> str:
    """The content id a server will give these bytes: CIDv1, raw codec, SHA-256, base32."""
    raw = bytes([0x01, 0x55, 0x12, 0x20]) + bytes.fromhex(sha256)
    return "b" + base64.b32encode(raw).decode().lower().rstrip("=")


def facets(text: str) -> list[dict[str, Any]]:
    """Links and hashtags as ranges of UTF-8 bytes."""
    found = []
    for match in URL.finditer(text):
        feature = {"$type": "app.bsky.richtext.facet#link", "uri": match.group()}
        found.append(_facet(text, match.start(), match.end(), feature))
    links = [(each.start(), each.end()) for each in URL.finditer(text)]
    for match in _HASHTAG.finditer(text):
        if any(start <= match.start() < end for start, end in links):
            continue
        feature = {"$type": "app.bsky.richtext.facet#tag", "tag": match.group(1)}
        found.append(_facet(text, match.start(), match.end(), feature))
    return found


def _facet(text: str, start: int, end: int, feature: dict[str, str]) -> dict[str, Any]:
    begin = len(text[:start].encode())
    return {
        "index": {"byteStart": begin, "byteEnd": begin + len(text[start:end].encode())},
        "features": [feature],
    }
