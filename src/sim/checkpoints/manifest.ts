/**
 * `manifest.json` of a checkpoint: what it is of, and length and SHA-256 of every other file. Pure.
 *
 * `{"version": 1, "sha256": ..., "content": {...}}`: the hash is that of the content as `JSON.stringify` writes it, so
 * that a flipped bit of the manifest shows too. A change that a reader would notice raises the version.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';

const VERSION = 1;
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const content = z.strictObject({
  step: z.int().nonnegative(),
  about: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  files: z.array(z.strictObject({ name: z.string(), bytes: z.int().nonnegative(), sha256 })).readonly(),
});
const document = z.strictObject({ version: z.literal(VERSION), sha256, content });

/** What a checkpoint is of. */
export type CheckpointManifest = Readonly<z.infer<typeof content>>;
/** A file of a checkpoint as it was when it was written. */
export type FileRecord = CheckpointManifest['files'][number];

/** The checkpoint cannot be used; the message says why, without saying where. Never leaves this folder. */
export class Damage extends Error {}

/** The manifest's text. */
export function formatManifest(manifest: CheckpointManifest): string {
  return `${JSON.stringify({ version: VERSION, sha256: hashOf(manifest), content: manifest }, null, 2)}\n`;
}

/**
 * Reads a manifest's text.
 *
 * @throws {Damage} if it is not, to the last character that matters, what `formatManifest` gave.
 */
export function parseManifest(text: string): CheckpointManifest {
  const value = parseJson(text);
  const { version } = z.looseObject({ version: z.int().optional() }).safeParse(value).data ?? {};
  if (version !== undefined && version !== VERSION)
    throw new Damage(`manifest.json: expected version ${VERSION}, got ${version}, which this program cannot read`);
  const parsed = document.safeParse(value);
  if (!parsed.success || parsed.data.sha256 !== hashOf(parsed.data.content))
    throw new Damage('manifest.json is damaged');
  return parsed.data.content;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Damage('manifest.json is damaged', { cause });
  }
}

function hashOf(manifest: CheckpointManifest): string {
  return createHash('sha256').update(JSON.stringify(manifest)).digest('hex');
}
