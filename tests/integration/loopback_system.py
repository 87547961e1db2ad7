"""What every system with an API has in common: records, pages, tokens, and faults on demand."""

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
