"""The measures: one file per family, one registered function per measure; importing this package registers them all."""

from gaitcue.gait.measures import distance, foot, hip, knee, overstride, pelvis, timing, trunk
from gaitcue.gait.measures.registry import MEASURES, MeasureDefinition, Reference, frame_rate_status, register

FAMILIES = tuple(m.FAMILY for m in (timing, distance, overstride, foot, knee, hip, trunk, pelvis))
"""in the order of the report"""

_in_order = sorted(MEASURES.items(), key=lambda item: FAMILIES.index(item[1].family))
MEASURES.clear()
MEASURES.update(_in_order)

__all__ = [
    "FAMILIES",
    "MEASURES",
    "MeasureDefinition",
    "Reference",
    "distance",
    "foot",
    "frame_rate_status",
    "hip",
    "knee",
    "overstride",
    "pelvis",
    "register",
    "timing",
    "trunk",
]
