import type { Listing } from './kind-verification.ts'
import type { Party } from './network-finding.ts'
import { found, passed, skipped } from './outcome.ts'
import { registryFinding } from './registry-finding.ts'
import { isFailure, type RegistryQuestions } from './registry-questions.ts'

/** So many are enough to tell that a list is given, and to find one with a tag among. */
const LISTED = 50

/** The registry's own catalog. Many registries have none or keep it for administrators, which keeps nobody from pulling. */
export async function listCatalog(party: Party, registry: RegistryQuestions): Promise<Listing> {
  const answer = await registry.catalog(LISTED)
  if (!isFailure(answer)) {
    const count = answer.length >= LISTED ? `${LISTED} or more` : String(answer.length)
    return {
      ability: 'yes',
      outcome: passed(`The registry lists ${count} ${answer.length === 1 ? 'repository' : 'repositories'}.`),
      images: answer.map((repository) => ({ repository })),
    }
  }
  const outside = registryFinding(party, answer)
  if (outside && answer.kind === 'network')
    return { ability: 'unknown', outcome: found([outside]), images: [] }
  const said = answer.status ? ` (status ${answer.status})` : ''
  return {
    ability:
      answer.kind === 'refused' || answer.kind === 'denied' || answer.kind === 'absent' ? 'no' : 'unknown',
    outcome: skipped(`The registry does not list its repositories${said}; name an image to prove the pull.`),
    images: [],
  }
}
