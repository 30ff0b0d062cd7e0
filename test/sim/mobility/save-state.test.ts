import test from 'ava';
import { saveTrafficState } from '../../../src/sim/mobility/save-state.ts';
import { TraciConnectionError } from '../../../src/traci/index.ts';

const FILE = '/full/.sumo-state.xml.gz';

function sumoEnding(words: string): Parameters<typeof saveTrafficState>[0] {
  const error = new TraciConnectionError(`TraCI: connection to SUMO lost: SUMO was ended by ${words}`, {
    code: 'E_TRACI_LOST',
  });
  return { simulation: { saveState: () => Promise.reject(error) } };
}

test('save state - a SUMO that ends itself over a full disk is no failure of traffic', async (t) => {
  // As SUMO 1.15 does on a disk with some hundred bytes left.
  const words =
    "SIGABRT; its last words: terminate called after throwing an instance of 'std::__ios_failure' |   what():  basic_ios::clear: iostream error";
  const error = await t.throwsAsync(saveTrafficState(sumoEnding(words), FILE), { code: 'E_RESULTS_WRITE' });
  t.regex(
    error.message,
    /^\/full\/\S+: expected room for the state of traffic: .*iostream error; free some space.*--resume$/,
  );
  await t.throwsAsync(saveTrafficState(sumoEnding('SIGKILL'), FILE), { code: 'E_TRACI_LOST' });
});
