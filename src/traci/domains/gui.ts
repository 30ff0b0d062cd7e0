/**
 * The window of sumo-gui: its views, what they show, screenshots, selection.
 *
 * Without a window every method is refused with `E_TRACI_NOT_IMPLEMENTED`; ask `client.hasGUI()` first.
 * Source: TraCI/GUI_Value_Retrieval and TraCI/Change_GUI_State in SUMO's documentation.
 */
import { compound, double, integer, integerFlag, objectId, polygon, position2D, text } from '../values.ts';
import type { Position2D, ValueReader } from '../values.ts';
import { defineVariables } from '../variables.ts';
import { baseVariables, domainIds, ObjectDomain } from './domain.ts';
import type { DomainLink } from './domain.ts';

/** Lower left and upper right corner in m. */
export type ViewBoundary = readonly [lowerLeft: Position2D, upperRight: Position2D];

/** The view that every window begins with. */
export const DEFAULT_VIEW = 'View #0';

const boundary = polygon as unknown as ValueReader<ViewBoundary>;

export const guiVariables = defineVariables({
  ...baseVariables,
  VAR_VIEW_ZOOM: double,
  VAR_VIEW_OFFSET: position2D,
  VAR_VIEW_SCHEMA: text,
  VAR_ANGLE: double,
  VAR_VIEW_BOUNDARY: boundary,
  VAR_HAS_VIEW: integerFlag,
  VAR_TRACK_VEHICLE: text,
  VAR_SELECT: { value: integerFlag, parameter: text },
});

const viewAddition = compound(text, integerFlag);
const screenshotRequest = compound(text, integer, integer);

export class GuiDomain extends ObjectDomain<typeof guiVariables> {
  constructor(link: DomainLink) {
    super(link, domainIds('gui', 0xc), guiVariables);
  }

  /** Zoom of the view in percent of the whole network. */
  getZoom(viewId: string = DEFAULT_VIEW): Promise<number> {
    return this.get(guiVariables.VAR_VIEW_ZOOM, viewId);
  }

  /** Point in m that the view is centred on. */
  getOffset(viewId: string = DEFAULT_VIEW): Promise<Position2D> {
    return this.get(guiVariables.VAR_VIEW_OFFSET, viewId);
  }

  /** Name of the view's colour scheme. */
  getSchema(viewId: string = DEFAULT_VIEW): Promise<string> {
    return this.get(guiVariables.VAR_VIEW_SCHEMA, viewId);
  }

  /** Rotation of the view in degrees. */
  getAngle(viewId: string = DEFAULT_VIEW): Promise<number> {
    return this.get(guiVariables.VAR_ANGLE, viewId);
  }

  /** Corners of what the view shows, in m. */
  getBoundary(viewId: string = DEFAULT_VIEW): Promise<ViewBoundary> {
    return this.get(guiVariables.VAR_VIEW_BOUNDARY, viewId);
  }

  /** True when there is such a view. */
  hasView(viewId: string = DEFAULT_VIEW): Promise<boolean> {
    return this.get(guiVariables.VAR_HAS_VIEW, viewId);
  }

  /** Id of the vehicle or person that the view follows; empty when none. */
  getTrackedVehicle(viewId: string = DEFAULT_VIEW): Promise<string> {
    return this.get(guiVariables.VAR_TRACK_VEHICLE, viewId);
  }

  /** True when the object is selected. */
  isSelected(selectedId: string, objectType = 'vehicle'): Promise<boolean> {
    return this.getWith(guiVariables.VAR_SELECT, selectedId, objectType);
  }

  /** Changes the zoom, in percent of the whole network. */
  setZoom(viewId: string, zoom: number): Promise<void> {
    return this.set('VAR_VIEW_ZOOM', viewId, double, zoom);
  }

  /** Centres the view on x, y in m. */
  setOffset(viewId: string, x: number, y: number): Promise<void> {
    return this.set('VAR_VIEW_OFFSET', viewId, position2D, [x, y]);
  }

  /** Changes the colour scheme, e.g. `real world`. */
  setSchema(viewId: string, schemeName: string): Promise<void> {
    return this.set('VAR_VIEW_SCHEMA', viewId, text, schemeName);
  }

  /** Rotates the view, in degrees. */
  setAngle(viewId: string, angle: number): Promise<void> {
    return this.set('VAR_ANGLE', viewId, double, angle);
  }

  /** Opens another view. */
  addView(viewId: string, schemeName = '', in3D = false): Promise<void> {
    return this.set('ADD', viewId, viewAddition, [schemeName, in3D]);
  }

  /** Closes a view. */
  removeView(viewId: string): Promise<void> {
    return this.command('REMOVE', viewId);
  }

  /** Shows at least the rectangle between the two corners, in m; more along one side where the window's shape asks. */
  setBoundary(viewId: string, lowerLeft: Position2D, upperRight: Position2D): Promise<void> {
    return this.set('VAR_VIEW_BOUNDARY', viewId, polygon, [lowerLeft, upperRight]);
  }

  /**
   * Saves a picture of the view when the next step is made.
   *
   * @param fileName - on SUMO's machine; its extension says the format, e.g. `.png`.
   * @param width - in pixels; -1 for the view's own.
   * @param height - in pixels; -1 for the view's own.
   */
  screenshot(viewId: string, fileName: string, width = -1, height = -1): Promise<void> {
    return this.set('VAR_SCREENSHOT', viewId, screenshotRequest, [fileName, width, height]);
  }

  /** Follows a vehicle; an empty id ends it. */
  trackVehicle(viewId: string, vehicleId: string): Promise<void> {
    return this.set('VAR_TRACK_VEHICLE', viewId, objectId, vehicleId);
  }

  /** Follows a vehicle or a person; an empty id ends it. */
  track(trackedId: string, viewId: string = DEFAULT_VIEW): Promise<void> {
    return this.set('VAR_TRACK_VEHICLE', viewId, objectId, trackedId);
  }

  /** Selects an object, or ends its selection. */
  toggleSelection(selectedId: string, objectType = 'vehicle'): Promise<void> {
    return this.set('VAR_SELECT', selectedId, text, objectType);
  }
}
