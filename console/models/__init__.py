from console.models.agent import Agent
from console.models.participation import Participation

__all__ = ["Agent", "Participation"]
