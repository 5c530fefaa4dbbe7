"""What each verb does at one step: what is fixed before the call, the call, how it is looked up.

A parcel is carried out in steps of one call each: a thread part by part, the recall of a thread from
its last part to its first, the edit of a thread where its parts changed; all else in one. How many
steps are done, and the receipts of what stands, are on the ledger: who takes over goes on from there.
"""

from __future__ import annotations

import hashlib
import os
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from heraut.connectors import catalogue
from heraut.connectors.contract import (
    Absent,
    Account,
    ByHand,
    Capability,
    Change,
    Connector,
    MediaSource,
    Original,
    Outcome,
    Outgoing,
    Prepared,
    ReadBack,
    Receipt,
    Rejected,
    Retry,
)
from heraut.connectors.manual import is_by_hand
from heraut.kernel import clock
from heraut.kernel.http import Outbound
from heraut.outbound.ledger import Row
from heraut.outbound.spending import Price


@dataclass(slots=True)
class Channel:
    """What a drain needs to know of its channel."""

    id: UUID
    connector: Connector
    account: Account

    @property
    def is_by_hand(self) -> bool:
        """Whether a person publishes there."""
        return Capability.BY_HAND in self.connector.declaration.capabilities

    def of(self, receipt: Receipt) -> Channel:
        """The channel as what ``receipt`` is of was published: what a person did, no machine knows."""
        person = catalogue.person(self.connector.platform) if receipt.is_by_hand else None
        return replace(self, connector=person) if person is not None else self


@dataclass(frozen=True, slots=True)
class Tools:
    """What calls are made with."""

    media: MediaSource
    http: Outbound


@dataclass(frozen=True, slots=True)
class Seed:
    """Fixed at a parcel's first attempt: the key of every step follows from it.

    The steps lie a millisecond apart, so that keys and moments keep their order.
    """

    at: datetime
    nonce: bytes

    @classmethod
    def fresh(cls) -> Seed:
        return cls(clock.now(), os.urandom(16))

    @classmethod
    def from_json(cls, value: Mapping[str, str]) -> Seed:
        return cls(datetime.fromisoformat(value["at"]), bytes.fromhex(value["nonce"]))

    def to_json(self) -> dict[str, str]:
        return {"at": self.at.isoformat(), "nonce": self.nonce.hex()}

    def of(self, step: int) -> Seed:
        if step == 0:
            return self
        nonce = hashlib.sha256(self.nonce + step.to_bytes(2)).digest()[:16]
        return Seed(self.at + timedelta(milliseconds=step), nonce)


class Verb(ABC):
    """``asks_first``: an unclear call is looked up before it is made again; else it is simply made
    again, because doing it twice is doing it once and there is nothing to look at."""

    asks_first = True

    def steps(self, parcel: Row, channel: Channel) -> int:
        return 1

    def price(self, parcel: Row, channel: Channel) -> Price:
        """What the platform asks for the call of the step at which the parcel stands."""
        return Price(0)

    @abstractmethod
    def prepare(self, parcel: Row, channel: Channel, seed: Seed) -> Prepared:
        """The call of the step at which the parcel stands."""

    async def stage(
        self, prepared: Prepared, channel: Channel, tools: Tools
    ) -> Prepared | Rejected | Retry:
        """What has to be ready at the platform before the call."""
        return prepared

    @abstractmethod
    async def call(self, prepared: Prepared, channel: Channel, tools: Tools) -> Outcome: ...

    @abstractmethod
    async def look(self, prepared: Prepared, channel: Channel, tools: Tools) -> ReadBack: ...

    def standing(self, parcel: Row, receipt: Receipt) -> Receipt:
        """What the parcel's receipt is once this step is done."""
        return receipt


class Publish(Verb):
    def steps(self, parcel: Row, channel: Channel) -> int:
        if not parcel["content"].get("parts"):
            return 1
        return channel.connector.steps(Outgoing.from_json(parcel["content"]))

    def price(self, parcel: Row, channel: Channel) -> Price:
        connector = channel.connector
        if not connector.price_list():
            return Price(0)
        whole = Outgoing.from_json(parcel["content"])
        if connector.declaration.whole_threads:
            return Price(connector.cost(whole))
        still = [connector.cost(each) for each in whole.each[parcel["step"] :]]
        return Price(still[0], sum(still))

    def prepare(self, parcel: Row, channel: Channel, seed: Seed) -> Prepared:
        whole, step = Outgoing.from_json(parcel["content"]), parcel["step"]
        before = Receipt.from_json(parcel["receipt"]) if parcel["receipt"] else None
        part = channel.connector.step(whole, step, before)
        mine = seed.of(step)
        return channel.connector.prepare(part, channel.account, at=mine.at, nonce=mine.nonce)

    async def stage(
        self, prepared: Prepared, channel: Channel, tools: Tools
    ) -> Prepared | Rejected | Retry:
        return await channel.connector.stage(prepared, channel.account, tools.media, tools.http)

    async def call(self, prepared: Prepared, channel: Channel, tools: Tools) -> Outcome:
        return await channel.connector.publish(prepared, channel.account, tools.media, tools.http)

    async def look(self, prepared: Prepared, channel: Channel, tools: Tools) -> ReadBack:
        return await channel.connector.read_back(prepared, channel.account, tools.http)

    def standing(self, parcel: Row, receipt: Receipt) -> Receipt:
        if not parcel["receipt"]:
            return receipt
        return Receipt.from_json(parcel["receipt"]).followed_by(receipt)


class Edit(Verb):
    """Only the parts whose text changed are called for."""

    def steps(self, parcel: Row, channel: Channel) -> int:
        change = Change.from_json(parcel["content"])
        return len(self._changed(change, channel.of(change.receipt)))

    @staticmethod
    def _changed(change: Change, channel: Channel) -> list[int]:
        if channel.connector.declaration.whole_threads:
            return [0]
        pairs = zip(change.before.texts, change.after.texts, strict=True)
        changed = [number for number, (before, after) in enumerate(pairs) if before != after]
        return changed or [0]

    def prepare(self, parcel: Row, channel: Channel, seed: Seed) -> Prepared:
        change = Change.from_json(parcel["content"])
        channel = channel.of(change.receipt)
        number = self._changed(change, channel)[parcel["step"]]
        after = channel.connector.step(change.after, number, change.receipt)
        receipt = change.receipt.each[number]
        return channel.connector.prepare_edit(after, receipt, channel.account, at=seed.at)

    async def call(self, prepared: Prepared, channel: Channel, tools: Tools) -> Outcome:
        if is_by_hand(prepared):
            return ByHand()
        return await channel.connector.edit(prepared, channel.account, tools.http)

    async def look(self, prepared: Prepared, channel: Channel, tools: Tools) -> ReadBack:
        if is_by_hand(prepared):
            return Absent()
        return await channel.connector.read_edit(prepared, channel.account, tools.http)

    def standing(self, parcel: Row, receipt: Receipt) -> Receipt:
        return Change.from_json(parcel["content"]).receipt


class Repost(Verb):
    def price(self, parcel: Row, channel: Channel) -> Price:
        return Price(channel.connector.repost_cost(Original.from_json(parcel["content"])))

    def prepare(self, parcel: Row, channel: Channel, seed: Seed) -> Prepared:
        original = Original.from_json(parcel["content"])
        return channel.connector.prepare_repost(
            original, channel.account, at=seed.at, nonce=seed.nonce
        )

    async def call(self, prepared: Prepared, channel: Channel, tools: Tools) -> Outcome:
        return await channel.connector.repost(prepared, channel.account, tools.http)

    async def look(self, prepared: Prepared, channel: Channel, tools: Tools) -> ReadBack:
        return await channel.connector.read_repost(prepared, channel.account, tools.http)


class Recall(Verb):
    """A thread goes from its last part to its first: what is left always makes sense. A person
    deletes it in one go."""

    asks_first = False

    def steps(self, parcel: Row, channel: Channel) -> int:
        return 1 if channel.is_by_hand else len(Receipt.from_json(parcel["content"]).each)

    def price(self, parcel: Row, channel: Channel) -> Price:
        """Booked, but never refused: what must go must be able to go."""
        receipt = Receipt.from_json(parcel["content"])
        return Price(channel.connector.recall_cost(receipt), always=True)

    def prepare(self, parcel: Row, channel: Channel, seed: Seed) -> Prepared:
        receipt = Receipt.from_json(parcel["content"])
        last = receipt if channel.is_by_hand else receipt.each[-1 - parcel["step"]]
        return Prepared(last.id, "", seed.at, "", last.to_json(), "recall")

    async def call(self, prepared: Prepared, channel: Channel, tools: Tools) -> Outcome:
        receipt = Receipt.from_json(prepared.content)
        if receipt.is_by_hand:
            return ByHand()
        return await channel.connector.recall(receipt, channel.account, tools.http)

    async def look(self, prepared: Prepared, channel: Channel, tools: Tools) -> ReadBack:
        return Absent()

    def standing(self, parcel: Row, receipt: Receipt) -> Receipt:
        return Receipt.from_json(parcel["content"])


VERBS: dict[str, Verb] = {
    "publish": Publish(),
    "edit": Edit(),
    "repost": Repost(),
    "recall": Recall(),
}


def fix(verb: Verb, parcel: Row, channel: Channel) -> tuple[Prepared, Seed | None]:
    """The call of this step, as it was fixed at its first attempt or is fixed now; with the seed
    that has to be kept, where further steps will need it."""
    known = parcel["prepared"]
    if known is not None and "fingerprint" in known:
        prepared = Prepared.from_json(known)
        # What was fixed for a person means nothing to a machine that has been signed in since.
        if channel.is_by_hand or parcel["verb"] != "publish" or not is_by_hand(prepared):
            return prepared, None
    seed = Seed.from_json(parcel["seed"]) if parcel["seed"] else Seed.fresh()
    return verb.prepare(parcel, channel, seed), seed
