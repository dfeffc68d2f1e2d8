"""Which Python for browsers the page carries: one release of pyodide, and the digest of every file of it that is used.

It is an npm package and comes by npm (`COMMAND`); nothing of it lies in this repository, and nothing is fetched here.
"""

from __future__ import annotations

from types import MappingProxyType

VERSION = "314.0.7"
COMMAND = f"npm pack pyodide@{VERSION}"
"""The command that fetches it, as one archive, into the folder where it is run."""
ARCHIVE = f"pyodide-{VERSION}.tgz"
"""What that command writes."""

LOADER, MODULE, BINARY, LIBRARY = "pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"
LOCK = "pyodide-lock.json"

DIGESTS = MappingProxyType(
    {
        LOADER: "67409aaa97d23ce10bf4b94f0e9b2ab2aad173ca2fbb8f84c39c06588db0b30d"
        "0ca44bbe9aa8bbcfb43075e6cb6dea6778788a8ec16f7d4bf6a133cbde82552f",
        MODULE: "1646b8101497ddedd4f2a6e38916571bf6bd6c947a41e9e0a0a7fcc972e655b0"
        "717e69b1e3edcc591d2d86a684222fe2c7aecb84bae2c49732796e48772cc191",
        BINARY: "1961935a0fdd455f7a68c871606e8a483295a3f6700df929ad564b4e1c81c526"
        "a9ee9bdc97ca5f8c6aa913e92f84738b1463b4342cc2b39e87a8637e1f5281c9",
        LIBRARY: "10b65df7a636fe249f44ffd4d5d68a9042a72f3b324e7157eeaf2c4b3d7c5199"
        "faae9124a303c763f81acd48be4e088fa54269347de5c01a5d6ac10edda971d5",
        LOCK: "c7b778d6ff849d8db30dcb40c6668d98fcdc0a0d95200108b6f100517a5409eb0"
        "5b1c0c844b2007be4a5e560a112c9156dd25c256da0d36ca6fd0d8ac05cba94",
    }
)
"""The SHA-512 of every file of the package that is used."""
