// Names that a resolver inside of a network answers for that network alone. https://www.rfc-editor.org/rfc/rfc6761,
// https://www.rfc-editor.org/rfc/rfc8375, ICANN's reservation of `.internal`, and what home and company networks use.
const LOCAL_ZONES = [
  'localhost',
  'local',
  'internal',
  'intranet',
  'private',
  'corp',
  'home',
  'lan',
  'home.arpa',
]

// Names of the metadata services of clouds, which their own resolvers know.
const METADATA_NAMES: ReadonlySet<string> = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'instance-data',
  'instance-data.ec2.internal',
])

const plain = (host: string): string => host.toLowerCase().replace(/\.$/, '')

/** Whether a name is one of a private network by its form alone: `registry`, `harbor.internal`. */
export function isLocalName(host: string): boolean {
  const name = plain(host)
  return !name.includes('.') || LOCAL_ZONES.some((zone) => name === zone || name.endsWith(`.${zone}`))
}

export const isMetadataName = (host: string): boolean => METADATA_NAMES.has(plain(host))

export const isLoopbackName = (host: string): boolean => /^(?:.*\.)?localhost$/.test(plain(host))
