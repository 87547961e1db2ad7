"""Which exports are of one HMIS."""

import pytest

from ingestion.hmis.laying_out import lay_out


@pytest.mark.parametrize(
    ("first", "second", "systems"),
    [
        (("XX-501", "Harbor", "h-1"), ("XX-501;XX-502", "Harbor", "h-1"), 1),
        (("XX-501", "Harbor", "h-1"), ("XX-501", "Harbor", "h-2"), 2),
        (("XX-501;XX-502", "Harbor", "h-1"), ("XX-502", "Harbor", ""), 1),
        (("XX-501", "Harbor", ""), ("XX-501", "River", ""), 2),
        (("XX-501", "Harbor", ""), ("XX-502", "Harbor", ""), 2),
        (("", "", ""), ("", "", ""), 1),
    ],
    ids=[
        "more CoCs were chosen the second time", "another database of the vendor", "the first from before FY2024",
        "another owner", "another CoC", "nothing is said",
    ],
)  # fmt: skip
def test_exports_are_of_one_hmis_by_its_implementation_or_else_by_its_cocs(tmp_path, first, second, systems):
    exports = []
    for number, said in enumerate((first, second)):
        folder = tmp_path / f"export {number}"
        folder.mkdir()
        (folder / "Export.csv").write_text(f"ExportID,SourceID,SourceName,ImplementationID\n1,{','.join(said)}\n")
        exports.append(folder)
    assert lay_out(exports, tmp_path / "data") == [f"hmis_{number + 1}" for number in range(systems)]
