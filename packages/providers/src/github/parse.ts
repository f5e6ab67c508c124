import type { FieldIssue, ParsedDraft, RegistryDraft } from '@fairlead/core'
import { publicPart, readDraft, secretPart } from '../verification/draft-fields.ts'
import { normalizeAddress } from '../verification/registry-address.ts'
import {
  type CompatibleHost,
  compatibleAddresses,
  enterpriseAddresses,
  GHCR,
  type GithubAddresses,
  listedUrls,
} from './addresses.ts'

export type GithubKind = 'GITHUB_CR' | 'GITHUB_ENTERPRISE_CR'

/** The addresses behind a normalized registry address; undefined where the kind does not reach. */
export function addressesOf(
  kind: GithubKind,
  url: string,
  hosts: readonly CompatibleHost[],
): GithubAddresses | undefined {
  const listed = compatibleAddresses(url, hosts)
  if (listed) return listed
  if (kind === 'GITHUB_CR') return url === GHCR.registry ? GHCR : undefined
  return enterpriseAddresses(url)
}

/** Whether an image's host is one of the kind. A listed host is GHCR's, whatever its scheme. */
export function isHostOf(kind: GithubKind, host: string, hosts: readonly CompatibleHost[]): boolean {
  if (hosts.some(({ registry }) => new URL(registry).host === host)) return kind === 'GITHUB_CR'
  if (kind === 'GITHUB_CR') return host === new URL(GHCR.registry).host
  return /^containers\.[\w.-]+\.ghe\.com$/.test(host)
}

function addressIssue(kind: GithubKind, hosts: readonly CompatibleHost[]): FieldIssue {
  if (kind === 'GITHUB_ENTERPRISE_CR') {
    return {
      field: 'url',
      problem: 'is not the address of a GitHub Enterprise container registry',
      remedy:
        'Enter https://containers.<name>.ghe.com, or https://containers.<host name> of an Enterprise Server.',
    }
  }
  const listed = listedUrls(hosts)
  return {
    field: 'url',
    problem: `is neither ${GHCR.registry} nor a host that the operator lists as compatible`,
    remedy:
      listed.length > 0
        ? `Leave it out, or enter one of ${listed.join(', ')}.`
        : 'Leave it out, or have the operator list the host with the address of its API.',
  }
}

function readUrl(kind: GithubKind, text: string, hosts: readonly CompatibleHost[]): string | FieldIssue {
  if (text === '') {
    return kind === 'GITHUB_CR'
      ? GHCR.registry
      : { field: 'url', problem: 'is missing', remedy: 'Enter https://containers.<name>.ghe.com.' }
  }
  const url = normalizeAddress(text)
  if (typeof url !== 'string') return url
  return addressesOf(kind, url, hosts) ? url : addressIssue(kind, hosts)
}

const missing = (field: string, remedy: string): FieldIssue => ({ field, problem: 'is missing', remedy })

/**
 * Only what the form can know: a prefix in the wrong case or a token of the wrong kind is for `verify` to explain.
 * Throws `request.invalid` with every fault.
 */
export function parseGithubDraft(
  kind: GithubKind,
  hosts: readonly CompatibleHost[],
  draft: RegistryDraft,
): ParsedDraft {
  const fields = readDraft(draft)
  const account = { username: fields.text('username'), password: fields.text('password') }
  const url = readUrl(kind, (draft.url ?? '').trim(), hosts)
  if (typeof url !== 'string') fields.issues.push(url)
  const faulty = (name: string): boolean => fields.issues.some(({ field }) => field === `config.${name}`)
  const needsAccount = kind === 'GITHUB_ENTERPRISE_CR'
  if (account.username === '' && !faulty('username') && (needsAccount || account.password !== '')) {
    fields.issues.push(
      missing(
        'config.username',
        'Enter the container registry prefix: the name of the GitHub organization or user.',
      ),
    )
  }
  if (account.password === '' && !faulty('password') && needsAccount) {
    fields.issues.push(
      missing('config.password', 'Enter a personal access token (classic) with read:packages and read:org.'),
    )
  }
  fields.finish()
  return {
    url: typeof url === 'string' ? url : '',
    config: publicPart(account),
    secrets: secretPart(account),
  }
}
