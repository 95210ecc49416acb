"""SpiffWorkflow: the case is a BPMN workflow, kept as JSON in its row; one step completes one of its user tasks.

The tasks stand in a row. A workflow that is at its end begins again.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from bench.peer_programs import rows

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def make(folder: Path, tasks: str) -> Callable[[int], None]:
    """Give the step on a store of its own, with workflows of so many user tasks."""
    parser = BpmnParser()
    parser.add_bpmn_str(written(int(tasks)).encode())
    workflow = BpmnWorkflow(parser.get_spec("case"))
    workflow.do_engine_steps()
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
    beginning = serializer.serialize_json(workflow)
    connection = rows.connect(folder / f"spiff-{tasks}.db")
    rows.fill(connection, beginning)

    def change(body: str) -> str:
        present = serializer.deserialize_json(body)
        task = present.get_next_task(state=TaskState.READY, manual=True)
        task.data["note"] = rows.NOTE
        task.run()
        present.do_engine_steps()
        return beginning if present.is_completed() else serializer.serialize_json(present)

    return lambda number: rows.act(connection, number, change)


def written(tasks: int) -> str:
    """Write a process of so many user tasks, one after another."""
    names = ["start", *(f"task{number}" for number in range(tasks)), "end"]
    flows = "".join(
        f'<sequenceFlow id="flow{number}" sourceRef="{names[number]}" targetRef="{names[number + 1]}"/>'
        for number in range(len(names) - 1)
    )
    steps = "".join(f'<userTask id="{name}" name="{name}"/>' for name in names[1:-1])
    process = f'<process id="case" isExecutable="true"><startEvent id="start"/>{steps}<endEvent id="end"/>{flows}'
    return f'<definitions xmlns="{BPMN}" id="all" targetNamespace="bench">{process}</process></definitions>'
