import * as secrets from '../operations/secrets.ts'
import type * as wire from '../wire/types.ts'
import type { Signalled } from './shapes.ts'
import type { Transport } from './transport.ts'

/** The secret variables of containers. No answer holds a value. */
export const secretCalls = (transport: Transport) => ({
  secrets: async (
    containerId: string,
    { signal }: Signalled = {},
  ): Promise<readonly wire.SecretVariableAnswer[]> =>
    (await transport.call(secrets.listSecrets, { params: { containerId }, signal })).results,

  addSecret: (
    containerId: string,
    body: wire.SecretVariableRequest,
    { signal }: Signalled = {},
  ): Promise<wire.SecretVariableAnswer> =>
    transport.call(secrets.createSecret, { params: { containerId }, body, signal }),

  /** Without a value it keeps the one that it has. */
  editSecret: (
    containerId: string,
    secretId: string,
    body: wire.SecretVariableRequest,
    { signal }: Signalled = {},
  ): Promise<wire.SecretVariableAnswer> =>
    transport.call(secrets.editSecret, { params: { containerId, secretId }, body, signal }),

  removeSecret: async (containerId: string, secretId: string, { signal }: Signalled = {}): Promise<void> => {
    await transport.call(secrets.deleteSecret, { params: { containerId, secretId }, signal })
  },
})
