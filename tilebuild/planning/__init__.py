"""What a run owes, minus what is done, as item lists."""
