"""Everything Dagster sees. It stays a page: what an asset does lives in the kernel, the sources and the reports."""

import dagster as dg

from orchestration.alerting import night_ended, night_stopped
from orchestration.batches import batches_came_back
from orchestration.coding import coding
from orchestration.contracts import record_contracts, report_contracts
from orchestration.identity import identity
from orchestration.intake import crm, documents, forms, framework, hmis
from orchestration.jobs import (
    connect_records,
    connect_submissions,
    file_landed,
    files_follow,
    nightly,
    read_and_report,
    read_submissions,
    records_connected,
)  # fmt: skip
from orchestration.models import after_coding, before_identity, record
from orchestration.progress import progress_logger
from orchestration.reports import documents as funder_documents
from orchestration.reports import evidence, for_hud, published, site

defs = dg.Definitions(
    assets=[
        *(framework, hmis, crm, forms, documents),
        *(before_identity, identity, record),
        *(coding, after_coding),
        *(published, site, funder_documents, evidence, *for_hud),
    ],
    asset_checks=[record_contracts, report_contracts],
    jobs=[connect_records, read_and_report, connect_submissions, read_submissions],
    schedules=[nightly],
    sensors=[file_landed, records_connected, batches_came_back, files_follow, night_ended, night_stopped],
    loggers={"console": progress_logger},
)
