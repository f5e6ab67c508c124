/** What the text of a container registry prefix tells, without asking anyone. */
export type OwnerName =
  | { readonly kind: 'fine'; readonly name: string }
  | { readonly kind: 'upper-case'; readonly name: string; readonly suggestion: string }
  | { readonly kind: 'malformed'; readonly problem: string; readonly suggestion?: string }

// Letters, digits and inner hyphens; managed users carry an underscore and their enterprise's short code.
// https://docs.github.com/en/enterprise-cloud@latest/admin/managing-iam/iam-configuration-reference/username-considerations-for-external-authentication
const LOGIN = /^[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?-?$/i
const LONGEST = 39

/** The owner out of `https://ghcr.io/Acme/app:1`, `ghcr.io/acme`, `acme/app` or `@acme`, if there is one. */
function ownerWithin(text: string): string | undefined {
  const parts = text
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/^@/, '')
    .split('/')
    .filter((part) => part !== '')
  const owner = parts[0]?.includes('.') ? parts[1] : parts[0]
  const bare = owner?.split(/[:@]/)[0]
  return bare && LOGIN.test(bare) && bare !== text ? bare.toLowerCase() : undefined
}

/** Reads a container registry prefix: the `<owner>` of `ghcr.io/<owner>/<image>:<tag>`. */
export function readOwnerName(text: string): OwnerName {
  const malformed = (problem: string): OwnerName => {
    const suggestion = ownerWithin(text)
    return { kind: 'malformed', problem, ...(suggestion ? { suggestion } : {}) }
  }
  if (text.includes('/')) return malformed('is more than the name of the owner')
  if (text.length > LONGEST) return malformed(`is longer than the ${LONGEST} characters that GitHub allows`)
  if (!LOGIN.test(text))
    return malformed('holds characters that no GitHub user or organization has in its name')
  if (text !== text.toLowerCase()) return { kind: 'upper-case', name: text, suggestion: text.toLowerCase() }
  return { kind: 'fine', name: text }
}
