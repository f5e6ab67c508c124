import { isAppError, type RegistryDraft } from '@fairlead/core'
import { expect, test } from 'vitest'
import { projectPaths } from './api.ts'
import { parseGitlabDraft } from './parse.ts'
import { botOf, readGitlabSecret } from './token-format.ts'

function issuesOf(draft: RegistryDraft): string[] {
  try {
    parseGitlabDraft(draft)
    return []
  } catch (error) {
    if (!isAppError(error, 'request.invalid')) throw error
    return error.issues.map(({ field }) => field)
  }
}

test.each([
  [undefined, 'https://registry.gitlab.com'],
  ['gitlab.com', 'https://registry.gitlab.com'],
  ['registry.gitlab.com/', 'https://registry.gitlab.com'],
  ['https://registry.example.com/v2/', 'https://registry.example.com'],
  ['gitlab.example.com:5050', 'https://gitlab.example.com:5050'],
])('the address %s is %s', (url, expected) => {
  expect(parseGitlabDraft({ url, config: {} }).url).toBe(expected)
})

test.each<[RegistryDraft, string[]]>([
  [{ url: 'https://registry.example.com/acme', config: {} }, ['url']],
  [{ config: { username: 'ada' } }, ['config.password']],
  [{ config: { password: 'x' } }, ['config.username']],
  [{ config: { token_realm: 'gitlab.example.com' } }, ['config.token_realm']],
])('%j is refused', (draft, fields) => {
  expect(issuesOf(draft)).toEqual(fields)
})

test.each([
  ['ada', 'glpat-x', 'access'],
  ['gitlab-ci-token', 'anything', 'ci-job'],
  ['ada', 'glcbt-1_x', 'ci-job'],
  ['gitlab+deploy-token-12', 'older one', 'deploy'],
  ['whoever', 'gldt-x', 'deploy'],
  ['ada', 'glft-x', 'unusable'],
  ['ada', 'secret', 'unknown'],
])('%s with %s is %s', (username, secret, kind) => {
  expect(readGitlabSecret(username, secret).kind).toBe(kind)
})

test.each([
  ['project_12_bot_9f3a', { of: 'project', id: '12' }],
  ['project_12_bot', { of: 'project', id: '12' }],
  ['project_12_bot1', { of: 'project', id: '12' }],
  ['group_4_bot_9f3a', { of: 'group', id: '4' }],
  ['ada', undefined],
  ['project_12_bottle', undefined],
])('the user %s is the bot of %j', (username, bot) => {
  expect(botOf(username)).toEqual(bot)
})

test('an image has up to two names below its project', () => {
  expect(projectPaths('group/project')).toEqual(['group/project'])
  expect(projectPaths('a/b/c')).toEqual(['a/b/c', 'a/b'])
  expect(projectPaths('a/b/c/d/e')).toEqual(['a/b/c/d/e', 'a/b/c/d', 'a/b/c'])
  expect(projectPaths('alone')).toEqual([])
})
