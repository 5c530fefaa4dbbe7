from heraut.newsroom.models.adaptation import Adaptation, AdaptationAlt, AdaptationText
from heraut.newsroom.models.item import Edit, Fact, Item, ItemState, Theme, Version
from heraut.newsroom.models.picture import Picture, PictureAlt

__all__ = [
    "Adaptation",
    "AdaptationAlt",
    "AdaptationText",
    "Edit",
    "Fact",
    "Item",
    "ItemState",
    "Picture",
    "PictureAlt",
    "Theme",
    "Version",
]
