#!/usr/bin/env python3
"""Records what the Python client of the SUMO installed sends for the calls of calls.json: requests.json.

    SUMO_HOME=/usr/share/sumo python3 scripts/conformance/record.py > test/fixtures/conformance/requests.json

Needs no running SUMO: the client talks to a stub that keeps the bytes. Beside the calls written down in calls.json it
makes every call that needs one id or none, found by looking at the client itself, and the calls that all domains share.
"""
import json
import sys

import peer
from peer import tc


def typed_reply(command, variable, name, value):
    """The answer to a get command: its status, and a block with the typed value."""
    body = bytes([command + 0x10, variable]) + peer.text(name) + value
    block = bytes([0]) + (len(body) + 5).to_bytes(4, "big") + body
    return peer.message(peer.status(command) + block)


class Recorder:
    """Stands for the connection's socket: keeps each message, answers what the script says, or ends the call."""

    def __init__(self):
        self.exchanges, self.replies = [], []

    def exchange(self, connection):
        sent = peer.message(connection._string)
        command = connection._queue[-1]
        connection._string, connection._queue = bytes(), []
        is_get = command in peer.GET_COMMANDS
        if is_get and self.replies:
            # Control commands aside, a request is: length, command, variable, length of the id, id.
            start = 5 if sent[4] == 0 else 1
            start += 4
            size = int.from_bytes(sent[start + 2:start + 6], "big")
            name = sent[start + 6:start + 6 + size].decode("latin1")
            reply = typed_reply(command, sent[start + 1], name, bytes.fromhex(self.replies.pop(0)))
        elif command in peer.PLAIN_COMMANDS:
            reply = peer.message(peer.status(command))
        else:
            self.exchanges.append([sent.hex(), peer.message(peer.status(command, 0xff, "recorded")).hex()])
            raise peer.Recorded()
        self.exchanges.append([sent.hex(), reply.hex()])
        return peer.result_of(reply, command)


def main():
    recorder = Recorder()
    connection = peer.stub_connection(recorder.exchange)
    calls = peer.simple_calls() + peer.shared_calls() + peer.written_calls()
    lines = []
    for call in calls:
        recorder.exchanges, recorder.replies = [], list(call.get("replies", []))
        try:
            peer.perform(connection, call)
        except peer.Recorded:
            pass
        line = {"call": call["call"], "arguments": call["ours"], "exchanges": recorder.exchanges}
        if "oursCall" in call:
            line["ours"] = call["oursCall"]
        lines.append(line)
    head = {"apiVersion": tc.TRACI_VERSION, "methods": peer.methods(), "broken": sorted(peer.BROKEN), "pairs": peer.pairs()}
    out = json.dumps(head, separators=(",", ":"))[:-1] + ',"calls":[\n'
    out += ",\n".join(json.dumps(line, separators=(",", ":")) for line in lines)
    sys.stdout.write(out + "\n]}\n")


if __name__ == "__main__":
    main()
