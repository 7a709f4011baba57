"""Processes of `smartkey car`: one for each set of options, used again by the tests that follow."""

import json
import os
import pathlib
import shlex
import shutil
import signal
import subprocess
import tempfile
import threading

from .car import Car, CarError

READY_TIMEOUT_S = 60
END_TIMEOUT_S = 10

#: Characters of a line that is not what was expected.
SHOWN = 100

#: Options of a car, with the flag of `smartkey car` for each. A profile may be a file or a dict of its fields.
FLAGS = {"seed": "--seed", "time": "--time", "rate": "--rate", "profile": "--profile"}
DEFAULTS = {"seed": 1, "time": "virtual", "buses": ("slcan-tcp:127.0.0.1:0",)}
#: Options that are not one flag with a value.
OTHERS = ("buses", "only_ecu")
INSTALL = "install virtual-smart-key with npm, or set smartkey_command in the settings of pytest"
# "--no": npx fetches no package that is not installed; its name could belong to someone else.
LOCAL_COMMAND = "npx --no -- smartkey"


def command_of(config):
    """How the command is started: as set, from the folder's packages, or from PATH; None where it is not installed."""
    command = config.getini("smartkey_command")
    if command != LOCAL_COMMAND:
        return command
    here = pathlib.Path.cwd()
    if any(shutil.which("smartkey", path=str(folder / "node_modules" / ".bin")) for folder in (here, *here.parents)):
        return command
    return "smartkey" if shutil.which("smartkey") else None


class CarProcess:
    """A car that this test run has started."""

    def __init__(self, command, options):
        self.options = {**DEFAULTS, **options}
        self._profile = None
        # npx starts a process of its own: the group is ended as a whole.
        own_group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP} if os.name == "nt" else {
            "start_new_session": True
        }
        words = [*_words(command), "car", "--json", "--http", "127.0.0.1:0", *self._flags()]
        self._log = tempfile.TemporaryFile(mode="w+")
        try:
            self._process = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self._log, text=True, **own_group
            )
        except OSError as error:
            raise CarError(command, f"cannot be started: {error}", INSTALL) from error
        try:
            self.car = self._wait(command)
        except CarError:
            self.stop()
            raise

    def _flags(self):
        unknown = sorted(set(self.options) - set(FLAGS) - set(OTHERS))
        if unknown:
            known = ", ".join([*FLAGS, *OTHERS])
            raise CarError("smartkey marker", f"unknown option {', '.join(unknown)}", f"there are {known}")
        options = dict(self.options)
        if isinstance(options["buses"], str):
            raise CarError("smartkey marker", f"buses={options['buses']!r} is no list", "put the URLs in brackets")
        if isinstance(options.get("profile"), dict):
            # JSON is YAML.
            self._profile = tempfile.NamedTemporaryFile("w", suffix=".json")
            json.dump(options["profile"], self._profile)
            self._profile.flush()
            options["profile"] = self._profile.name
        flags = [word for name, flag in FLAGS.items() if name in options for word in (flag, str(options[name]))]
        for url in options["buses"]:
            flags += ["--bus", url]
        return [*flags, "--only-ecu"] if options.get("only_ecu") else flags

    def _wait(self, command):
        is_late = threading.Event()

        def end():
            is_late.set()
            self._kill()

        guard = threading.Timer(READY_TIMEOUT_S, end)
        guard.start()
        line = self._process.stdout.readline()
        guard.cancel()
        if is_late.is_set():
            raise CarError("smartkey car", f"was not ready within {READY_TIMEOUT_S} s", self._reason())
        try:
            http = json.loads(line)["http"]
        except (ValueError, KeyError, TypeError):
            http = None
        if isinstance(http, str):
            return Car(http)
        if line.strip():
            shown = line.strip()[:SHOWN]
            raise CarError(command, f'is not the command smartkey: its first line is "{shown}"', INSTALL)
        code = self._process.wait()
        raise CarError("smartkey car", f"did not start (exit code {code})", self._reason())

    def _reason(self):
        self._log.seek(0)
        return _reason(self._log.read())

    @property
    def is_running(self):
        return self._process.poll() is None

    def refresh(self):
        """A fresh car, whose time moves as at the start."""
        self.car.restart()
        mode = self.options["time"]
        self.car.set_time(mode=mode, paused=False, rate=self.options.get("rate", 1))

    def stop(self):
        if self.is_running:
            self._signal(signal.SIGINT if os.name != "nt" else signal.CTRL_BREAK_EVENT)
            try:
                self._process.wait(END_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                self._kill()
                self._process.wait()
        self._process.stdout.close()
        self._log.close()
        if self._profile is not None:
            self._profile.close()

    def _kill(self):
        self._signal(getattr(signal, "SIGKILL", signal.SIGTERM))

    def _signal(self, number):
        if os.name == "nt":
            self._process.send_signal(number)
            return
        try:
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            # It has ended meanwhile.
            pass


def _words(command):
    if command is None:
        raise CarError("smartkey", "is not installed", INSTALL)
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise CarError("smartkey_command", f"{command!r} is no command line: {error}", "close the quotation") from error
    if not words:
        raise CarError("smartkey_command", "is empty", INSTALL)
    return words


def _reason(log):
    """The problem in words; with --json it is one line of JSON on stderr."""
    for line in reversed(log.splitlines()):
        try:
            problem = json.loads(line)
            return " ".join(part for part in (problem["error"], problem.get("hint")) if part)
        except (ValueError, KeyError, TypeError):
            continue
    # The command says in JSON what is wrong: this is somebody else's.
    first = log.strip().partition("\n")[0][:SHOWN]
    return f"{first}; {INSTALL}" if first else INSTALL


class Cars:
    """The cars of one test run. A car is ready again within milliseconds, a new process takes half a second."""

    def __init__(self, command):
        self._command = command
        self._processes = {}

    def fresh(self, options):
        name = json.dumps(options, sort_keys=True, default=str)
        process = self._processes.get(name)
        if process is not None and process.is_running:
            try:
                process.refresh()
                return process.car
            except CarError:
                process.stop()
        elif process is not None:
            process.stop()
        process = CarProcess(self._command, options)
        self._processes[name] = process
        return process.car

    def stop(self):
        for process in self._processes.values():
            process.stop()
