"""Which addresses and ports are public, in every form in which an address can be written."""

from __future__ import annotations

import random
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest

from bot.intake.web.addresses import public, public_page

PUBLIC = ["1.1.1.1", "8.8.8.8", "93.184.216.34", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0",
          "223.255.255.255", "2606:4700::1111", "2a00:1450:4001::1", "64:ff9b::8.8.8.8"]  # fmt: skip
NOT_PUBLIC = {
    "loopback": ["127.0.0.1", "127.255.255.254", "::1"],
    "private": ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fc00::1", "fd12:3456::1", "fec0::1"],
    "link-local": ["169.254.1.1", "fe80::1", "fe80::1%eth0", "2606:4700::1111%1"],
    "metadata": ["169.254.169.254", "100.100.100.200", "fd00:ec2::254", "192.0.0.192", "168.63.129.16"],
    "shared": ["100.64.0.1", "100.127.255.255"],
    "this network": ["0.0.0.1", "0.1.2.3", "::"],
    "multicast": ["224.0.0.1", "239.255.255.250", "ff02::1", "255.255.255.255"],
    "reserved": ["240.0.0.1", "192.0.2.1", "198.51.100.1", "203.0.113.9", "198.18.0.1", "2001:db8::1", "3fff::1"],
    "IPv4 in disguise": ["::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "::ffff:0:10.0.0.1",
                         "2002:7f00:1::", "2002:808:808::", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                         "64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808"],
}  # fmt: skip


@pytest.mark.parametrize("text", PUBLIC)
def test_public_addresses_are_public(text: str) -> None:
    assert public(ip_address(text))


@pytest.mark.parametrize("text", [text for texts in NOT_PUBLIC.values() for text in texts])
def test_special_addresses_are_not_public(text: str) -> None:
    assert not public(ip_address(text))


def test_no_address_that_python_calls_private_is_public() -> None:
    """Python's own list is an oracle in one direction: some releases call private addresses global, few the reverse."""
    numbers = random.Random(7)  # noqa: S311  no secret
    for _ in range(20_000):
        four = IPv4Address(numbers.getrandbits(32))
        six = IPv6Address(numbers.getrandbits(128) >> numbers.choice((0, 3, 16, 64, 96)))
        for address in (four, six):
            if public(address):
                assert address.is_global
                assert not address.is_multicast


def test_only_ports_of_web_servers_are_allowed() -> None:
    address = ip_address("8.8.8.8")
    assert [port for port in (22, 25, 80, 443, 465, 3306, 6379, 8080, 11211) if public_page(address, port)] == [
        80, 443, 8080,
    ]  # fmt: skip
    assert not public_page(ip_address("10.0.0.1"), 443)
