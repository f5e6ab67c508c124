import { expect, test } from 'vitest'
import { readSubject } from '../read-subject.ts'
import { otherImage } from './other-image.ts'

const subject = (text: string) => readSubject(text, { hasOwners: (host) => host === 'ghcr.io' })

test.each([
  ['ghcr.io/other/thing:2', 'ghcr.io/acme/app:1'],
  ['quay.io/acme/app:1', 'ghcr.io/acme/app:1'],
  ['acme/ap', 'ghcr.io/acme/app:1'],
])('a line of %s is said not to be of %s', (image, asked) => {
  expect(otherImage({ image }, subject(asked))).toBe(
    `The line names ${image}, and ${asked} was asked for: what follows is of the latter.`,
  )
})

test.each([
  ['ghcr.io/acme/app:2', 'ghcr.io/acme/app:1'],
  ['ghcr.io/Acme/app:1', 'ghcr.io/acme/app:1'],
  [`ghcr.io/acme/app@SHA256:${'A'.repeat(64)}`, 'ghcr.io/acme/app:1'],
  ['acme/app', 'ghcr.io/acme/app:1'],
  ['library/nginx', 'nginx'],
  ['ghcr.io/acme/app:1', 'ghcr.io/acme'],
  [undefined, 'ghcr.io/acme/app'],
])('a line of %s is of %s', (image, asked) => {
  expect(otherImage(image === undefined ? {} : { image }, subject(asked))).toBeUndefined()
})
