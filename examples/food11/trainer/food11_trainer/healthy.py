"""`python -m food11_trainer.healthy`: exits 0 when a worker polls the trainer's task queue, for a container's health check."""

import asyncio
import os

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client


async def is_polled() -> bool:
    namespace = os.environ.get("TEMPORAL_NAMESPACE", "default")
    client = await Client.connect(
        os.environ.get("TEMPORAL_ADDRESS", "127.0.0.1:7233"),
        namespace=namespace,
        api_key=os.environ.get("TEMPORAL_API_KEY") or None,
    )
    described = await client.workflow_service.describe_task_queue(
        DescribeTaskQueueRequest(
            namespace=namespace,
            task_queue=TaskQueue(name=os.environ.get("FOOD11_TASK_QUEUE", "annoloop-training")),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
        )
    )
    return len(described.pollers) > 0


if __name__ == "__main__":
    # At once: Temporal's runtime threads now and then abort an interpreter that takes its time to end.
    os._exit(0 if asyncio.run(is_polled()) else 1)
