from heraut.press.models.contact import Ground, PressContact
from heraut.press.models.enquiry import ENQUIRY, OPEN, Enquiry, EnquiryState, Via
from heraut.press.models.line import LineEdit, LineRead, LineToTake, LineVersion

__all__ = [
    "ENQUIRY",
    "OPEN",
    "Enquiry",
    "EnquiryState",
    "Ground",
    "LineEdit",
    "LineRead",
    "LineToTake",
    "LineVersion",
    "PressContact",
    "Via",
]
