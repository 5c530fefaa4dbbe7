"""The installation's master keys, read once, and what is sealed with them."""

from __future__ import annotations
