"""Which addresses are on the public internet. An IPv4 address inside an IPv6 one is judged as itself, in every form.

The table of Python 3.11 calls some of these global; what is written here are the registries of IANA (special-purpose
addresses of IPv4 and IPv6) and RFC 6052 (NAT64), 4291 (mapped, compatible, site-local), 3056 (6to4), 4380 (Teredo),
5214 (ISATAP).
"""

import ipaddress
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_NOT_PUBLIC_4 = tuple(
    map(IPv4Network, ("192.0.0.0/24", "192.88.99.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24",
                      "203.0.113.0/24", "100.64.0.0/10", "240.0.0.0/4", "0.0.0.0/8"))
)  # fmt: skip
_NOT_PUBLIC_6 = tuple(
    # Protocol assignments with Teredo, documentation (twice), 6to4. Tunnels of that kind carry IPv4, and nobody who is
    # public needs them.
    map(IPv6Network, ("2001::/23", "2001:db8::/32", "3fff::/20", "2002::/16"))
)
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})


def is_public(address: str) -> bool:
    """Whether an address is on the public internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    return _public_4(ip) if isinstance(ip, IPv4Address) else _public_6(ip)


def _public_4(ip: IPv4Address) -> bool:
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in _NOT_PUBLIC_4)


def _public_6(ip: IPv6Address) -> bool:
    if ip.ipv4_mapped is not None:
        return _public_4(ip.ipv4_mapped)
    if ip in _NAT64:
        return _public_4(IPv4Address(int(ip) & 0xFFFFFFFF))
    if ip not in _GLOBAL_UNICAST or (int(ip) >> 32) & 0xFFFFFFFF in _ISATAP:
        return False
    return ip.is_global and not any(ip in network for network in _NOT_PUBLIC_6)
