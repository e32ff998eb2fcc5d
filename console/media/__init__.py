"""Files from outside, made safe to show and to play: pictures, recordings, and a word for what can't be read."""
