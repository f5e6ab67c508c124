/** One link of a `Link` header. */
export interface Link {
  /** As it stands: absolute, or relative to the address that was asked. */
  readonly target: string
  /** Relation types, lower-case: `next`. */
  readonly rel: readonly string[]
}

const LINK = /[\s,]*<([^>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,]*))?)*)\s*(?=,|$)/y
const PARAMETER = /;\s*([^\s=;,]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,]*)))?/g

/**
 * The links of a `Link` header. Never throws: what cannot be read ends the list.
 * https://www.rfc-editor.org/rfc/rfc8288#section-3
 */
export function parseLink(header: string | null | undefined): readonly Link[] {
  const text = header ?? ''
  const links: Link[] = []
  LINK.lastIndex = 0
  for (;;) {
    const match = LINK.exec(text)
    if (match === null) return links
    // Of several `rel` parameters the first counts.
    const rel = [...(match[2] ?? '').matchAll(PARAMETER)].find(([, name]) => name?.toLowerCase() === 'rel')
    const types = (rel?.[2] ?? rel?.[3] ?? '').toLowerCase().split(/\s+/)
    links.push({ target: (match[1] ?? '').trim(), rel: types.filter((type) => type !== '') })
  }
}

/** Where the next page is; undefined on the last one. */
export const nextPage = (header: string | null | undefined): string | undefined =>
  parseLink(header).find(({ rel }) => rel.includes('next'))?.target

/** `</v2/acme/app/tags/list?last=b&n=2>; rel="next"`. */
export const formatNextPage = (target: string): string => `<${target}>; rel="next"`
