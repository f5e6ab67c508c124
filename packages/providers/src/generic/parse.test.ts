import { isAppError, type RegistryDraft } from '@fairlead/core'
import { expect, test } from 'vitest'
import { parseGenericDraft } from './parse.ts'

function issuesOf(draft: RegistryDraft): string[] {
  try {
    parseGenericDraft(draft)
    return []
  } catch (error) {
    if (!isAppError(error, 'request.invalid')) throw error
    return error.issues.map(({ field, problem }) => `${field} ${problem}`)
  }
}

test('keeps the case of the user name and the blanks of the password', () => {
  const config = { username: ' robot$Name ', password: ' pass word \n' }
  const parsed = parseGenericDraft({ url: 'harbor.example.com', config })
  expect(parsed.url).toBe('https://harbor.example.com')
  expect(parsed.config).toEqual({ username: 'robot$Name' })
  expect(parsed.secrets.password?.reveal()).toBe(' pass word ')
})

test('needs an address, and an account in full or not at all', () => {
  expect(issuesOf({ config: {} })).toEqual(['url is missing'])
  const url = 'https://registry.example.com'
  expect(issuesOf({ url, config: {} })).toEqual([])
  expect(issuesOf({ url, config: { username: 'a' } })).toEqual([
    'config.password is missing while a user name is given',
  ])
  expect(issuesOf({ url, config: { password: 'b' } })).toEqual([
    'config.username is missing while a password is given',
  ])
})

test.each([
  ['https://h.example/artifactory/docker/', 'https://h.example/artifactory/docker'],
  ['h.example:8443/team/v2/', 'https://h.example:8443/team'],
])('keeps the path of %s, which goes in front of image names', (url, normalized) => {
  expect(parseGenericDraft({ url, config: {} }).url).toBe(normalized)
})

test('refuses a path that no image name can begin with', () => {
  expect(issuesOf({ url: 'https://h.example/UI/login', config: {} })).toEqual([
    'url has a path that cannot stand in front of an image name',
  ])
})

test('takes a token realm that is a plain address, and no other', () => {
  const url = 'https://h.example'
  const account = { username: 'a', password: 'b' }
  const parsed = parseGenericDraft({ url, config: { ...account, token_realm: 'https://auth.example/token' } })
  expect(parsed.config).toEqual({ username: 'a', token_realm: 'https://auth.example/token' })
  for (const token_realm of [
    'auth.example',
    'ftp://auth.example',
    'https://u:p@auth.example/',
    'https://a.example/?x=1',
  ]) {
    expect(issuesOf({ url, config: { ...account, token_realm } })).toEqual([
      'config.token_realm is not an http(s) address without a user name and a query',
    ])
  }
})

test('takes the API path of a registry for no path', () => {
  expect(parseGenericDraft({ url: 'http://localhost:5000/v2/', config: {} }).url).toBe(
    'http://localhost:5000',
  )
})
