"""What is kept of a channel at the moment it is frozen: enough to show later what was whose."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from heraut.foundation.models import AuditEntry
from heraut.kernel import clock
from heraut.network.models import Channel
from heraut.network.slots import CHANNEL_EVIDENCE

_MOST = 100


def gather(channel: Channel) -> str:
    """JSON with sorted keys; times in ISO 8601. Holds no sign-in and no texts, but the digests of
    what Heraut sent. Call before anything is changed."""
    value: dict[str, Any] = {
        "as_of": clock.now(),
        "channel": {
            name: getattr(channel, name)
            for name in (
                "id", "platform", "platform_id", "handle", "name", "url", "origin", "state",
                "verified_at", "certified_at", "certified_until", "health", "health_code",
                "health_at", "tokens_expire_at", "custodian_id", "signed_in_by_id",
            )
        },
        "holder": channel.holder.slug,
        "handles": list(
            channel.handles.values("handle", "valid_from", "valid_until").order_by("created_at")
        ),
        "audit": list(
            AuditEntry.objects.filter(
                subject_kind="network.channel", subject_id=str(channel.pk)
            )
            .order_by("-pk")
            .values("number", "created_at", "verb", "actor_name", "detail")[:_MOST]
        ),
        **{key: of(channel.pk) for key, of in CHANNEL_EVIDENCE.items()},
    }  # fmt: skip
    return json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, indent=1)


def digest(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, as anybody can compute it of the file."""
    return hashlib.sha256(text.encode()).hexdigest()
