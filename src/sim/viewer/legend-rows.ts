/** What the legend explains: only what can occur in the experiment, so that it stays short. Pure. */
import type { Color } from '../../traci/index.ts';
import type { Experiment } from '../experiment/schema.ts';
import { LOSS_COLOUR, STATE_COLOURS, type ShownState } from './colours.ts';
import { cross, rectangle, ring, type Boundary, type Point } from './shapes.ts';

/** A row: a vehicle's colour fills it, a mark stands at its left. */
export interface LegendRow {
  readonly label: string;
  readonly colour: Color;
  /** From the row's box, m. */
  readonly shapeIn: (box: Boundary) => readonly Point[];
}

/** In the order in which a worker goes through them. */
const STATE_LABELS: readonly (readonly [ShownState, string])[] = [
  ['out-of-range', 'out of range'],
  ['in-range', 'in range, waiting'],
  ['receiving', 'receiving theta'],
  ['computing', 'computing a gradient'],
  ['carrying', 'carrying it, no link'],
  ['sending', 'sending the gradient'],
  ['delivered', 'gradient delivered'],
  ['late', 'delivered too late'],
  ['byzantine', 'Byzantine'],
  ['crashed', 'crashed'],
];

export function legendRows(experiment: Pick<Experiment, 'network' | 'faults'>): readonly LegendRow[] {
  const { network, faults } = experiment;
  const kinds = new Set(faults.map(({ kind }) => kind));
  const isIdeal = network.link.kind === 'ideal';
  const absent = new Set<ShownState>([
    ...(isIdeal ? (['receiving', 'sending'] as const) : []),
    ...(kinds.has('byzantine') ? [] : (['byzantine'] as const)),
    ...(kinds.has('crash') ? [] : (['crashed'] as const)),
  ]);
  const states = STATE_LABELS.filter(([state]) => !absent.has(state));
  return [
    ...states.map(([state, label]) => ({ label, colour: STATE_COLOURS[state], shapeIn: rectangle })),
    markRow('gradient lost', cross),
    ...(kinds.has('omission') ? [markRow('message omitted', ring)] : []),
  ];
}

function markRow(label: string, shape: (centre: Point, radius: number) => readonly Point[]): LegendRow {
  return {
    label,
    colour: LOSS_COLOUR,
    shapeIn: ([lower, upper]) => {
      const radius = (upper[1] - lower[1]) / 2;
      return shape([lower[0] + 2 * radius, lower[1] + radius], radius);
    },
  };
}
