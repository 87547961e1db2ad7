"""What a language model's assistant may ask, over the Model Context Protocol: the same gate, the same log."""
