"""The states of items and deliveries."""

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


LIVE, WITHDRAWN = ItemState.LIVE, ItemState.WITHDRAWN
PENDING, SENDING, SENT = DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.SENT
HELD, DEAD = DeliveryState.HELD, DeliveryState.DEAD
