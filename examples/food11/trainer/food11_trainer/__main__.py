"""`python -m food11_trainer worker | predict | train-first --classes FILE FOLDER`."""

import argparse
import asyncio
import json
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(prog="food11_trainer", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("worker", help="serve the activity train_model on the trainer's task queue")
    commands.add_parser("predict", help="answer predictions, one JSON document a line")
    first = commands.add_parser("train-first", help="train the first model on FOLDER/CLASS/*")
    first.add_argument("--classes", type=Path, required=True, help="JSON list of the class names")
    first.add_argument("folder", type=Path)
    arguments = parser.parse_args()

    # Imported when needed: the predictor starts without Temporal, the worker's sandbox without the rest.
    if arguments.command == "worker":
        from .activity import serve

        asyncio.run(serve())
    elif arguments.command == "predict":
        from .predictor import serve as answer

        answer()
    else:
        from .first import train_first
        from .store import Store

        print(json.dumps(train_first(arguments.folder, json.loads(arguments.classes.read_text()), Store())))


if __name__ == "__main__":
    main()
