import sax from 'sax';
import test from 'ava';
import { parse } from 'yaml';
import { placementPicture } from '../../src/city/picture.ts';
import { experimentFile, serversOf, sitesFile, type ExperimentText } from '../../src/city/texts.ts';
import { parseExperiment } from '../../src/sim/index.ts';
import { networkOf } from './roads.ts';

/** An id as netconvert joins them, and one that YAML and XML would both mistake. */
const PLACEMENT = {
  range: 75,
  together: 0.25,
  sites: [
    { name: 'server-1', junction: 'cluster_1_2', x: 0, y: 0, alone: 0.2, gained: 0.2 },
    { name: 'server-2', junction: '#<"&: no', x: 50, y: -20, alone: 0.1, gained: 0.05 },
  ],
};
const TEXT: ExperimentText = {
  name: 'town',
  description: 'A town: "quoted" # not a comment',
  seed: 7,
  config: 'city.sumocfg',
  servers: serversOf(PLACEMENT),
  rule: 'marginal-median',
  epochs: 3,
};

test('texts - an experiment that the schema takes, with what it was told', (t) => {
  const experiment = parseExperiment(parse(experimentFile(TEXT)));
  t.like(experiment, { name: 'town', description: TEXT.description, seed: 7, faults: [], stop: { epochs: 3 } });
  t.deepEqual(
    experiment.edgeServers.map(({ position, range }) => [position, range]),
    PLACEMENT.sites.map(({ junction }) => [{ junction }, 75]),
  );
  t.like(experiment.learning.edgeServer.rule, { name: 'marginal-median' });
});

test('texts - an experiment with an attack', (t) => {
  const experiment = parseExperiment(parse(experimentFile({ ...TEXT, attack: 'sign-flip' })));
  t.is(experiment.faults.length, 1);
  t.like(experiment.faults[0], { count: 1, model: 'local', attack: { name: 'sign-flip' } });
});

test('texts - the list of sites is part of an experiment', (t) => {
  const text = sitesFile(PLACEMENT);
  t.deepEqual(parse(text), {
    edgeServers: PLACEMENT.sites.map(({ name, junction }) => ({ name, position: { junction }, range: 75 })),
  });
  t.regex(text, /reaches 10\.0 % of vehicle-seconds, 5\.0 % that none/);
});

test('texts - the picture is XML, with a circle for each range and a square where vehicles were', (t) => {
  const samples = { positions: Float64Array.of(1, 1, 2, 2, 30, 1), count: 3, vehicles: 1 };
  const svg = placementPicture(networkOf({ a: [] }), samples, PLACEMENT);
  const parser = sax.parser(true);
  const seen: Record<string, number> = {};
  parser.onopentag = ({ name, attributes }) => {
    const key = attributes['r'] === '75' ? 'range' : name;
    seen[key] = (seen[key] ?? 0) + 1;
  };
  parser.onerror = (error) => {
    throw error;
  };
  t.notThrows(() => parser.write(svg).close());
  t.like(seen, { svg: 1, range: 2, circle: 2, path: 1, rect: 3 });
  t.regex(svg, /25\.0 % of vehicle-seconds within 75 m of 2 edge servers/);
});
