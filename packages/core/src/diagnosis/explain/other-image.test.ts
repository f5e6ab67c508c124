import { expect, test } from 'vitest'
import { readSubject } from '../read-subject.ts'
import { otherImage, withTagOf } from './other-image.ts'

const subject = (text: string) => readSubject(text, { hasOwners: (host) => host === 'ghcr.io' })

test.each([
  ['ghcr.io/other/thing:2', 'ghcr.io/acme/app:1'],
  ['quay.io/acme/app:1', 'ghcr.io/acme/app:1'],
  ['acme/ap', 'ghcr.io/acme/app:1'],
])('a line of %s is said not to be of %s', (image, asked) => {
  expect(otherImage({ image }, subject(asked))?.sentence).toBe(
    `The line names ${image}, and ${asked} was asked for: what follows is of the latter.`,
  )
})

test.each([
  ['ghcr.io/acme/app:2', 'ghcr.io/acme/app'],
  ['ghcr.io/acme/app', 'ghcr.io/acme/app:1'],
  [`ghcr.io/acme/app@sha256:${'a'.repeat(64)}`, 'ghcr.io/acme/app:1'],
  ['ghcr.io/Acme/app:1', 'ghcr.io/acme/app:1'],
  [`ghcr.io/acme/app@SHA256:${'A'.repeat(64)}`, 'ghcr.io/acme/app:1'],
  ['acme/app', 'ghcr.io/acme/app:1'],
  ['library/nginx', 'nginx'],
  ['ghcr.io/acme/app:1', 'ghcr.io/acme'],
  [undefined, 'ghcr.io/acme/app'],
])('a line of %s is of %s', (image, asked) => {
  expect(otherImage(image === undefined ? {} : { image }, subject(asked))).toBeUndefined()
})

test('a line of another tag is said to be, of the same repository', () => {
  expect(otherImage({ image: 'ghcr.io/acme/app:9' }, subject('ghcr.io/acme/app:1'))).toEqual({
    image: 'ghcr.io/acme/app:9',
    sameRepository: true,
    sentence: 'The line names ghcr.io/acme/app:9, and ghcr.io/acme/app:1 was asked for: the rest is of that.',
  })
})

test.each([
  ['ghcr.io/acme/app:9', 'ghcr.io/acme/app', 'ghcr.io/acme/app:9'],
  ['ghcr.io/acme/app:9', 'ghcr.io/acme/app:1', 'ghcr.io/acme/app:1'],
  ['ghcr.io/acme/other:9', 'ghcr.io/acme/app', 'ghcr.io/acme/app'],
  ['ghcr.io/acme/app:9', 'ghcr.io/acme', 'ghcr.io/acme'],
])('of a line of %s and %s is asked %s', (image, asked, name) => {
  expect(withTagOf({ image }, subject(asked), { hasOwners: (host) => host === 'ghcr.io' }).name).toBe(name)
})
