"""The mail plug-in, in place of apprise's for `mailto(s)://`: its addresses and its mails, our letter and our server.

apprise makes a mail's text part from its HTML and loses what was struck and what is new ("2,6352,815"), reads the
certificates for every mail, and tells of a refusal to its debug log only.
"""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from apprise import NotifyType
from apprise.attachment.memory import AttachMemory
from apprise.exception import AppriseImproperlyConfigured
from apprise.plugins.email.base import NotifyEmail
from apprise.plugins.email.common import AppriseEmailException

from monitor.channels.bounds import note_over
from monitor.channels.letter import Letter
from monitor.channels.smtp import give, opened

if TYPE_CHECKING:
    from monitor.channels.forms import Rendered

_TROUBLE = (OSError, smtplib.SMTPException, RuntimeError, AppriseImproperlyConfigured, AppriseEmailException)


class Mail(NotifyEmail):  # type: ignore[misc]
    """One mail a recipient. `letter` is what goes out beside the HTML; it says afterwards what the server said."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.letter = Letter()

    def send(
        self,
        body: str,
        title: str = "",
        notify_type: Any = NotifyType.INFO,
        attach: Any = None,
        body_format: Any = None,
        **kwargs: Any,
    ) -> bool:
        if not self.targets:
            return self.letter.note(0, "the address has no recipient")
        try:
            with opened(self, self.letter) as server:
                mails = self._mails(title, body, body_format, attach)
                # Each recipient is tried, whatever became of the one before.
                taken = [self._given(server, mail) for mail in mails if not self.is_delivered(mail.recipient)]
                return all(taken)
        except _TROUBLE as error:
            # What was noted where it happened says more.
            return False if self.letter.detail else self.letter.note(0, f"{self.smtp_host}: {type(error).__name__}")
        finally:
            self.pgp.prune()

    def _mails(self, title: str, body: str, body_format: Any, attach: Any) -> Iterator[Any]:
        """The mails as apprise makes them."""
        mails: Iterator[Any] = self.prepare_emails(
            subject=title,
            body=body,
            notify_format=self.resolve_format(body_format),
            from_addr=self.from_addr,
            to=self.targets,
            cc=self.cc,
            bcc=self.bcc,
            reply_to=self.reply_to,
            smtp_host=self.smtp_host,
            attach=attach,
            headers={"X-Application": self.app_id, **self.headers},
            names=self.names,
            pgp=self.pgp,
            pgp_mode=self.pgp_mode,
            inline=self.inline,
            tzinfo=self.tzinfo,
        )
        return mails

    def _given(self, server: Any, mail: Any) -> bool:
        source = self.letter.completed(mail.body)
        is_taken = give(server, self.smtp_host, self.from_addr[1], mail.to_addrs, source, self.letter)
        if is_taken:
            self.mark_delivered(mail.recipient)
        return is_taken


@contextmanager
def carrying(plugin: Any, letter: Letter) -> Iterator[Letter]:
    """Have a plug-in, where it is one of mail, send this letter; give it back with what the server said."""
    if isinstance(plugin, Mail):
        plugin.letter = letter
    try:
        yield letter
    finally:
        note_over()


def attachment(rendered: "Rendered") -> list[Any]:
    """The page that goes with a mail."""
    return [AttachMemory(content=rendered.attachment, name=rendered.attachment_name, mimetype="text/html")]
