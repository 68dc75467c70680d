"""A program written for the Python AgentSentry, as its users wrote them: plain HTTP, JSON, and a look at the status.

Usage: python-original-client.py URL [API_KEY]

Prints one line for each thing that works and ends with 0, or with a traceback at the first that does not. With a key,
it also tries without one and with a wrong one.
"""

import json
import sys
import urllib.error
import urllib.parse
import urllib.request

BASE_URL = sys.argv[1].rstrip("/")
API_KEY = sys.argv[2] if len(sys.argv) > 2 else None

RULES_YAML = """\
rules:
  - name: sensitive_pattern
    type: regex
    pattern: "(?i)(password|ssn|api[_-]?key)"
    severity: critical
    decision: block
  - name: sensitive_phrases
    type: nlp
    pattern: "leak the plans|share the recipe"
    severity: warning
    decision: warn
"""

passed = 0


def call(method, path, data=None, headers=None, key=API_KEY, **params):
    """Returns the status and the parsed body, errors included, as `requests` would."""
    url = BASE_URL + path
    if params:
        url += "?" + urllib.parse.urlencode(params)
    request = urllib.request.Request(url, data=data, method=method)
    for name, value in (headers or {}).items():
        request.add_header(name, value)
    if key is not None:
        request.add_header("Authorization", "Bearer " + key)
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.status, json.loads(response.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def call_json(method, path, payload, **options):
    data = json.dumps(payload).encode("utf-8")
    return call(method, path, data, {"Content-Type": "application/json"}, **options)


def check(name, condition, *seen):
    global passed
    if not condition:
        raise AssertionError(name + "".join("\n  " + repr(value) for value in seen))
    passed += 1
    print("ok", name)


def use_sessions():
    status, session = call("POST", "/sessions", title="Demo run")
    check("a session from a query alone", status == 200 and session["title"] == "Demo run", status, session)
    for field in ("id", "title", "created_at", "updated_at"):
        check("a session has " + field, field in session, session)

    status, untitled = call("POST", "/sessions")
    check("a session without a title", status == 200 and untitled["title"] is None, status, untitled)

    status, empty = call("POST", "/sessions", data=b"", title="empty body")
    check("a session with an empty body", status == 200 and empty["title"] == "empty body", status, empty)

    status, sessions = call("GET", "/sessions", limit=50)
    check("sessions are a plain list", status == 200 and isinstance(sessions, list), status, sessions)
    check("the newest session is first", [s["id"] for s in sessions[:3]] == [empty["id"], untitled["id"], session["id"]])

    status, error = call("GET", "/sessions", limit=0)
    check("a limit of 0 is refused", status == 422 and error["detail"], status, error)
    status, error = call("GET", "/sessions/unknown")
    check("an unknown session is 404", status == 404 and isinstance(error["detail"], str), status, error)
    return session["id"]


def use_rules():
    status, rules = call("GET", "/rules")
    check("rules are a plain list", status == 200 and isinstance(rules, list), status, rules)

    status, rule = call_json(
        "POST",
        "/rules",
        {
            "name": "no_mayflies",
            "pattern": r"(?i)\bmayfly\b",
            "rule_type": "regex",
            "severity": "critical",
            "decision": "block",
            "enabled": True,
            "description": None,
        },
    )
    check("a rule is made", status == 200 and isinstance(rule["id"], int), status, rule)
    status, error = call_json("POST", "/rules", {"name": "no_mayflies", "pattern": "x"})
    check("a name is taken once", status == 409 and isinstance(error["detail"], str), status, error)
    status, error = call_json("POST", "/rules", {"name": "broken", "pattern": "("})
    check("a broken pattern is refused", status == 422 and error["detail"], status, error)

    path = "/rules/%d" % rule["id"]
    status, changed = call_json("PUT", path, {"severity": "warning"})
    check("a rule is changed in part", status == 200 and changed["severity"] == "warning", status, changed)
    check("the rest stays", changed["pattern"] == rule["pattern"] and changed["name"] == rule["name"], changed)
    status, changed = call_json("PUT", path, dict(changed, decision="warn"))
    check("a rule is put back as it was read", status == 200 and changed["decision"] == "warn", status, changed)
    status, changed = call_json("PATCH", path + "/toggle", {"enabled": False})
    check("a rule is switched off", status == 200 and changed["enabled"] is False, status, changed)
    status, answer = call("DELETE", path)
    check("a rule is deleted", status == 200 and answer == {"ok": True}, status, answer)
    status, error = call("DELETE", path)
    check("an unknown rule is 404", status == 404, status, error)


def use_rule_documents():
    body = RULES_YAML.encode("utf-8")
    status, answer = call("POST", "/rules/import", body, {"Content-Type": "text/plain"})
    check("rules are imported as text", status == 200 and answer["created"] == 2, status, answer)
    status, answer = call_json("POST", "/rules/import", RULES_YAML)
    check("rules are imported as a JSON string", status == 200 and answer["created"] == 0, status, answer)
    status, answer = call_json("POST", "/rules/import", "rules: [{name: broken, pattern: '('}]")
    check("a broken document is refused", status == 422 and "detail" in answer, status, answer)

    status, exported = call("GET", "/rules/export")
    check("rules are exported", status == 200 and "sensitive_pattern" in exported["yaml"], status, exported)
    status, answer = call_json("POST", "/rules/import", exported["yaml"])
    check("an export is imported", status == 200 and answer["created"] == 0, status, answer)

    status, answer = call("POST", "/rules/reload")
    check("rules are reloaded", status == 200 and answer["ok"] is True and answer["count"] >= 2, status, answer)
    status, answer = call("POST", "/rules/reload", data=b"")
    check("rules are reloaded with an empty body", status == 200 and answer["ok"] is True, status, answer)


def use_traces(session_id):
    def trace(role, content):
        return call_json("POST", "/traces", {"session_id": session_id, "role": role, "content": content})

    status, allowed = trace("user", {"text": "What is the weather like?"})
    check("a harmless trace is allowed", status == 200 and allowed["decision"] == "allow", status, allowed)
    check("its reasons are an empty list", allowed["reasons"] == [], allowed)
    check("its payload is the content", allowed["payload"] == {"text": "What is the weather like?"}, allowed)

    status, warned = trace("assistant", {"text": "I could leak the plans"})
    check("a phrase warns", status == 200 and warned["decision"] == "warn", status, warned)
    status, blocked = trace("tool", {"tool": "http_get", "args": {"password": "hunter2"}, "result": None})
    check("a pattern blocks", status == 200 and blocked["decision"] == "block", status, blocked)
    reason = blocked["reasons"][0]
    check("the reason names the rule", reason["rule"] == "sensitive_pattern", reason)
    check("the reason says how grave it is", reason["severity"] == "critical" and reason["type"] == "regex", reason)

    status, found = call("GET", "/traces/" + blocked["id"])
    check("a trace is found again", status == 200 and found["content"] == blocked["payload"], status, found)
    for field in ("id", "session_id", "role", "content", "decision", "reasons", "created_at"):
        check("a trace has " + field, field in found, found)

    status, traces = call("GET", "/sessions/%s/traces" % session_id, limit=10)
    ids = [t["id"] for t in traces]
    check("traces are listed, newest first", ids == [blocked["id"], warned["id"], allowed["id"]], traces)
    status, traces = call("GET", "/sessions/%s/traces" % session_id, limit=10, cursor=blocked["created_at"])
    check("a time is a cursor", status == 200 and blocked["id"] not in [t["id"] for t in traces], status, traces)
    status, traces = call("GET", "/sessions/unknown/traces")
    check("an unknown session has no traces", status == 200 and traces == [], status, traces)

    status, error = call_json("POST", "/traces", {"session_id": "unknown", "role": "user", "content": {}})
    check("an unknown session takes no trace", status == 404 and isinstance(error["detail"], str), status, error)
    status, error = trace("developer", {})
    check("an unknown role is refused", status == 422 and error["detail"], status, error)
    status, error = trace("user", {"text": "x" * (5 * 1024 * 1024)})
    check("a trace of 5 MB is told that it is too large", status == 413 and error["detail"], status, error)
    status, error = call("GET", "/traces/unknown")
    check("an unknown trace is 404", status == 404, status, error)
    return blocked["id"]


def use_audit_logs(blocked_id):
    status, entries = call("GET", "/audit/logs", limit=100)
    check("audit entries are a plain list", status == 200 and isinstance(entries, list), status, entries)
    for field in ("id", "actor", "action", "target_type", "target_id", "details", "created_at"):
        check("an audit entry has " + field, field in entries[0], entries[0])
    actions = {entry["action"] for entry in entries}
    expected = {"trace_block", "rule_create", "rule_update", "rule_toggle", "rule_delete", "rule_import", "rule_reload"}
    check("every action is in the audit log", expected <= actions, expected - actions)
    status, entries = call("GET", "/audit/logs", action="trace_block", target_type="trace")
    check("the block is in the audit log", status == 200 and entries[0]["target_id"] == blocked_id, status, entries)


def be_refused():
    """What changes rules is 401 without the key and 403 with another; everything else needs none."""
    changes = [
        ("POST", "/rules", {"name": "x", "pattern": "x"}),
        ("PUT", "/rules/1", {"enabled": False}),
        ("PATCH", "/rules/1/toggle", {"enabled": False}),
        ("DELETE", "/rules/1", None),
        ("POST", "/rules/import", RULES_YAML),
        ("POST", "/rules/reload", None),
    ]
    for method, path, payload in changes:
        for key, expected in ((None, 401), ("wrong", 403)):
            status, error = call_json(method, path, payload, key=key)
            name = "%s %s is %d with the key %s" % (method, path, expected, key)
            check(name, status == expected and isinstance(error["detail"], str), status, error)
    for path in ("/", "/healthz", "/rules", "/rules/export", "/sessions", "/audit/logs"):
        status, _ = call("GET", path, key=None)
        check("GET %s needs no key" % path, status == 200, status)
    status, session = call("POST", "/sessions", key=None, title="open")
    check("a session needs no key", status == 200, status, session)


def main():
    status, about = call("GET", "/")
    check("the API says what it is", status == 200 and about["status"] == "ok" and about["name"], status, about)
    status, health = call("GET", "/healthz")
    check("the API is alive", status == 200 and health["status"] == "ok", status, health)
    if API_KEY is not None:
        be_refused()
    session_id = use_sessions()
    use_rules()
    use_rule_documents()
    blocked_id = use_traces(session_id)
    use_audit_logs(blocked_id)
    status, answer = call("DELETE", "/sessions/" + session_id)
    check("a session is deleted", status == 200 and answer["deleted"] is True, status, answer)
    print(passed, "passed")


if __name__ == "__main__":
    main()
