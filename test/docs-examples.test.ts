/** What the pages show is what there is: fragments of experiments, and pictures that a committed command makes. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import test from 'ava';
import { parse } from 'yaml';
import { FIGURES } from '../src/reproduce/settings.ts';
import { parseExperiment, readExperimentContent } from '../src/sim/experiment/load.ts';
import { pages, ROOT } from './helpers/documented-commands.ts';
import { understand } from './helpers/understood-command.ts';

const read = (file: string): string => readFileSync(resolve(ROOT, file), 'utf8');

/** Pages whose every block of YAML is a part of an experiment; those of faults, workers and sweeps have tests of their own. */
for (const page of ['docs/data.md', 'docs/mobility.md', 'docs/network.md', 'docs/tutorial.md']) {
  test(`docs - blocks of YAML in ${page} fit into an experiment`, async (t) => {
    const experiment = await readExperimentContent(resolve(ROOT, 'scenarios/boston-common/experiment.yaml'));
    const blocks = [...read(page).matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map((match) => match[1]!);
    t.true(blocks.length > 0);
    for (const block of blocks)
      t.notThrows(() => parseExperiment({ ...(experiment as object), ...(parse(block) as object) }, page), block);
  });
}

test('docs - every picture that a page shows is there', (t) => {
  const shown = pages()
    .filter((page) => page.endsWith('.md'))
    .flatMap((page) =>
      [...read(page).matchAll(/!\[[^\]]*\]\(([^)]+)\)|<img\b[^>]*src="([^"]+)"/g)].map((match) =>
        resolve(ROOT, page, '..', match[1] ?? match[2]!),
      ),
    );
  t.true(shown.length > 10);
  for (const picture of shown) {
    t.is(dirname(picture), resolve(ROOT, 'docs/images'), `${picture}: the test below looks at those in docs/images`);
    t.true(existsSync(picture), picture);
  }
});

test('docs - every picture is shown by a page that names what makes it', (t) => {
  const pictures = readdirSync(resolve(ROOT, 'docs/images'));
  const texts = pages()
    .filter((page) => page.startsWith('docs/') && page.endsWith('.md'))
    .map((page) => read(page));
  for (const picture of pictures) {
    const showing = texts.filter((text) => text.includes(`](images/${picture})`));
    t.true(showing.length > 0, `docs/images/${picture} is shown by no page`);
    t.true(
      showing.some((text) => makersOf(text).some((maker) => makes(maker, picture))),
      `no page that shows docs/images/${picture} names the script or command that makes it`,
    );
  }
});

/** Scripts and commands named in a page that may make pictures. */
function makersOf(text: string): readonly string[] {
  const commands = text.match(/edgemlsim reproduce .*--write-docs docs|preview-digits\.ts \| convert - \S+/g) ?? [];
  return [...(text.match(/scripts\/[\w/-]+\.(?:mjs|ts)/g) ?? []), ...commands];
}

function makes(maker: string, picture: string): boolean {
  if (maker.startsWith('edgemlsim')) return picturesOf(maker.split(' ').slice(1)).includes(picture);
  if (!maker.startsWith('scripts/')) return maker.includes(picture);
  return existsSync(join(ROOT, maker)) && read(maker).includes(picture);
}

/** What `edgemlsim reproduce` draws for a page of the documentation. */
function picturesOf(args: readonly string[]): readonly string[] {
  const { options } = understand(args);
  const {
    figure = FIGURES,
    variant,
    data,
  } = options as {
    figure?: readonly string[];
    variant: string;
    data?: string;
  };
  const prefix = data === undefined ? 'reproduction-fallback' : 'reproduction';
  const texts = { program: [''], paper: ['-text'], both: ['', '-text'] }[variant]!;
  return figure.flatMap((name) =>
    texts.flatMap((text) => ['seconds', 'epoch'].map((by) => `${prefix}-${name}${text}-${by}.svg`)),
  );
}

test('docs - files named in ARCHITECTURE.md and paper.md exist', (t) => {
  const folders = ['', 'src/', ...readdirSync(resolve(ROOT, 'src')).map((folder) => `src/${folder}/`)];
  for (const page of ['ARCHITECTURE.md', 'docs/paper.md']) {
    const named = [...read(page).matchAll(/`((?!edgemlsim\/)[\w-]+\/[\w/.-]+)`/g)].map((match) => match[1]!);
    t.true(named.length > 10);
    for (const file of named)
      t.true(
        folders
          .flatMap((folder) => [`${folder}${file}`, `${folder}${file}.ts`])
          .some((path) => existsSync(join(ROOT, path))),
        `${page}: ${file}`,
      );
  }
});
