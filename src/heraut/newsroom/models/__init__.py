from heraut.newsroom.models.adaptation import Adaptation, AdaptationAlt, AdaptationText
from heraut.newsroom.models.audience import AudienceGroup, Register
from heraut.newsroom.models.item import Edit, Fact, Item, ItemState, Theme, Version
from heraut.newsroom.models.message import KEY_MESSAGE, EssentialValue, KeyMessage, KeyMessageState
from heraut.newsroom.models.offer import OFFER, Offer, OfferState
from heraut.newsroom.models.picture import Picture, PictureAlt
from heraut.newsroom.models.question import QUESTION, Question, QuestionState, Reply
from heraut.newsroom.models.sharing import Openness, Sharing

__all__ = [
    "KEY_MESSAGE",
    "OFFER",
    "QUESTION",
    "Adaptation",
    "AdaptationAlt",
    "AdaptationText",
    "AudienceGroup",
    "Edit",
    "EssentialValue",
    "Fact",
    "Item",
    "ItemState",
    "KeyMessage",
    "KeyMessageState",
    "Offer",
    "OfferState",
    "Openness",
    "Picture",
    "PictureAlt",
    "Question",
    "QuestionState",
    "Register",
    "Reply",
    "Sharing",
    "Theme",
    "Version",
]
