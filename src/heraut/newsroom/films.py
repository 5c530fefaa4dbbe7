"""Films: what comes in is looked at and written anew by ffmpeg, which is kept on a short lead.

Only MP4, MOV and WebM are read, by their content and with the reader named, so that no list of
other files hides in one. ffmpeg gets no network, little memory, one thread more than it needs, and
is ended when it takes too long. Nothing is taken over but the picture and the sound: places,
dates, chapters, subtitles and data streams stay behind (``-map``, ``-map_metadata -1``), and a
turned film is written upright. https://ffmpeg.org/ffmpeg.html, https://ffmpeg.org/ffmpeg-protocols.html
(protocol_whitelist), https://ffmpeg.org/ffmpeg-formats.html (faststart, enable_drefs).
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from heraut.kernel.errors import Refusal
from heraut.newsroom import reels

LONGEST_SIDE = 1920  # pixels
_MOST_PIXELS = 8192 * 4320
_MEMORY = 4 * 1024**3  # bytes of address space
_PROBE_TIME = 20.0  # seconds
_THREADS = 2
#: One that says it is 100 000 pictures a second is not shown so.
_MOST_FRAMES = 60
_CONTAINERS = {"mov": (b"ftyp", 4), "matroska": (b"\x1aE\xdf\xa3", 0)}
_READ = ["-protocol_whitelist", "file,pipe", "-max_pixels", str(_MOST_PIXELS)]
_BARE = [
    *("-map_metadata", "-1", "-map_metadata:s", "-1", "-map_chapters", "-1", "-sn", "-dn"),
    *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"),
]


@dataclass(frozen=True, slots=True)
class Seen:
    """What ffprobe says; ``seconds`` 0 where the file does not tell."""

    width: int
    height: int
    seconds: float


def missing() -> bool:
    """Whether what films need is not installed."""
    return shutil.which("ffmpeg") is None or shutil.which("ffprobe") is None


def container(path: Path) -> str:
    """``mov`` or ``matroska`` by the first bytes. Raises ``Refusal("film.not_a_film")``."""
    with path.open("rb") as file:
        head = file.read(16)
    for name, (mark, place) in _CONTAINERS.items():
        if head[place : place + len(mark)] == mark:
            return name
    raise Refusal("film.not_a_film")


def look(path: Path) -> Seen:
    """Raises ``Refusal`` (``film.no_ffmpeg``, ``film.not_a_film``, ``film.too_many_pixels``)."""
    if missing():
        raise Refusal("film.no_ffmpeg")
    asked = "stream=codec_type,width,height:format=duration"
    command = ["ffprobe", "-v", "error", "-protocol_whitelist", "file,pipe"]
    command += ["-f", container(path), "-show_entries", asked, "-of", "json", str(path)]
    out = _run(command, _PROBE_TIME, lambda: None)
    try:
        found = json.loads(out)
        picture = next(each for each in found["streams"] if each.get("codec_type") == "video")
        seen = Seen(
            int(picture["width"]),
            int(picture["height"]),
            float(found.get("format", {}).get("duration", 0)),
        )
    except (ValueError, KeyError, StopIteration, TypeError):
        raise Refusal("film.not_a_film") from None
    if seen.width * seen.height > _MOST_PIXELS:
        raise Refusal("film.too_many_pixels")
    if not seen.width or not seen.height:
        raise Refusal("film.not_a_film")
    return seen


def clean(source: Path, target: Path, *, most: float, beat: Callable[[], None]) -> Seen:
    """Write the film itself to ``target``: MP4 with H.264 and AAC. ``most``: seconds; ``beat`` is
    called about once a second. Raises what ``look`` raises, and ``film.too_long``."""
    seen = look(source)
    if seen.seconds > most:
        raise Refusal("film.too_long", most=int(most))
    side = f"min({LONGEST_SIDE}\\,iw)"
    tall = f"min({LONGEST_SIDE}\\,ih)"
    scale = (
        f"scale=w='{side}':h='{tall}':force_original_aspect_ratio=decrease:force_divisible_by=2,"
        "setsar=1"
    )
    picture = ["-vf", scale, "-crf", "23"]
    # A file that hides how long it is shows it here: one second more than allowed is enough.
    length = ["-t", f"{most + 1:g}"]
    _write(["-f", container(source), "-i", str(source)], [*length, *picture], target, most, beat)
    made = look(target)
    if made.seconds > most + 0.5:
        raise Refusal("film.too_long", most=int(most))
    return made


def fit(
    main: Path, target: Path, recipe: reels.Recipe, seen: Seen, beat: Callable[[], None]
) -> Seen:
    """Write ``main``, which ``clean`` wrote, as a channel takes it. Raises
    ``Refusal("film.cannot_fit")`` where it would be too large even so."""
    rate = reels.bit_rate(recipe.max_bytes, seen.seconds) if recipe.max_bytes else 0
    for share in (1.0, 0.75):
        bits = int(rate * share)
        if recipe.max_bytes and bits < reels.LEAST_PICTURE:
            break
        quality = ["-crf", "23"]
        if bits:
            quality += ["-maxrate", str(bits), "-bufsize", str(bits)]
        picture = ["-vf", _filter(recipe, seen, bits), *quality]
        _write(["-f", "mov", "-i", str(main)], picture, target, seen.seconds, beat)
        if not recipe.max_bytes or target.stat().st_size <= recipe.max_bytes:
            return look(target)
    raise Refusal("film.cannot_fit", limit=recipe.max_bytes)


def poster(main: Path, seconds: float) -> bytes:
    """A picture out of the first third, as PNG."""
    command = ["ffmpeg", "-v", "error", "-nostdin", *_READ, "-ss", f"{min(1.0, seconds / 3):.2f}"]
    command += ["-f", "mov", "-i", str(main), "-frames:v", "1", "-c:v", "png", "-f", "image2pipe"]
    return _run([*command, "-"], _PROBE_TIME * 3, lambda: None)


def _filter(recipe: reels.Recipe, seen: Seen, bits: int) -> str:
    width, height = recipe.frame(seen.width, seen.height)
    parts = []
    if recipe.shape == "pad":
        parts.append(f"pad={width}:{height}:(ow-iw)/2:(oh-ih)/2:black")
    elif recipe.shape == "crop":
        parts.append(f"crop={width}:{height}")
    most = LONGEST_SIDE if not bits or bits > 2_000_000 else 1280 if bits > 700_000 else 640
    parts.append(
        f"scale=w='min({most}\\,iw)':h='min({most}\\,ih)'"
        ":force_original_aspect_ratio=decrease:force_divisible_by=2"
    )
    return ",".join([*parts, "setsar=1"])


def _write(
    source: Sequence[str],
    picture: Sequence[str],
    target: Path,
    seconds: float,
    beat: Callable[[], None],
) -> None:
    command = ["nice", "-n", "10", "ffmpeg", "-v", "error", "-nostdin", "-y"]
    command += [*_READ, "-threads", str(_THREADS), *source]
    command += ["-map", "0:v:0", "-map", "0:a:0?", *_BARE, *picture]
    command += ["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p"]
    command += ["-fpsmax", str(_MOST_FRAMES), "-threads", str(_THREADS)]
    command += ["-c:a", "aac", "-b:a", str(reels.SOUND), "-ac", "2", "-ar", "48000"]
    command += ["-movflags", "+faststart", "-f", "mp4", str(target)]
    _run(command, 120 + 10 * seconds, beat)


def _run(command: Sequence[str], most: float, beat: Callable[[], None]) -> bytes:
    """Its output. Raises ``film.damaged`` for a failure, ``film.took_too_long`` after ``most``
    seconds; nothing of it runs on, whatever ``beat`` raises."""
    process = subprocess.Popen(  # noqa: S603 (a list of our own words and paths)
        list(command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C"},
    )
    try:
        resource.prlimit(process.pid, resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.prlimit(process.pid, resource.RLIMIT_CORE, (0, 0))
        return _awaited(process, most, beat)
    except ProcessLookupError:
        raise Refusal("film.damaged") from None
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def _awaited(process: subprocess.Popen[bytes], most: float, beat: Callable[[], None]) -> bytes:
    end = time.monotonic() + most
    while True:
        try:
            out, _ = process.communicate(timeout=1)
        except subprocess.TimeoutExpired:
            beat()
            if time.monotonic() > end:
                raise Refusal("film.took_too_long") from None
            continue
        if process.returncode:
            raise Refusal("film.damaged")
        return out
