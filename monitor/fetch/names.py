"""Names looked up within a time: the system's own look-up knows no limit, so it is made beside the one who waits."""

import ipaddress
import queue
import socket
import threading

import httpcore

_SIDE_BY_SIDE = 64
_free = threading.BoundedSemaphore(_SIDE_BY_SIDE)
_Found = list[str] | OSError


def addresses_of(host: str, port: int, seconds: float) -> list[str]:
    """The addresses of a host, in the system's order. Raises `ConnectError` when the name has none, `ConnectTimeout`
    when the answer does not come within the seconds; a look-up that hangs is left to its own thread.
    """
    if _is_address(host):
        return [host]
    if not _free.acquire(timeout=seconds):
        raise httpcore.ConnectTimeout(f"the name {host} was not looked up in time: {_SIDE_BY_SIDE} others hang")
    answers: queue.SimpleQueue[_Found] = queue.SimpleQueue()
    threading.Thread(target=_look_up, args=(host, port, answers), name="look-up", daemon=True).start()
    try:
        found = answers.get(timeout=seconds)
    except queue.Empty:
        raise httpcore.ConnectTimeout(f"the name {host} was not looked up in time") from None
    if isinstance(found, OSError):
        raise httpcore.ConnectError(f"the name {host} cannot be resolved: {found}") from found
    return found


def _look_up(host: str, port: int, answers: "queue.SimpleQueue[_Found]") -> None:
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        answers.put(list(dict.fromkeys(str(row[4][0]) for row in rows)))
    except OSError as error:
        answers.put(error)
    except UnicodeError as error:
        answers.put(OSError(str(error)))
    finally:
        _free.release()


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
