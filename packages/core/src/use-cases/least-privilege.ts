import { type Finding, finding } from '../finding.ts'
import type { RegistryForm, RegistryProvider, VerifyRequest } from '../ports/registry-provider.ts'
import type { Verification } from '../verification.ts'
import { withCheck } from './added-check.ts'

// However a registry calls it: write:packages, write_registry, repo:write, admin.
const WRITES = /write|push|delete|admin/i

/** What a pulling connection has no use for: scopes that write, and abilities that were proved without being asked for. */
function excess({ capabilities, credential }: Verification, { push }: VerifyRequest): readonly string[] {
  const needed = credential.scopesNeeded ?? []
  const scopes = (credential.scopesGranted ?? []).filter(
    (scope) => WRITES.test(scope) && !needed.includes(scope) && !(push && !/delete/i.test(scope)),
  )
  if (scopes.length > 0) return scopes
  return [
    ...(capabilities.push === 'yes' && !push ? ['push'] : []),
    ...(capabilities.delete === 'yes' ? ['delete'] : []),
  ]
}

/** Scopes that the credential has beyond the least: those that images were seen to need, and those that one may need. */
function beyondLeast(
  { scopesGranted = [], scopesNeeded = [] }: Verification['credential'],
  may: readonly string[],
  least: readonly string[],
): { readonly kept: readonly string[]; readonly open: readonly string[] } {
  const beyond = scopesGranted.filter((scope) => !may.includes(scope) && !least.includes(scope))
  return {
    kept: beyond.filter((scope) => scopesNeeded.includes(scope)),
    open: beyond.filter((scope) => !scopesNeeded.includes(scope)),
  }
}

function advice(
  may: readonly string[],
  { grounds, credential }: Verification,
  form: RegistryForm,
  address: string,
): Finding {
  const [first] = form.logins
  const { kept, open } = beyondLeast(credential, may, first?.leastRights ?? [])
  const rights = first && first.leastRights.length > 0 ? [...first.leastRights, ...kept] : []
  const least = rights.length > 0 ? ` with no more than ${rights.join(', ')}` : ''
  const notKnown =
    open.length > 0
      ? ` Whether an image needs ${open.join(' or ')}, too, is not known: look at that before, and keep what one needs.`
      : ''
  // The form's page is that of the kind's own host, not of one that is compatible with it.
  const link =
    form.url === address ? form.fields.find((field) => field.secret && field.link)?.link : undefined
  const answered = credential.scopesGranted?.join(', ') ?? `${grounds.push} ${grounds.delete}`
  return finding('credential.more_than_pull', {
    summary: `The credential may more than pull (${may.join(', ')}), and this connection only pulls.`,
    evidence: [{ asked: 'the rights of the credential', answered }],
    remedy: {
      action: `Replace it by one${least}: whoever gets hold of it may do all that it may.${notKnown}`,
      ...(link ? { link } : {}),
    },
  })
}

/** The same provider, which tells of rights that a connection has no use for, unless the kind tells of them itself. */
export const withLeastPrivilege = (provider: RegistryProvider): RegistryProvider => ({
  ...provider,
  async verify(connection, request, signal) {
    const verification = await provider.verify(connection, request, signal)
    const may = excess(verification, request)
    const isTold = verification.findings.some(({ code }) => code === 'scope.needless')
    if (may.length === 0 || isTold) return verification
    const told = advice(may, verification, provider.form, connection.url)
    const check = {
      id: 'credential.rights',
      title: 'Least privilege',
      detail: told.summary,
      findings: [told],
    }
    return withCheck(verification, check, request)
  },
})
