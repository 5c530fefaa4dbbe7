"""How a clearance's kind of text speaks, for the templates."""

from __future__ import annotations

from django import template

from heraut.guidance.models import Clearance
from heraut.guidance.subjects import SUBJECTS, SubjectWords

register = template.Library()


@register.filter
def says(clearance: Clearance) -> SubjectWords:
    """The words of the clearance's kind of text."""
    return SUBJECTS.get(clearance.subject_kind).words
