from console.models.agent import Agent
from console.models.greeting import Greeting
from console.models.identity import Identity
from console.models.identity_text import IdentityText
from console.models.participation import Participation

__all__ = ["Agent", "Greeting", "Identity", "IdentityText", "Participation"]
