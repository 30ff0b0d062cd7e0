/**
 * Computers that a vehicle may carry, each with a published figure.
 *
 * A peak is arithmetic units x clock x 2 (a fused multiply-add counts twice); a measured figure is what High Performance
 * Linpack reached in float64. Nobody reaches a peak: see `PEAK_EFFICIENCY`.
 */

/** A computer and where its figure comes from. */
export interface DeviceProfile {
  /** FLOP/s: a peak in float32, or measured. */
  readonly flopsPerSecond: number;
  readonly figure: 'peak' | 'measured';
  readonly source: string;
}

/**
 * Share of a peak that training reaches when an experiment does not say.
 *
 * Choice: 0.3. Large models reach 0.21 to 0.46 on hardware built for them (Chowdhery et al., "PaLM", JMLR 2023, table 3).
 */
export const PEAK_EFFICIENCY = 0.3;

const JETSON = 'GPU cores and maximal clock: NVIDIA, "Jetson Modules", developer.nvidia.com/embedded/jetson-modules';
const LINPACK = 'Linpack, float64: github.com/geerlingguy/top500-benchmark';

/** Two operations for each core and cycle. */
function peak(cores: number, megahertz: number): DeviceProfile {
  const source = `${cores} x ${megahertz} MHz x 2; ${JETSON}`;
  return { flopsPerSecond: 2 * cores * megahertz * 1e6, figure: 'peak', source };
}

/** Every computer that an experiment may name. */
export const DEVICES = {
  'jetson-nano': peak(128, 921),
  'jetson-xavier-nx': peak(384, 1100),
  'jetson-agx-xavier': peak(512, 1377),
  'jetson-orin-nx': peak(1024, 918),
  'jetson-agx-orin': peak(2048, 1300),
  'tesla-fsd-gpu': {
    flopsPerSecond: 600e9,
    figure: 'peak',
    source: 'GPU of one chip, float32 at 1 GHz: Tesla, Autonomy Day, 22 April 2019',
  },
  'raspberry-pi-4': { flopsPerSecond: 11.889e9, figure: 'measured', source: `${LINPACK}, issue 13` },
  'raspberry-pi-5': { flopsPerSecond: 35.169e9, figure: 'measured', source: `${LINPACK}, issue 18` },
} as const satisfies Readonly<Record<string, DeviceProfile>>;

export type DeviceName = keyof typeof DEVICES;

export const DEVICE_NAMES = Object.keys(DEVICES) as readonly DeviceName[];
