import xml.etree.ElementTree as ET

from tools.import_graph import PICTURE, imports, layers, picture


def test_the_picture_is_made_from_the_code():
    assert PICTURE.read_text(encoding="utf-8") == picture()
    ET.fromstring(picture())


def test_no_room_imports_one_above_it():
    height = {room: number for number, row in enumerate(layers()) for room in row}
    upwards = [(a, b) for a, b in imports() if a in height and b in height and height[b] <= height[a]]
    assert len(height) > 8 and upwards == []
