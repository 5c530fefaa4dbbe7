"""Heraut: the platform on which a foreign ministry runs its digital diplomacy."""

__version__ = "0.1.0"
