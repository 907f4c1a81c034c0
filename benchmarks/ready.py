"""What every measurement begins with: gaitcue as it is from its second run on."""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import gaitcue
from gaitcue.terms import cache

MODELS = """
from gaitcue.pose.looking.engine import DetectorNetwork, PoseNetwork
DetectorNetwork()
for name in ("lite", "full", "heavy"):
    PoseNetwork(name)
"""


def make_ready(environments: Iterable[Mapping[str, str]] = ({},)) -> None:
    """Compile the sources, as ``pip install`` does, and keep the compiled models, as the first run does.

    Parameters
    ----------
    environments : variables under which gaitcue will be measured; each has compiled models of its own
    """
    compileall.compile_dir(Path(gaitcue.__file__).parent, quiet=1)
    os.environ.setdefault(cache.VARIABLE, str(cache.user_cache()))
    for environment in environments:
        subprocess.run([sys.executable, "-c", MODELS], check=True, env=os.environ | dict(environment))
