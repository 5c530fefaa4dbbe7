"""Captions: read strictly, written plainly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heraut.kernel.errors import Refusal
from heraut.newsroom import captions

SRT = b"\xef\xbb\xbf1\r\n00:00:01,000 --> 00:00:02,500\r\nGoedemorgen\r\n<font color=red>Ostende</font>\r\n\r\n2\r\n00:01:00,000 --> 00:01:02,000\r\n<i>Zee</i>\r\n"
VTT = b"""WEBVTT - made by hand

STYLE
::cue { color: red }

NOTE nobody reads this

intro
00:01.000 --> 00:02.500 position:10%
<v Ann>Good morning</v>
"""


def test_subrip_and_webvtt_become_plain_webvtt():
    assert captions.write(captions.read(SRT)).decode() == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nGoedemorgen\nOstende\n\n"
        "00:01:00.000 --> 00:01:02.000\n<i>Zee</i>\n"
    )
    assert captions.write(captions.read(VTT)).decode() == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nGood morning\n"
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "captions.none"),
        (b"WEBVTT\n\n", "captions.none"),
        ("1\n00:00:01,000 --> 00:00:02,000\né".encode("latin-1"), "captions.encoding"),
        (b"1\n00:00:01,000 --> 00:00:02,000\na\0b", "captions.encoding"),
        (b"1\n00:00:03,000 --> 00:00:02,000\nbackwards", "captions.line"),
        (b"1\n00:00:03,000 -->\nhalf", "captions.line"),
        (b"00:05.000 --> 00:06.000\na\n\n00:01.000 --> 00:02.000\nb", "captions.line"),
        (b"00:01.000 --> 00:02.000\na\n" * 30_000, "captions.too_big"),
    ],
)
def test_what_cannot_be_is_refused_and_said(data, code):
    with pytest.raises(Refusal) as refused:
        captions.read(data)
    assert refused.value.code == code


def test_the_line_that_is_wrong_is_named():
    with pytest.raises(Refusal) as refused:
        captions.read(b"WEBVTT\n\n00:01.000 --> 00:02.000\nfine\n\n00:09.000 --> 00:03.000\nx")
    assert refused.value.params == {"line": 6}


_cues = st.lists(
    st.tuples(
        st.integers(0, 10_000_000),
        st.integers(1, 60_000),
        st.text(alphabet="abc é &1:", min_size=1, max_size=40).filter(lambda said: said.strip()),
    ),
    min_size=1,
    max_size=20,
)


@given(_cues)
def test_what_was_written_reads_as_it_was(found):
    cues = [
        captions.Cue(start, start + length, said.strip()) for start, length, said in sorted(found)
    ]
    assert captions.read(captions.write(cues)) == cues


@given(st.binary(max_size=400))
def test_no_file_does_more_than_be_refused(data):
    try:
        made = captions.write(captions.read(b"WEBVTT\n\n" + data))
    except Refusal:
        return
    assert captions.write(captions.read(made)) == made
