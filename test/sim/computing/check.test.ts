import test from 'ava';
import { checkEnergyClasses } from '../../../src/sim/computing/check.ts';
import { energySpec } from '../../../src/sim/computing/energy-spec.ts';
import { computingSpec } from '../../../src/sim/computing/spec.ts';

const energyOf = (...names: readonly string[]) =>
  energySpec.parse({
    idleWatts: 1,
    busyWatts: 2,
    classes: names.map((name) => ({ name, idleWatts: 1, busyWatts: 3 })),
  });

test('computing check - energy is for classes that exist, of which a simple computing has one', (t) => {
  const table = computingSpec.parse({ kind: 'table', classes: [{ name: 'slow', msPerExample: 1 }] });
  t.notThrows(() => {
    checkEnergyClasses(table, energyOf('slow'));
  });
  t.throws(
    () => {
      checkEnergyClasses(table, energyOf('slow', 'slwo'));
    },
    {
      code: 'E_EXPERIMENT_VALUE',
      message: 'energy.classes[1].name: expected a class of `computing` (slow), got "slwo"',
    },
  );
  const time = computingSpec.parse({ kind: 'time' });
  t.notThrows(() => {
    checkEnergyClasses(time, energyOf('default'));
  });
  t.throws(() => {
    checkEnergyClasses(time, energyOf('slow'));
  });
});
