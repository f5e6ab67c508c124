import { Copyable } from './copy.tsx'

/** `sha256:0a1b2c3d4e5f`: enough to tell digests apart by eye. */
export const shortDigest = (digest: string): string => {
  const [algorithm = '', hex = ''] = digest.split(':')
  return `${algorithm}:${hex.slice(0, 12)}`
}

/** A digest, shortened, with a button that copies the whole of it. */
export function Digest({ digest }: { readonly digest: string }) {
  return <Copyable value={digest} what="digest" shown={shortDigest(digest)} />
}
