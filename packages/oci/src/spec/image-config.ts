import type { ImageConfig } from '@fairlead/core'
import { malformed, parsePlatformObject } from './descriptor.ts'
import { isObject, jsonObject, textIn, textMapIn, textsIn } from './json-shape.ts'

/** The JSON of an image's config blob. https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md */
export interface ImageConfigFile {
  readonly architecture: string
  readonly os: string
  readonly variant?: string
  /** ISO 8601. */
  readonly created?: string
  readonly config?: {
    readonly User?: string
    /** `8080/tcp` as keys. */
    readonly ExposedPorts?: Readonly<Record<string, object>>
    readonly Env?: readonly string[]
    readonly Entrypoint?: readonly string[]
    readonly Cmd?: readonly string[]
    readonly WorkingDir?: string
    readonly Labels?: Readonly<Record<string, string>>
    /** Paths as keys. */
    readonly Volumes?: Readonly<Record<string, object>>
  }
  readonly rootfs: { readonly type: 'layers'; readonly diff_ids: readonly string[] }
  readonly history?: readonly object[]
}

/** The commands that made layers: entries of the history that made none are left out. */
const layerCommands = (history: unknown): readonly string[] =>
  Array.isArray(history)
    ? history
        .filter(isObject)
        .flatMap((entry) => (entry.empty_layer === true ? [] : [textIn(entry.created_by) ?? '']))
    : []

/** Reads a config blob, forgiving what it does not need. Throws `registry.bad_answer` when it names no platform. */
export function parseImageConfig(bytes: Uint8Array): ImageConfig {
  const body = jsonObject(bytes)
  if (body === undefined) throw malformed('The image config is not a JSON object.')
  const platform = parsePlatformObject(body)
  if (platform === undefined) throw malformed('The image config names no operating system and architecture.')
  const settings = isObject(body.config) ? body.config : {}
  const created = textIn(body.created)
  return {
    platform,
    ...(created ? { created } : {}),
    entrypoint: textsIn(settings.Entrypoint),
    command: textsIn(settings.Cmd),
    environment: textsIn(settings.Env),
    exposedPorts: isObject(settings.ExposedPorts) ? Object.keys(settings.ExposedPorts) : [],
    labels: textMapIn(settings.Labels),
    user: textIn(settings.User) ?? '',
    workingDirectory: textIn(settings.WorkingDir) ?? '',
    volumes: isObject(settings.Volumes) ? Object.keys(settings.Volumes) : [],
    layerCommands: layerCommands(body.history),
  }
}
