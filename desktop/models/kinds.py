"""The vocabularies of ``desktop.domain.kinds``, under their former name."""

from desktop.domain.kinds import *  # noqa: F403
