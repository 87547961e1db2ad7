"""Systems that keep people and are written back to, each as its documentation describes its API."""

import re

from tests.integration.loopback_system import Answer, System


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
