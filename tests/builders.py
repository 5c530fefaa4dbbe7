"""The proving ground's builders, under the name that tests know them by."""

from heraut_proving.builders import *  # noqa: F403
