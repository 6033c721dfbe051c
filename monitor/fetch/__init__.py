"""The one door out: polite, bounded, conditional. The only room that knows httpx.

httpx imports its own command line, and with it rich and pygments where they happen to be installed: a tenth of a
second in every short command. It does without when that module cannot be had.
"""

import sys

sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
