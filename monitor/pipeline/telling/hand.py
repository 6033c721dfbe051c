"""What sends a channel's messages: a thread of its own, one message after another. One that hangs is left to itself.

A thread for each message would cost a third of what a message does.
"""

import logging
import threading
import time
from queue import Empty, SimpleQueue

from monitor.core.model import Message, Parcel, SendOutcome
from monitor.core.ports import Notifier, Whole
from monitor.core.settings import Channel
from monitor.pipeline.telling.message import message_of

log = logging.getLogger(__name__)
SEND_SECONDS = 90.0
STOP_SECONDS = 4.0
_LOOK_SECONDS = 0.5


class Hand:
    """Sends to one channel until it is closed. Once `stopping` is set an attempt has little time left."""

    def __init__(self, channel: Channel, notifier: Notifier, whole: Whole, stopping: threading.Event) -> None:
        self._channel, self._notifier, self._whole, self._stopping = channel, notifier, whole, stopping
        self._worker: _Worker | None = None

    def send(self, parcel: Parcel) -> SendOutcome:
        """One attempt. Without an answer in time it may have arrived."""
        self._worker = self._worker or _Worker(self._channel, self._notifier)
        began = time.monotonic()
        self._worker.asked.put(self._message(parcel))
        if (outcome := self._answer(self._worker, began + SEND_SECONDS)) is not None:
            return outcome
        self._leave(self._worker)
        return SendOutcome(False, detail=f"no answer within {time.monotonic() - began:.0f} s", doubt=True)

    def close(self) -> None:
        """Nothing more is sent."""
        if self._worker is not None:
            self._worker.asked.put(None)

    def _leave(self, worker: "_Worker") -> None:
        """Break the connection of one that hangs; the next message has another."""
        self._notifier.give_up(worker.thread.ident)
        worker.asked.put(None)
        self._worker = None

    def _answer(self, worker: "_Worker", end: float) -> SendOutcome | None:
        hurried = False
        while (left := end - time.monotonic()) > 0:
            try:
                return worker.answers.get(timeout=min(left, _LOOK_SECONDS))
            except Empty:
                if self._stopping.is_set() and not hurried:
                    end, hurried = min(end, time.monotonic() + STOP_SECONDS), True
        return None

    def _message(self, parcel: Parcel) -> Message:
        """The message of a parcel; whatever is wrong with what is stored, its alerts go out."""
        try:
            return message_of(parcel, self._whole)
        except Exception as error:  # noqa: BLE001 - a stored text may be damaged in any way
            log.error("%s: %s while its whole was made; it goes out without", parcel.reference, type(error).__name__)
            return Message(parcel.reference, parcel.alerts, repeat=parcel.doubtful)


class _Worker:
    """The thread. It answers each message that it is asked to send, and ends when it is asked for none."""

    def __init__(self, channel: Channel, notifier: Notifier) -> None:
        self.asked: SimpleQueue[Message | None] = SimpleQueue()
        self.answers: SimpleQueue[SendOutcome] = SimpleQueue()
        self._channel, self._notifier = channel, notifier
        self.thread = threading.Thread(target=self._work, name=f"send:{channel.name}", daemon=True)
        self.thread.start()

    def _work(self) -> None:
        while (message := self.asked.get()) is not None:
            self.answers.put(self._attempt(message))

    def _attempt(self, message: Message) -> SendOutcome:
        try:
            return self._notifier.send(self._channel, message)
        except BaseException as error:  # noqa: BLE001 - whatever becomes of one message, the channel goes on
            # The address may stand in the words of an error that nobody foresaw.
            log.error("channel %s: %s while a message was made or sent", self._channel.name, type(error).__name__)
            return SendOutcome(False, detail=f"an error of ours: {type(error).__name__}", doubt=True)
