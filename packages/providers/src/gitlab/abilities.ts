import type { JudgedAbility } from '../verification/kind-verification.ts'

interface Abilities {
  readonly delete?: JudgedAbility
  readonly webhook?: JudgedAbility
}

const rights = (scopes: readonly string[], needed: readonly string[], doing: string): JudgedAbility => {
  const granting = needed.find((scope) => scopes.includes(scope))
  return granting === undefined
    ? { ability: 'no', because: `The token has no ${needed.join(' or ')}.` }
    : { ability: 'unknown', because: `The token has ${granting}; ${doing}.` }
}

/**
 * What the scopes of a token rule out; a scope alone proves nothing, since the role in the project decides as well.
 * https://docs.gitlab.com/user/profile/personal_access_tokens/#personal-access-token-scopes
 */
export function judgeAbilities(isAnonymous: boolean, scopes: readonly string[] | undefined): Abilities {
  if (isAnonymous) {
    const none: JudgedAbility = { ability: 'no', because: 'There is no token.' }
    return { delete: none, webhook: none }
  }
  if (scopes === undefined) return {}
  return {
    delete: rights(
      scopes,
      ['api', 'write_registry'],
      'nothing is ever deleted to find out whether the role in the project allows it',
    ),
    webhook: rights(
      scopes,
      ['api'],
      'no webhook is made to find out whether the role in the project allows it',
    ),
  }
}
