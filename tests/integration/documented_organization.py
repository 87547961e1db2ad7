"""The very small organisation with documents: named by an index, a folder, a form and a case note, or by nothing."""

import io
from email.message import EmailMessage
from pathlib import Path

from docx import Document as Word
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from tests.integration.small_organization import write_small_organization

LETTER = (
    ["Clinic letter about the client, written for Job Club.", "She was seen on April 3 and is in good health."],
    ["Her landlord gave her an eviction notice this week.", "She says she is thinking about ending her life."],
    None,
)
INDEX = """
file,client_id,system,date,author,program
letter.pdf,c1,crm,2024-04-03,Dr. Amadi,Job Club
visit.eml,c1,Salesforce,,,
call.vtt,1,hmis,2024-02-11,,shelter
LETTERS\\copy.pdf,c1,crm,not a day,,
letters/undated.txt,c1,crm,someday,,
stranger.txt,c99,crm,2024-04-03,,
gone.pdf,c1,crm,2024-04-03,,
nobody.txt,,crm,,,
"""
FILES = {
    "data_dictionary/upload.yml": """
source: forms
table: upload
title: Upload
grain: one row per upload
files: ["upload*.csv"]
submission_id: id
fields:
  - {name: id, meaning: Number of the form, sensitivity: open}
  - {name: contact, meaning: Salesforce contact, maps_to: submission.client_ref, sensitivity: quasi-identifier}
  - {name: day, meaning: Day of the form, maps_to: submission.date, type: date, sensitivity: open}
  - {name: scan, meaning: The document, maps_to: document.file, sensitivity: open}
  - {name: writer, meaning: Who wrote it, maps_to: document.author, sensitivity: open}
""",
    "data/south/forms/upload.csv": """
id,contact,day,scan,writer
u1,c1,2024-04-12,my summary.docx,Kim Lee
u2,c1,2024-04-13,twice.txt,
u3,c2,2024-04-14,twice.txt,
""",
    "data/south/crm/CaseNote__c.csv": """
Id,Contact__c,ProgramEngagement__c,NoteDate__c,Author__c,Note__c,Attachment__c,LastModifiedDate,IsDeleted
n1,c1,e1,2024-04-20,Kim Lee,Client was hopeful about work.,plan.txt,2024-04-20T00:00:00.000Z,false
""",
    "reports/city.yml": """
id: city
title: City grant
funder: City
period: {from: 2024-01-01, to: 2024-12-31}
questions:
  - {id: risk, ask: How many risks do notes tell of, measure: risk_flags, count: events}
""",
}


def write_documented_organization(folder: Path) -> Path:
    """Write the organisation's files under `folder` and return it."""
    write_small_organization(folder)
    documents = folder / "data" / "south" / "documents"
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content.lstrip("\n"), encoding="utf-8")
    for name in ("letters", "crm/c1"):
        (documents / name).mkdir(parents=True)
    (documents / "documents.csv").write_text(INDEX.lstrip("\n"), encoding="utf-8")
    (documents / "letter.pdf").write_bytes(pdf(*LETTER))
    (documents / "letters" / "copy.pdf").write_bytes(pdf(*LETTER, title="The same letter, saved anew"))
    (documents / "letters" / "undated.txt").write_text("She found the bus pass.", encoding="utf-8")
    (documents / "visit.eml").write_bytes(mail())
    (documents / "call.vtt").write_text(
        "WEBVTT\n\n00:00:05.000 --> 00:00:09.000\n<v Ana>I have nothing to eat since\n\n"
        "00:00:09.000 --> 00:00:11.000\n<v Ana>Sunday.</v>\n",
        encoding="utf-8",
    )
    (documents / "crm" / "c1" / "2024-05-05 goals.txt").write_text("Goals: a job, a bus pass.", encoding="utf-8")
    (documents / "my_summary.docx").write_bytes(summary())
    (documents / "plan.txt").write_text("The plan of the week.", encoding="utf-8")
    (documents / "twice.txt").write_text("Whose is this?", encoding="utf-8")
    (documents / "nobody.txt").write_text("Nobody says whose this is.", encoding="utf-8")
    (documents / "stranger.txt").write_text("Of somebody unknown.", encoding="utf-8")
    (documents / "cut.pdf").write_bytes(pdf(["Cut off"])[:200])
    return folder


def pdf(*pages: list[str] | None, title: str = "Letter") -> bytes:
    """Each page a list of lines, or None for a picture over the whole page."""
    out = io.BytesIO()
    sheet = canvas.Canvas(out, invariant=True)
    sheet.setTitle(title)
    for lines in pages:
        if lines is None:
            sheet.drawImage(ImageReader(Image.new("RGB", (60, 80), "gray")), 0, 0, 595, 842)
        for at, line in enumerate(lines or []):
            sheet.drawString(60, 780 - 15 * at, line)
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def mail() -> bytes:
    message = EmailMessage()
    message["From"], message["Date"] = "Ruth <ruth@example.org>", "Tue, 07 May 2024 10:00:00 -0700"
    message["Subject"] = "Visit"
    message.set_content("She came by today.\n\n> How is she?\n")
    message.add_attachment(b"She has a job interview on Monday.", "text", "plain", filename="more.txt")
    message.add_attachment(b"\x78\x9f", "application", "ms-tnef", filename="winmail.dat")
    return message.as_bytes()


def summary() -> bytes:
    word, out = Word(), io.BytesIO()
    table = word.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Goal", "Find a job"
    word.save(out)
    return out.getvalue()
