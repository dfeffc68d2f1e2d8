"""What pip says where no package index can be reached: the one reason not to test an installation."""

from __future__ import annotations

import re

UNREACHABLE = re.compile(
    r"NewConnectionError|Failed to establish a new connection|Connection (?:refused|to \S+ timed out)|Read timed out|"
    r"Temporary failure in name resolution|Network is unreachable|ProxyError|SSLError"
)
