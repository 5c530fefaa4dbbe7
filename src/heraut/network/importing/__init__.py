"""Reading and writing a network as CSV or YAML: pure functions, no rows of the database."""

from heraut.network.importing.parse import parse
from heraut.network.importing.records import ChannelRecord, MissionRecord, Parsed, Problem
from heraut.network.importing.render import render_csv, render_yaml
from heraut.network.importing.words import sentence

__all__ = [
    "ChannelRecord",
    "MissionRecord",
    "Parsed",
    "Problem",
    "parse",
    "render_csv",
    "render_yaml",
    "sentence",
]
