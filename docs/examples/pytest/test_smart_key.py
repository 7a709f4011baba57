"""First steps of a scan tool with the Smart Key ECU. The car runs in virtual time: nothing here waits."""


def test_the_extended_session_ends_by_itself(car, uds):
    assert uds.request("10 03") == "50 03 00 32 01 f4"
    assert car.state()["session"] == "extended"
    car.advance(seconds=5)
    assert car.state()["session"] == "default"


def test_the_vin_is_read(uds):
    answer = bytes.fromhex(uds.request("22 F1 90"))
    assert answer[:3] == b"\x62\xf1\x90"
    assert answer[3:].decode() == "4T1BZ1FB4KU999999"


def test_the_seed_is_new_each_time_and_a_wrong_key_is_refused(uds):
    assert uds.request("27 01") == "7f 27 7f"
    uds.request("10 03")
    first, second = uds.request("27 01"), uds.request("27 01")
    assert first.startswith("67 01 00 01") and len(bytes.fromhex(first)) == 10
    assert second.startswith("67 01") and second != first


def test_the_ecu_sees_the_drivers_door(car, uds):
    # Bit 0: the driver's door; bit 7: the lever is in P; the second byte: IG on.
    assert uds.request("22 10 04") == "62 10 04 80 02"
    car.vehicle(doors={"driver": True})
    car.advance(seconds=1)
    assert uds.request("22 10 04") == "62 10 04 81 02"
    car.vehicle(doors={"driver": False})


def test_a_key_that_is_not_registered_does_nothing(car):
    key = car.make_key()
    assert car.touch(key["id"])["reaction"] == "none"
