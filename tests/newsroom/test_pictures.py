"""Pictures: checked by content, stripped, written anew."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from heraut.kernel.errors import Forbidden, Refusal
from heraut.newsroom import pictures
from heraut.newsroom.actions.add_picture import add_picture
from heraut.newsroom.actions.describe_picture import describe_picture
from heraut.newsroom.actions.offer_item import obstacles
from heraut.newsroom.actions.remove_picture import remove_picture
from tests import builders
from tests.newsroom.images import image


def _geotagged() -> tuple[io.BytesIO, int]:
    exif = Image.Exif()
    exif[0x010F] = "Camera of a diplomat"
    exif[0x0112] = 6  # turn by a quarter
    exif.get_ifd(0x8825)[2] = (1.0, 17.0, 24.0)
    return image(exif=exif)


def test_what_a_picture_tells_about_its_maker_is_gone():
    clean = pictures.clean(*_geotagged())
    found = Image.open(io.BytesIO(clean.data))
    assert not found.getexif()
    assert b"Camera of a diplomat" not in clean.data


def test_a_turned_picture_stands_upright():
    clean = pictures.clean(*_geotagged())
    assert (clean.width, clean.height) == (40, 60)


def test_text_chunks_and_trailing_bytes_do_not_come_along():
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", "written at home")
    stream, _ = image("PNG", pnginfo=info)
    data = stream.getvalue() + b"<script>hidden</script>"
    clean = pictures.clean(io.BytesIO(data), len(data))
    assert b"written at home" not in clean.data and b"hidden" not in clean.data


@pytest.mark.parametrize(
    ("form", "mode", "mime"),
    [
        ("JPEG", "RGB", "image/jpeg"),
        ("PNG", "RGB", "image/png"),
        ("PNG", "RGBA", "image/png"),
        ("WEBP", "RGB", "image/jpeg"),
        ("WEBP", "RGBA", "image/png"),
    ],
)
def test_jpeg_png_and_webp_come_in_jpeg_and_png_go_out(form, mode, mime):
    clean = pictures.clean(*image(form, mode=mode))
    assert clean.mime == mime
    assert Image.open(io.BytesIO(clean.data)).format == mime.split("/")[1].upper()


@pytest.mark.parametrize("data", [b"", b"GIF89a" + b"0" * 90, b"<svg/>", b"\xff\xd8\xff\xe0broken"])
def test_what_is_no_such_image_is_refused(data):
    with pytest.raises(Refusal, match="not_an_image"):
        pictures.clean(io.BytesIO(data), len(data))


def test_a_cut_off_picture_is_refused():
    stream, size = image(size=(300, 300))
    with pytest.raises(Refusal, match="not_an_image"):
        pictures.clean(io.BytesIO(stream.getvalue()[: size // 2]), size // 2)


def test_a_decompression_bomb_is_refused_before_it_is_decoded():
    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    bomb += chunk(b"IDAT", zlib.compress(b"\0" * 100_000)) + chunk(b"IEND", b"")
    with pytest.raises(Refusal, match="too_many_pixels"):
        pictures.clean(io.BytesIO(bomb), len(bomb))


def test_a_file_that_is_too_big_is_not_even_read():
    with pytest.raises(Refusal, match="too_big"):
        pictures.clean(io.BytesIO(), pictures.MOST_BYTES + 1)


def test_a_large_picture_is_brought_to_what_platforms_show():
    clean = pictures.clean(*image(size=(5000, 2500)))
    assert (clean.width, clean.height) == (2048, 1024)
    assert Image.open(io.BytesIO(clean.small)).size == (640, 320)


@pytest.mark.django_db
def test_a_picture_is_stored_once_under_its_digest(editor):
    item = builders.item(editor)
    first = add_picture(*image(), by=editor, item_id=item.pk)
    second = add_picture(*image(), by=editor, item_id=item.pk)
    assert first.file.name == second.file.name == f"pictures/{first.sha256}.jpg"
    assert first.file.size == first.size


@pytest.mark.django_db
def test_what_a_killed_process_left_half_written_is_written_again():
    clean = pictures.clean(*image())
    name = pictures.store(clean)
    kept = Path(default_storage.path(name))
    kept.write_bytes(clean.data[: len(clean.data) // 2])
    assert pictures.store(clean) == name
    assert kept.read_bytes() == clean.data


@pytest.mark.django_db
def test_an_item_is_offered_only_when_every_picture_is_described(editor):
    item = builders.item(editor, offered=False)
    picture = add_picture(*image(), by=editor, item_id=item.pk)
    assert [each.code for each in obstacles(item)] == ["item.alt_missing"]
    with pytest.raises(Refusal, match="alt_missing"):
        describe_picture(picture.pk, "en", "  ", by=editor)
    describe_picture(picture.pk, "en", "A red square", by=editor)
    assert obstacles(item) == []


@pytest.mark.django_db
def test_a_picture_taken_off_stays_for_what_was_made_with_it(editor):
    item = builders.item(editor)
    picture = add_picture(*image(), by=editor, item_id=item.pk)
    remove_picture(picture.pk, by=editor)
    assert not item.pictures.exists()
    picture.refresh_from_db()


@pytest.mark.django_db
def test_who_may_not_write_adds_no_picture(clearer, editor, officer):
    item = builders.item(editor)
    for who in (clearer, officer):
        with pytest.raises(Forbidden):
            add_picture(*image(), by=who, item_id=item.pk)


def _webp_of(width: int, height: int) -> bytes:
    """A header that promises a canvas of that size, and a frame that does not hold it."""
    canvas = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    chunk = b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + canvas
    frame = b"VP8L" + struct.pack("<I", 8) + b"\x2f\xff\xff\xff\x0f\0\0\0"
    body = b"WEBP" + chunk + frame
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _jpeg_of(width: int, height: int) -> bytes:
    data = bytearray(image("JPEG")[0].getvalue())
    place = data.index(b"\xff\xc0") + 5
    data[place : place + 4] = struct.pack(">HH", height, width)
    return bytes(data)


@pytest.mark.parametrize("raw", [_webp_of(16383, 16383), _jpeg_of(65500, 65500)])
def test_a_header_that_promises_too_much_is_refused_before_anything_is_decoded(raw):
    with pytest.raises(Refusal, match=r"picture\.(too_many_pixels|not_an_image)"):
        pictures.clean(io.BytesIO(raw), len(raw))


def test_a_gif_of_thousands_of_frames_is_no_picture_here():
    frame = b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0"
    raw = b"GIF89a" + struct.pack("<HH", 65535, 65535) + b"\x80\0\0" + b"\0" * 6
    raw += frame * 50_000 + b"\x3b"
    with pytest.raises(Refusal, match=r"picture\.not_an_image"):
        pictures.clean(io.BytesIO(raw), len(raw))
