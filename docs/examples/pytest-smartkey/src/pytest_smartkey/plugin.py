"""The plugin: options, markers, the fixtures `car` and `uds`, and the bundle of a test that fails."""

import os
import shlex

import pytest

from .car import Car, CarError
from .process import LOCAL_COMMAND, Cars, command_of
from .sessions import SessionPaths
from .uds import Uds

MARKERS = (
    "smartkey(*, profile, seed, time, rate, buses, only_ecu): the car of this test, such as smartkey(seed=7); "
    "all options have defaults",
    "rule(*ids): rules that this test covers, such as RST-2; written to the JUnit report",
)

_CAR = pytest.StashKey()
_PATHS = pytest.StashKey()
_PATH = pytest.StashKey()
_HAS_RUN = pytest.StashKey()


def pytest_addoption(parser):
    group = parser.getgroup("smartkey", "virtual car")
    group.addoption(
        "--smartkey-url",
        metavar="URL",
        help="use the car that runs at this address, such as http://127.0.0.1:8080 (default: SMARTKEY_HTTP); "
        "it is restarted before each test",
    )
    group.addoption(
        "--smartkey-bundles",
        metavar="FOLDER",
        default="reports/bundles",
        help="where the session of a failed test is kept (default: %(default)s)",
    )
    parser.addini("smartkey_command", "how the command smartkey is started", default=LOCAL_COMMAND)


def pytest_configure(config):
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)
    config.stash[_PATHS] = SessionPaths()


def pytest_itemcollected(item):
    # Of all tests there are: with -k, a name does not change.
    item.stash[_PATH] = item.config.stash[_PATHS].give(item.nodeid)


@pytest.fixture(scope="session")
def smartkey_cars(pytestconfig):
    """The processes behind the fixture `car`."""
    cars = Cars(command_of(pytestconfig))
    # Not with the fixtures: a fixture that fails at the end of the last test is reported after all of them.
    pytestconfig.add_cleanup(cars.stop)
    return cars


@pytest.fixture
def car(request, pytestconfig):
    """A fresh car: two registered keys in the cabin, doors closed, 12.6 V, ignition on, time 0."""
    options, problem = _options(request.node)
    if problem is not None:
        pytest.fail(problem, pytrace=False)
    url = pytestconfig.getoption("--smartkey-url") or os.environ.get("SMARTKEY_HTTP")
    try:
        if url and not options:
            fresh = Car(url)
            fresh.restart()
        else:
            # A test that asks for a car of some kind gets a process of its own, wherever the others run.
            fresh = request.getfixturevalue("smartkey_cars").fresh(options)
    except CarError as error:
        problem = str(error)
    if problem is not None:
        pytest.fail(problem, pytrace=False)
    # Beyond the fixture: one that uses the car may fail at its end.
    request.node.stash[_CAR] = fresh
    return fresh


@pytest.fixture
def uds(car):
    """A tester on the car's bus, through python-can."""
    try:
        import can
    except ImportError:
        pytest.fail('python-can is not installed: install "pytest-smartkey[can]"', pytrace=False)
    with can.Bus(interface="slcan", channel=car.channel(), bitrate=500000, sleep_after_open=0) as bus:
        yield Uds(bus)


def _options(node):
    """Those of the marker next to the test win over those of its class and module; and what is wrong with them."""
    options = {}
    for marker in reversed(list(node.iter_markers("smartkey"))):
        if marker.args:
            given = ", ".join(repr(value) for value in marker.args)
            return options, f"smartkey marker: {given} has no name; name each option, such as smartkey(seed=7)"
        options.update(marker.kwargs)
    return options, None


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    if item.stash.get(_HAS_RUN, False):
        # Plugins repeat a test that failed.
        pytest_itemcollected(item)
    item.stash[_HAS_RUN] = True
    item.stash[_CAR] = None
    for marker in item.iter_markers("rule"):
        if marker.kwargs:
            given = ", ".join(f"{name}={value!r}" for name, value in marker.kwargs.items())
            pytest.fail(f'rule marker: {given} has a name; give the ids alone, such as rule("RST-2")', pytrace=False)
        item.user_properties += [("rule", rule) for rule in marker.args]


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    # The car still runs, until the next test takes it.
    if report.failed and item.stash.get(_CAR, None) is not None:
        report.sections.append(("smart-key car", _keep_bundle(item)))
        # The JUnit report takes those of the last one, which has been made before.
        report.user_properties = list(item.user_properties)


def _keep_bundle(item):
    path = item.config.invocation_params.dir / item.config.getoption("--smartkey-bundles") / item.stash[_PATH]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        item.stash[_CAR].save_bundle(path)
    except (CarError, OSError) as error:
        return f"the session could not be kept: {error}"
    # A test may fail, and a fixture after it.
    if ("smartkey-bundle", str(path)) not in item.user_properties:
        item.user_properties.append(("smartkey-bundle", str(path)))
    command, file = command_of(item.config) or LOCAL_COMMAND, shlex.quote(str(path))
    return f"session: {path}\nshow:    {command} view {file}\nrepeat:  {command} replay {file}"
