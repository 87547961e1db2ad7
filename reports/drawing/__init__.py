"""Charts of a question: what of it can be drawn, and its pictures as SVG."""
