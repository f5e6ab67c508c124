import { type Finding, type FindingCode, finding } from '@fairlead/core'
import type { VendorReply } from '../verification/vendor-api.ts'
import { type AzureHost, applicationPage } from './addresses.ts'
import { UUID } from './identity.ts'
import { fieldOf } from './questions.ts'

/** Whose login was refused. */
export interface Login {
  readonly host: AzureHost
  readonly tenant: string
  readonly clientId: string
  /** `secret`: its text looks like an ID; `assertion`: a token of the platform was shown. */
  readonly proof: 'secret' | 'secret-id' | 'assertion'
}

interface Cause {
  readonly codes: readonly number[]
  readonly code: FindingCode
  summary(login: Login): string
  action(login: Login): string
}

// https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes
const CAUSES: readonly Cause[] = [
  {
    codes: [7000215],
    code: 'token.refused',
    summary: ({ clientId, proof }) =>
      proof === 'secret-id'
        ? `The client secret of ${clientId} has the form of an ID: it is the ID of the secret and not its value.`
        : `Microsoft Entra ID does not take the client secret of ${clientId}: it is none of the application's.`,
    action: () =>
      'Enter the value of a client secret (the column Value, not Secret ID). It is shown only when the secret is made: make a new one if it is gone.',
  },
  {
    codes: [7000222],
    code: 'token.expired',
    summary: ({ clientId }) => `The client secret of ${clientId} has expired.`,
    action: () => 'Make a new client secret, and save its value in the connection.',
  },
  {
    codes: [700016, 7000229],
    code: 'application.not_found',
    summary: ({ clientId, tenant }) =>
      `The tenant ${tenant} has no application ${clientId} that could log in.`,
    action: () =>
      'Copy the client ID and the tenant ID from the overview of the app registration; one of another tenant has to be added to this one first.',
  },
  {
    codes: [90002, 900021, 900023],
    code: 'tenant.not_found',
    summary: ({ tenant, host }) => `${new URL(host.authority).host} knows no tenant ${tenant}.`,
    action: () =>
      'Copy the Directory (tenant) ID from the overview of the app registration; registries of azurecr.us and azurecr.cn have their tenants in those clouds.',
  },
  {
    codes: [7000112, 700005, 50057],
    code: 'account.inactive',
    summary: ({ clientId }) => `The application ${clientId} is disabled.`,
    action: () => 'Enable the application for sign-in under Enterprise applications, or use another one.',
  },
  {
    codes: [53003, 530034, 530035],
    code: 'account.inactive',
    summary: ({ clientId }) =>
      `A Conditional Access policy of the tenant does not let ${clientId} log in from here.`,
    action: () => 'Have the policy take the address of this server in, or exclude the application from it.',
  },
  {
    codes: [700024],
    code: 'clock.skewed',
    summary: () =>
      "The token of this server is not valid at the time by Microsoft's clock: it has ended, or the clock of its issuer is off.",
    action: () => 'Set the clocks by a time server (NTP), and see that the platform renews the token.',
  },
  {
    codes: [70021, 700027, 700211, 700212, 700213, 700214],
    code: 'federation.refused',
    summary: ({ clientId }) => `No federated credential of ${clientId} fits the token of this server.`,
    action: () =>
      'Compare issuer, subject and audience of the federated credential with those that the evidence names; upper and lower case count.',
  },
]

function codesIn({ json, said }: VendorReply): readonly number[] {
  const listed = fieldOf(json, 'error_codes')
  const codes = Array.isArray(listed) ? listed.filter((each) => typeof each === 'number') : []
  const named = Number(/AADSTS(\d+)/.exec(said)?.[1])
  return Number.isNaN(named) ? codes : [named, ...codes]
}

/** The finding for a refusal of Microsoft Entra ID. */
export function judgeEntraRefusal(reply: VendorReply, login: Login): Finding {
  const codes = codesIn(reply)
  const cause = CAUSES.find((each) => each.codes.some((code) => codes.includes(code)))
  // What follows is for the operator of Entra ID only.
  const short = reply.exchange.answered.replace(/\s*Trace ID:.*$/s, '')
  return finding(cause?.code ?? 'token.refused', {
    summary:
      cause?.summary(login) ??
      `Microsoft Entra ID does not let ${login.clientId} log in${codes[0] === undefined ? '' : ` (AADSTS${codes[0]})`}.`,
    evidence: [{ ...reply.exchange, answered: short }],
    remedy: {
      action: cause?.action(login) ?? 'Look the code of the evidence up, and correct the app registration.',
      link:
        cause === undefined && codes[0] !== undefined
          ? `${login.host.authority}/error?code=${codes[0]}`
          : applicationPage(login.host, login.clientId),
    },
    severity: 'error',
  })
}

export const proofOf = (secret: string): Login['proof'] => (UUID.test(secret) ? 'secret-id' : 'secret')
