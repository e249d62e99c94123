import pytest
from hypothesis import given
from hypothesis import strategies as st

from localturn.foundation.files.ranges import Slice, Unsatisfiable, asked_for

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("header", "piece"),
    [
        ("bytes=0-0", Slice(0, 0)),
        ("bytes=0-99", Slice(0, 99)),
        ("bytes=10-", Slice(10, 99)),
        ("bytes=10-500", Slice(10, 99)),
        ("bytes=-1", Slice(99, 99)),
        ("bytes=-500", Slice(0, 99)),
        ("Bytes= 5-6 ", Slice(5, 6)),
        ("", None),
        ("bytes", None),
        ("bytes=", None),
        ("bytes=-", None),
        ("bytes=6-5", None),
        ("bytes=a-b", None),
        ("bytes=1-2,4-5", None),
        ("lines=1-2", None),
        ("bytes=1-2;x", None),
        ("bytes=٣-٤", None),
    ],
)
def test_a_range_is_read_or_passed_over(header: str, piece: Slice | None) -> None:
    assert asked_for(header, 100, most=1000) == piece


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_a_range_outside_the_file_cannot_be_had(header: str) -> None:
    with pytest.raises(Unsatisfiable):
        asked_for(header, 100, most=1000)


@given(st.integers(0, 200), st.integers(0, 200), st.integers(1, 150), st.integers(1, 60))
def test_a_slice_is_what_was_asked_for_and_no_more_than_is_sent(
    first: int, length: int, size: int, most: int
) -> None:
    whole = range(size)
    wanted = whole[first : first + length + 1]
    header = f"bytes={first}-{first + length}"

    if not wanted:
        with pytest.raises(Unsatisfiable):
            asked_for(header, size, most=most)
        return
    piece = asked_for(header, size, most=most)

    assert piece is not None
    assert whole[piece.first : piece.last + 1] == wanted[:most]
