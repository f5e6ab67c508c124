import type { Secret } from '@fairlead/core'

/** What a request to AWS is signed with. */
export interface AwsKeys {
  /** Not a secret: AWS itself shows and logs it. */
  readonly accessKeyId: string
  readonly secretAccessKey: Secret
  /** Of keys that end by themselves. */
  readonly sessionToken?: Secret
  /** ISO 8601; absent: they do not end by themselves, or it is not known when. */
  readonly expiresAt?: string
}

/** The secrets among keys, each with the name that it goes by. */
export const secretsOf = ({ accessKeyId, secretAccessKey, sessionToken }: AwsKeys) =>
  [secretAccessKey, ...(sessionToken ? [sessionToken] : [])].map((password) => ({
    username: accessKeyId,
    password,
  }))
