"""What is said to a person about people and rights, and how the audit trail reads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "people.known": _("%(email)s already has an account. Look the person up and add a role."),
    "people.oneself": _("You cannot change your own roles or account. Ask another administrator."),
    "people.dates": _("A role has to end after it begins."),
    "people.held": _("%(name)s already holds this role at %(unit)s."),
    "people.ended": _("This role has already ended."),
}

#: verb -> sentence, as the audit trail shows it; other verbs show as they are.
VERBS = {
    "person.invite": _("invited a person"),
    "person.grant": _("granted a role"),
    "person.end_role": _("ended a role"),
    "person.deactivate": _("closed an account"),
    "person.reset_second_factor": _("took away a lost second factor"),
    "person.settings": _("changed their own settings"),
    "clearance.ask": _("asked for clearance"),
    "clearance.clear": _("cleared a text"),
    "clearance.reject": _("sent a text back"),
    "clearance.withdraw": _("withdrew a clearance"),
    "dispatch.submit": _("submitted a dispatch"),
    "dispatch.hand_over": _("let a dispatch go"),
    "dispatch.cancel": _("cancelled a dispatch"),
    "dispatch.reschedule": _("moved a dispatch"),
    "dispatch.send_back": _("sent a dispatch back"),
    "dispatch.take_back": _("took a dispatch back"),
    "dispatch.withdraw_for_edit": _("edited a submitted text"),
    "delivery.recall": _("recalled a published text"),
    "delivery.try_again": _("had a delivery tried again"),
    "parcel.hand_over": _("handed a text over to a channel’s line"),
    "parcel.cancel": _("cancelled a delivery"),
    "parcel.release": _("released a held delivery"),
    "parcel.resolve": _("said what became of a delivery"),
    "hold.place": _("placed a hold"),
    "hold.end": _("ended a hold"),
    "item.create": _("created an item"),
    "version.save": _("saved a text in the pool"),
    "item.offer": _("offered an item to the pool"),
    "item.withdraw": _("withdrew an item from the pool"),
    "adaptation.start": _("began a text"),
    "adaptation.save": _("saved a text"),
    "network.import": _("imported the network"),
    "channel.certify": _("certified a channel"),
    "channel.change": _("changed a channel"),
    "channel.connect": _("connected a channel"),
    "channel.add": _("added a channel"),
    "channel.resume": _("let a channel’s line go on"),
}
