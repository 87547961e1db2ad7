"""One accent colour, made dark enough to read on the page and as a ground for white letters."""

PAPER = "#fbfaf7"
INK = "#1f2529"
READABLE = 5.0  # WCAG AA asks for 4.5


def readable_accent(colour: str) -> str:
    """The colour itself, or the nearest darker shade that contrasts with the page."""
    red, green, blue = channels(colour)
    while contrast(_hex(red, green, blue), PAPER) < READABLE:
        red, green, blue = (int(channel * 0.94) for channel in (red, green, blue))
    return _hex(red, green, blue)


def tint(colour: str, share: float) -> str:
    """The colour mixed with the page: 0.1 is faint, 1 is the colour."""
    pairs = zip(channels(colour), channels(PAPER), strict=True)
    return _hex(*(round(share * channel + (1 - share) * paper) for channel, paper in pairs))


def brand(accent: str) -> str:
    """The accent colour and its tints as a style sheet."""
    return (
        f":root {{ --accent: {accent}; --accent-faint: {tint(accent, 0.09)}; --accent-soft: {tint(accent, 0.28)}; }}\n"
    )


def series(accent: str, count: int) -> list[str]:
    """Colours for the lines of a chart: the accent first, the rest told apart by eyes that mix red and green."""
    others = ["#c0711f", "#6a5aa8", "#3f3f46", "#2e86ab", "#a23b5f", "#7b8b2f", "#8a6d4f"]
    return [accent, *(others[index % len(others)] for index in range(count - 1))]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _hex(red: int, green: int, blue: int) -> str:
    return f"#{red:02x}{green:02x}{blue:02x}"


def _luminance(colour: str) -> float:
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
