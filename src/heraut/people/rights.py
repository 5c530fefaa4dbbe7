"""What each role may do. The one table that says so."""

from __future__ import annotations

from enum import StrEnum

from heraut.people.models import Role


class Right(StrEnum):
    """One thing that may be done in a unit and in every unit below it."""

    DESK = "desk"  # sign in and see the home; everybody who holds any role
    NETWORK_READ = "network.read"
    NETWORK_EDIT = "network.edit"
    NETWORK_CHANGE = "network.change"
    CHANNEL_MANAGE = "channel.manage"
    PLATFORM_APPS = "platform.apps"  # the ministry's registrations at platforms
    CHANNEL_FREEZE = "channel.freeze"  # somebody else speaks through it: stop everything there
    CHANNEL_UNFREEZE = "channel.unfreeze"
    PLAN_EDIT = "plan.edit"
    DAY_EDIT = "day.edit"  # days that matter: holidays, mourning
    ITEM_READ = "item.read"
    ITEM_WRITE = "item.write"
    POOL_OFFER = "pool.offer"
    ADAPT = "adapt"
    DISPATCH_READ = "dispatch.read"
    DISPATCH = "dispatch"
    CLEAR = "clear"
    RECALL = "recall"
    HOLD = "hold"
    RELEASE = "release"
    PEOPLE_MANAGE = "people.manage"
    AUDIT_READ = "audit.read"
    BUDGET = "budget"  # what platforms may cost in a month
    AUDIENCE = "audience"  # see and erase what is held about one person, with a reason
    PRESS_READ = "press.read"  # lines to take in force
    PRESS_WRITE = "press.write"  # write lines to take
    PRESS_WORK = "press.work"  # enquiries and press contacts


_READ = {Right.DESK, Right.NETWORK_READ, Right.ITEM_READ, Right.DISPATCH_READ, Right.PRESS_READ}
_WRITE = _READ | {
    Right.ITEM_WRITE,
    Right.ADAPT,
    Right.DISPATCH,
    Right.PRESS_WORK,
    Right.CHANNEL_FREEZE,
}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.ADMINISTRATOR: frozenset(
        _READ
        | {Right.NETWORK_EDIT, Right.CHANNEL_MANAGE, Right.PEOPLE_MANAGE, Right.AUDIT_READ}
        | {Right.NETWORK_CHANGE, Right.PLAN_EDIT, Right.AUDIENCE, Right.BUDGET}
        | {Right.PLATFORM_APPS, Right.CHANNEL_FREEZE, Right.CHANNEL_UNFREEZE}
    ),
    Role.HQ_EDITOR: frozenset(
        _WRITE
        | {Right.POOL_OFFER, Right.RECALL, Right.PLAN_EDIT}
        | {Right.NETWORK_CHANGE, Right.DAY_EDIT, Right.PRESS_WRITE}
    ),
    Role.HQ_CLEARER: frozenset(
        _READ
        | {Right.CLEAR, Right.RECALL, Right.HOLD, Right.RELEASE, Right.POOL_OFFER}
        | {Right.PRESS_WORK, Right.CHANNEL_FREEZE, Right.CHANNEL_UNFREEZE}
    ),
    Role.HEAD_OF_MISSION: frozenset(
        _WRITE
        | {Right.CLEAR, Right.RECALL, Right.HOLD, Right.RELEASE}
        | {Right.CHANNEL_MANAGE, Right.PLAN_EDIT, Right.DAY_EDIT}
    ),
    Role.MISSION_OFFICER: frozenset(_WRITE | {Right.RECALL, Right.PLAN_EDIT}),
    Role.LOCAL_OFFICER: frozenset(
        _READ | {Right.ADAPT, Right.DISPATCH, Right.PRESS_WORK, Right.CHANNEL_FREEZE}
    ),
    Role.HELPDESK_AGENT: frozenset(_READ | {Right.AUDIENCE}),
    Role.DUTY_OFFICER: frozenset(
        _READ | {Right.HOLD, Right.RELEASE, Right.RECALL, Right.CHANNEL_FREEZE}
    ),
    Role.ANALYST: frozenset(_READ),
    Role.PARTNER: frozenset({Right.DESK, Right.ITEM_READ, Right.ITEM_WRITE, Right.POOL_OFFER}),
    Role.AUDITOR: frozenset(_READ | {Right.AUDIT_READ}),
}

#: Roles whose holders must sign in with a second factor.
SECOND_FACTOR: frozenset[Role] = frozenset(
    {
        Role.ADMINISTRATOR,
        Role.HQ_EDITOR,
        Role.HQ_CLEARER,
        Role.HEAD_OF_MISSION,
        Role.MISSION_OFFICER,
        Role.LOCAL_OFFICER,
        Role.DUTY_OFFICER,
        Role.AUDITOR,
    }
)
