#!/usr/bin/env python3
"""The work of bench/traci.ts with SUMO's own Python client: prints the seconds that the steps took.

    SUMO_HOME=... python3 bench/traci-peer.py gating|positions STEPS X,Y;X,Y;X,Y RANGE -- ARGUMENTS OF SUMO
"""
import os
import subprocess
import sys
import time

sys.path.append(os.path.join(os.environ["SUMO_HOME"], "tools"))
import sumolib  # noqa: E402
import traci  # noqa: E402
import traci.constants as tc  # noqa: E402


def gating(connection, steps, places, distance):
    for index, (x, y) in enumerate(places):
        connection.poi.add("site%d" % index, x, y, (0, 0, 0, 0))
        connection.poi.subscribeContext("site%d" % index, tc.CMD_GET_VEHICLE_VARIABLE, distance, (tc.VAR_POSITION,))
    seen = 0
    for _ in range(steps):
        connection.simulationStep()
        for index in range(len(places)):
            seen += len(connection.poi.getContextSubscriptionResults("site%d" % index))
    return seen


def positions(connection, steps, places, distance):
    connection.simulation.subscribe((tc.VAR_DEPARTED_VEHICLES_IDS,))
    seen = 0
    for _ in range(steps):
        connection.simulationStep()
        for vehicle in connection.simulation.getSubscriptionResults()[tc.VAR_DEPARTED_VEHICLES_IDS]:
            connection.vehicle.subscribe(vehicle, (tc.VAR_POSITION, tc.VAR_SPEED))
        seen += len(connection.vehicle.getAllSubscriptionResults())
    return seen


def main():
    work, steps, places, distance = sys.argv[1:5]
    port = sumolib.miscutils.getFreeSocketPort()
    process = subprocess.Popen(["sumo", "--remote-port", str(port)] + sys.argv[sys.argv.index("--") + 1:],
                               stdout=subprocess.DEVNULL)
    try:
        sys.stdout, out = sys.stderr, sys.stdout
        connection = traci.connect(port, numRetries=200, proc=process, waitBetweenRetries=0.05)
        points = [tuple(map(float, place.split(","))) for place in places.split(";")]
        started = time.perf_counter()
        seen = {"gating": gating, "positions": positions}[work](connection, int(steps), points, float(distance))
        seconds = time.perf_counter() - started
        connection.close()
        out.write("%.6f %d\n" % (seconds, seen))
    finally:
        process.kill()


if __name__ == "__main__":
    main()
