"""Runs moto's server until stdin closes, so that it cannot outlive the test run that started it, however that ends.

An argument names a Python module that is to look as if it were not installed.
"""

import os
import sys
import threading


def exit_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=exit_with_parent, daemon=True).start()
for module in sys.argv[1:]:
    sys.modules[module] = None

from moto.server import main  # noqa: E402 (after the module was hidden)

# Port 0: the kernel picks a free one, and the server prints it. Two runs on one machine cannot collide.
main(["-H", "127.0.0.1", "-p", "0"])
