/** https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md (platform object) */
export interface Platform {
  readonly os: string
  readonly architecture: string
  readonly variant?: string
}

/** `linux/arm64/v8` from its parts. */
export const formatPlatform = (platform: Platform): string =>
  [platform.os, platform.architecture, platform.variant].filter(Boolean).join('/')

const ARCHITECTURES: Record<string, string> = {
  x86_64: 'amd64',
  x64: 'amd64',
  aarch64: 'arm64',
  armv7l: 'arm',
  i386: '386',
  ia32: '386',
}

/** Go's name of an architecture (`amd64`) from what kernels, Node or Docker call it (`x86_64`, `x64`). */
export const normalizeArchitecture = (name: string): string => ARCHITECTURES[name] ?? name

/** Reads `os/architecture[/variant]`; undefined when the text is not of that form. */
export function parsePlatform(text: string): Platform | undefined {
  const [os, architecture, variant, ...rest] = text.split('/')
  if (!os || !architecture || rest.length > 0 || variant === '') return undefined
  return { os, architecture: normalizeArchitecture(architecture), ...(variant ? { variant } : {}) }
}

// A node that says plain "arm64" runs v8, and an image may name either: containerd's normal form.
const effectiveVariant = ({ architecture, variant }: Platform): string | undefined =>
  architecture === 'arm64' && variant === 'v8'
    ? undefined
    : architecture === 'arm'
      ? (variant ?? 'v7')
      : variant

/** Whether an image built for `image` runs on a node of platform `node`. */
export function platformRuns(image: Platform, node: Platform): boolean {
  if (image.os !== node.os || image.architecture !== node.architecture) return false
  const wanted = effectiveVariant(image)
  if (wanted === undefined) return true
  const given = effectiveVariant(node)
  if (wanted === given) return true
  // A v7 node runs v6 and v5 code; never the other way round.
  return node.architecture === 'arm' && given !== undefined && wanted < given
}
