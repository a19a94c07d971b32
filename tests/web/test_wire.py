from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from unitgraph.web.query.wire import Frame, FrameReader, frame

frames = st.lists(st.tuples(st.sampled_from(Frame), st.binary(max_size=300)), max_size=8)


@given(frames, st.integers(1, 50))
def test_frames_come_through_whatever_the_pieces(sent: list[tuple[Frame, bytes]], size: int) -> None:
    flow = b"".join(frame(kind, content) for kind, content in sent)
    reader = FrameReader()
    pieces = (flow[start : start + size] for start in range(0, len(flow), size))
    assert [found for piece in pieces for found in reader.feed(piece)] == sent
