"""``python -m heraut_proving.demo``: load Belgium's network and a story to look around in, once."""

from __future__ import annotations

import os


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heraut.config.settings")
    import django

    django.setup()
    from heraut_proving.demo.story import load

    load()


if __name__ == "__main__":
    main()
