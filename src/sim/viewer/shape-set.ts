/** Shapes in the window of which each step has its own: added, moved, repainted and removed as they come and go. */
import type { Color, TraciClient } from '../../traci/index.ts';
import type { Canvas } from './canvas.ts';
import type { Point } from './shapes.ts';

/** What is drawn for one thing. */
export interface DrawnShape {
  readonly shape: readonly Point[];
  readonly colour: Color;
}

/** All shapes of one kind. */
export interface ShapeSet {
  /** Shows these and no others, by a name that is theirs as long as they are shown. */
  show(shapes: ReadonlyMap<string, DrawnShape>): void;
}

/** How shapes of one kind look. */
export interface ShapeStyle {
  readonly layer: number;
  readonly fill?: boolean;
  /** m */
  readonly lineWidth?: number;
}

/** @param kind - first part of the ids in the window, e.g. `edgemlsim:delivery`. */
export function createShapeSet(client: TraciClient, canvas: Canvas, kind: string, style: ShapeStyle): ShapeSet {
  let drawn: ReadonlyMap<string, DrawnShape> = new Map();
  return {
    show(shapes) {
      for (const [name, { shape, colour }] of shapes) {
        const id = `${kind}:${name}`;
        const before = drawn.get(name);
        if (before === undefined) {
          canvas.send(client.polygon.add(id, shape, colour, style));
          continue;
        }
        if (!isSameShape(before.shape, shape)) canvas.send(client.polygon.setShape(id, shape));
        if (!isSameColour(before.colour, colour)) canvas.send(client.polygon.setColor(id, colour));
      }
      for (const name of drawn.keys()) if (!shapes.has(name)) canvas.send(client.polygon.remove(`${kind}:${name}`));
      drawn = shapes;
    },
  };
}

function isSameShape(before: readonly Point[], now: readonly Point[]): boolean {
  return before.length === now.length && now.every(([x, y], at) => before[at]![0] === x && before[at]![1] === y);
}

function isSameColour(before: Color, now: Color): boolean {
  return now.every((value, at) => before[at] === value);
}
