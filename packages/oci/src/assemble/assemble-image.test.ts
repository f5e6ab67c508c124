import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { assembleImage, packTar } from './index.ts'

const platform = { os: 'linux', architecture: 'amd64' }
const entries = [
  { path: '/bin/hello', content: Buffer.from('#!/bin/sh\n'), mode: 0o755 },
  { path: '/www/a/index.html', content: Buffer.alloc(1000, 'x') },
]

test('tar itself lists the files with their modes and sizes', () => {
  const listing = execFileSync('tar', ['-tvf', '-'], { input: packTar(entries), encoding: 'utf8' })
  const rows = listing
    .trim()
    .split('\n')
    .map((row) => row.split(/\s+/))
  expect(rows.map((row) => [row[0], row[2], row.at(-1)])).toEqual([
    ['drwxr-xr-x', '0', 'bin/'],
    ['drwxr-xr-x', '0', 'www/'],
    ['drwxr-xr-x', '0', 'www/a/'],
    ['-rwxr-xr-x', '10', 'bin/hello'],
    ['-rw-r--r--', '1000', 'www/a/index.html'],
  ])
})

test('the same files give the same digest, other files another', () => {
  const settings = { platform, entrypoint: ['/bin/hello'] }
  const first = assembleImage([entries], settings)
  expect(assembleImage([entries], settings).manifest.digest).toBe(first.manifest.digest)
  expect(assembleImage([entries.slice(1)], settings).manifest.digest).not.toBe(first.manifest.digest)
})

test('the config names the digest of each unpacked layer, and the manifest that of each packed one', () => {
  const { blobs, manifest } = assembleImage([entries], {
    platform,
    entrypoint: ['/bin/hello'],
    exposedPorts: ['80/tcp'],
  })
  const [config, layer] = blobs
  const { rootfs, config: runtime } = JSON.parse(Buffer.from(config?.bytes ?? []).toString())
  const unpacked = gunzipSync(layer?.bytes ?? Buffer.alloc(0))
  expect(rootfs.diff_ids).toEqual([`sha256:${createHash('sha256').update(unpacked).digest('hex')}`])
  expect(runtime).toEqual({ Entrypoint: ['/bin/hello'], ExposedPorts: { '80/tcp': {} } })
  expect(JSON.parse(Buffer.from(manifest.bytes).toString()).layers).toEqual([
    { mediaType: layer?.mediaType, digest: layer?.digest, size: layer?.size },
  ])
})
