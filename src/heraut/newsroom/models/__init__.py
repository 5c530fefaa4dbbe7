from heraut.newsroom.models.adaptation import Adaptation, AdaptationAlt, AdaptationText
from heraut.newsroom.models.audience import AudienceGroup, Register
from heraut.newsroom.models.feed import FeedEntry, FeedSource
from heraut.newsroom.models.item import Edit, Fact, Item, ItemState, Theme, Version
from heraut.newsroom.models.message import KEY_MESSAGE, EssentialValue, KeyMessage, KeyMessageState
from heraut.newsroom.models.offer import OFFER, Offer, OfferState
from heraut.newsroom.models.picture import Picture, PictureAlt
from heraut.newsroom.models.question import QUESTION, Question, QuestionState, Reply
from heraut.newsroom.models.sharing import Openness, Sharing
from heraut.newsroom.models.translation import (
    PROPOSAL,
    MachineProposal,
    ProposalState,
    Term,
    TranslationWork,
)

__all__ = [
    "KEY_MESSAGE",
    "OFFER",
    "PROPOSAL",
    "QUESTION",
    "Adaptation",
    "AdaptationAlt",
    "AdaptationText",
    "AudienceGroup",
    "Edit",
    "EssentialValue",
    "Fact",
    "FeedEntry",
    "FeedSource",
    "Item",
    "ItemState",
    "KeyMessage",
    "KeyMessageState",
    "MachineProposal",
    "Offer",
    "OfferState",
    "Openness",
    "Picture",
    "PictureAlt",
    "ProposalState",
    "Question",
    "QuestionState",
    "Register",
    "Reply",
    "Sharing",
    "Term",
    "Theme",
    "TranslationWork",
    "Version",
]
