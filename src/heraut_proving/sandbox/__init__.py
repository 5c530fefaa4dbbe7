"""The sandbox: stands in for platforms that nobody may test against, as badly behaved as they are.

Written from the platforms' documentation; it shares no code with the connectors.
"""

from heraut_proving.sandbox.client import Sandbox, running

__all__ = ["Sandbox", "running"]
