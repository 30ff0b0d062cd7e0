"""SUMO's own Python client, taken apart: which methods it has, which variables they ask for, how to call them.

Imported by record.py and twin.py. The client is the one under $SUMO_HOME/tools.
"""
import ast
import inspect
import json
import os
import struct
import sys
import textwrap
import threading
import warnings

sys.path.insert(0, os.path.join(os.environ["SUMO_HOME"], "tools"))
import sumolib  # noqa: E402
import traci  # noqa: E402
import traci.constants as tc  # noqa: E402
from traci.connection import Connection  # noqa: E402
from traci.domain import DOMAINS, Domain  # noqa: E402
from traci.step import StepManager  # noqa: E402
from traci.storage import Storage  # noqa: E402

# Deprecated methods are methods, too.
warnings.simplefilter("ignore")

FOLDER = os.path.dirname(os.path.abspath(__file__))
DOMAIN_BY_NAME = {domain._name: domain for domain in DOMAINS}
GET_COMMANDS = {domain._cmdGetID for domain in DOMAINS}
PLAIN_COMMANDS = {domain._cmdSetID for domain in DOMAINS} | {
    tc.CMD_ADD_SUBSCRIPTION_FILTER, tc.CMD_SETORDER, tc.CMD_LOAD, tc.CMD_CLOSE}
# Newer clients tell the id of a domain by a method, which sends nothing.
SHARED = sorted(set(name for name, value in vars(Domain).items() if callable(value) and not name.startswith("_"))
                - {"domainID"})
# Fails within the client itself: it passes an id where the simulation's own subscribe wants variables.
BROKEN = {"simulation.subscribeParameterWithKey"}

# An object of the scenario for each domain; what has none is asked for by a name that SUMO refuses.
OBJECTS = {
    "busstop": "bus-stop", "calibrator": "calibrator", "chargingstation": "charger", "edge": "B1C1",
    "gui": "View #0", "inductionloop": "loop", "junction": "B1", "lane": "B1C1_1", "lanearea": "area",
    "meandata": "mean", "multientryexit": "gates", "overheadwire": "wire", "parkingarea": "parking",
    "person": "walker", "poi": "kiosk", "polygon": "park", "rerouter": "rerouter", "route": "ring",
    "routeprobe": "probe", "simulation": "", "trafficlight": "B1", "variablespeedsign": "sign", "vehicle": "car",
    "vehicletype": "car"}


struct_error = struct.error


# Given although it has a default: the default changed between versions.
GIVEN = {"vehicle.getLeader": [0.0], "vehicle.getTaxiFleet": [0]}


class Recorded(Exception):
    """Ends a call after its request has been kept."""


def text(value):
    raw = value.encode("latin1")
    return len(raw).to_bytes(4, "big") + raw


def message(body):
    return (len(body) + 4).to_bytes(4, "big") + body


def status(command, result=0, description=""):
    body = bytes([command, result]) + text(description)
    return bytes([len(body) + 1]) + body


def result_of(reply, command):
    """What the client goes on to read: the reply without its length and the status."""
    return Storage(reply[4 + len(status(command)):])


def stub_connection(exchange):
    """A connection of the client whose messages go to `exchange` instead of a socket."""
    connection = object.__new__(Connection)
    StepManager.__init__(connection)
    connection._socket = type("Socket", (), {"close": lambda self: None})()
    connection._process = None
    # Newer clients guard the socket and know their name.
    connection._lock, connection._label = threading.RLock(), None
    connection._string, connection._queue, connection._subscriptionMapping = bytes(), [], {}
    for domain in DOMAINS:
        domain._register(connection, connection._subscriptionMapping)
    connection._sendExact = lambda: exchange(connection)
    return connection


def own_methods(domain):
    """Names of the methods of one domain beside those that all share."""
    names = [name for name in dir(domain) if not name.startswith("_") and inspect.isroutine(getattr(domain, name))]
    return sorted(set(names) - set(SHARED) - {"domainID"})


def methods():
    """All methods, as domain.method."""
    return [domain + "." + name for domain in sorted(DOMAIN_BY_NAME)
            for name in sorted(set(own_methods(DOMAIN_BY_NAME[domain])) | set(SHARED))]


def pairs():
    """The variables that the source of each domain gets and sets, by domain."""
    result = {}
    for name, domain in sorted(DOMAIN_BY_NAME.items()):
        found = {"get": set(), "set": set()}
        for method in own_methods(domain) + SHARED:
            function = inspect.unwrap(getattr(type(domain), method))
            for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
                if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
                    continue
                kind = {"_getUniversal": "get", "_getCmd": "get", "_setCmd": "set"}.get(node.func.attr)
                for name_of in ast.walk(node.args[0]) if kind else ():
                    if isinstance(name_of, ast.Attribute) and getattr(name_of.value, "id", "") == "tc":
                        found[kind].add(getattr(tc, name_of.attr))
        result[name] = {"command": [domain._cmdGetID, domain._cmdSetID],
                        "get": sorted(found["get"]),
                        # A domain without set command cannot set, though it inherits the method.
                        "set": sorted(found["set"]) if domain._cmdSetID else []}
    return result


def plain_variables(name):
    """The variables of a domain that are asked for without a parameter."""
    domain = DOMAIN_BY_NAME[name]
    alone, with_parameter = set(), set()
    for method in own_methods(domain) + SHARED:
        function = inspect.unwrap(getattr(type(domain), method))
        for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("_getUniversal", "_getCmd"):
                for name_of in ast.walk(node.args[0]):
                    if isinstance(name_of, ast.Attribute) and getattr(name_of.value, "id", "") == "tc":
                        (with_parameter if len(node.args) > 2 else alone).add(getattr(tc, name_of.attr))
    by_object = {tc.VAR_BUS_STOP_WAITING, tc.VAR_BUS_STOP_WAITING_IDS, tc.VAR_OPTION} if name == "simulation" else set()
    return sorted(alone - with_parameter - by_object)


def is_simple(function):
    """True for methods that can be called with an id alone, or with nothing."""
    parameters = list(inspect.signature(function).parameters.values())
    return len([p for p in parameters if p.default is p.empty]) <= 1


def is_getter(name):
    return name.startswith(("get", "is", "has", "sample"))


def getters(domain):
    """(method, takes an id) for everything of a domain that can be asked with one id or none."""
    result = []
    for name in own_methods(domain) + ["getIDCount", "getIDList"]:
        function = getattr(domain, name)
        if name.endswith("SubscriptionResults") or not is_getter(name) or not is_simple(function):
            continue
        parameters = list(inspect.signature(function).parameters.values())
        first = parameters[0].name if parameters else ""
        takes_id = bool(parameters) and (parameters[0].default is inspect.Parameter.empty or first == "viewID")
        if first == "flag":
            takes_id = False
        elif domain._name == "simulation" and takes_id:
            continue
        result.append((name, takes_id))
    return result


def simple_calls():
    """A call of every getter that can be asked with one id or none."""
    calls = []
    for name, domain in sorted(DOMAIN_BY_NAME.items()):
        for method, takes_id in getters(domain):
            arguments = ([OBJECTS[name]] if takes_id else []) + GIVEN.get(name + "." + method, [])
            if name + "." + method == "trafficlight.getNemaPhaseCalls":
                continue
            calls.append({"call": name + "." + method, "python": arguments, "ours": arguments})
    return calls


def shared_calls():
    """The calls that all domains share, for each of them."""
    calls = []

    def add(domain, method, python, ours=None):
        calls.append({"call": domain + "." + method, "python": python, "ours": python if ours is None else ours})

    for name in sorted(DOMAIN_BY_NAME):
        key = OBJECTS[name]
        has_set = name != "meandata"
        add(name, "getParameter", [key, "kind"])
        add(name, "getParameterWithKey", [key, "kind"])
        if has_set:
            add(name, "setParameter", [key, "kind", "value"])
        if name == "simulation":
            add(name, "subscribe", [[0]])
            add(name, "unsubscribe", [key], [])
        else:
            add(name, "subscribe", [key, [0, 1]])
            add(name, "subscribe", [key, [0], 3, 50.5], [key, [0], {"begin": 3, "end": 50.5}])
            add(name, "unsubscribe", [key])
            add(name, "subscribeParameterWithKey", [key, "kind"])
        target = {"@domain": "vehicle"}
        add(name, "subscribeContext", [key, tc.CMD_GET_VEHICLE_VARIABLE, 60.5, [0x40]], [key, target, 60.5, [0x40]])
        add(name, "unsubscribeContext", [key, tc.CMD_GET_VEHICLE_VARIABLE, 60.5], [key, target, 60.5])
    return calls


def written_calls():
    """The calls of calls.json and calls-newer.json, those for types spelt out for vehicle types, vehicles and persons."""
    calls = []
    for name in ("calls.json", "calls-newer.json"):
        with open(os.path.join(FOLDER, name)) as file:
            calls += json.load(file)
    # Calls of the connection come last: one of them closes it.
    calls.sort(key=lambda call: call["call"].startswith("."))
    result = []
    for call in calls:
        call.setdefault("ours", call["python"])
        if not call["call"].startswith("@type."):
            result.append(call)
            continue
        for domain in ("vehicletype", "vehicle", "person"):
            spelt = dict(call, call=call["call"].replace("@type", domain))
            for side in ("python", "ours"):
                spelt[side] = [OBJECTS[domain] if value == "@type" else value for value in call[side]]
            result.append(spelt)
    return [call for call in result if exists(call["call"])]


def exists(call):
    """True when this client has the method: calls of newer ones are passed over by older ones."""
    domain, method = call.split(".")
    return hasattr(DOMAIN_BY_NAME[domain] if domain else Connection, method)


def value_of(argument):
    """An argument of calls.json as the client wants it."""
    if isinstance(argument, list):
        return [value_of(item) for item in argument]
    if not isinstance(argument, dict):
        return argument
    if "@text" in argument:
        return "x" * argument["@text"]
    if "@points" in argument:
        return [(float(index), index / 2) for index in range(argument["@points"])]
    if "@stage" in argument:
        return traci._simulation.Stage(**argument["@stage"])
    if "@parameters" in argument:
        return {int(key): tuple(value) for key, value in argument["@parameters"].items()}
    if "@logic" in argument:
        light = traci._trafficlight
        logic = dict(argument["@logic"])
        phases = [light.Phase(**phase) for phase in logic.pop("phases")]
        return light.Logic(phases=phases, **logic)
    raise ValueError("argument: unknown form %r" % argument)


def perform(connection, call):
    """Makes the call; '.name' is a method of the connection."""
    domain, method = call["call"].split(".")
    target = getattr(connection, domain) if domain else connection
    return getattr(target, method)(*[value_of(argument) for argument in call["python"]])
