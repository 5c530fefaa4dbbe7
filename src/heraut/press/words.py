"""What is said to a person about lines to take, press contacts and enquiries."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "press.line_incomplete": _("A line to take needs a title and what is said."),
    "press.line_dates": _("A line to take cannot expire before it begins."),
    "press.line_past": _(
        "The expiry has to be in the future. If the line is no longer to be used, end it."
    ),
    "press.line_ended": _("This line to take has ended. Write a new one instead."),
    "press.line_stale": _(
        "%(name)s saved this text while you were writing. Nothing was overwritten: both texts"
        " are shown below."
    ),
    "press.contact_name": _("Give the contact’s name."),
    "press.contact_forgotten": _("This contact was forgotten and cannot be changed."),
    "press.reason_missing": _("Write the reason in a few words."),
    "press.enquiry_incomplete": _("An enquiry needs a subject and the question."),
    "press.deadline_past": _("The deadline lies in the past."),
    "press.enquiry_over": _("This enquiry is over. Write down a new one if they ask again."),
    "press.not_theirs": _("%(name)s does not work on the press at %(unit)s."),
    "press.pass_where": _("An enquiry is passed on to headquarters, or to a mission below you."),
    "press.answer_empty": _("Write the answer first."),
    "press.answer_stale": _(
        "Somebody saved this answer while you were writing. Nothing was overwritten: yours stands"
        " in the form, theirs beside it."
    ),
    "press.not_cleared": _("The answer has to be cleared before it is given."),
    "press.answered_when": _("The answer cannot be dated before the question, nor in the future."),
}

#: What the audit trail calls each act.
VERBS = {
    "press.line_create": _("began a line to take"),
    "press.line_save": _("saved a line to take"),
    "press.line_details": _("changed a line to take’s details"),
    "press.line_submit": _("asked for a line to take to be cleared"),
    "press.line_in_force": _("put a line to take in force"),
    "press.line_out_of_force": _("took a line to take out of force"),
    "press.line_end": _("ended a line to take"),
    "press.line_read": _("noted a line to take as read"),
    "press.contact_record": _("recorded a press contact"),
    "press.contact_reveal": _("read how a press contact is reached"),
    "press.contact_forget": _("forgot a press contact"),
    "press.enquiry_receive": _("wrote down a press enquiry"),
    "press.enquiry_assign": _("gave a press enquiry to somebody"),
    "press.enquiry_deadline": _("moved a press enquiry’s deadline"),
    "press.enquiry_pass": _("passed a press enquiry on"),
    "press.answer_draft": _("drafted an answer to the press"),
    "press.answer_submit": _("asked for an answer to the press to be cleared"),
    "press.answer_release": _("released an answer to the press"),
    "press.answer_reopen": _("reopened an answer to the press"),
    "press.enquiry_answered": _("recorded an answer to the press"),
    "press.enquiry_close": _("closed a press enquiry"),
}
