"""Tell public addresses from those of this machine, its network and its cloud provider.  Pure."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address
Allowed = Callable[[Address, int], bool]
"""Returns whether we may connect to this address and port."""

# The ports of web servers.  At another there may be a mail server that takes an HTTP request for commands.
PORTS = frozenset({80, 443, 8000, 8008, 8080, 8443, 8888})

# IANA's whole registry of special addresses; Python's own list still changes from release to release.
_NOT_PUBLIC_4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
        # Azure's metadata service, at an address that looks public.
        "168.63.129.16/32",
    )
)  # fmt: skip
# Every public address is in here; loopback, local, multicast and most disguises of IPv4 addresses are not …
_UNICAST_6 = IPv6Network("2000::/3")
# … except tunnels (Teredo, 6to4), which lead to an IPv4 address, and ranges reserved for tests and documentation.
_NOT_PUBLIC_6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
# In a network without IPv4, the gateway translates public IPv4 addresses into these.
_TRANSLATED = IPv6Network("64:ff9b::/96")


def public(address: Address) -> bool:
    """Return whether everybody on the internet reaches the same machine at this address."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    if address.scope_id is not None:
        return False
    if address in _TRANSLATED:
        return public(IPv4Address(int(address) & 0xFFFF_FFFF))
    return address in _UNICAST_6 and not any(address in network for network in _NOT_PUBLIC_6)


def public_page(address: Address, port: int) -> bool:
    """Return whether the address is public and the port is one of a web server."""
    return port in PORTS and public(address)
