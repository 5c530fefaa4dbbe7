from django.apps import AppConfig


class OutboundConfig(AppConfig):
    name = "heraut.outbound"
    label = "outbound"

    def ready(self) -> None:
        from heraut.foundation.words import REFUSALS
        from heraut.outbound import (
            jobs,  # noqa: F401 (registers the tasks)
            words,
        )

        REFUSALS.register("outbound", words.REFUSALS)
