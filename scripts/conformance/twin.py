#!/usr/bin/env python3
"""One of two twins: drives a SUMO of the scenario with SUMO's own Python client and says what it saw, a line at a time.

    SUMO_HOME=... python3 twin.py SUMO STRIDE [ANSWERS] -- ARGUMENTS OF SUMO

STRIDE: of edges, lanes and junctions, every so manyth is asked. ANSWERS: a file to be written with one answer of SUMO to
every method, the bytes and what the client makes of them (answers.json). Lines are JSON:
{"do": "step", "until"}, {"do": "get" | "call", "call", "arguments", and "value", "error" or "failed"}.
The other twin (twin.ts) does the same things in the same order on a SUMO of its own and must see the same.
"""
import json
import math
import subprocess
import sys

import peer
from peer import sumolib, tc, traci

STATIC = {"edge", "lane", "junction"}
SWEEPS = (0, 1, 8, 30)
CALLS_BETWEEN_STEPS = 30
PHASE_FIELDS = ("duration", "state", "minDur", "maxDur", "next", "name")
LONGEST_ANSWER = 1500


def plain(value):
    """A value as JSON: doubles to the last bit, records with their fields' names, maps as pairs."""
    if isinstance(value, float) and not math.isfinite(value):
        return {"@number": str(value)}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {"@map": [[plain(key), plain(item)] for key, item in value.items()]}
    # Newer clients borrow the record of a phase from elsewhere, with fields that SUMO never sends.
    sent = PHASE_FIELDS if type(value).__name__ == "Phase" else vars(value)
    return {"@record": {key: plain(vars(value)[key]) for key in sent}}


class Tap:
    """Stands for the socket and keeps what passes."""

    def __init__(self, socket):
        self.socket, self.sent, self.received = socket, b"", b""

    def send(self, data):
        self.sent += data
        return self.socket.send(data)

    def recv(self, size):
        data = self.socket.recv(size)
        self.received += data
        return data

    def close(self):
        self.socket.close()

    def forget(self):
        self.sent = self.received = b""


class Twin:
    def __init__(self, connection, stride):
        self.connection, self.stride = connection, stride
        self.tap = connection._socket = Tap(connection._socket)
        self.answers = {}

    def say(self, **line):
        sys.stdout.write(json.dumps(line) + "\n")

    def step(self, until=0):
        self.connection.simulationStep(until)
        self.say(do="step", until=until)

    def make(self, do, call):
        self.tap.forget()
        line = {"do": do, "call": call.get("oursCall", call["call"]), "arguments": call["ours"]}
        try:
            line["value"] = plain(peer.perform(self.connection, call))
        except traci.exceptions.TraCIException as error:
            line["error"] = str(error)
        except (TypeError, AssertionError, ValueError, peer.struct_error, AttributeError, KeyError) as error:
            # The client itself fails here; there is nothing to compare with.
            line["failed"] = "%s: %s" % (type(error).__name__, error)
        self.say(**line)
        self.keep(line)

    def keep(self, line):
        """Keeps the answer when it says more than the one kept of this method."""
        size = len(self.tap.received)
        is_one = size >= 4 and int.from_bytes(self.tap.received[:4], "big") == size
        known = self.answers.get(line["call"])
        is_asked = line.get("value") is not None or peer.is_getter(line["call"].split(".")[1])
        if "value" in line and is_asked and is_one and size < LONGEST_ANSWER and (known is None or size > len(known["received"]) // 2):
            self.answers[line["call"]] = {
                "call": line["call"], "arguments": line["arguments"], "value": line["value"],
                "sent": self.tap.sent.hex(), "received": self.tap.received.hex()}

    def get(self, domain, method, arguments):
        arguments = arguments + peer.GIVEN.get(domain + "." + method, [])
        self.make("get", {"call": domain + "." + method, "python": arguments, "ours": arguments})

    def getters_of(self, domain, key):
        for method, takes_id in peer.getters(peer.DOMAIN_BY_NAME[domain]):
            # SUMO 1.15 dies when it is asked for the neighbours of a vehicle that is not on the road yet.
            is_pending = domain == "vehicle" and key.startswith("new-") and method in NEIGHBOURS
            # SUMO 1.27 makes up when a rail signal is going to switch.
            is_made_up = method == "getNextSwitch" and key in RAIL_SIGNALS
            if takes_id and not is_pending and not is_made_up:
                self.get(domain, method, [key])

    def sweep(self):
        """Every getter of one id or none, for every object."""
        for name, domain in sorted(peer.DOMAIN_BY_NAME.items()):
            for method, takes_id in peer.getters(domain):
                if not takes_id:
                    self.get(name, method, [])
            if name == "gui":
                self.getters_of(name, peer.OBJECTS[name])
                continue
            keys = [] if name == "simulation" else getattr(self.connection, name).getIDList()
            # All but a few objects are edges, lanes and junctions; of the others a longer stride leaves enough.
            stride = self.stride if name in STATIC else max(1, self.stride // 10)
            for key in keys[::stride]:
                self.getters_of(name, key)

    def subscriptions(self):
        """All variables of one object of each domain, with their parameters where they want one."""
        for name in sorted(peer.DOMAIN_BY_NAME):
            variables = peer.plain_variables(name)
            key = peer.OBJECTS[name]
            if name == "simulation":
                known = [variable for variable in variables if variable not in (tc.TRACI_ID_LIST, tc.ID_COUNT)]
                self.make("call", {"call": "simulation.subscribe", "python": [known], "ours": [known]})
            elif name != "gui":
                self.make("call", {"call": name + ".subscribe", "python": [key, variables], "ours": [key, variables]})
        for domain, key, variable, python, ours in PARAMETERISED:
            self.make("call", {
                "call": domain + ".subscribe",
                "python": [key, [variable], tc.INVALID_DOUBLE_VALUE, tc.INVALID_DOUBLE_VALUE,
                           {"@parameters": {str(variable): python}}],
                "ours": [key, [variable], {"parameters": {str(variable): ours}}]})
        for key in self.connection.vehicle.getIDList():
            variables = [tc.VAR_POSITION, tc.VAR_SPEED, tc.VAR_ROAD_ID]
            self.make("call", {"call": "vehicle.subscribe", "python": [key, variables], "ours": [key, variables]})

    def contexts(self):
        """Every domain around every domain, and every filter on a vehicle of its own."""
        for centre in sorted(CENTRES):
            for target in sorted(TARGETS):
                self.context(centre, peer.OBJECTS[centre], target, 90.5)
        vehicles = [key for key in self.connection.vehicle.getIDList() if key.startswith(("ring", "across", "up"))]
        for key, filters in zip(vehicles, FILTERS):
            self.context("vehicle", key, "vehicle", 150.5)
            for method, python, ours in filters:
                self.make("call", {"call": "vehicle." + method, "python": python, "ours": ours})

    def context(self, centre, key, target, distance):
        command = peer.DOMAIN_BY_NAME[target]._cmdGetID
        variables = TARGETS[target]
        self.make("call", {"call": centre + ".subscribeContext", "python": [key, command, distance, variables],
                           "ours": [key, {"@domain": target}, distance, variables]})

    def results(self):
        """What the last step brought for all subscriptions."""
        for name in sorted(peer.DOMAIN_BY_NAME):
            self.get(name, "getAllSubscriptionResults", [])
            self.get(name, "getAllContextSubscriptionResults", [])

    def calls(self):
        """Every call that is written down, each followed by the getters of the object it was made on."""
        made = 0
        for call in peer.shared_calls() + peer.written_calls():
            if call.get("wireOnly") or call["call"] in UNLIKE or "Context" in call["call"] and call in peer.shared_calls():
                continue
            self.make("call", call)
            domain, method = call["call"].split(".")
            arguments = call["python"]
            if not peer.is_getter(method) and arguments and isinstance(arguments[0], str):
                self.getters_of(domain, arguments[0])
            made += 1
            if made % CALLS_BETWEEN_STEPS == 0:
                self.step()


RAIL_SIGNALS = {"R1", "R2", "S1"}
NEIGHBOURS = {"getLeftFollowers", "getLeftLeaders", "getRightFollowers", "getRightLeaders"}
# Subscriptions in calls.json that refuse or fail for reasons of the Python client, or end the comparison.
UNLIKE = {"vehicle.subscribeLeader", "simulation.step"}
CENTRES = ("edge", "inductionloop", "junction", "lane", "person", "poi", "polygon", "vehicle", "busstop", "parkingarea")
TARGETS = {
    "edge": [tc.LAST_STEP_VEHICLE_NUMBER, tc.LAST_STEP_MEAN_SPEED],
    "inductionloop": [tc.LAST_STEP_VEHICLE_NUMBER],
    "junction": [tc.VAR_POSITION],
    "lane": [tc.LAST_STEP_VEHICLE_ID_LIST, tc.VAR_LENGTH],
    "person": [tc.VAR_POSITION, tc.VAR_SPEED],
    "poi": [tc.VAR_POSITION, tc.VAR_COLOR],
    "polygon": [tc.VAR_SHAPE],
    "vehicle": [tc.VAR_POSITION, tc.VAR_SPEED, tc.VAR_LANE_ID],
}
# The only variables that SUMO reads a parameter for within a subscription: any other ends it (see 0013).
PARAMETERISED = [
    ("vehicle", "bus", tc.VAR_LEADER, ["d", 60.5], 60.5),
    ("vehicle", "bus", tc.VAR_FOLLOWER, ["d", 60.5], 60.5),
    ("vehicle", "car", tc.VAR_PARAMETER_WITH_KEY, ["s", "owner"], "owner"),
    ("person", "rider", tc.VAR_PARAMETER_WITH_KEY, ["s", "mood"], "mood"),
    ("parkingarea", "parking", tc.VAR_PARAMETER_WITH_KEY, ["s", "fee"], "fee"),
]
FILTERS = [
    [("addSubscriptionFilterLanes", [[-1, 0, 1]], [[-1, 0, 1]])],
    [("addSubscriptionFilterLanes", [[0], True, 100.5, 50.5],
      [[0], {"noOpposite": True, "downstream": 100.5, "upstream": 50.5}])],
    [("addSubscriptionFilterNoOpposite", [], [])],
    [("addSubscriptionFilterDownstreamDistance", [100.5], [100.5])],
    [("addSubscriptionFilterUpstreamDistance", [50.5], [50.5])],
    [("addSubscriptionFilterCFManeuver", [], [])],
    [("addSubscriptionFilterCFManeuver", [100.5, 50.5], [{"downstream": 100.5, "upstream": 50.5}])],
    [("addSubscriptionFilterLCManeuver", [], [])],
    [("addSubscriptionFilterLCManeuver", [1, True, 100.5, 50.5],
      [1, {"noOpposite": True, "downstream": 100.5, "upstream": 50.5}])],
    [("addSubscriptionFilterLeadFollow", [[0, 1]], [[0, 1]])],
    [("addSubscriptionFilterTurn", [100.5, 50.5], [50.5, {"downstream": 100.5}])],
    [("addSubscriptionFilterVClass", [["passenger", "bus"]], [["passenger", "bus"]])],
    [("addSubscriptionFilterVType", [["lorry"]], [["lorry"]])],
    [("addSubscriptionFilterFieldOfVision", [120.5], [120.5])],
    [("addSubscriptionFilterLateralDistance", [10.5, 100.5, 50.5],
      [10.5, {"downstream": 100.5, "upstream": 50.5}])],
]


def main():
    sumo, stride = sys.argv[1], int(sys.argv[2])
    end = sys.argv.index("--")
    arguments = sys.argv[end + 1:]
    port = sumolib.miscutils.getFreeSocketPort()
    # What the client prints, about retries and errors within subscriptions, is not for the other twin.
    out, sys.stdout = sys.stdout, sys.stderr
    process = subprocess.Popen([sumo, "--remote-port", str(port)] + arguments, stdout=subprocess.DEVNULL)
    try:
        connection = traci.connect(port, numRetries=200, proc=process, waitBetweenRetries=0.05)
        twin = Twin(connection, stride)
        twin.say = lambda **line: out.write(json.dumps(line) + "\n")
        for until in SWEEPS:
            if until:
                twin.step(until)
            twin.sweep()
        twin.subscriptions()
        twin.contexts()
        for _ in range(3):
            twin.step()
            twin.results()
        twin.calls()
        twin.step()
        twin.results()
        twin.sweep()
        twin.say(do="end")
        out.flush()
        connection.close()
        if end > 3:
            with open(sys.argv[3], "w") as file:
                kept = [json.dumps(twin.answers[call]) for call in sorted(twin.answers)]
                file.write("[\n" + ",\n".join(kept) + "\n]\n")
    finally:
        process.kill()


if __name__ == "__main__":
    main()
