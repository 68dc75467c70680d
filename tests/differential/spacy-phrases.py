# Reads lines of JSON [phrase, text, explains] and answers each with one line of JSON: `match`, the leftmost match of the
# phrase as [start, end] or null, and where asked to explain, which is slow, the tokens of `text` and `phrase`, each as
# [start, end, rule of the tokenizer]. Offsets are in UTF-16 code units.
import json
import sys

import spacy
from spacy.matcher import PhraseMatcher

nlp = spacy.blank("en")


def units(text):
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def tokens_of(docs):
    """
    Explaining one text takes as long as explaining many: white space between them keeps them apart. Explanations now and
    then cut otherwise than the tokenizer does, so each token takes the rule of its first character.
    """
    explained = nlp.tokenizer.explain("\n".join(doc.text for doc in docs))
    rule_of_character = [rule for rule, part in explained if not part.isspace() for _ in part]
    at = 0
    lists = []
    for doc in docs:
        tokens = []
        for token in doc:
            start = units(doc.text[: token.idx])
            tokens.append([start, start + units(token.text), "SPACE" if token.is_space else rule_of_character[at]])
            at += 0 if token.is_space else len(token)
        lists.append(tokens)
    return lists


answers = []
explained = []
for line in sys.stdin:
    phrase, text, explains = json.loads(line)
    pattern, doc = nlp.make_doc(phrase), nlp.make_doc(text)
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    matcher.add("phrase", [pattern])
    spans = sorted((start, end) for _, start, end in matcher(doc))
    found = spans and doc[spans[0][0] : spans[0][1]]
    match = [units(text[: found.start_char]), units(text[: found.end_char])] if spans else None
    answers.append({"match": match})
    if explains:
        explained += [pattern, doc]

if explained:
    tokens = iter(tokens_of(explained))
    for answer in answers:
        answer.update(phrase=next(tokens), text=next(tokens))
for answer in answers:
    print(json.dumps(answer))
