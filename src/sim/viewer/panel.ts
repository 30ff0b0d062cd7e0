/**
 * The panel in the view's corner: what the run has come to, and what the colours mean.
 *
 * It consists of shapes on the map, so it is moved after the view when somebody pans or zooms: the view's boundary is
 * asked for with every step and answered with it.
 */
import type { TraciClient } from '../../traci/index.ts';
import type { Progress } from '../simulator.ts';
import { addArea, LAYERS, type Canvas } from './canvas.ts';
import { PANEL_COLOUR } from './colours.ts';
import type { LegendRow } from './legend-rows.ts';
import { layoutPanel } from './legend.ts';
import { rectangle, type Boundary } from './shapes.ts';

const PANEL = 'edgemlsim:panel';

/** The panel of one window. */
export interface Panel {
  /** Puts it into the corner of what the view shows, m. */
  place(view: Boundary): void;
  /** Shows where the run stands. */
  update(progress: Progress): void;
}

export interface PanelOptions {
  readonly client: TraciClient;
  readonly canvas: Canvas;
  /** Name of the experiment. */
  readonly title: string;
  /** Of the window, pixels. */
  readonly windowWidth: number;
  readonly view: Boundary;
  readonly legend: readonly LegendRow[];
}

/** Where the run stands, a line each. */
export function statusLines(
  progress: Pick<Progress, 'round' | 'epochs' | 'gradients' | 'accuracy'>,
): readonly string[] {
  const { round, epochs, gradients, accuracy } = progress;
  return [
    `round ${round}, epoch ${epochs.toFixed(2)}`,
    `${gradients} gradients`,
    accuracy === undefined ? 'accuracy: not tested yet' : `test accuracy ${accuracy.toFixed(3)}`,
  ];
}

export function createPanel({ client, canvas, title, windowWidth, view, legend }: PanelOptions): Panel {
  let placed = view;
  let status = statusLines({ round: 0, epochs: 0, gradients: 0, accuracy: undefined });
  const texts = [title, ...status, ...legend.map(({ label }) => label)];
  const firstRow = texts.length - legend.length;
  const textId = (row: number): string => `${PANEL}:text:${row}`;
  const chipId = (index: number): string => `${PANEL}:chip:${index}`;

  const layout = layoutPanel(view, windowWidth, texts.length);
  const ground = { id: PANEL, shape: rectangle(layout.panel), colour: PANEL_COLOUR, layer: LAYERS.panel };
  canvas.send(addArea(client, ground));
  for (const [index, { colour, shapeIn }] of legend.entries()) {
    const shape = shapeIn(layout.rows[firstRow + index]!.box);
    canvas.send(addArea(client, { id: chipId(index), shape, colour, layer: LAYERS.panel + 1 }));
  }
  for (const [row, text] of texts.entries()) canvas.addText(textId(row), layout.rows[row]!.label, text);

  return {
    place(next) {
      if (isSame(placed, next)) return;
      placed = next;
      const { panel, rows } = layoutPanel(next, windowWidth, texts.length);
      canvas.send(client.polygon.setShape(PANEL, rectangle(panel)));
      for (const [index, { shapeIn }] of legend.entries())
        canvas.send(client.polygon.setShape(chipId(index), shapeIn(rows[firstRow + index]!.box)));
      for (const [row, { label }] of rows.entries())
        canvas.send(client.poi.setPosition(textId(row), label[0], label[1]));
    },
    update(progress) {
      const lines = statusLines(progress);
      for (const [index, line] of lines.entries()) if (line !== status[index]) canvas.setText(textId(1 + index), line);
      status = lines;
    },
  };
}

function isSame([a, b]: Boundary, [c, d]: Boundary): boolean {
  return a[0] === c[0] && a[1] === c[1] && b[0] === d[0] && b[1] === d[1];
}
