from moving.models.imported import Batch, Kind, Origin, Source, State
from moving.models.transfer import Course, Step, Transfer

__all__ = ["Batch", "Course", "Kind", "Origin", "Source", "State", "Step", "Transfer"]
