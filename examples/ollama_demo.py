"""Asks a local model through Ollama, and shows its reply only when AgentSentry lets it pass: the question is judged
before the model gets it, the reply before you see it.

    pip install ./python
    python examples/ollama_demo.py ["a question"]

Ollama is looked for at OLLAMA_HOST (default http://localhost:11434). The model is OLLAMA_MODEL, else the first that
Ollama has. The address of the API is taken from AGENTSENTRY_API_URL (default http://localhost:8000), and its key, where
it demands one, from AGENTSENTRY_API_KEY: one of the role `ingest` will do.
"""

import json
import os
import sys
import urllib.error
import urllib.request
from typing import Any, Dict, List, Optional

from agentsentry import AgentSentryClient, AgentSentryError, Enforcer, Reason, Tracer
from agentsentry.steps import message_step

# A model that has to be loaded first takes its time.
MODEL_TIMEOUT = 180
DEFAULT_QUESTION = "In one sentence: what should an assistant never do with a password?"


class Missing(Exception):
    """What is missing, for people."""


class Refused(Missing):
    def __init__(self, status: int, path: str, text: str) -> None:
        super().__init__(f"Ollama answered {path} with {status}: {text}")
        self.status = status
        self.text = text


class Ollama:
    def __init__(self, host: str) -> None:
        self.url = _address_of(host)

    def find_model(self, wanted: Optional[str]) -> str:
        names = [str(model.get("name")) for model in self._call("/api/tags").get("models") or []]
        found = [name for name in names if wanted is None or name in (wanted, f"{wanted}:latest")]
        if found:
            return found[0]
        has = f"has no `{wanted}`, but {', '.join(names)}" if names else "has no model"
        raise Missing(f"Ollama at {self.url} {has}. Fetch one: ollama pull {wanted or 'llama3.2'}")

    def ask(self, model: str, prompt: str) -> str:
        """Builds of Ollama that do not know `/api/chat` answer 404 without saying that they miss the model."""
        try:
            messages = [{"role": "user", "content": prompt}]
            return str(self._call("/api/chat", {"model": model, "messages": messages})["message"]["content"])
        except Refused as refusal:
            if refusal.status != 404 or "model" in refusal.text:
                raise
        return str(self._call("/api/generate", {"model": model, "prompt": prompt})["response"])

    def _call(self, path: str, body: Optional[Dict[str, Any]] = None) -> Dict[str, Any]:
        data = None if body is None else json.dumps({**body, "stream": False}).encode()
        request = urllib.request.Request(self.url + path, data, {"content-type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=MODEL_TIMEOUT) as response:
                answer = json.loads(response.read())
        except urllib.error.HTTPError as error:
            with error:
                raise Refused(error.code, path, error.read().decode("utf-8", "replace")) from None
        except OSError:
            raise Missing(
                f"Ollama at {self.url} is not there. Start it with `ollama serve`, or set OLLAMA_HOST."
            ) from None
        except ValueError:
            raise Missing(f"what answers at {self.url} is not Ollama") from None
        if not isinstance(answer, dict):
            raise Missing(f"what answers at {self.url} is not Ollama")
        return answer


def main(client: AgentSentryClient, question: str) -> None:
    ollama = Ollama(os.environ.get("OLLAMA_HOST") or "http://localhost:11434")
    model = ollama.find_model(os.environ.get("OLLAMA_MODEL") or None)
    print("model", model)
    tracer = Tracer(client, session={"title": "Ollama demo", "agent": "example-ollama"})
    enforcer = Enforcer(tracer)
    print("session", tracer.session_id())
    allowed = judge(enforcer, "question", "user", question)
    if allowed is not None:
        judge(enforcer, "reply", "assistant", ollama.ask(model, allowed))


def judge(enforcer: Enforcer, what: str, role: str, text: str) -> Optional[str]:
    """Prints the decision, why, and the text as it may be shown, which is also given back; None when it may not."""
    ruling = enforcer.ruling_on(message_step(role, text))
    if ruling.denial is not None:
        show(what, ruling.denial.decision, ruling.denial.reasons)
        print("  withheld")
        return None
    verdict = ruling.verdict
    show(what, verdict["decision"] if verdict else "no verdict", verdict["reasons"] if verdict else [])
    shown = text if ruling.rewritten is None else str(ruling.rewritten["text"])
    print(f"  {shown}")
    return shown


def show(what: str, decision: str, reasons: List[Reason]) -> None:
    print(f"{what}: {decision}")
    for reason in reasons:
        print(f"  {reason['rule']}: {reason.get('excerpt') or reason.get('description') or ''}")


def _address_of(host: str) -> str:
    """Ollama itself takes hosts without a scheme, and without a port."""
    if host.startswith(("http://", "https://")):
        return host.rstrip("/")
    name, _, port = host.rstrip("/").partition(":")
    return f"http://{'127.0.0.1' if name == '0.0.0.0' else name}:{port or 11434}"


if __name__ == "__main__":
    with AgentSentryClient() as client:
        try:
            main(client, sys.argv[1] if len(sys.argv) > 1 else DEFAULT_QUESTION)
        except Missing as missing:
            sys.exit(str(missing))
        except AgentSentryError as error:
            print(f"AgentSentry at {client.base_url}: {error}", file=sys.stderr)
            sys.exit("Start it with `npm start`, or set AGENTSENTRY_API_URL to where it listens.")
