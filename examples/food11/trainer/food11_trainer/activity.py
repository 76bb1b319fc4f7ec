"""The Temporal activity `train_model`, and the worker that serves it."""

import asyncio
import json
import os
import signal
import threading
from typing import Any

from temporalio import activity
from temporalio.client import Client
from temporalio.exceptions import ApplicationError
from temporalio.worker import Worker

from .store import ObjectMissing, Store
from .training import BadDataset, train

HEARTBEAT_SECONDS = 2.0


class Stopped(Exception):
    """The activity was cancelled while its thread was reading."""


@activity.defn(name="train_model")
async def train_model(request: dict[str, Any]) -> dict[str, Any]:
    """Trains in a thread, so that heartbeats go on while scikit-learn computes."""
    read = {"read": 0, "of": request["manifest"]["rows"]}
    stop = threading.Event()

    def progress(done: int, total: int) -> None:
        if stop.is_set():
            raise Stopped
        read.update(read=done, of=total)

    async def beat() -> None:
        while True:
            activity.heartbeat(dict(read))
            await asyncio.sleep(HEARTBEAT_SECONDS)

    beats = asyncio.create_task(beat())
    try:
        return await asyncio.to_thread(lambda: train(Store(), request, progress))
    except (BadDataset, ObjectMissing) as error:
        raise ApplicationError(str(error), type=type(error).__name__, non_retryable=True) from error
    finally:
        stop.set()
        beats.cancel()


async def serve() -> None:
    """Serves the trainer's task queue until SIGINT or SIGTERM."""
    queue = os.environ.get("FOOD11_TASK_QUEUE", "annoloop-training")
    client = await Client.connect(
        os.environ.get("TEMPORAL_ADDRESS", "127.0.0.1:7233"),
        namespace=os.environ.get("TEMPORAL_NAMESPACE", "default"),
        api_key=os.environ.get("TEMPORAL_API_KEY") or None,
    )
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopped.set)
    # One at a time: a training uses every core.
    async with Worker(client, task_queue=queue, activities=[train_model], max_concurrent_activities=1):
        print(json.dumps({"ready": queue}), flush=True)
        await stopped.wait()
