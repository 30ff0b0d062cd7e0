/** Faults: what an experiment says of them, the calendar of who is faulty when, and what that does to aggregations. */
export { createFaultCalendar } from './calendar.ts';
export { chooseFaulty, corrupt, faultsAt, faultyPositions } from './inputs.ts';
export { planFaults } from './plan.ts';
export { faultSpec } from './spec.ts';

export type { FaultCalendar, FaultCalendarOptions, FaultCalendarState, FaultNeeds, FaultSummary } from './calendar.ts';
export type { AggregationKey, FaultyInputs, PlannedFault } from './inputs.ts';
export type { NodeFaults, NodeRef } from './node.ts';
export type { NodeChange } from './outages.ts';
export type { FaultContext, FaultPlan, NamedOptions } from './plan.ts';
export type { FaultSite } from './sites.ts';
export type { FaultKind, FaultSpec, NodeTier } from './spec.ts';
export type { FaultFrame } from './workers.ts';
