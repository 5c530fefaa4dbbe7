"""What is said to a person about people and rights, and how the audit trail reads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "people.known": _("%(email)s already has an account. Look the person up and add a role."),
    "people.oneself": _("You cannot change your own roles or account. Ask another administrator."),
    "people.dates": _("A role has to end after it begins."),
    "people.held": _("%(name)s already holds this role at %(unit)s."),
    "people.ended": _("This role has already ended."),
    "people.past": _("A role can end today or later. What is past has happened."),
    "people.closed": _("The account of %(name)s is closed. Open it again first."),
    "people.open": _("This account is open already."),
    "people.has_password": _(
        "%(name)s has set a password. At sign-in, “Forgotten your password?” sends a new link."
    ),
    "people.session_gone": _("That session is over already."),
    "unit.kind": _(
        "Directorates and partners are added here; missions are brought in with the network’s "
        "import."
    ),
    "unit.name_missing": _("Give the unit a name in at least one language."),
    "unit.known": _("There is already a unit called %(name)s."),
}

VERBS = {
    "person.invite": _("invited a person"),
    "person.grant": _("granted a role"),
    "person.end_role": _("ended a role"),
    "person.deactivate": _("closed an account"),
    "person.reopen": _("opened an account again"),
    "person.reset_second_factor": _("took away a lost second factor"),
    "person.sign_out": _("signed a person out everywhere"),
    "person.settings": _("changed their own settings"),
    "person.sign_in": _("signed in"),
    "person.password": _("set a password"),
    "person.factor_add": _("set up a second factor"),
    "person.factor_remove": _("removed a second factor"),
    "person.recovery_codes": _("had new recovery codes made"),
    "person.end_session": _("ended their own sessions elsewhere"),
    "unit.create": _("added a unit"),
}
