"""``python -m tests.made_documents --count 20 --seed 1 --output FOLDER``, from the root."""

from __future__ import annotations

import argparse
from pathlib import Path

from . import DAMAGES, FORMATS, FORMS, MadeDocument, make_document
from .chance import stream, weighted


def main() -> None:
    """Write documents with the truth beside each, for people to look at."""
    parser = argparse.ArgumentParser(prog="python -m tests.made_documents", description=__doc__)
    parser.add_argument("--count", type=int, default=20, help="how many documents")
    parser.add_argument("--seed", type=int, default=1, help="seed of the first document")
    parser.add_argument("--output", type=Path, required=True, help="folder to write into")
    call = parser.parse_args()
    call.output.mkdir(parents=True, exist_ok=True)
    for seed in range(call.seed, call.seed + call.count):
        made = any_document(seed)
        (call.output / made.name).write_bytes(made.content)
        (call.output / f"{made.name}.truth.json").write_text(made.truth.to_json(), encoding="utf-8")
    print(f"{call.count} documents in {call.output}")


def any_document(seed: int) -> MadeDocument:
    """Return a document whose form, format and damage are drawn too."""
    random = stream(seed, "any")
    file_format = weighted(random, [(f, 1 if f == "xlsx" else 4) for f in FORMATS])
    form = "form2014" if file_format == "xlsx" else random.choice(FORMS)
    possible = [name for name, damage in DAMAGES.items() if damage.applies(form, file_format)]
    chosen: list[str] = []
    for name in random.sample(possible, min(len(possible), random.choice((0, 0, 1, 1, 2, 3)))):
        if not any(name in DAMAGES[other].excludes for other in chosen) and not any(
            other in DAMAGES[name].excludes for other in chosen
        ):
            chosen.append(name)
    return make_document(seed, form, file_format, chosen)


if __name__ == "__main__":
    main()
