"""The HTTP interface of a car, as methods. Needs the standard library only."""

import http.client
import json
import os
import urllib.error
import urllib.request

#: An answer that takes longer is a defect: the car advances 16 minutes in under a second.
ANSWER_TIMEOUT_S = 30
#: The least that virtual time advances in a real second, on a slow machine too.
LEAST_SPEED = 50_000
NO_CAR = ("what answers is not a car", "check the address, or start the car")


class CarError(Exception):
    """The car refused a request, or does not answer."""

    def __init__(self, where, error, hint=None, status=None, field=None):
        super().__init__(f"{where}: {error}" if hint is None else f"{where}: {error} ({hint})")
        self.error = error
        self.hint = hint
        #: The HTTP status; None where nothing answers.
        self.status = status
        self.field = field


class Car:
    """One car. What each method takes and returns is described at `/api/` of the car itself."""

    def __init__(self, http):
        self.http = http.rstrip("/")
        #: URLs of its buses, such as `slcan-tcp:127.0.0.1:41873`.
        try:
            self.buses = [bus["url"] for bus in self.state()["buses"]]
        except (KeyError, TypeError):
            raise CarError(self.http, *NO_CAR) from None

    def state(self):
        return self._json("GET", "/api/state")

    def vehicle(self, **change):
        """Doors (`doors={"driver": True}`: open), powerMode, batteryV, brake, shiftP, speedKmh."""
        return self._json("POST", "/api/vehicle", change)

    def start(self):
        """Presses the engine switch."""
        return self._json("POST", "/api/vehicle/start", {})

    def make_key(self, **key):
        """Creates a key outside of the car: id, life ("blank" or "bound"), batteryV."""
        return self._json("POST", "/api/keys", key)

    def touch(self, key_id):
        """Holds a key to the engine switch."""
        return self._json("POST", f"/api/keys/{key_id}/touch", {})

    def move(self, key_id, to):
        """Moves a key to "cabin" or "outside"."""
        return self._json("POST", f"/api/keys/{key_id}/move", {"to": to})

    def press(self, key_id, button, hold_ms=0):
        """Presses "lock", "unlock", "trunk" or "panic"."""
        return self._json("POST", f"/api/keys/{key_id}/press", {"button": button, "holdMs": hold_ms})

    def set_key_battery(self, key_id, volts):
        return self._json("PATCH", f"/api/keys/{key_id}", {"batteryV": volts})

    def remove_key(self, key_id):
        """Removes a blank key that is in no slot."""
        return self._json("DELETE", f"/api/keys/{key_id}")

    def power_cycle(self, off_ms=100):
        """Takes the 12 V away and gives it back; returns when the ECUs have booted."""
        return self._json("POST", "/api/power-cycle", {"offMs": off_ms})

    def faults(self, **parts):
        """Injects faults, such as `fault="B278D", on=True`."""
        return self._json("POST", "/api/faults", parts)

    def set_time(self, **change):
        """Changes how time moves from now on: mode, rate, paused."""
        return self._json("POST", "/api/time", change)

    def advance(self, seconds=None, *, to_deadline=None, offset_us=0):
        """Advances virtual time by seconds, or to a deadline such as "procedure". Returns vehicle time in µs."""
        if to_deadline is None:
            step = {"seconds": seconds}
        else:
            step = {"toDeadline": to_deadline, "offsetUs": offset_us}
        timeout = ANSWER_TIMEOUT_S + (seconds or 0) / LEAST_SPEED
        return self._json("POST", "/api/time/advance", step, timeout)["timeUs"]

    def restart(self):
        """Replaces the car with a fresh one of the same profile and seed; tools stay connected."""
        return self._json("POST", "/api/restart", {})

    def trace(self, format="candump"):
        """What was on the bus: candump, asc, jsonl (text), blf, pcapng (bytes)."""
        content = self._call("GET", f"/api/trace?format={format}")
        return content if format in ("blf", "pcapng") else content.decode()

    def save_bundle(self, path):
        """Writes the session as one archive, for `smartkey view` and `smartkey replay`; creates its folder."""
        content = self._call("GET", "/api/bundle")
        os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)

    def channel(self, scheme="slcan-tcp"):
        """What python-can is opened with: `can.Bus(interface="slcan", channel=car.channel())`."""
        for url in self.buses:
            if url.startswith(f"{scheme}:"):
                return f"socket://{url[len(scheme) + 1:]}"
        raise CarError(self.http, f"the car serves no {scheme} bus, only {', '.join(self.buses)}")

    def _json(self, method, path, body=None, timeout=ANSWER_TIMEOUT_S):
        try:
            return json.loads(self._call(method, path, body, timeout))
        except ValueError:
            raise CarError(self.http, *NO_CAR) from None

    def _call(self, method, path, body=None, timeout=ANSWER_TIMEOUT_S):
        data = None if body is None else json.dumps(body).encode()
        headers = {} if body is None else {"Content-Type": "application/json"}
        try:
            request = urllib.request.Request(self.http + path, data, headers, method=method)
            with urllib.request.urlopen(request, timeout=timeout) as response:
                return response.read()
        except urllib.error.HTTPError as error:
            raise _refusal(f"{method} {path}", error.code, error.read()) from None
        except (OSError, ValueError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", error)
            raise CarError(self.http, f"no car answers: {reason}", "check the address, or start the car") from error


def _refusal(where, status, body):
    try:
        answer = json.loads(body)
        return CarError(where, answer["error"], answer.get("hint"), status, answer.get("field"))
    except (ValueError, KeyError, TypeError):
        return CarError(where, f"HTTP status {status}, and the body is not that of a car", status=status)
