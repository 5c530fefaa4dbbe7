"""Films: checked by content, written anew without what they tell, whatever is killed meanwhile."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from heraut.connectors.contract import Limits
from heraut.foundation import media
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.newsroom import channels, converting, drafts, films, jobs, queries, reels
from heraut.newsroom.actions.add_film import add_film
from heraut.newsroom.actions.save_adaptation import save_adaptation
from heraut.newsroom.models import Adaptation, Captions, Conversion, ConversionState, Film
from heraut.newsroom.outgoing import adaptation_digest, outgoing
from tests import builders

needs_ffmpeg = [
    pytest.mark.servers,
    pytest.mark.skipif(
        shutil.which("ffmpeg") is None,
        reason="ffmpeg is not installed (./heraut test --install-servers installs it)",
    ),
]
PLACE = "+50.8503+004.3517/"


def _made(folder: Path, name: str, *more: str, seconds: float = 1, size: str = "160x120") -> Path:
    path = folder / name
    command = ["ffmpeg", "-v", "error", "-y"]
    command += ["-f", "lavfi", "-i", f"testsrc=size={size}:rate=10:duration={seconds}"]
    command += ["-f", "lavfi", "-i", f"sine=duration={seconds}"]
    subprocess.run([*command, *more, str(path)], check=True)
    return path


@pytest.fixture(scope="session")
def sent(tmp_path_factory):
    """A phone's film: MOV, with a place, a title and a chapter's worth of what nobody should know."""
    folder = tmp_path_factory.mktemp("films")
    marks = [f"location={PLACE}", f"com.apple.quicktime.location.ISO6709={PLACE}", "title=At home"]
    told = [each for mark in marks for each in ("-metadata", mark)]
    return _made(folder, "phone.mov", *told, "-movflags", "use_metadata_tags")


def _probed(path: Path) -> dict:
    command = ["ffprobe", "-v", "error", "-show_format", "-show_streams", "-show_chapters"]
    done = subprocess.run([*command, "-of", "json", str(path)], check=True, capture_output=True)
    return json.loads(done.stdout)


def _clean(source: Path, folder: Path, most: float = 60) -> tuple[Path, films.Seen]:
    target = folder / "clean.mp4"
    return target, films.clean(source, target, most=most, beat=lambda: None)


class TestConverting:
    pytestmark = needs_ffmpeg

    def test_no_place_no_title_and_no_maker_survives(self, sent, tmp_path):
        assert PLACE.encode() in sent.read_bytes()
        target, _ = _clean(sent, tmp_path)
        data = target.read_bytes()
        for told in (PLACE.encode(), b"At home", b"Lavf", b"\xa9xyz", b"loci"):
            assert told not in data
        found = _probed(target)
        assert found["chapters"] == []
        assert {each["codec_name"] for each in found["streams"]} == {"h264", "aac"}
        assert data.index(b"moov") < data.index(b"mdat"), "it plays before it is all there"

    def test_a_webm_becomes_an_mp4_with_even_sides(self, tmp_path):
        source = _made(tmp_path, "odd.webm", "-c:v", "libvpx", "-an", size="161x121")
        target, seen = _clean(source, tmp_path)
        assert (seen.width % 2, seen.height % 2) == (0, 0)
        assert _probed(target)["streams"][0]["pix_fmt"] == "yuv420p"

    def test_a_turned_film_stands_upright(self, sent, tmp_path):
        turned = tmp_path / "turned.mov"
        command = ["ffmpeg", "-v", "error", "-y", "-i", str(sent), "-c", "copy"]
        subprocess.run([*command, "-metadata:s:v:0", "rotate=90", str(turned)], check=True)
        if "side_data_list" not in _probed(turned)["streams"][0]:
            pytest.xfail("this ffmpeg does not write the turn that a camera writes")
        _, seen = _clean(turned, tmp_path)
        assert (seen.width, seen.height) == (120, 160)

    def test_the_same_film_gives_the_same_file(self, sent, tmp_path):
        first = media.digest(_clean(sent, tmp_path)[0])
        assert media.digest(_clean(sent, tmp_path)[0]) == first

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"GIF89a" + b"\0" * 400,
            b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
            b"ffconcat version 1.0\nfile /etc/passwd\n",
            b"\0\0\0\x18ftypmp42" + b"\0" * 4000,
            b"\x1aE\xdf\xa3" + b"\xff" * 4000,
            b"\x1aE\xdf\xa3\x01\xff\xff\xff\xff\xff\xff\xff" + b"\x42\x86\x81\x01" * 9000,
        ],
    )
    def test_what_is_no_film_is_refused_before_it_is_kept(self, data, tmp_path):
        path = tmp_path / "sent.mp4"
        path.write_bytes(data)
        with pytest.raises(Refusal, match=r"film\.(not_a_film|damaged)"):
            films.look(path)

    def test_a_film_that_hides_how_long_it_is_ends_where_it_must(self, tmp_path):
        source = _made(tmp_path, "live.webm", "-c:v", "libvpx", "-live", "1", seconds=4)
        assert films.look(source).seconds == 0
        with pytest.raises(Refusal, match=r"film\.too_long"):
            _clean(source, tmp_path, most=2)

    def test_a_frame_too_large_to_be_held_is_refused_by_its_header(self, sent, monkeypatch):
        monkeypatch.setattr(films, "_MOST_PIXELS", 160 * 120 - 1)
        with pytest.raises(Refusal, match=r"film\.too_many_pixels"):
            films.look(sent)

    def test_what_takes_too_long_is_ended(self):
        with pytest.raises(Refusal, match=r"film\.took_too_long"):
            films._run(["sleep", "30"], 0.5, lambda: None)

    @pytest.mark.parametrize("shape", ["pad", "crop"])
    def test_another_shape_is_made_within_the_limits(self, sent, tmp_path, shape):
        main, seen = _clean(sent, tmp_path)
        limits = Limits(max_length=0, min_video_ratio=0.5, max_video_ratio=0.8)
        recipe = reels.recipe(seen.width, seen.height, main.stat().st_size, shape, limits)
        assert recipe is not None
        made = films.fit(main, tmp_path / "fit.mp4", recipe, seen, lambda: None)
        assert made.width / made.height <= 0.8
        assert (made.height > seen.height) == (shape == "pad")

    def test_too_large_is_made_smaller_or_refused(self, tmp_path):
        noise = ("-vf", "noise=alls=60:allf=t")
        source = _made(tmp_path, "large.mp4", *noise, seconds=3, size="640x480")
        main, seen = _clean(source, tmp_path)
        size = main.stat().st_size
        smaller = reels.Recipe("", 0.0, int(size * 0.5))
        films.fit(main, tmp_path / "fit.mp4", smaller, seen, lambda: None)
        assert (tmp_path / "fit.mp4").stat().st_size <= smaller.max_bytes
        with pytest.raises(Refusal, match=r"film\.cannot_fit"):
            films.fit(main, tmp_path / "no.mp4", reels.Recipe("", 0.0, 9), seen, lambda: None)


def test_without_ffmpeg_it_is_said_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(films.shutil, "which", lambda name: None)
    path = tmp_path / "a.mp4"
    path.write_bytes(b"\0\0\0\x18ftypmp42")
    with pytest.raises(Refusal, match=r"film\.no_ffmpeg"):
        films.look(path)


def test_a_recipe_is_read_as_it_was_written():
    for recipe in (
        reels.Recipe("pad", 0.8, 12),
        reels.Recipe("", 0.0, 5),
        reels.Recipe("crop", 1.9),
    ):
        assert reels.Recipe.read(recipe.key) == recipe


@pytest.mark.django_db
class TestInAText:
    pytestmark = needs_ffmpeg

    @pytest.fixture
    def channel(self, mission):
        return builders.channel(mission.unit, "bluesky")

    @pytest.fixture
    def draft(self, officer, mission, channel):
        return builders.adaptation(officer, mission.unit, [channel], "Waves.")

    @pytest.fixture
    def film(self, sent, officer, mission):
        return add_film(sent, by=officer, unit=mission.unit)

    def _read(self, made):
        return queries.with_texts(Adaptation.objects.all()).get(pk=made.pk)

    def _attach(self, made, film, officer, **more):
        held = drafts.of(self._read(made))
        on = {text.channel_id for text in held.texts}
        held = drafts.with_film(held, film.pk, on)
        held = replace(held, texts=tuple(replace(each, **more) for each in held.texts))
        return save_adaptation(made.pk, by=officer, revision=self._read(made).revision, draft=held)

    def test_a_film_waits_is_converted_and_goes_out(self, draft, film, officer, channel):
        self._attach(draft, film, officer, film_alt="Waves at Ostend.")
        (text,) = self._read(draft).texts.all()
        codes = [each.code for each in channels.objections(outgoing(text), channel)]
        assert codes == ["video.not_ready"]
        before = adaptation_digest(self._read(draft))
        converting.carry_out(film.main.pk)
        (text,) = self._read(draft).texts.all()
        goes = outgoing(text)
        assert channels.objections(goes, channel) == []
        assert media.read(goes.video.sha256)[4:8] == b"ftyp"
        assert goes.video.alt == "Waves at Ostend."
        assert adaptation_digest(self._read(draft)) != before
        film.refresh_from_db()
        assert film.source == ""
        assert media.read(film.poster)

    def test_what_was_sent_does_not_stay(self, film, django_capture_on_commit_callbacks):
        source = film.source
        assert default_storage.exists(source)
        with django_capture_on_commit_callbacks(execute=True):
            converting.carry_out(film.main.pk)
        assert not default_storage.exists(source)

    def test_the_same_file_again_is_the_same_film(self, film, sent, officer, mission):
        converting.carry_out(film.main.pk)
        assert add_film(sent, by=officer, unit=mission.unit) == film
        assert Conversion.objects.count() == 1

    def test_a_channel_with_other_limits_gets_a_film_of_its_own(
        self, draft, film, officer, channel
    ):
        narrow = replace(channels.limits(channel), max_video_ratio=1.0)
        channel.limits = narrow.to_json()
        channel.save()
        self._attach(draft, film, officer, film_alt="Waves.")
        converting.carry_out(film.main.pk)
        own = Conversion.objects.exclude(recipe="").get()
        (text,) = self._read(draft).texts.all()
        assert text.conversion == own
        assert not outgoing(text).video.sha256
        converting.carry_out(own.pk)
        (text,) = self._read(draft).texts.all()
        goes = outgoing(text).video
        assert goes.width <= goes.height
        assert channels.objections(outgoing(text), channel) == []

    def test_a_killed_process_is_followed_by_another_and_a_late_one_writes_nothing(
        self, film, monkeypatch
    ):
        main = film.main
        late = converting._claimed(main.pk)
        assert converting._claimed(main.pk) is None, "it is held"
        assert converting.expired() == []
        Conversion.objects.filter(pk=main.pk).update(lease_until=clock.now() - timedelta(seconds=1))
        assert converting.expired() == [main.pk]
        converting.carry_out(main.pk)
        main.refresh_from_db()
        assert (main.state, main.tries) == (ConversionState.READY, 2)
        converting._finish(late, Refusal("film.damaged"))
        main.refresh_from_db()
        assert main.state == ConversionState.READY
        with pytest.raises(converting._Lost):
            monkeypatch.setattr(converting, "_BEAT", timedelta(0))
            converting._beating(late)()

    def test_a_film_that_kills_its_converters_is_given_up(self, film):
        past = clock.now() - timedelta(seconds=1)
        Conversion.objects.update(state="converting", tries=3, lease_until=past)
        converting.carry_out(film.main.pk)
        assert film.main.code == "film.damaged" or Conversion.objects.get().code == "film.damaged"

    def test_the_sweeper_wakes_what_has_no_job(self, film, monkeypatch):
        woken = []
        monkeypatch.setattr(jobs, "defer_once", lambda task, lock, **_: woken.append(lock))
        jobs.sweep()
        assert f"film:{film.main.pk}" in woken

    def test_too_long_or_too_large_is_refused_at_once(self, sent, officer, mission, settings):
        settings.HERAUT = settings.HERAUT.model_copy(update={"film_seconds": 0.5})
        with pytest.raises(Refusal, match=r"film\.too_long"):
            add_film(sent, by=officer, unit=mission.unit)
        assert not Film.objects.exists()

    def test_another_units_film_is_not_taken(self, draft, film, officer, sent):
        elsewhere = builders.mission("kampala", "UG")
        other = Film.objects.create(
            unit=elsewhere.unit, uploaded_by=officer, source_sha256="0" * 64
        )
        with pytest.raises(Refusal, match=r"film\.foreign"):
            self._attach(draft, other, officer)

    def test_in_the_browser_from_the_file_to_the_film_with_captions(
        self, sign_in, draft, officer, sent, channel
    ):
        client = sign_in(officer)
        fields = {
            "revision": 1,
            "channel": [channel.pk],
            f"on-{channel.pk}": "on",
            f"lang-{channel.pk}": "en",
            "text-en": "Waves.",
        }
        upload = SimpleUploadedFile("a.mov", sent.read_bytes(), "video/quicktime")
        url = reverse("newsroom_adapt_film", args=[draft.pk])
        assert client.post(url, {**fields, "film-file": upload}).status_code == 302
        (text,) = self._read(draft).texts.all()
        state = reverse("newsroom_adapt_film_state", args=[draft.pk])
        assert "every 3s" in client.get(state).content.decode()
        converting.carry_out(text.film.main.pk)
        assert client.get(state)["HX-Trigger"] == "heraut:film"
        spoken = SimpleUploadedFile("a.srt", b"1\n00:00:00,000 --> 00:00:01,000\nSea\n")
        said = {
            "revision": self._read(draft).revision,
            **{name: value for name, value in fields.items() if name != "revision"},
            "film": text.film_id,
            "film-use": [channel.pk],
            "film-alt-en": "Waves at Ostend.",
            "film-shape": "pad",
            "captions-language": "en",
        }
        url = reverse("newsroom_adapt_captions", args=[draft.pk])
        client.post(url, {**said, "captions-file": spoken})
        (text,) = self._read(draft).texts.all()
        goes = outgoing(text).video
        assert goes.captions == Captions.objects.get().sha256
        page = client.get(reverse("newsroom_adapt", args=[draft.pk])).content.decode()
        assert "<video" in page and "<track" in page
        for what, mime in (("film", "video/mp4"), ("poster", "image/jpeg")):
            seen = client.get(reverse("newsroom_film", args=[goes.sha256, what]))
            assert seen["Content-Type"].startswith(mime.split("/")[0])
        part = client.get(
            reverse("newsroom_film", args=[goes.sha256, "film"]), headers={"range": "bytes=4-7"}
        )
        assert (part.status_code, b"".join(part.streaming_content)) == (206, b"ftyp")
        outsider = sign_in(builders.person(None))
        assert outsider.get(reverse("newsroom_film", args=[goes.sha256, "film"])).status_code != 200
