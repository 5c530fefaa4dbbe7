"""Backups of the whole house: the database of one moment, the media, and a manifest of both."""
