import type { Verification } from '@fairlead/api/client'
import { Text } from '@mantine/core'
import { Fact, Facts } from '../../../ui/facts.tsx'
import { Section } from '../../../ui/section.tsx'
import { credentialTypes } from './credential-types.ts'
import { Scopes } from './scopes.tsx'

type Credential = Verification['credential']

const SSO: Readonly<Record<NonNullable<Credential['sso']>, string>> = {
  'not-required': 'Not asked for by the organization',
  authorized: 'Authorized for the organization',
  required: 'Not authorized, and the organization asks for it',
}

/** What the registry told of the credential. What it did not tell is not made up. */
export function CredentialPanel({ credential }: { readonly credential: Credential }) {
  const { type, login, ownerType, scopesGranted, scopesNeeded, sso, rateLimit } = credential
  return (
    <Section title="Credential">
      <Facts>
        <Fact name="Type">{credentialTypes[type]}</Fact>
        <Fact name="Account">{login ?? <Unknown />}</Fact>
        {ownerType && (
          <Fact name="Owner of the images">
            {ownerType === 'user' ? 'A user account' : 'An organization'}
          </Fact>
        )}
        {(scopesGranted || scopesNeeded) && (
          <Fact name="Scopes">
            <Scopes granted={scopesGranted} needed={scopesNeeded} />
          </Fact>
        )}
        {sso && <Fact name="Single sign-on">{SSO[sso]}</Fact>}
        {rateLimit && (
          <Fact name="Pull limit">
            {rateLimit.remaining} of {rateLimit.limit} pulls left in {hours(rateLimit.windowSeconds)}
            {rateLimit.countedFor !== undefined && `, counted for ${rateLimit.countedFor}`}
          </Fact>
        )}
      </Facts>
    </Section>
  )
}

function Unknown() {
  return (
    <Text span size="sm" c="dimmed">
      Not known
    </Text>
  )
}

const hours = (seconds: number): string =>
  seconds >= 3600 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 60)} min`
