"""Which agent may write what at which point of a log: FORGED_AGENT and ROLE_VIOLATION."""

from __future__ import annotations


class Agents:
    """The agents registered so far, replayed from `$agent_registered` and `$agent_revoked`."""

    def __init__(self) -> None:
        self._allows: dict[str, dict[int, list[str]]] = {}
        self.has_registrations = False
        self.has_unknown_past = False

    def replay(self, event_type: str, payload: dict) -> None:
        if event_type == "$agent_registered":
            self.has_registrations = True
            credentials = self._allows.setdefault(payload["agent"], {})
            credentials[int(payload["credential"])] = payload["allows"]
        elif event_type == "$agent_revoked":
            self._allows.get(payload["agent"], {}).pop(int(payload["credential"]), None)

    def judge(self, meta: dict) -> str | None:
        """Returns the code of the finding that an event deserves, if any."""
        if "agent" not in meta:
            return None
        credentials = self._allows.get(meta["agent"], {})
        used = [meta["credential"]] if "credential" in meta else list(credentials)
        allows = [pattern for number in used for pattern in credentials.get(number, [])]
        if not any(number in credentials for number in used):
            return None if self.has_unknown_past else "FORGED_AGENT"
        is_allowed = any(matches(pattern, meta["type"]) for pattern in allows)
        return None if is_allowed else "ROLE_VIOLATION"


def matches(pattern: str, event_type: str) -> bool:
    if pattern.endswith("*"):
        return event_type.startswith(pattern[:-1])
    return event_type == pattern
