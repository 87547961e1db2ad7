"""Systems with an API, each as its documentation describes it, on a real HTTP server of this machine."""

import json
import re
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PAGE = 3


class Answer(Exception):
    """An answer that is no page: a status, and headers."""

    def __init__(self, status, content=None, **headers):
        super().__init__(status)
        self.status, self.content, self.headers = status, content or {"error": "x"}, headers


class System:
    """One system. `records` by ID; `changed` are the IDs that were changed since; `gone` those that were deleted.

    `faults` come before an answer, one each: a status, `cut` (half of the JSON) or `broken` (half of the body).
    """

    name = table = ""
    settings: dict = {}
    is_renewed = False

    def __init__(self):
        self.records = {str(number): self.record(str(number)) for number in range(1, 9)}
        self.changed, self.gone, self.asked, self.faults = set(), set(), [], []
        self.tokens = 0
        self.written = {}

    def answer(self, method, path, query, body, headers):
        if path.endswith("/token"):
            assert body["client_id"] == ["client"] and body["client_secret"] == ["secret"]
            assert body["grant_type"][0] in ("client_credentials", "refresh_token")
            self.tokens += 1
            return {"access_token": f"token-{self.tokens}", "expires_in": 3600, "token_type": "Bearer"}
        if headers.get("Authorization") != self.authorization:
            raise Answer(401)
        if self.faults and (fault := self.faults.pop(0)):
            if fault == 401:
                self.tokens += 0.5  # what was given is over
                raise Answer(401)
            raise Answer(fault, **({"Retry-After": "1"} if fault == 429 else {}))
        return self.content(method, path, query, body)

    @property
    def authorization(self):
        return f"Bearer token-{self.tokens}" if self.is_renewed else "Bearer secret"

    def page(self, query, wanted=None, at="page"):
        """Records of a page, and where the next one begins, if there is one."""
        ids = sorted(wanted if wanted is not None else self.records)
        start = int(query.get(at, ["0"])[0])
        return [self.records[own] for own in ids[start : start + PAGE]], start + PAGE if start + PAGE < len(
            ids
        ) else None

    def url(self, rest):
        return f"{self.address}/{rest}"


class Salesforce(System):
    name, table, is_renewed, file = "salesforce", "Contact", True, "crm/salesforce/Contact.csv"

    def record(self, own):
        return {"attributes": {"type": "Contact"}, "Id": own, "LastName": f"Name {own}", "IsDeleted": False}

    def content(self, method, path, query, body):
        rest = path.removeprefix("/services/data/v61.0/")
        if rest == "sobjects":
            return {"sobjects": [{"name": name} for name in ("Contact", "ContactHistory", "User")]}
        if rest == "sobjects/Contact/describe":
            kinds = {"Id": "id", "LastName": "string", "IsDeleted": "boolean", "Photo": "base64", "Client__c": "string"}
            return {"fields": [{"name": name, "type": kind} for name, kind in kinds.items()]}
        if rest == "composite/sobjects":
            for one in body["records"]:
                assert one["attributes"] == {"type": "Contact"}
            return [self.write(one["id"], "Client__c", one["Client__c"]) for one in body["records"]]
        if rest.startswith("queryAll/"):
            query = {"page": [rest.split("-")[-1]], "q": [rest.split("/")[1]]}
        fields = re.match(r"SELECT (\S+) FROM Contact|\w+", query["q"][0])[1]
        assert fields in (None, "Id,LastName,IsDeleted,Client__c")
        is_part = "WHERE SystemModstamp >= 2" in query["q"][0] or "changed" in query["q"][0]
        found, after = self.page(query, self.changed if is_part else None)
        total = len(self.changed if is_part else self.records)
        page = {"totalSize": total, "done": after is None, "records": found}
        kind = "changed" if is_part else "all"
        return page | ({"nextRecordsUrl": f"/services/data/v61.0/queryAll/{kind}-{after}"} if after else {})

    def delete(self, own):
        self.records[own]["IsDeleted"] = True
        self.changed.add(own)

    def write(self, own, field, value):
        if own in self.gone:
            return {"id": own, "success": False, "errors": [{"statusCode": "ENTITY_IS_DELETED"}]}
        self.written[own] = value
        self.records[own][field] = value
        return {"id": own, "success": True, "errors": []}


class HubSpot(System):
    name, table, file = "hubspot", "contacts", "hubspot/hubspot/contacts.csv"

    def record(self, own):
        return {
            "id": own,
            "properties": {"lastname": f"Name {own}", "hs_object_id": own},
            "createdAt": "2024-01-01T00:00:00Z",
            "archived": False,
            "associations": {"companies": {"results": [{"id": "c1", "type": "x"}, {"id": "c2", "type": "x"}]}},
        }

    def content(self, method, path, query, body):
        if path == "/crm/v3/properties/contacts":
            names = {
                "lastname": "Last Name", "program": "Program", "hs_score": "Score", "client": "Client ID",
                "firstname": "First Name", "lifecyclestage": "Lifecycle Stage",
            }  # fmt: skip
            return {
                "results": [
                    {"name": name, "label": label, "hubspotDefined": name not in ("program", "client"), "hidden": False}
                    for name, label in names.items()
                ]
            }
        if "contacts" not in path:
            raise Answer(404)
        if path.endswith("/batch/update"):
            if any(one["id"] in self.gone for one in body["inputs"]):
                raise Answer(400)
            for one in body["inputs"]:
                self.written[one["id"]] = one["properties"]["client"]
                self.records[one["id"]]["properties"] |= one["properties"]
            return {"status": "COMPLETE", "results": [{"id": one["id"]} for one in body["inputs"]]}
        if path.endswith("/search"):
            assert body["properties"] == ["lastname", "program", "client", "firstname", "lifecyclestage"]
            [own] = body["filterGroups"][0]["filters"]
            assert own["operator"] == "GTE" and len(own["value"]) == 13
            found, after = self.page({"page": [str(body.get("after", 0))]}, self.changed)
            page = {"total": len(self.changed), "results": found}
        elif query.get("archived") == ["true"]:
            return {"results": [{"id": own, "properties": {}, "archived": True} for own in sorted(self.gone)]}
        else:
            assert query["properties"] == ["lastname,program,client,firstname,lifecyclestage"] and query["limit"] == [
                "100"
            ]
            found, after = self.page(query, at="after")
            page = {"results": found}
        return page | ({"paging": {"next": {"after": str(after), "link": "?x"}}} if after else {})

    def delete(self, own):
        self.gone.add(own)
        del self.records[own]


class Dynamics(System):
    name, table, is_renewed, file = "dynamics", "contacts", True, "dynamics/dynamics/contacts.csv"
    settings = {"details": {"tenant": "t"}}

    def record(self, own):
        return {
            "@odata.etag": 'W/"1"', "contactid": own, "lastname": f"Name {own}", "gendercode": 2,
            "gendercode@OData.Community.Display.V1.FormattedValue": "Female", "_parentcustomerid_value": "a-1",
            "_parentcustomerid_value@OData.Community.Display.V1.FormattedValue": "Shelter", "birthdate": "1990-02-01",
            "birthdate@OData.Community.Display.V1.FormattedValue": "2/1/1990",
        }  # fmt: skip

    def content(self, method, path, query, body):
        if path.endswith("EntityDefinitions"):
            assert query["$filter"] == ["EntitySetName eq 'contacts'"]
            kinds = {
                "contactid": "Uniqueidentifier", "lastname": "String", "gendercode": "Picklist",
                "parentcustomerid": "Customer", "birthdate": "DateTime", "new_client": "String",
            }  # fmt: skip
            attributes = [
                {"LogicalName": name, "AttributeType": kind, "IsPrimaryId": name == "contactid"}
                for name, kind in kinds.items()
            ]
            return {"value": [{"LogicalName": "contact", "Attributes": attributes}]}
        if method == "PATCH":
            own = re.search(r"\((\w+)\)", path)[1]
            if own in self.gone:
                raise Answer(404)
            self.written[own] = body["new_client"]
            self.records[own] |= body
            return None
        assert path == "/api/data/v9.2/contacts"
        part = "$deltatoken" in query
        if query.get("$deltatoken") == ["over"]:
            raise Answer(410)
        found, after = self.page(query, self.changed if part else None)
        base = "api/data/v9.2/contacts?"
        if after:
            rest = f"page={after}" + ("&%24deltatoken=d" if part else "")
            return {"value": found, "@odata.nextLink": self.url(base + rest)}
        if part:
            context = self.url("api/data/v9.2/$metadata#contacts/$deletedEntity")
            found += [{"@odata.context": context, "id": own, "reason": "deleted"} for own in sorted(self.gone)]
        return {"value": found, "@odata.deltaLink": self.url(base + "%24deltatoken=d")}

    delete = HubSpot.delete


class Kobo(System):
    name, table, file = "kobo", "aBc", "forms/kobo/intake.json"
    authorization = "Token secret"
    settings = {"tables": {"intake": "aBc"}}

    def record(self, own):
        goals = [{"goals/what": "home"}, {"goals/what": "work"}]
        return {"_id": int(own), "_uuid": f"u{own}", "name": f"Name {own}", "goals": goals, "_attachments": []}

    def content(self, method, path, query, body):
        assert path == "/api/v2/assets/aBc/data/"
        part = "query" in query
        if part:
            assert json.loads(query["query"][0])["_submission_time"]["$gte"] > "2020"
        found, after = self.page(query, self.changed if part else None, at="start")
        total = len(self.changed if part else self.records)
        following = f"api/v2/assets/aBc/data/?start={after}" + ("&query=" + query["query"][0] if part else "")
        return {"count": total, "next": self.url(following) if after else None, "previous": None, "results": found}


class Odk(System):
    name, table, file = "odk", "intake", "forms/odk/intake.json"
    authorization = "Basic c2VjcmV0OnNlY3JldA=="
    settings = {"details": {"project": "7"}, "tables": {"intake": "intake"}}

    def record(self, own):
        system = {"submissionDate": "2024-05-01T00:00:00Z", "updatedAt": None}
        children = [{"__id": f"c{own}", "what": "home"}]
        return {
            "__id": own,
            "__system": system,
            "name": f"Name {own}",
            "goals@odata.navigationLink": "x",
            "goals": children,
        }

    def content(self, method, path, query, body):
        assert path == "/v1/projects/7/forms/intake.svc/Submissions" and query["$expand"] == ["*"]
        part = "$filter" in query
        if part:
            assert re.fullmatch(r"__system/submissionDate ge (\S+Z) or __system/updatedAt ge \1", query["$filter"][0])
        found, after = self.page(query, self.changed if part else None, at="$skiptoken")
        page = {"value": found, "@odata.count": len(self.changed if part else self.records)}
        rest = "&%24filter=" + query["$filter"][0].replace(" ", "%20") if part else ""
        following = f"v1/projects/7/forms/intake.svc/Submissions?%24expand=*&%24skiptoken={after}{rest}"
        return page | ({"@odata.nextLink": self.url(following)} if after else {})


class SurveyMonkey(System):
    name, table, file = "surveymonkey", "77", "forms/surveymonkey/survey.csv"
    settings = {"tables": {"survey": "77"}}

    def record(self, own):
        questions = [
            {"id": "q1", "answers": [{"text": f"Name {own}"}]},
            {"id": "q2", "answers": [{"choice_id": "a"}, {"choice_id": "b"}, {"other_id": "o", "text": "a tent"}]},
            {"id": "q3", "answers": [{"row_id": "r1", "choice_id": "y"}, {"row_id": "r2", "choice_id": "n"}]},
        ]
        return {"id": own, "collector_id": "c", "response_status": "completed", "pages": [{"questions": questions}]}

    def content(self, method, path, query, body):
        if path == "/v3/surveys/77/details":
            asked = [
                {"id": "q1", "headings": [{"heading": "Your name?"}]},
                {
                    "id": "q2", "headings": [{"heading": "Where do you sleep?"}],
                    "answers": {"choices": [{"id": "a", "text": "Shelter"}, {"id": "b", "text": "Car"}],
                                "other": {"id": "o", "text": "Other"}},
                },
                {
                    "id": "q3", "headings": [{"heading": "Do you have"}],
                    "answers": {"choices": [{"id": "y", "text": "Yes"}, {"id": "n", "text": "No"}],
                                "rows": [{"id": "r1", "text": "a phone"}, {"id": "r2", "text": "a doctor"}]},
                },
            ]  # fmt: skip
            return {"title": "Survey", "pages": [{"questions": asked}]}
        assert path == "/v3/surveys/77/responses/bulk"
        part = "start_modified_at" in query
        found, after = self.page(query, self.changed if part else None)
        rest = "&start_modified_at=" + query["start_modified_at"][0] if part else ""
        links = {"self": "x"} | (
            {"next": self.url(f"v3/surveys/77/responses/bulk?page={after}{rest}")} if after else {}
        )
        return {"total": len(self.changed if part else self.records), "data": found, "links": links}


class Typeform(System):
    name, table, file = "typeform", "f1", "forms/typeform/survey.csv"
    settings = {"tables": {"survey": "f1"}}

    def record(self, own):
        answers = [
            {"field": {"id": "n"}, "type": "text", "text": f"Name {own}"},
            {"field": {"id": "s"}, "type": "choices", "choices": {"labels": ["Shelter", "Car"], "other": "a tent"}},
            {"field": {"id": "k"}, "type": "boolean", "boolean": True},
        ]
        times = {"landed_at": "2024-05-01T00:00:00Z", "submitted_at": "2024-05-01T00:05:00Z"}
        return {"token": own, **times, "answers": answers, "hidden": {"site": "north"}}

    def content(self, method, path, query, body):
        if path == "/forms/f1":
            inner = [{"id": "k", "title": "Do you have children?"}]
            fields = [
                {"id": "n", "title": "Your name?"}, {"id": "s", "title": "Where do you sleep?"},
                {"id": "g", "title": "Family", "properties": {"fields": inner}},
            ]  # fmt: skip
            return {"id": "f1", "fields": fields}
        assert path == "/forms/f1/responses"
        ids = sorted(self.changed if "since" in query else self.records, reverse=True)
        if "before" in query:
            ids = [own for own in ids if own < query["before"][0]]
        found = [self.records[own] for own in ids[:PAGE]]
        return {"total_items": len(ids), "page_count": -(-len(ids) // PAGE), "items": found}


class GoogleForms(System):
    name, table, is_renewed, file = "google_forms", "g1", True, "forms/google_forms/survey.csv"
    settings = {"tables": {"survey": "g1"}}

    def record(self, own):
        def given(*values):
            return {"textAnswers": {"answers": [{"value": value} for value in values]}}

        answers = {"a": given(f"Name {own}"), "b": given("Shelter", "Car"), "c": given("Yes")}
        return {"responseId": own, "lastSubmittedTime": "2024-05-01T00:05:00Z", "answers": answers}

    def content(self, method, path, query, body):
        if path == "/v1/forms/g1":
            rows = [{"questionId": "c", "rowQuestion": {"title": "a phone"}}]
            items = [
                {"title": "Your name?", "questionItem": {"question": {"questionId": "a"}}},
                {"title": "Where do you sleep?", "questionItem": {"question": {"questionId": "b"}}},
                {"title": "Do you have", "questionGroupItem": {"questions": rows}},
            ]
            return {"formId": "g1", "items": items}
        assert path == "/v1/forms/g1/responses"
        part = "filter" in query
        if part:
            assert re.fullmatch(r"timestamp >= \S+Z", query["filter"][0])
        found, after = self.page(query, self.changed if part else None, at="pageToken")
        return ({"responses": found} if found else {}) | ({"nextPageToken": str(after)} if after else {})


class MicrosoftForms(System):
    name, table, is_renewed, file = "microsoft_forms", "drives/d/items/i", True, "forms/microsoft_forms/survey.csv"
    settings = {"details": {"tenant": "t"}, "tables": {"survey": "drives/d/items/i"}}

    def record(self, own):
        return {"index": int(own) - 1, "values": [[int(own), 45413.5, f"Name {own}", "Shelter;Car;"]]}

    def content(self, method, path, query, body):
        place = "/v1.0/drives/d/items/i/workbook/tables/Table1/"
        if path == place + "columns":
            return {"value": [{"name": name} for name in ("ID", "Start time", "Your name?", "Where do you sleep?")]}
        assert path == place + "rows"
        start, count = int(query["$skip"][0]), int(query["$top"][0])
        ids = sorted(self.records)
        return {"value": [self.records[own] for own in ids[start : start + count]]}


class Airtable(System):
    name, table, file = "airtable", "tbl1", "forms/airtable/clients.csv"
    settings = {"details": {"base": "app1"}, "tables": {"clients": "tbl1"}}

    def record(self, own):
        fields = {"Name": f"Name {own}", "Needs": ["Home", "Work"], "Adult": True}
        return {"id": own, "createdTime": "2024-05-01T00:00:00.000Z", "fields": fields}

    def content(self, method, path, query, body):
        assert path == "/v0/app1/tbl1" and query["pageSize"] == ["100"]
        part = "filterByFormula" in query
        found, after = self.page(query, self.changed if part else None, at="offset")
        return {"records": found} | ({"offset": str(after)} if after else {})


SYSTEMS = [
    Salesforce, HubSpot, Dynamics, Kobo, Odk, SurveyMonkey, Typeform, GoogleForms, MicrosoftForms, Airtable,
]  # fmt: skip


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        url = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        content = parse_qs(body) if url.path.endswith("/token") else json.loads(body) if body else None
        system = self.server.system
        system.asked.append(f"{self.command} {self.path} {body}")
        is_broken = system.faults[:1] if system.faults and isinstance(system.faults[0], str) else []
        if is_broken and not url.path.endswith("/token"):
            system.faults.pop(0)
        try:
            status, headers = 200, {}
            content = system.answer(self.command, url.path, parse_qs(url.query), content, self.headers)
        except Answer as answer:
            status, content, headers = answer.status, answer.content, answer.headers
        sent = b"" if content is None else json.dumps(content).encode()
        whole = len(sent)
        if is_broken:
            sent = sent[: whole // 2]
        self.send_response(status if content is not None else 204)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(whole if is_broken == ["broken"] else len(sent)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(sent)
        if is_broken:
            self.close_connection = True

    do_POST = do_PATCH = do_GET

    def log_message(self, *_):
        pass


def serve(kind):
    """A system on its server; `close` it in the end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.system = system = kind()
    system.address = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    system.close = lambda: (server.shutdown(), server.server_close())
    return system


def settings_of(system, affiliate="north"):
    """What organization.yml says of it."""
    details = system.settings.get("details", {}) | ({"login": system.address} if system.is_renewed else {})
    own = {"system": system.name, "affiliate": affiliate, "address": system.address, "details": details}
    return {"tables": [system.table], **system.settings, **own}


def today():
    return datetime.now(UTC).date()
