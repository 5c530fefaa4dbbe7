"""Reading and writing a network as tables or YAML: pure functions, no rows of the database."""

from heraut.network.importing.parse import parse
from heraut.network.importing.planned import parse_plans, parse_relevance
from heraut.network.importing.records import (
    ChannelRecord,
    MissionRecord,
    Parsed,
    PlanRecord,
    Problem,
    RelevanceRecord,
)
from heraut.network.importing.render import (
    render_csv,
    render_plans,
    render_relevance,
    render_yaml,
)
from heraut.network.importing.words import sentence

__all__ = [
    "ChannelRecord",
    "MissionRecord",
    "Parsed",
    "PlanRecord",
    "Problem",
    "RelevanceRecord",
    "parse",
    "parse_plans",
    "parse_relevance",
    "render_csv",
    "render_plans",
    "render_relevance",
    "render_yaml",
    "sentence",
]
