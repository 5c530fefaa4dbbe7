from heraut.newsroom.models.adaptation import Adaptation, AdaptationAlt, AdaptationText
from heraut.newsroom.models.feed import FeedEntry, FeedSource
from heraut.newsroom.models.item import Edit, Fact, Item, ItemState, Theme, Version
from heraut.newsroom.models.picture import Picture, PictureAlt
from heraut.newsroom.models.translation import (
    PROPOSAL,
    MachineProposal,
    ProposalState,
    Term,
    TranslationWork,
)

__all__ = [
    "PROPOSAL",
    "Adaptation",
    "AdaptationAlt",
    "AdaptationText",
    "Edit",
    "Fact",
    "FeedEntry",
    "FeedSource",
    "Item",
    "ItemState",
    "MachineProposal",
    "Picture",
    "PictureAlt",
    "ProposalState",
    "Term",
    "Theme",
    "TranslationWork",
    "Version",
]
