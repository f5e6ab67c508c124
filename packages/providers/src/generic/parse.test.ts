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
  ['https://h.example/artifactory/docker/', 'https://h.example', 'artifactory/docker/<image>'],
  ['h.example:8443/team/v2/', 'https://h.example:8443', 'team/<image>'],
])('refuses the path of %s, which container engines cannot use', (url, address, image) => {
  expect(() => parseGenericDraft({ url, config: {} })).toThrow(
    expect.objectContaining({
      issues: [
        {
          field: 'url',
          problem: 'holds a path: container engines cannot use a path before the image',
          remedy: `Enter ${address}, and put the path in front of the image name: ${image}.`,
        },
      ],
    }),
  )
})

test('takes the API path of a registry for no path', () => {
  expect(parseGenericDraft({ url: 'http://localhost:5000/v2/', config: {} }).url).toBe(
    'http://localhost:5000',
  )
})
