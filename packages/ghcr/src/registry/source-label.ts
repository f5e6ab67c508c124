import { type Digest, isDigest } from '@fairlead/core'
import type { Storage } from '@fairlead/oci/registry'
import { z } from 'zod'

const LABEL = 'org.opencontainers.image.source'
const Texts = z.record(z.string(), z.unknown()).nullish()
const ManifestShape = z.object({
  annotations: Texts,
  config: z.object({ digest: z.string(), size: z.number().max(8 * 1024 * 1024) }).optional(),
})
const ConfigShape = z.object({ config: z.object({ Labels: Texts }).nullish() })

const textOf = (values: Record<string, unknown> | null | undefined): string | undefined => {
  const value = values?.[LABEL]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function parse<S extends z.ZodType>(schema: S, bytes: Uint8Array): z.output<S> | undefined {
  try {
    return schema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8'))).data
  } catch {
    return undefined
  }
}

/**
 * The source that a manifest names in its annotations, or its config in its labels; undefined when neither does.
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md#pre-defined-annotation-keys
 */
export async function readSourceLabel(
  storage: Storage,
  repository: string,
  digest: Digest,
): Promise<string | undefined> {
  const stored = await storage.manifests.read(repository, digest)
  const manifest = stored && parse(ManifestShape, stored.bytes)
  const annotated = textOf(manifest?.annotations)
  if (annotated || !manifest?.config || !isDigest(manifest.config.digest)) return annotated
  const blob = await storage.blobs.open(repository, manifest.config.digest)
  if (!blob) return undefined
  const chunks: Buffer[] = []
  for await (const chunk of blob.stream) chunks.push(chunk as Buffer)
  return textOf(parse(ConfigShape, Buffer.concat(chunks))?.config?.Labels)
}
