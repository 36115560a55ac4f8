"""The jobs of the US orders function."""

import json
from dataclasses import dataclass

from shared.core.messages import Delivery
from shared.us.orders.service.sweeper import Sweeper

JOB = "orders-sweep"


@dataclass(frozen=True, slots=True)
class JobIntake:
    """The handler of the US subscription on the jobs topic."""

    sweeper: Sweeper

    def handle(self, delivery: Delivery) -> None:
        """Sweep when asked to; other jobs pass by. Raises StoreError, which asks for redelivery."""
        try:
            job = json.loads(delivery.data)
        except ValueError:
            return
        if isinstance(job, dict) and job.get("job") == JOB:
            self.sweeper.sweep()
