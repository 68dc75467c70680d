# Reads lines of JSON [pattern, ascii, [text, ...]] and answers each with one line: null where the pattern does not
# compile, else a list with, for each text, [start, end] in UTF-16 code units, null without a match, or "slow".
import json
import re
import signal
import sys
import warnings


class TooSlow(Exception):
    pass


def interrupt(_signal, _frame):
    raise TooSlow()


def units(text):
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def search(regex, text):
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        match = regex.search(text)
    except TooSlow:
        return "slow"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return match and [units(text[: match.start()]), units(text[: match.end()])]


signal.signal(signal.SIGALRM, interrupt)
warnings.simplefilter("ignore")
for line in sys.stdin:
    pattern, is_ascii, texts = json.loads(line)
    try:
        regex = re.compile(pattern, re.ASCII if is_ascii else 0)
    except re.error as error:
        print(json.dumps({"refused": str(error)}))
        continue
    print(json.dumps([search(regex, text) for text in texts]))
