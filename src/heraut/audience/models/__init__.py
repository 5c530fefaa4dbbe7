from heraut.audience.models.consent import Consent, How
from heraut.audience.models.recipient import Kind, Recipient, RecipientAddress
from heraut.audience.models.subscription import SUBSCRIPTION, Subscription, SubscriptionState, Why
from heraut.audience.models.suppression import Reason, Suppression

__all__ = [
    "SUBSCRIPTION",
    "Consent",
    "How",
    "Kind",
    "Reason",
    "Recipient",
    "RecipientAddress",
    "Subscription",
    "SubscriptionState",
    "Suppression",
    "Why",
]
