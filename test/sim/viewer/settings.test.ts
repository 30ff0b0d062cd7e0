import test from 'ava';
import { parseStringPromise } from 'xml2js';
import { NO_SETTINGS, parseSettings, settingsXml } from '../../../src/sim/viewer/settings.ts';

interface Xml {
  readonly $: Readonly<Record<string, string>>;
  readonly [child: string]: readonly Xml[] | Readonly<Record<string, string>>;
}

async function scheme(xml: string): Promise<Readonly<Record<string, readonly Xml[]>> & { readonly document: Xml }> {
  const { viewsettings } = (await parseStringPromise(xml)) as { viewsettings: { scheme: Xml[] } };
  return { ...(viewsettings.scheme[0] as object), document: viewsettings } as never;
}

test('viewer settings - without settings of the scenario the map has our colours', async (t) => {
  const { $, background, vehicles, pois } = await scheme(settingsXml(NO_SETTINGS));
  t.is(($ as unknown as Record<string, string>)['name'], 'EdgeMLSim');
  t.is(background![0]!.$['backgroundColor'], '240,242,243');
  t.is(vehicles![0]!.$['vehicleMode'], '0', 'the colour that the vehicle was given');
  t.is(vehicles![0]!.$['vehicle_constantSize'], '1', 'seen from afar');
  t.is(pois![0]!.$['poiTextParam'], 'edgemlsim');
});

test("viewer settings - the scenario's map stays, its vehicles and viewport do not", async (t) => {
  const own = await parseSettings(
    `<viewsettings><scheme name="town"><background backgroundColor="1,2,3"/><vehicles vehicleMode="8"/>
      <edges streetName_show="1"><colorScheme name="uniform"><entry color="4,5,6" name="road"/></colorScheme></edges>
    </scheme><viewport x="1" y="2" zoom="3"/><delay value="40"/><breakpoint time="7"/><breakpoint value="8"/>
    <decal file="park.png" centerX="1"/></viewsettings>`,
    '/city',
  );
  t.is(own.delay, '40');
  t.deepEqual(own.breakpoints, ['7', '8']);
  const merged = await scheme(settingsXml(own));
  t.is(merged['background']![0]!.$['backgroundColor'], '1,2,3');
  t.is(merged['edges']![0]!.$['streetName_show'], '1');
  const [colours] = merged['edges']![0]!['colorScheme'] as readonly Xml[];
  t.is((colours!['entry'] as readonly Xml[])[0]!.$['color'], '4,5,6');
  t.is(merged['vehicles']![0]!.$['vehicleMode'], '0');
  t.deepEqual(Object.keys(merged.document).sort(), ['decal', 'scheme']);
  t.is((merged.document['decal'] as readonly Xml[])[0]!.$['file'], '/city/park.png');
});

test('viewer settings - a scheme by name alone, and an empty file, say nothing', async (t) => {
  const named = await parseSettings('<viewsettings><scheme name="real world"/><delay value="20"/></viewsettings>', '/');
  t.is(settingsXml(named), settingsXml(NO_SETTINGS));
  t.deepEqual(await parseSettings('<viewsettings/>', '/'), NO_SETTINGS);
});

test('viewer settings - what is no settings file is refused', async (t) => {
  await t.throwsAsync(parseSettings('<additional/>', '/'), { message: /no <viewsettings>/ });
  await t.throwsAsync(parseSettings('', '/'), { message: /no <viewsettings>/ });
  await t.throwsAsync(parseSettings('<viewsettings>', '/'));
});
