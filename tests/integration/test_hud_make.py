"""A HUD report from exports alone says what of them it could not use."""

import shutil

from caseline.organization.hud_reports import HudReport
from reports.hud import make, trace


def test_files_that_are_not_in_the_export_are_told(shared_data, tmp_path, monkeypatch):
    for module in (make, trace):
        monkeypatch.setattr(module, "output_folder", lambda: tmp_path / "output")
    export = tmp_path / "export"
    shutil.copytree(shared_data("hmis", "fy2021_kit") / "inputs" / "th", export)
    (export / "Exit.csv").unlink()
    report = HudReport.model_validate(
        {"id": "lsa", "kind": "lsa", "period": {"from": "2020-10-01", "to": "2021-09-30"}, "coc": "XX-500"}
    )
    made = make.make_hud_report(report, [export], tmp_path / "made")
    assert [(which, "Exit.csv" in told) for which, told in made.told] == [("Read, but", True)]
