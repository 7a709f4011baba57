"""The plugin as its users see it: each test runs pytest on a small project of its own."""

import json
import os
import socket
import tarfile
import threading

import pytest


@pytest.fixture
def project(pytester, request):
    """A project whose tests start the car with the same command as these."""
    command = request.config.getini("smartkey_command")
    pytester.makeini(f"[pytest]\nsmartkey_command = {command}\n")
    return pytester


def kept(project):
    """The sessions that are kept, in order."""
    folder = project.path / "reports/bundles"
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.tar"))


def test_each_test_gets_a_fresh_car_of_one_process(project):
    project.makepyfile(
        """
        seen = []

        def test_one(car):
            seen.append(car.http)
            car.vehicle(doors={"driver": True})
            car.make_key()
            car.advance(960)
            assert len(car.state()["keys"]) == 3

        def test_two(car):
            state = car.state()
            assert state["doors"]["driver"] is False
            assert len(state["keys"]) == 2
            assert state["timeUs"] < 1_000_000
            assert seen == [car.http]
        """
    )
    project.runpytest_subprocess("-q").assert_outcomes(passed=2)


def test_an_advance_has_time_by_its_length(project):
    project.makepyfile(
        """
        import urllib.request

        def test_long(car, monkeypatch):
            timeouts = []
            urlopen = urllib.request.urlopen

            def noting(request, timeout):
                timeouts.append(timeout)
                return urlopen(request, timeout=timeout)

            monkeypatch.setattr(urllib.request, "urlopen", noting)
            assert car.advance(1_000_000) > 1_000_000_000_000
            car.state()
            assert timeouts == [50, 30]
        """
    )
    project.runpytest_subprocess("-q").assert_outcomes(passed=1)


def test_a_marker_chooses_the_car(project):
    project.makepyfile(
        """
        import pytest

        pytestmark = pytest.mark.smartkey(seed=7)

        @pytest.mark.smartkey(profile={"keySlots": 4}, buses=["socketcand:127.0.0.1:0", "slcan-tcp:127.0.0.1:0"])
        def test_slots_and_buses(car):
            assert len(car.state()["slots"]) == 4
            assert [url.split(":")[0] for url in car.buses] == ["socketcand", "slcan-tcp"]
            assert car.channel().startswith("socket://127.0.0.1:")

        @pytest.mark.smartkey(time="real", rate=100)
        def test_real_time(car):
            assert car.state()["timeMode"] == "real"
            assert car.state()["rate"] == 100
        """
    )
    project.runpytest_subprocess("-q", "--strict-markers").assert_outcomes(passed=2)


def test_a_failed_test_keeps_its_session(project):
    project.makepyfile(
        """
        import pytest

        @pytest.mark.rule("KEY-4", "KEY-5")
        def test_fails(car):
            car.touch(car.make_key(id="C0FFEE01")["id"])
            assert car.state()["immobilizer"] == "stolen"

        def test_passes(car):
            pass
        """
    )
    result = project.runpytest_subprocess("--junitxml=junit.xml")
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(["*smart-key car*", "session: *test_fails.tar", "repeat: * replay *test_fails.tar"])
    bundles = [project.path / "reports/bundles" / path for path in kept(project)]
    assert kept(project) == ["test_a_failed_test_keeps_its_session.py/test_fails.tar"]
    with tarfile.open(bundles[0]) as archive:
        names = [name.split("/")[-1] for name in archive.getnames()]
    assert "trace.jsonl" in names
    junit = (project.path / "junit.xml").read_text()
    assert '<property name="rule" value="KEY-4"' in junit
    assert '<property name="rule" value="KEY-5"' in junit
    assert f'<property name="smartkey-bundle" value="{bundles[0]}"' in junit


SIMILAR = """
import pytest

@pytest.mark.parametrize("v", ["a b", "a-b", "A/B"])
def test_p(car, v):
    assert v == 0

@pytest.mark.parametrize("v", ["long " * 52])
def test_long(car, v):
    assert v == 0
"""


def test_no_session_replaces_that_of_another_test(project):
    for file in ["pt/test_a.py", "pt-test_a.py"]:
        path = project.path / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(SIMILAR)
    options = ["-q", "--import-mode=importlib", "-o", "python_files=*test_a.py"]
    project.runpytest_subprocess(*options).assert_outcomes(failed=8)
    long = "long-" * 20
    names = ["test_p-A-B.3.tar", "test_p-a-b.2.tar", "test_p-a-b.tar", f"{long[:-1]}.tar"]
    every = sorted(f"{file}/{name}" for file in ["pt-test_a.py", "pt/test_a.py"] for name in names)
    assert kept(project) == every
    for path in (project.path / "reports/bundles").rglob("*.tar"):
        path.unlink()
    # The number is that of all tests, and a second run has the same names.
    project.runpytest_subprocess(*options, "-k", "a-b", "pt").assert_outcomes(failed=1)
    project.runpytest_subprocess(*options, "-k", "a-b", "pt").assert_outcomes(failed=1)
    assert kept(project) == ["pt/test_a.py/test_p-a-b.2.tar"]


@pytest.mark.parametrize(("marker", "passes"), [("", True), ("", False), ("@pytest.mark.smartkey(seed=7)", True)])
def test_a_failure_after_the_test_keeps_its_session(project, marker, passes):
    project.makepyfile(
        f"""
        import pytest

        @pytest.fixture
        def doors(car):
            yield
            assert car.state()["doors"]["driver"] is False, "a door is open"

        {marker}
        def test_leaves_a_door_open(car, doors):
            car.vehicle(doors={{"driver": True}})
            assert {passes}
        """
    )
    result = project.runpytest_subprocess("--junitxml=junit.xml")
    result.assert_outcomes(**{"passed" if passes else "failed": 1}, errors=1)
    result.stdout.fnmatch_lines(["session: *test_leaves_a_door_open.tar"])
    file = "test_a_failure_after_the_test_keeps_its_session.py"
    assert kept(project) == [f"{file}/test_leaves_a_door_open.tar"]
    with tarfile.open(project.path / "reports/bundles" / kept(project)[0]) as archive:
        trace = next(name for name in archive.getnames() if name.endswith("trace.jsonl"))
        assert b"driver" in archive.extractfile(trace).read()
    assert (project.path / "junit.xml").read_text().count('name="smartkey-bundle"') == 1


def test_a_test_without_a_car_keeps_nothing(project):
    project.makepyfile("def test_one(car): pass\n\ndef test_two(): assert False")
    project.runpytest_subprocess("-q").assert_outcomes(passed=1, failed=1)
    assert kept(project) == []


def test_a_repeated_test_keeps_the_session_of_each_time(project):
    project.makeconftest(
        """
        from _pytest.runner import runtestprotocol

        def pytest_runtest_protocol(item, nextitem):
            runtestprotocol(item, nextitem=None, log=False)
            item._initrequest()
        """
    )
    project.makepyfile("def test_fails(car): assert False")
    project.runpytest_subprocess("-q").assert_outcomes(failed=1)
    file = "test_a_repeated_test_keeps_the_session_of_each_time.py"
    assert kept(project) == [f"{file}/test_fails.2.tar", f"{file}/test_fails.tar"]


@pytest.mark.parametrize(
    ("nodeid", "path"),
    [
        ("a b/test_x.py::TestX::test_é[1]", "a b/test_x.py/TestX-test_é-1.tar"),
        ("case.yaml", "case.yaml/case.yaml.tar"),
        ("test_x.py::" + "é" * 60 + "x", "test_x.py/" + "é" * 49 + "x.tar"),
        ("test_x.py::?", "test_x.py/test.tar"),
        ("../test_x.py::test", "test_x.py-0efedff8/test.tar"),
        ("/there/test_x.py::test", "test_x.py-727097bb/test.tar"),
    ],
)
def test_the_path_of_a_session(nodeid, path):
    from pytest_smartkey.sessions import SessionPaths

    assert SessionPaths().give(nodeid) == path


def test_a_refusal_names_the_problem_and_the_fix(project):
    project.makepyfile(
        """
        import pytest
        from pytest_smartkey import CarError

        def test_refused(car):
            with pytest.raises(CarError) as refused:
                car.vehicle(batteryV=60)
            assert refused.value.status == 422
            assert refused.value.field == "batteryV"
            assert "18" in str(refused.value)
        """
    )
    project.runpytest_subprocess("-q").assert_outcomes(passed=1)


def test_another_car_is_used_where_its_address_is_given(project, car):
    project.makepyfile(
        f"""
        def test_there(car):
            assert car.http == {car.http!r}
            assert len(car.state()["keys"]) == 2
            car.make_key(id="C0FFEE02")
        """
    )
    car.make_key()
    project.runpytest_subprocess("-q", "--smartkey-url", car.http).assert_outcomes(passed=1)
    assert [key["id"] for key in car.state()["keys"]][-1] == "C0FFEE02"


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        ("sed=1", "*unknown option sed (there are seed, time, rate, profile, buses, only_ecu)"),
        ('"real"', "smartkey marker: 'real' has no name; name each option, such as smartkey(seed=7)"),
        ('buses="slcan-tcp:127.0.0.1:0"', "smartkey marker: buses='slcan-tcp:127.0.0.1:0' is no list (*brackets)"),
        ('time="soon"', "*did not start (exit code 2) (*soon*"),
        ('profile={"keySlots": 99}', "*did not start (exit code 2) (*keySlots*"),
    ],
)
def test_a_wrong_option_is_named(project, marker, message):
    project.makepyfile(
        f"""
        import pytest

        @pytest.mark.smartkey({marker})
        def test_wrong(car):
            pass
        """
    )
    result = project.runpytest_subprocess("-q")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([message])


def test_a_rule_with_a_name_is_refused(project):
    project.makepyfile("import pytest\n\n@pytest.mark.rule(id='KEY-4')\ndef test_wrong(): pass")
    result = project.runpytest_subprocess("-q")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["rule marker: id='KEY-4' has a name; give the ids alone, such as rule(\"RST-2\")"])


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("echo {}", '*echo {}: is not the command smartkey: its first line is "{} car --json *smartkey_command*'),
        # It goes on after its first line.
        ("sh -c 'echo [1]; exec sleep 1000'", '*is not the command smartkey: its first line is "[[]1]" (install *'),
        ("echo '{\"http\": 8080}' #", '*is not the command smartkey: its first line is "*'),
        ("sh -c 'exit 3'", "smartkey car: did not start (exit code 3) (install virtual-smart-key*"),
        ("sh -c 'echo gone >&2; exit 3'", "smartkey car: did not start (exit code 3) (gone; install virtual-smart-key*"),
        ('node "smartkey', "smartkey_command: 'node \"smartkey' is no command line: *(close the quotation)"),
        ("", "smartkey_command: is empty (install virtual-smart-key*"),
    ],
)
def test_a_wrong_command_is_named(project, command, message):
    project.makepyfile("def test_wrong(car): pass")
    project.makeini(f"[pytest]\nsmartkey_command = {command}\n")
    result = project.runpytest_subprocess("-q")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([message])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_command_that_is_not_installed_is_named(pytester, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    pytester.makepyfile("def test_wrong(car): pass")
    result = pytester.runpytest_subprocess("-q")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["smartkey: is not installed (install virtual-smart-key with npm, or set smartkey_command*"])


def test_a_command_on_the_path_is_found(pytester, monkeypatch):
    command = pytester.path / "bin" / "smartkey"
    command.parent.mkdir()
    command.write_text("#!/bin/sh\necho mine\n")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(command.parent), prepend=os.pathsep)
    pytester.makepyfile("def test_wrong(car): pass")
    result = pytester.runpytest_subprocess("-q")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(['smartkey: is not the command smartkey: its first line is "mine" (*'])


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (b"HTTP/1.0 200 OK\r\n\r\nhello", "{url}: what answers is not a car (*"),
        (b"HTTP/1.0 200 OK\r\n\r\n{}", "{url}: what answers is not a car (*"),
        (b"HTTP/1.0 200 OK\r\n\r\n[]", "{url}: what answers is not a car (*"),
        (b"SSH-2.0-OpenSSH\r\n", "{url}: no car answers: SSH-2.0-OpenSSH*"),
    ],
)
def test_another_server_in_place_of_a_car_is_named(project, answer, message):
    project.makepyfile("def test_wrong(car): pass")
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        threading.Thread(target=answer_all, args=(server, answer), daemon=True).start()
        result = project.runpytest_subprocess("-q", "--smartkey-url", url)
        server.shutdown(socket.SHUT_RDWR)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([message.format(url=url)])
    result.stdout.no_fnmatch_line("*Traceback*")


def answer_all(server, answer):
    while True:
        try:
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(answer)
        except OSError:
            return


def test_an_address_without_a_scheme_is_named(project):
    project.makepyfile("def test_wrong(car): pass")
    result = project.runpytest_subprocess("-q", "--smartkey-url", "127.0.0.1:9")
    result.stdout.fnmatch_lines(["127.0.0.1:9: no car answers: unknown url type*"])


def test_a_missing_command_and_a_missing_car_are_named(project):
    project.makepyfile("def test_wrong(car): pass")
    project.makeini("[pytest]\nsmartkey_command = no-such-program\n")
    result = project.runpytest_subprocess("-q")
    result.stdout.fnmatch_lines(["*no-such-program*cannot be started*smartkey_command in the settings of pytest*"])
    result = project.runpytest_subprocess("-q", "--smartkey-url", "http://127.0.0.1:9")
    result.stdout.fnmatch_lines(["http://127.0.0.1:9: no car answers: *check the address, or start the car*"])


def test_the_trace_has_what_was_asked(car, uds):
    assert uds.request("3E 00") == "7e 00"
    uds.send("3E 80")
    frames = [line.split()[-1] for line in car.trace("candump").splitlines()]
    assert "7B5#023E00CCCCCCCCCC" in frames
    assert json.loads(car.trace("jsonl").splitlines()[0])


def test_long_requests_are_segmented(uds):
    # A write that is refused for its length: what matters is that it arrives as a whole.
    assert uds.request("2E F1 90 " + "41 " * 40).startswith("7f 2e")


def test_responses_that_do_not_come_are_reported(uds):
    from pytest_smartkey import NoResponse

    uds.send("3E 80")
    uds.expect_silence()
    with pytest.raises(NoResponse, match="no frame with id 7BD within 0.1 s"):
        uds.request("3E 80", timeout=0.1)
