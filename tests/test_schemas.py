"""apprise's plug-ins are loaded as they are needed, and what is loaded so reads addresses as all of them together do."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# In a process of its own: what this one has loaded stays loaded.
_SCRIPT = """
import json, sys
from apprise.manager_plugins import NotificationManager
from monitor.channels.sender import _plugin
found = [type(plugin).__name__ if (plugin := _plugin(url)) else None for url in sys.argv[1:]]
print(json.dumps([found, len(list(NotificationManager()))]))
"""


def loaded(*urls: str) -> tuple[list[str | None], int]:
    """The plug-in of each address, and how many modules were loaded for them."""
    command = [sys.executable, "-c", _SCRIPT, *urls]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    found, count = json.loads(done.stdout)
    return found, count


def test_only_what_is_used_is_loaded() -> None:
    urls = ("mailtos://u:p@mail.example.org", "slackhooks://h.example/x", "event://h.example/x", "json://h.example/x")
    found, count = loaded(*urls)
    assert found == ["Mail", "SlackHook", "EventHook", "NotifyJSON"]
    assert count == 4


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", "NotifySlack"),
        ("kodi://media.example.org", "NotifyXBMC"),
        ("nosuchkind://h.example/x", None),
    ],
)
def test_where_no_source_names_the_schema_all_are_asked(url: str, name: str | None) -> None:
    """A service's own web address, one whose source names it in another way, and one that nobody knows."""
    found, count = loaded(url, "event://h.example/x")
    assert found == [name, "EventHook"]
    assert count > 100


def test_mail_is_ours_whatever_was_loaded_before_and_after() -> None:
    """An address that no module names has apprise load all of its plug-ins anew, its own for mail among them."""
    urls = (
        "mailto://a@b.example?to=c@d.example",
        "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
    )
    assert loaded(*urls, "mailto://a@b.example?to=c@d.example")[0] == ["Mail", "NotifySlack", "Mail"]
    assert loaded(urls[1], urls[0])[0] == ["NotifySlack", "Mail"]
