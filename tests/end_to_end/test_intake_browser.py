"""Forms for clients in a real browser: on a phone, by keyboard, without script, in two languages, half filled in."""

import pytest

from application.intake.sheets import ask_one
from caseline.ground.warehouse import connect
from ingestion.submissions.store import Store
from tests.end_to_end.drawing import draw_in
from tests.end_to_end.test_application_browser import axe, check, chromium, playwright  # noqa: F401
from tests.integration.intake_place import write_forms
from tests.integration.loopback_application import make_place, serving

expect = playwright.expect
NARROW = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    place = make_place(tmp_path_factory.mktemp("intake"))
    write_forms(place.organization)
    with serving(place) as running:
        yield running


@pytest.fixture
def page(chromium, served):  # noqa: F811
    """A page on a phone, which fails the test when its console complains or it asks elsewhere."""
    context = chromium.new_context(viewport=NARROW, locale="en-US")
    context.set_default_timeout(5000)
    opened, wrong = context.new_page(), []
    opened.on("request", lambda request: request.url.startswith((served.url, "data:")) or wrong.append(request.url))
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on(
        "console", lambda message: message.type == "error" and "422" not in message.text and wrong.append(message.text)
    )
    yield opened
    context.close()
    assert wrong == []


def test_a_form_is_filled_in_by_keyboard_on_a_phone(page, served):
    page.goto(served.url + "/forms/first_visit")
    check(page, "form")
    expect(page.get_by_label("For how many nights")).to_be_hidden()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_be_focused()
    check(page, "form with problems")
    page.get_by_role("link", name="Given name").click()
    page.keyboard.type("Rosa")
    page.keyboard.press("Tab")
    page.keyboard.type("Lindqvist")
    page.get_by_label("With friends").focus()
    page.keyboard.press("Space")
    page.get_by_label("For how many nights").fill("3")
    page.get_by_label("I agree").check()
    page.get_by_label("Type your full name to sign").fill("Rosa Lindqvist")
    check(page, "form filled in")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("h1")).to_have_text("Sent")
    check(page, "thanks")


def test_a_half_filled_form_goes_on_in_another_language(page, served):
    page.goto(served.url + "/forms/first_visit")
    page.locator("form[data-ready]").wait_for()
    page.get_by_label("Given name").fill("Rosa")
    page.get_by_label("Outside").check()
    page.wait_for_timeout(700)
    page.get_by_role("link", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.get_by_label("Nombre (necesario)")).to_have_value("Rosa")
    expect(page.get_by_label("Fuera")).to_be_checked()
    expect(page.get_by_label("Cuántas noches")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Aquí está lo que escribió antes.")
    check(page, "form in Spanish")
    page.get_by_role("button", name="Borrar lo que escribí").click()
    expect(page.get_by_label("Nombre (necesario)")).to_have_value("")
    expect(page.get_by_label("Fuera")).not_to_be_checked()


def test_without_network_nothing_is_lost_and_nothing_doubled(page, served):
    page.goto(served.url + "/forms/first_visit")
    page.locator("form[data-ready]").wait_for()
    for label, words in (("Given name", "Ines"), ("Family name", "Okafor")):
        page.get_by_label(label).fill(words)
    page.get_by_label("I do not").check()
    key = page.locator("input[name=key]").input_value()
    page.context.set_offline(True)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status")).to_contain_text("There is no network now.")
    page.context.set_offline(False)
    page.reload()
    page.locator("form[data-ready]").wait_for()
    expect(page.get_by_label("Family name")).to_have_value("Okafor")
    assert page.locator("input[name=key]").input_value() == key
    page.get_by_role("button", name="Send").click()
    expect(page.locator("h1")).to_have_text("Sent")
    page.locator("body[data-erased]").wait_for()
    page.goto(served.url + "/forms/first_visit")
    page.locator("form[data-ready]").wait_for()
    expect(page.get_by_label("Family name")).to_have_value("")


def test_a_drawn_name_and_a_file_are_kept_until_they_are_sent(page, served):
    page.goto(served.url + "/forms/first_visit?lang=es")
    page.locator("form[data-ready]").wait_for()
    paper = page.get_by_label("Una carta que tenga")
    paper.set_input_files({"name": "carta.txt", "mimeType": "text/plain", "buffer": b"Aviso de desalojo"})
    page.get_by_label("Acepto", exact=True).check()
    draw_in(page, page.get_by_role("img", name="Recuadro para dibujar su nombre: vacío"))
    expect(page.get_by_role("img", name="hay un dibujo")).to_be_visible()
    page.get_by_role("button", name="Enviar").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator("input[type=file]")).to_have_js_property("files.length", 1)
    check(page, "form with a file, a drawing and problems, in Spanish")
    page.get_by_label("Nombre (necesario)").fill("Rosa")
    page.get_by_label("Apellido").fill("Ruiz")
    page.wait_for_timeout(700)
    page.reload()
    page.locator("form[data-ready]").wait_for()
    assert paper.evaluate("input => input.files[0].name") == "carta.txt"
    drawn = page.locator("input[name=drawing]").input_value()
    assert page.locator("[data-pad] path").get_attribute("d") == drawn and drawn.count("L") >= 6
    page.get_by_role("button", name="Enviar").click()
    expect(page.locator("h1")).to_have_text("Enviado")
    (upload,) = Store(served.place.submissions).uploads(["eastside"])
    assert upload.submission.sent.answers["Signature as drawn"] == drawn
    assert Store(served.place.submissions).content(upload.submission.sent.id, upload.name) == b"Aviso de desalojo"
    page.locator("body[data-erased]").wait_for()
    page.goto(served.url + "/forms/first_visit")
    page.locator("form[data-ready]").wait_for()
    assert page.locator("input[type=file]").evaluate("input => input.files.length") == 0


def test_a_link_asks_who_it_is_and_then_one_thing(page, served):
    with connect(served.place.published, read_only=True) as connection:
        ((client, born),) = connection.execute(
            "select client_id, dob from record.client join record.client_link using (client_id) order by all limit 1"
        ).fetchall()
    page.goto(ask_one(served.place, client, ["Steady"], 14, served.url).splitlines()[-1])
    check(page, "confirm")
    page.get_by_label("Your date of birth").fill(born.isoformat())
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("How are you")
    check(page, "link")
    page.locator("form[data-ready]").wait_for()
    page.get_by_label("Shaky").check()
    page.wait_for_timeout(700)
    page.reload()
    expect(page.get_by_label("Shaky")).to_be_checked()
    page.get_by_role("button", name="Send").click()
    expect(page.locator("h1")).to_have_text("Sent")


def test_it_works_without_script(chromium, served):  # noqa: F811
    context = chromium.new_context(java_script_enabled=False, viewport=NARROW, locale="es-MX")
    page = context.new_page()
    page.goto(served.url + "/forms/first_visit")
    expect(page.get_by_text("Solo si respondió «Con amigos / Fuera»")).to_be_visible()
    page.get_by_label("Nombre (necesario)").fill("Ana")
    page.get_by_label("Apellido").fill("Ruiz")
    page.get_by_label("No acepto").check()
    page.get_by_role("button", name="Enviar").click()
    expect(page.locator("h1")).to_have_text("Enviado")
    context.close()
