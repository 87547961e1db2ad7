"""A small published warehouse with invented people, in the shape that the pipeline publishes."""

import random
from pathlib import Path

import pyarrow as pa

from caseline.ground.warehouse import connect, replace_table
from caseline.organization.profile import Affiliate, Branding, Organization, Program
from caseline.organization.rounding_key import FILE
from tests.unit.site_agreement import add_agreement
from tests.unit.site_figures import add_reports, add_surroundings
from tests.unit.site_people import AFFILIATES, AS_OF, PROGRAMS, Rows, add_framework, add_person

KEY = 64 * "0"


def organization(folder: Path) -> Organization:
    made = Organization(
        id="harbor",
        name="Harbor & Hearth <Test>",
        about="Housing and work for people who are between both.",
        branding=Branding(short_name="Harbor & Hearth", accent="#2b6f6a"),
        affiliates=[Affiliate(id=key, name=name) for key, name in AFFILIATES.items()],
        programs=[Program(id=key, name=name) for key, name in PROGRAMS.items()],
    )
    made._folder = folder
    (folder / FILE).write_text(KEY, encoding="ascii")
    return made


def make_warehouse(path: Path, clients: int = 40, seed: int = 3) -> Path:
    """Write the warehouse and return its path. `clients=0` gives every table with no row in it."""
    tables = _tables(clients, random.Random(seed))
    with connect(path) as connection:
        for table, (types, rows) in tables.items():
            schema = pa.schema([(name, kind) for name, kind in types.items()])
            replace_table(connection, table, pa.Table.from_pylist(rows, schema=schema))
    return path


def _columns(text: str) -> dict[str, pa.DataType]:
    """'client_id due_on:date line:int' -> column types; text where nothing is said."""
    kinds = {
        "": pa.string(),
        "date": pa.date32(),
        "int": pa.int64(),
        "float": pa.float64(),
        "bool": pa.bool_(),
    }
    pairs = (word.partition(":") for word in text.split())
    return {name: kinds[kind] for name, _, kind in pairs}


RATIOS = (
    " ".join(
        f"{name}:float"
        for ratio in ("precision", "recall", "kappa")
        for name in (ratio, f"{ratio}_low", f"{ratio}_high")
    )
    + " f1:float"
)
SHAPES = {
    "framework.program": "program_id name description",
    "framework.affiliate": "affiliate_id name",
    "framework.setting": "name value",
    "framework.skill": "skill title kind version",
    "framework.skill_code": "skill code title level:int is_risk:bool",
    "framework.report": "report_id title funder period_start:date period_end:date program_ids_json",
    "framework.report_question": "report_id position:int question_id question measure of_measure count by_dimension "
    "filters_json",
    "framework.dictionary_field": "source table_name field meaning grain type codes_json sensitivity maps_to unit",
    "record.as_of": "as_of:date set_by",
    "record.program": "program_id name is_configured:bool",
    "record.client": "client_id first_name last_name dob:date sex race_ethnicity gender veteran:bool phone email zip "
    "source_count:int record_count:int affiliate_count:int first_seen:date is_anonymous:bool",
    "record.client_link": "record_key client_id source affiliate_id native_id part_of cluster_size:int "
    "match_probability:float linked_by evidence shared_with resolved_in",
    "record.identity_alias": "old_client_id client_id",
    "record.source_person": "record_key source affiliate_id native_id first_name last_name dob:date source_file "
    "source_line:int person_ref",
    "record.identity_pair": "record_key_l record_key_r match_weight:float match_probability:float decision evidence "
    "field_weights_json waits_because",
    "record.identity_event": "event_id event client_id other_client_id record_keys_json reason decided_by happened_on "
    "anchor_key run:int position:int",
    "record.enrollment": "enrollment_id client_id record_key source affiliate_id program_id source_program "
    "household_id entry_date:date exit_date:date destination case_manager episode_id source_file source_line:int",
    "record.service": "service_id client_id affiliate_id program_id service_date:date service_type quantity:float "
    "unit provider source_file source_line:int",
    "record.assessment": "assessment_id client_id affiliate_id program_id instrument item stage assessed_on:date "
    "score:float value source_file source_line:int",
    "record.plan": "plan_id client_id affiliate_id program_id opened_on:date review_due_on:date case_manager "
    "source_file source_line:int",
    "record.goal": "goal_id plan_id client_id affiliate_id program_id goal_text category status opened_on:date "
    "target_on:date closed_on:date last_reviewed_on:date case_manager source_file source_line:int",
    "reporting.client_list": "client_id client_name programs last_contact:date",
    "record.household_member": "household_id client_id relationship",
    "record.consent": "consent_id client_id affiliate_id scope is_granted:bool given_on:date expires_on:date "
    "counts_from:date is_standing:bool is_in_force:bool covers_network:bool source_file source_line:int",
    "record.submission": "submission_id client_id record_key affiliate_id program_id",
    "record.case_note": "note_id record_key client_id affiliate_id program_id enrollment_id note_date:date author "
    "note_text content_hash source source_file source_page:int source_line:int",
    "record.client_timeline": "client_id event_date:date event_type title detail affiliate_id program_id "
    "record_type record_id",
    "framework.screen_item": "screen item position:int title lowest_points:float",
    "intelligence.screen_score": "screen_score_id client_id affiliate_id program_id screen scale title stage "
    "assessed_on:date score:float band answered:int is_prorated:bool why_no_score repeat_of source_file "
    "source_line:int",
    "intelligence.quotable_code": "code_id client_id affiliate_id program_id note_id quote_start:int quote_end:int",
    "intelligence.note_coding": "note_id skill coder dropped_quotes:int status flagged_instruction:bool",
    "intelligence.code": "code_id note_id client_id affiliate_id program_id note_date:date skill skill_title "
    "skill_version code code_title value level:int is_risk:bool quote quote_start:int quote_end:int "
    "confidence:float coder prompt_hash review_status flagged_instruction:bool source_page:int source_line:int",
    "intelligence.agreement": "skill skill_version coder prompt_hash code value gold_notes:int is_own_gold:bool "
    "gold_codes:int " + RATIOS + " macro_f1:float is_in_use:bool is_held_back:bool swapped:int flipped:int",
    "reporting.coding_agreement": "report skill skill_title skill_version code value code_title coder prompt_hash "
    "codes:int notes:int clients:int confirmed_codes:int confirmed_percent:float measured gold_notes:int "
    "is_own_gold:bool "
    "gold_codes:int " + RATIOS + " swapped:int flipped:int counts_outside:bool others_measured_on others_f1:float "
    "others_examples:int counted_because decided_by decided_on:date second_reader notes_by_two_readers:int "
    "given_by_both:int given_by_either:int readers_kappa:float",
    "intelligence.review_item": "review_item_id kind client_id note_id reason",
    "intelligence.code_review": "question_id place:int kind why note_id client_id affiliate_id program_id "
    "note_date:date author skill_title code_title is_risk:bool tier danger how_often_right quote "
    "quote_start:int quote_end:int places skill code value meaning content_hash "
    "confidence:float coder others_say others_quote is_in_use:bool ruling reason decided_by decided_on",
    "intelligence.identity_review": "record_key_l record_key_r review_group may_be question:int client_id_l "
    "client_id_r match_probability:float evidence field_weights_json waits_because ruling reason decided_by decided_on "
    + " ".join(
        f"{field}_{side}{':date' if field in ('dob', 'recorded_on') else ''}"
        for field in (
            "source",
            "affiliate_id",
            "first_name",
            "middle_name",
            "last_name",
            "suffix",
            "dob",
            "sex",
            "ssn_last_four",
            "phone",
            "email",
            "address",
            "city",
            "zip",
            "recorded_on",
        )
        for side in "lr"
    ),
    "reporting.figure": "figure_id report affiliate_id program_id question_id section question measure row_key "
    "row_label column_key column_label period_start:date period_end:date count unit value:float numerator:float "
    "denominator:float clients:int low:float high:float effect_size:float about is_of_any:bool sentence "
    "sort_order:int caution",
    "reporting.figure_outside": "figure_id is_counted:bool value:float clients:int records:int notes:int sentence "
    "caution reason",
    "intelligence.code_reliability": "code_id skill code value code_title f1:float in_words counts_outside:bool",
    "reporting.evidence": "figure_id report role client_id affiliate_id program_id record_type record_id source_file "
    "source_page:int "
    "source_line:int event_date:date value:float detail note_id code_id quote quote_start:int quote_end:int skill "
    "skill_version code_title coder review_status counts_outside:bool",
    "reporting.client_reach": "client_id affiliate_id program_id",
    "reporting.missing": "missing_id kind client_id affiliate_id program_id enrollment_id case_manager due_on:date "
    "days_overdue:int what fix lacks record_type record_id source_file source_line:int",
    "reporting.unusual": "unusual_id kind client_id affiliate_id program_id case_manager happened_on:date reason "
    "note_id quote survey_item survey_score:float record_type record_id severity:int source_file source_line:int",
    "reporting.needs_attention": "attention_id case_manager place:int reason_number:int client_id affiliate_id "
    "program_id urgency:int kinds:int kind happened_on:date reason note_id quote survey_item survey_score:float "
    "record_type record_id severity:int source_file source_line:int",
    "reporting.open_risk": "risk_id place:int client_id affiliate_id program_id case_manager code_title danger "
    "danger_rank:int tier note_id note_date:date notes:int told_since:date quote quote_start:int quote_end:int ruling "
    "decided_by how_often_right",
    "reporting.comprehensive": "figure_id report_id example_quote cited_records:int cited_notes:int",
    "reporting.proposed_quote": "figure_id position:int client_id affiliate_id program_id note_id code_id quote",
    "framework.measure": "measure title meaning labels did things who average unit is_movement:bool",
    "reporting.run_summary": "section item value:int note section_order:int item_order:int",
    "intake.quarantine": "source affiliate_id file line:int reason fix row_count:int is_kept:bool",
    "intake.load_file": "affiliate_id source file sha256 table_name version rows_loaded:int rows_held_back:int "
    "outcome note",
}


def _tables(clients: int, chance: random.Random) -> dict[str, tuple[dict[str, pa.DataType], list[dict[str, object]]]]:
    rows: Rows = {table: [] for table in SHAPES}
    add_framework(rows)
    rows["record.as_of"].append({"as_of": AS_OF, "set_by": "eastside/hmis/Export.csv"})
    for number in range(clients):
        add_person(rows, number, chance)
    if clients:
        add_reports(rows)
        add_surroundings(rows)
        add_agreement(rows)
    return {table: (_columns(shape), rows[table]) for table, shape in SHAPES.items()}
