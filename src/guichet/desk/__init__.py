"""What an agent does with a request: take, answer, hold, hand on, close."""
