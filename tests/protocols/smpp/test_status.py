"""What is to be done about each status."""

import pytest

from guichet.protocols.smpp.status import STATUSES, StatusClass, status_of


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        (StatusClass.OK, [0]),
        (StatusClass.THROTTLE, [0x58, 0x14]),
        (StatusClass.TEMPORARY, [0x08, 0x64, 0x45, 0x66, 0xFF]),
        (
            StatusClass.PERMANENT,
            [
                1,
                0x0A,
                0x0B,
                0x48,
                0x49,
                0x50,
                0x51,
                0x43,
                0x62,
                0x61,
                0x65,
                0xC0,
                0xC4,
                0x33,
                0x999,
            ],
        ),
        (StatusClass.SESSION, [0x0D, 0x0E, 0x0F, 0x05, 0x04, 0x53]),
        (StatusClass.PRIVATE, [0x400, 0x4FF]),
    ],
)
def test_statuses_ask_for_what_the_field_does_about_them(
    kind: StatusClass, codes: list[int]
) -> None:
    assert [status_of(code).kind for code in codes] == [kind] * len(codes)


def test_statuses_are_named_once() -> None:
    names = [one.name for one in STATUSES.values()]
    assert len(set(names)) == len(names) == 67
    assert status_of(0x58).name == "ESME_RTHROTTLED"
    assert status_of(0x401).name == "0x401"
