"""Form tools, each as its documentation describes its API."""

import json
import re

from tests.integration.loopback_system import PAGE, System


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
