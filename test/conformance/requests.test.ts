/**
 * Every call of SUMO's own Python client, recorded without SUMO: ours has the method and sends the same bytes.
 */
import test from 'ava';
import { compareRequests } from '../../scripts/conformance/requests.ts';

test("requests - every method of SUMO's own client exists and every call sends the same bytes", async (t) => {
  const report = await compareRequests();
  t.deepEqual(report.missingMethods, []);
  t.deepEqual(report.differences, []);
  t.deepEqual(report.missingPairs, []);
  // 568 methods of 24 domains beside the 14 that each inherits; 447 variables to get and 186 to set.
  t.is(report.methods, 568 + 24 * 14);
  t.is(report.pairs, 633);
  t.true(report.calls > 980, `only ${report.calls} calls`);
});
