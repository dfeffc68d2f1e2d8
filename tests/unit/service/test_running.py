"""Where the service listens."""

from __future__ import annotations

import socket

from evalrules.service.running import address_of, listening


def test_a_body_does_not_wait_for_its_head_to_be_acknowledged():
    """Every connection sends at once what it is given, head and body alike."""
    with listening("127.0.0.1", 0) as own, socket.create_connection(own.getsockname()), own.accept()[0] as accepted:
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_the_address_is_one_for_a_browser():
    """The port that the system chose stands in it."""
    with listening("127.0.0.1", 0) as own:
        assert address_of(own) == f"http://127.0.0.1:{own.getsockname()[1]}/" != "http://127.0.0.1:0/"
