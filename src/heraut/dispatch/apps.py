from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "heraut.dispatch"
    label = "dispatch"

    def ready(self) -> None:
        from heraut.dispatch import footer, published, queries, subject, words
        from heraut.dispatch.actions.withdraw_for_edit import withdraw_for_edit
        from heraut.dispatch.channel_part import channel_part
        from heraut.dispatch.pool_part import pool_part
        from heraut.foundation.words import AUDIT_WORDS, REFUSALS
        from heraut.network.slots import ACTIVITY, AMPLIFICATION, CHANNEL_PARTS
        from heraut.newsroom.slots import (
            ADAPT_FOOTER,
            ADAPT_NOTICE,
            ADAPTATION_EDITED,
            CARRIED_SINCE,
            POOL_PARTS,
            PUBLISHED,
            USES,
        )

        REFUSALS.register("dispatch", words.REFUSALS)
        AUDIT_WORDS.register("dispatch", words.VERBS)
        ADAPTATION_EDITED.register("dispatch", withdraw_for_edit)
        USES.register("dispatch", queries.uses)
        PUBLISHED.register("dispatch", published.published)
        CARRIED_SINCE.register("dispatch", published.carried_since)
        ADAPT_FOOTER.register("dispatch", footer.footer)
        ADAPT_NOTICE.register("dispatch", footer.notice)
        POOL_PARTS.register("dispatch", pool_part)
        CHANNEL_PARTS.register("dispatch", channel_part)
        ACTIVITY.register("dispatch", queries.published)
        AMPLIFICATION.register("dispatch", queries.amplified)
        subject.register()
