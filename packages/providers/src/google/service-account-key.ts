import { Buffer } from 'node:buffer'
import { createPrivateKey, type KeyObject } from 'node:crypto'
import { Secret } from '@fairlead/core'

/** A key of a service account. https://cloud.google.com/iam/docs/keys-create-delete */
export interface ServiceAccountKey {
  readonly email: string
  readonly keyId: string
  readonly projectId: string
  readonly privateKey: KeyObject
  /** The PEM text, to keep it out of every answer. */
  readonly pem: Secret
}

/** What is wrong with a text, never quoting it. */
export interface KeyProblem {
  readonly problem: string
  readonly remedy: string
}

const MAKE_ONE =
  'Make a key of the type JSON for a service account in the Google Cloud console, and paste the whole file.'

const OTHER_TYPES: Readonly<Record<string, KeyProblem>> = {
  authorized_user: {
    problem:
      'is the login of a person (type authorized_user), as `gcloud auth application-default login` keeps it',
    remedy: MAKE_ONE,
  },
  external_account: {
    problem: 'is a configuration of workload identity federation (type external_account) and holds no key',
    remedy: 'Choose workload identity federation and give the provider and the service account.',
  },
  impersonated_service_account: {
    problem: 'is a configuration of impersonation (type impersonated_service_account) and holds no key',
    remedy: MAKE_ONE,
  },
  external_account_authorized_user: {
    problem: 'is the login of a person (type external_account_authorized_user)',
    remedy: MAKE_ONE,
  },
  gdch_service_account: {
    problem: 'is a key of Google Distributed Cloud (type gdch_service_account), which is another cloud',
    remedy: MAKE_ONE,
  },
}

const NOT_JSON: KeyProblem = {
  problem: 'is neither the JSON of a service account key nor Base64 of it',
  remedy: MAKE_ONE,
}

function readJson(text: string): Record<string, unknown> | undefined {
  const trimmed = text.trim()
  const json = trimmed.startsWith('{') ? trimmed : Buffer.from(trimmed, 'base64').toString()
  try {
    const value: unknown = JSON.parse(json)
    return value !== null && typeof value === 'object' && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

function readPem(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem)
    return key.asymmetricKeyType === 'rsa' ? key : undefined
  } catch {
    return undefined
  }
}

function typeProblem(type: unknown): KeyProblem | undefined {
  if (type === 'service_account') return undefined
  if (typeof type === 'string' && Object.hasOwn(OTHER_TYPES, type)) return OTHER_TYPES[type]
  return { problem: 'does not say that it is of the type service_account', remedy: MAKE_ONE }
}

const REQUIRED = ['client_email', 'private_key', 'private_key_id', 'project_id'] as const

/** Reads a key as it was downloaded, or Base64 of that, as the contract sends it. Only the fields that are used are kept. */
export function readServiceAccountKey(text: string): ServiceAccountKey | KeyProblem {
  const json = readJson(text)
  if (json === undefined) return NOT_JSON
  const other = typeProblem(json.type)
  if (other) return other
  const textIn = (name: string): string => (typeof json[name] === 'string' ? json[name].trim() : '')
  const missing = REQUIRED.filter((name) => textIn(name) === '')
  if (missing.length > 0) {
    return { problem: `lacks ${missing.join(', ')}`, remedy: 'Paste the file in full, as it was downloaded.' }
  }
  if (!['', 'googleapis.com'].includes(textIn('universe_domain'))) {
    return { problem: 'is a key of another cloud than googleapis.com (universe_domain)', remedy: MAKE_ONE }
  }
  const email = textIn('client_email')
  if (!/^[^\s@/]+@[\w.-]*gserviceaccount\.com$/.test(email)) {
    return { problem: 'has a client_email that is no service account', remedy: MAKE_ONE }
  }
  // Shells and forms turn the line breaks of the PEM text into backslashes and letters once too often.
  const pem = `${textIn('private_key').replaceAll('\\n', '\n')}\n`
  const privateKey = readPem(pem)
  if (privateKey === undefined) {
    return {
      problem: 'has a private_key that is damaged: it is no RSA key in PEM',
      remedy: 'Paste the file in full, as it was downloaded, its \\n included.',
    }
  }
  const keyId = textIn('private_key_id')
  return { email, keyId, projectId: textIn('project_id'), privateKey, pem: new Secret(pem.trim()) }
}

export const isKeyProblem = (read: ServiceAccountKey | KeyProblem): read is KeyProblem => 'problem' in read

/** The key as it is stored: only what is used, in one form whatever was pasted. */
export const storedKey = ({ email, keyId, projectId, pem }: ServiceAccountKey): Secret =>
  new Secret(
    JSON.stringify({
      type: 'service_account',
      project_id: projectId,
      private_key_id: keyId,
      private_key: pem.reveal(),
      client_email: email,
    }),
  )
