"""A name drawn with the mouse."""


def draw_in(page, box):
    """Draw a line in the box of a form where a name is to be drawn."""
    box.scroll_into_view_if_needed()
    around = box.bounding_box()
    page.mouse.move(around["x"] + 20, around["y"] + 20)
    page.mouse.down()
    for step in range(1, 8):
        page.mouse.move(around["x"] + 20 + 25 * step, around["y"] + 20 + 30 * (step % 2))
    page.mouse.up()
