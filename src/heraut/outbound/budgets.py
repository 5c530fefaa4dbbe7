"""What is left of the month's budgets, and what a text would take of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from heraut.connectors import catalogue
from heraut.connectors.contract import Connector, Objection, Outgoing
from heraut.kernel import clock
from heraut.outbound.models import Budget, Spending
from heraut.outbound.spending import dollars, month_of


@dataclass(frozen=True, slots=True)
class Account:
    """Of one platform in one month. ``monthly`` None: there is no budget, and nothing may be
    spent. In millionths of a US dollar."""

    connector: Connector
    monthly: int | None
    spent: int
    budget: Budget | None = None

    @property
    def platform(self) -> str:
        return self.connector.platform

    @property
    def label(self) -> str:
        return self.connector.declaration.label

    @property
    def left(self) -> int:
        return max(0, (self.monthly or 0) - self.spent)

    @property
    def told(self) -> dict[str, str]:
        """The amounts in US dollars, for people."""
        return {
            "monthly": dollars(self.monthly or 0),
            "spent": dollars(self.spent),
            "left": dollars(self.left),
        }


def costing() -> list[Connector]:
    """The platforms that ask money."""
    return [each for each in catalogue.every() if each.price_list()]


def accounts(at: datetime | None = None) -> list[Account]:
    """Of every platform that asks money, in the month of ``at`` (now). Two queries."""
    wanted = costing()
    names = [each.platform for each in wanted]
    # access: what is left is everybody's to know at the desk
    budgets = {each.platform: each for each in Budget.objects.filter(platform__in=names)}
    month = month_of(at or clock.now())
    spent = dict(
        Spending.objects.filter(month=month, platform__in=names).values_list("platform", "spent")
    )
    return [
        Account(
            each,
            budgets[each.platform].monthly if each.platform in budgets else None,
            spent.get(each.platform, 0),
            budgets.get(each.platform),
        )
        for each in wanted
    ]


def cost(connector: Connector, outgoing: Outgoing) -> int:
    """Of the whole text, all parts of a thread together."""
    if not connector.price_list():
        return 0
    if connector.declaration.whole_threads:
        return connector.cost(outgoing)
    return sum(connector.cost(each) for each in outgoing.each)


class Purse:
    """What is left in the month of ``at``, read at most once; several texts draw on it together."""

    def __init__(self, at: datetime | None = None) -> None:
        self._at = at
        self._accounts: dict[str, Account] | None = None
        self._wanted: dict[str, int] = {}

    def objections(self, platform: str, price: int) -> list[Objection]:
        """Take ``price``; what is objected where there is not enough."""
        if not price:
            return []
        self._wanted[platform] = self._wanted.get(platform, 0) + price
        account = self.account(platform)
        if account.monthly is None:
            return [Objection("budget.none", {"platform": account.label})]
        if self._wanted[platform] > account.left:
            told = {"cost": dollars(self._wanted[platform]), "left": dollars(account.left)}
            return [Objection("budget.used_up", {"platform": account.label, **told})]
        return []

    def account(self, platform: str) -> Account:
        if self._accounts is None:
            self._accounts = {each.platform: each for each in accounts(self._at)}
        return self._accounts[platform]

    def taken(self) -> list[tuple[Account, int]]:
        """Each platform that was asked for money, with how much."""
        return [(self.account(platform), price) for platform, price in self._wanted.items()]
