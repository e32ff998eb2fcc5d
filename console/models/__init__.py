from console.models.agent import Agent
from console.models.greeting import Greeting
from console.models.participation import Participation

__all__ = ["Agent", "Greeting", "Participation"]
