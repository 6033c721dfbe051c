"""The states of items and deliveries, and what keeps a delivery back."""

from enum import StrEnum


class ItemState(StrEnum):
    """Whether an item is there."""

    LIVE = "live"
    WITHDRAWN = "withdrawn"


class DeliveryState(StrEnum):
    """How far a delivery is: waiting, on its way, taken, kept back, or not to be sent any more."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    HELD = "held"
    DEAD = "dead"


class HeldBecause(StrEnum):
    """What keeps a delivery back: nothing, a time, a suspected redesign, a doubt whether it arrived, or that its own
    channel is the only one.
    """

    NOTHING = ""
    TIME = "time"
    SUSPICION = "suspicion"
    DOUBT = "doubt"
    OWED = "owed"


LIVE, WITHDRAWN = ItemState.LIVE, ItemState.WITHDRAWN
PENDING, SENDING, SENT = DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.SENT
HELD, DEAD = DeliveryState.HELD, DeliveryState.DEAD
