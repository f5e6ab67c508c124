import { join } from 'node:path'
import { type RunningTwin, startTwin } from '@fairlead/ghcr'
import { expect, onTestFinished, test } from 'vitest'
import { describeWithProgram, runProgram } from '../support/program.ts'
import { tinyImage, writeLayout } from '../support/sample-image.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

async function twinWithMember(mode: 'ghcr' | 'open' = 'ghcr'): Promise<RunningTwin> {
  const twin = await startTwin({
    mode,
    data: await temporaryFolder(),
    seed: {
      users: [{ login: 'ada' }],
      organizations: [{ login: 'acme', members: [{ login: 'ada', role: 'admin' }] }],
    },
  })
  onTestFinished(() => twin.close())
  return twin
}

const tokenOf = async (twin: RunningTwin, ...scopes: string[]): Promise<string> =>
  (await twin.state.createToken({ login: 'ada', scopes })).value.reveal()

const credentials = (flag: string, token: string | undefined): string[] =>
  token ? [flag, `ada:${token}`] : []

async function copyIn(twin: RunningTwin, name: string, token?: string) {
  const layout = await temporaryFolder()
  const image = tinyImage(name)
  await writeLayout(layout, image, 'latest')
  const target = `docker://${new URL(twin.url).host}/${name}`
  const args = [
    'copy',
    '--dest-tls-verify=false',
    ...credentials('--dest-creds', token),
    `oci:${layout}:latest`,
    target,
  ]
  return { result: await runProgram('skopeo', ['--insecure-policy', ...args]), digest: image.manifest.digest }
}

async function inspect(twin: RunningTwin, name: string, token?: string) {
  const source = `docker://${new URL(twin.url).host}/${name}`
  return runProgram('skopeo', ['inspect', '--tls-verify=false', ...credentials('--creds', token), source])
}

describeWithProgram('skopeo', 'apt-get install skopeo', 'skopeo', () => {
  test('copies an image in with write:packages, and reads the same digest back with read:packages', async () => {
    const twin = await twinWithMember()
    const { result, digest } = await copyIn(twin, 'acme/app:1.0', await tokenOf(twin, 'write:packages'))
    expect(result.stderr).toBe('')
    expect(result.code).toBe(0)
    const read = await inspect(twin, 'acme/app:1.0', await tokenOf(twin, 'read:packages'))
    expect(JSON.parse(read.stdout)).toMatchObject({ Digest: digest, RepoTags: ['1.0'] })
  })

  test('copies an image out whole: blobs through the redirect, digests checked by skopeo itself', async () => {
    const twin = await twinWithMember()
    const token = await tokenOf(twin, 'write:packages')
    await copyIn(twin, 'acme/app:1.0', token)
    const out = await temporaryFolder()
    const source = `docker://${new URL(twin.url).host}/acme/app:1.0`
    const args = [
      'copy',
      '--src-tls-verify=false',
      ...credentials('--src-creds', token),
      source,
      `oci:${join(out, 'copy')}:1.0`,
    ]
    const result = await runProgram('skopeo', ['--insecure-policy', ...args])
    expect(result.stderr).toBe('')
    expect(result.code).toBe(0)
  })

  test('is refused a push with read:packages only', async () => {
    const twin = await twinWithMember()
    const { result } = await copyIn(twin, 'acme/app:1.0', await tokenOf(twin, 'read:packages'))
    expect(result.code).not.toBe(0)
    expect(result.stderr).toContain('403 (Forbidden)')
  })

  test('is refused without a credential, and with a token that was revoked', async () => {
    const twin = await twinWithMember()
    const { value, token } = await twin.state.createToken({ login: 'ada', scopes: ['write:packages'] })
    await copyIn(twin, 'acme/app:1.0', value.reveal())
    expect((await inspect(twin, 'acme/app:1.0')).code).not.toBe(0)
    await twin.state.revokeToken(token.id)
    const revoked = await inspect(twin, 'acme/app:1.0', value.reveal())
    expect(revoked.code).not.toBe(0)
    expect(revoked.stderr).toContain('403 (Forbidden)')
  })

  test('pushes to the open registry without any credential', async () => {
    const twin = await twinWithMember('open')
    const { result, digest } = await copyIn(twin, 'any/name/at-all:v1')
    expect(result.stderr).toBe('')
    const read = await inspect(twin, 'any/name/at-all:v1')
    expect(JSON.parse(read.stdout)).toMatchObject({ Digest: digest })
  })
})
