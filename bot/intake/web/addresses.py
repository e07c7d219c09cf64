"""Which addresses are the public's: not this machine's, not its network's, not a cloud's own.  Pure."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address
Allowed = Callable[[Address, int], bool]
"""Whether this address may be connected to at this port."""

# Where pages are served; at others there may be a mail server that takes a request for orders.
PORTS = frozenset({80, 443, 8000, 8008, 8080, 8443, 8888})

# IANA's registry of special addresses, in full: Python's own list grows with its releases.
_NOT_PUBLIC_4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
        # Azure answers its machines here with what concerns them alone, at an address that looks public.
        "168.63.129.16/32",
    )
)  # fmt: skip
# Whatever is public is in here: not loopback, local, multicast, or an IPv4 address in one of its many disguises …
_UNICAST_6 = IPv6Network("2000::/3")
# … but for tunnels (Teredo, 6to4), which lead to an IPv4 address, and what is set apart for tests and documents.
_NOT_PUBLIC_6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
# In a network without IPv4, its gateway makes these of every public IPv4 address.
_TRANSLATED = IPv6Network("64:ff9b::/96")


def public(address: Address) -> bool:
    """Whether anybody on the internet would reach the same machine at it."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    if address.scope_id is not None:
        return False
    if address in _TRANSLATED:
        return public(IPv4Address(int(address) & 0xFFFF_FFFF))
    return address in _UNICAST_6 and not any(address in network for network in _NOT_PUBLIC_6)


def public_page(address: Address, port: int) -> bool:
    """Whether it is an address of the public's, and a port where pages are served."""
    return port in PORTS and public(address)
