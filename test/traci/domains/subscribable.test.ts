import test from 'ava';
import { constants as tc, TraciCommandError } from '../../../src/traci/index.ts';
import { checkSubscribable } from '../../../src/traci/domains/subscribable.ts';
import { vehicleVariables } from '../../../src/traci/domains/vehicle.ts';
import { indexVariables } from '../../../src/traci/variables.ts';
import { sumoTest } from '../../helpers/sumo.ts';
import { startCrossing } from './crossing.ts';

const rows = indexVariables(vehicleVariables);
const old = { apiVersion: 20, sumoVersion: 'SUMO 1.15.0' };
const recent = { apiVersion: 22, sumoVersion: 'SUMO 1.23.1' };

/** Variables and whether each has its parameter. */
function asked(...variables: readonly number[]) {
  return { variables, parameters: new Map(variables.map((variable) => [variable, 1])) };
}

test('subscribable - a parameter that is missing is refused, whatever the version', (t) => {
  for (const version of [old, recent])
    for (const variable of [tc.VAR_LEADER, tc.VAR_PARAMETER_WITH_KEY, tc.VAR_NEIGHBORS])
      t.throws(
        () => {
          checkSubscribable({ variables: [tc.VAR_SPEED, variable] }, rows, version);
        },
        {
          instanceOf: RangeError,
          message: /expected a parameter in options\.parameters, got none/,
        },
      );
  t.notThrows(() => {
    checkSubscribable({ variables: [tc.VAR_SPEED, tc.VAR_POSITION] }, rows, old);
  });
});

test('subscribable - an older SUMO reads the parameters of four variables, a newer one all', (t) => {
  const four = [tc.VAR_LEADER, tc.VAR_FOLLOWER, tc.VAR_PARAMETER, tc.VAR_PARAMETER_WITH_KEY];
  t.notThrows(() => {
    checkSubscribable(asked(...four), rows, old);
  });
  t.throws(
    () => {
      checkSubscribable(asked(tc.VAR_NEIGHBORS), rows, old);
    },
    {
      message: /VAR_NEIGHBORS: to subscribe to it needs SUMO 1\.23 or later, got SUMO 1\.15\.0/,
    },
  );
  t.notThrows(() => {
    checkSubscribable(asked(...four, tc.VAR_NEIGHBORS, tc.VAR_FOES), rows, recent);
  });
  t.throws(
    () => {
      checkSubscribable(asked(tc.VAR_FOES), rows, old);
    },
    { message: /needs SUMO 1\.18\.0 or later/ },
  );
});

test('subscribable - a context tells generic parameters alone', (t) => {
  for (const version of [old, recent]) {
    const context = {};
    t.notThrows(() => {
      checkSubscribable({ ...asked(tc.VAR_PARAMETER_WITH_KEY), context }, rows, version);
    });
    t.throws(
      () => {
        checkSubscribable({ ...asked(tc.VAR_LEADER), context }, rows, version);
      },
      {
        message: /VAR_LEADER: SUMO cannot tell it in a context/,
      },
    );
  }
});

sumoTest('subscribable - what SUMO would die of is refused, and it lives on', async (t) => {
  const demand = '<vehicle id="v" type="car" route="through" depart="0"/>';
  const client = await startCrossing(t, { demand });
  const { vehicle, junction } = client;
  await client.simulationStep();
  const refused = [
    vehicle.subscribe('v', [tc.VAR_LEADER]),
    vehicle.subscribe('v', [tc.VAR_NEIGHBORS]),
    junction.subscribeContext('x', vehicle, 500, [tc.VAR_LEADER], { parameters: { [tc.VAR_LEADER]: 5 } }),
  ];
  for (const subscription of refused) {
    const error = await t.throwsAsync(subscription, { instanceOf: TraciCommandError });
    t.is(error.code, 'E_TRACI_ARGUMENT');
  }
  const parameters = { [tc.VAR_PARAMETER_WITH_KEY]: 'key', [tc.VAR_LEADER]: 50 };
  await vehicle.setParameter('v', 'key', 'value');
  await vehicle.subscribe('v', [tc.VAR_PARAMETER_WITH_KEY, tc.VAR_LEADER], { parameters });
  await junction.subscribeContext('x', vehicle, 500, [tc.VAR_PARAMETER_WITH_KEY], {
    parameters: { [tc.VAR_PARAMETER_WITH_KEY]: 'key' },
  });
  const neighbors = vehicle.subscribe('v', [tc.VAR_NEIGHBORS], { parameters: { [tc.VAR_NEIGHBORS]: 1 } });
  if (client.version.apiVersion < 22) await t.throwsAsync(neighbors, { message: /needs SUMO 1\.23/ });
  else await neighbors;
  await client.simulationStep();
  t.deepEqual(vehicle.getSubscriptionResults('v')!.get(tc.VAR_PARAMETER_WITH_KEY), ['key', 'value']);
  const found = junction.getContextSubscriptionResults('x', vehicle)!;
  t.deepEqual(found.get('v')!.get(tc.VAR_PARAMETER_WITH_KEY), ['key', 'value']);
});
