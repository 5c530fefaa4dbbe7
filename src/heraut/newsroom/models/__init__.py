from heraut.newsroom.models.adaptation import Adaptation, AdaptationAlt, AdaptationText
from heraut.newsroom.models.audience import AudienceGroup, Register
from heraut.newsroom.models.feed import FeedEntry, FeedSource
from heraut.newsroom.models.film import (
    CONVERSION,
    Captions,
    Conversion,
    ConversionState,
    Film,
    FilmShape,
)
from heraut.newsroom.models.item import Edit, Fact, Item, ItemState, Theme, Version
from heraut.newsroom.models.message import KEY_MESSAGE, EssentialValue, KeyMessage, KeyMessageState
from heraut.newsroom.models.offer import OFFER, Offer, OfferState
from heraut.newsroom.models.picture import Picture, PictureAlt, Rendition
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
    "CONVERSION",
    "KEY_MESSAGE",
    "OFFER",
    "PROPOSAL",
    "QUESTION",
    "Adaptation",
    "AdaptationAlt",
    "AdaptationText",
    "AudienceGroup",
    "Captions",
    "Conversion",
    "ConversionState",
    "Edit",
    "EssentialValue",
    "Fact",
    "FeedEntry",
    "FeedSource",
    "Film",
    "FilmShape",
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
    "Rendition",
    "Reply",
    "Sharing",
    "Term",
    "Theme",
    "TranslationWork",
    "Version",
]
