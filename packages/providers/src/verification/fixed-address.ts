import { canonicalRegistry, type FieldIssue } from '@fairlead/core'

/** The address of a kind that has one only, or the issue where another was typed. */
export function fixedAddress(given: string | undefined, fixed: string): string | FieldIssue {
  const text = (given ?? '').trim()
  if (text === '') return fixed
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`
  const url = URL.parse(full)
  const same = url?.protocol === 'https:' && url.username === '' && url.password === ''
  if (same && canonicalRegistry(url.host) === new URL(fixed).host) return fixed
  return {
    field: 'url',
    problem: `is not ${fixed}, the only address of this kind`,
    remedy: `Leave it empty, or connect another host as a registry of its own kind.`,
  }
}
